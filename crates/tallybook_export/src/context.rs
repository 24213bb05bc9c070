//! What the tables are filled from: the records, and what is computed from them.

use std::collections::HashMap;

use tallybook_analysis::Index;
use tallybook_analysis::belonging::Kept;
use tallybook_analysis::positions::Positions;
use tallybook_schema::block::{self, Block};
use tallybook_schema::id::RecordRef;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, Record, RecordType};

use crate::column::{Spec, col};

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
    pub(crate) positions: Positions<'a>,
    quotes: Option<&'a Quotes>,
    kept: Option<&'a Kept>,
}

impl<'a> Context<'a> {
    /// Computes what exports show beside the records: positions as of a day (`None`: with every
    /// statement).
    pub fn new(dataset: &'a Dataset, as_of: Option<Day>, quotes: Option<&'a Quotes>) -> Self {
        let index = Index::new(dataset);
        let positions = Positions::new(&index, as_of);
        Self { index, positions, quotes, kept: None }
    }

    /// The same with only some of the records to be shown; what is computed stays that of all.
    pub(crate) fn showing(self, kept: Option<&'a Kept>) -> Self {
        Self { kept, ..self }
    }

    /// The records of a type that are shown, in the order of their ids, each with its position in the dataset.
    pub(crate) fn sorted<T: Record>(&self) -> Vec<(usize, &'a T)> {
        let records = T::of(self.index.dataset());
        self.order(T::TYPE).into_iter().map(|index| (index, &records[index])).collect()
    }

    /// The positions of the records of a type that are shown, in the order of their ids.
    pub(crate) fn order(&self, record_type: RecordType) -> Vec<usize> {
        let ids: Vec<&str> = self.index.dataset().ids(record_type).collect();
        let shown = |index: &usize| self.kept.is_none_or(|kept| kept.has(record_type, *index));
        let mut order: Vec<usize> = (0..ids.len()).filter(shown).collect();
        order.sort_by_key(|&index| ids[index]);
        order
    }

    /// The blocks of a record that are shown.
    pub(crate) fn blocks_of(&self, record_type: RecordType, index: usize) -> Vec<Block<'a>> {
        let mut blocks = block::blocks_of(self.index.dataset(), record_type, index);
        if let Some(kept) = self.kept {
            blocks.retain(|block| kept.has_block(&self.index, block));
        }
        blocks
    }

    /// Every block that is shown, in the order of the ids that [`part_id`] makes: by the name of the
    /// record type, then by the id of the record, then as the record gives them.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = Block<'a>> {
        let mut types = RecordType::ALL;
        types.sort_unstable_by_key(|record_type| record_type.name());
        let records = types.map(|record_type| (record_type, self.order(record_type)));
        records.into_iter().flat_map(move |(record_type, order)| {
            order.into_iter().flat_map(move |index| self.blocks_of(record_type, index))
        })
    }

    /// Whether a target of a statement that is shown is shown too.
    pub(crate) fn shows_target(&self, target: &RecordRef) -> bool {
        self.kept.is_none_or(|kept| kept.has_target(&self.index, target))
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

/// The column that says where a record stands among those of its type.
pub(crate) const RECORD_NO: Spec = col(
    "record_no",
    "Number of the record among those of its type, in the order of the dataset's files, from 1",
)
.example("1");

/// A position from 0 as a number from 1.
pub(crate) fn number(position: usize) -> i64 {
    count(position).saturating_add(1)
}

/// A count as tables have it.
pub(crate) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
