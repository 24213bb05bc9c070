//! Evidence, and what is computed from it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Ref;

/// A piece of evidence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Evidence<'a> {
    /// Its id, as in the table `evidence`.
    pub id: String,
    /// The source where it is printed.
    pub source: Ref<'a>,
    /// The paragraph of the text that was read, the title included, from 1.
    pub paragraph: Option<u32>,
    /// The page.
    pub page: Option<u32>,
    /// The line of the text that was read.
    pub line: Option<u32>,
    /// The place in a recording, `HH:MM:SS`.
    pub clip: Option<&'a str>,
    /// A verbatim fragment.
    pub quote: Option<&'a str>,
    /// Where the quote begins in the text that was read, in characters from 0.
    pub quote_start: Option<i64>,
    /// The place after its last character.
    pub quote_end: Option<i64>,
    /// Whether the quote stands there; `null` where the text was not at hand.
    pub quote_verified: Option<bool>,
    /// Fields whose value the source backs.
    pub supports: Vec<&'a str>,
    /// Fields for which the source gives another value, with that value.
    pub reports: BTreeMap<&'a str, String>,
    /// The chain of actors that the source itself names, nearest first.
    pub via: Vec<Ref<'a>>,
    /// Editor's remark.
    pub note: Option<&'a str>,
}

/// How well a value is backed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Fact {
    /// How well, in a word.
    pub status: &'static str,
    /// How many pieces of evidence back the value.
    pub supports: usize,
    /// How many pieces of evidence give a value of their own.
    pub reports: usize,
    /// The independent primary sources that the value can be traced to, as `type:id`.
    pub primary_sources: Vec<String>,
}

/// The facts of a part of a record, by field.
pub type Facts = BTreeMap<&'static str, Fact>;

/// What is computed for a part of a record.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Derived {
    /// How well each value is backed.
    pub facts: Facts,
}

/// How an actor stands to a transfer or a deal.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Position<'a> {
    /// The actor.
    pub actor: Ref<'a>,
    /// How it stands.
    pub position: &'static str,
    /// The id of the statement by which it took the position.
    pub statement: &'a str,
}
