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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::money;

    proptest! {
        #[test]
        fn a_plain_text_says_what_it_says_beside_others(
            text in "([0-9]{1,4}|[,.' /$-]|EUR|[a-zA-Z]{1,2}|million|May|August|half|and|ten|de|zwei|mil|summer){0,12}",
        ) {
            // With a mark that is not plain after it, a text is normalised and its words are put in lower case one by one.
            let other = format!("{text} “");
            for language in ["en", "fr", "de", "es", "und"] {
                prop_assert_eq!(Said::new(language, &text), Said::new(language, &other));
                prop_assert_eq!(money(language, &text), money(language, &other));
            }
        }
    }
}
