//! What a fragment of text states, read in one go: whoever wants its numbers mostly wants its dates too.

use crate::dates::{self, DateMention};
use crate::fragment::Fragment;
use crate::numbers::{self, NumberMention};

/// The numbers and dates that a fragment states, each in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// As [`numbers::numbers`](crate::numbers::numbers) gives them.
    pub numbers: Vec<NumberMention>,
    /// As [`dates::dates`](crate::dates::dates) gives them.
    pub dates: Vec<DateMention>,
}

impl Said {
    /// Reads a fragment. `language` is a BCP 47 tag.
    pub fn new(language: &str, text: &str) -> Self {
        let fragment = Fragment::new(language, text);
        let dates = dates::recognise(&fragment);
        let numbers = numbers::mentions(&fragment, &dates);
        Self { numbers, dates: dates::mentions(&fragment, dates) }
    }
}
