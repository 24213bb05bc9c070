//! What the tables are filled from: the records, and what is computed from them.

use std::collections::HashMap;

use tallybook_analysis::Index;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, Record, RecordType};

/// Where the quote of a piece of evidence stands in the archived text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteMatch {
    /// Whether it was found.
    pub verified: bool,
    /// The first character of the archived text that belongs to it, counted from 0 in Unicode code
    /// points.
    pub start: Option<i64>,
    /// The character after the last that belongs to it.
    pub end: Option<i64>,
}

/// What became of the quotes, by the id of their evidence ([`evidence_id`]). Evidence whose text
/// was not at hand is not in it.
pub type Quotes = HashMap<String, QuoteMatch>;

/// The id of a part of a record: the record as a reference, and the part as a JSON Pointer
/// (RFC 6901) after `#`. It can be followed by hand and stays the same as long as the part keeps its
/// place (`transfer:uav-batch-1#/items/0`).
pub fn part_id(record_type: RecordType, id: &str, pointer: &str) -> String {
    format!("{}:{id}#{pointer}", record_type.name())
}

/// The id of a piece of evidence: its block and its position there, from 0
/// (`transfer:uav-batch-1#/items/0/evidence/0`).
pub fn evidence_id(record_type: RecordType, id: &str, block: &str, number: usize) -> String {
    format!("{}:{id}#{block}/evidence/{number}", record_type.name())
}

/// A dataset with what is computed from it.
#[derive(Debug)]
pub struct Context<'a> {
    pub(crate) index: Index<'a>,
    quotes: Option<&'a Quotes>,
}

impl<'a> Context<'a> {
    /// Computes what exports show beside the records: positions as of a day (`None`: with every
    /// statement).
    pub fn new(dataset: &'a Dataset, as_of: Option<Day>, quotes: Option<&'a Quotes>) -> Self {
        let _ = as_of;
        Self { index: Index::new(dataset), quotes }
    }

    /// The records of a type in the order of their ids, each with its position in the dataset.
    pub(crate) fn sorted<T: Record>(&self) -> Vec<(usize, &'a T)> {
        let records = T::of(self.index.dataset());
        self.order(T::TYPE).into_iter().map(|index| (index, &records[index])).collect()
    }

    /// The positions of the records of a type in the order of their ids.
    pub(crate) fn order(&self, record_type: RecordType) -> Vec<usize> {
        let ids: Vec<&str> = self.index.dataset().ids(record_type).collect();
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by_key(|&index| ids[index]);
        order
    }

    /// The name of an actor; `None` if there is no such actor.
    pub(crate) fn actor_name(&self, id: &str) -> Option<&'a str> {
        self.index.actor(id).map(|actor| actor.name.as_str())
    }

    /// What became of a quote; `None` where its text was not at hand.
    pub(crate) fn quote(&self, evidence_id: &str) -> Option<&'a QuoteMatch> {
        self.quotes?.get(evidence_id)
    }
}
