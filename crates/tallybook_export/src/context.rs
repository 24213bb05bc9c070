//! What the tables are filled from: the records, and what is computed from them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rayon::prelude::*;
use tallybook_analysis::Index;
use tallybook_analysis::belonging::Kept;
use tallybook_analysis::positions::Positions;
use tallybook_schema::block::{self, Block};
use tallybook_schema::id::RecordRef;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, Record, RecordType};

use crate::column::{Spec, col};
use crate::pass::PART;

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
    part_id_pieces(record_type, id, pointer).concat()
}

/// The pieces of the id of a part of a record.
pub(crate) fn part_id_pieces<'a>(record_type: RecordType, id: &'a str, pointer: &'a str) -> [&'a str; 5] {
    [record_type.name(), ":", id, "#", pointer]
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
    pub(crate) positions: Arc<Positions<'a>>,
    pub(crate) citations: Arc<Citations>,
    quotes: Option<&'a Quotes>,
    kept: Option<&'a Kept>,
    /// If it is a part of the dataset that is shown: the type of its records and their numbers, in the order of their
    /// ids.
    part: Option<(RecordType, &'a [usize])>,
    /// The names of the columns that are filled; `None`: all.
    pub(crate) columns: Option<&'a [String]>,
}

impl<'a> Context<'a> {
    /// Computes what exports show beside the records: positions as of a day (`None`: with every
    /// statement).
    pub fn new(dataset: &'a Dataset, as_of: Option<Day>, quotes: Option<&'a Quotes>) -> Self {
        Self::of(Index::new(dataset), as_of, quotes)
    }

    /// The same for a dataset whose records are known to an index already.
    pub(crate) fn of(index: Index<'a>, as_of: Option<Day>, quotes: Option<&'a Quotes>) -> Self {
        let (positions, citations) =
            rayon::join(|| Positions::new(&index, as_of), || Citations::of_all(&index));
        let (positions, citations) = (Arc::new(positions), Arc::new(citations));
        Self { index, positions, citations, quotes, kept: None, part: None, columns: None }
    }

    /// The same with only some of the records to be shown; what is computed stays that of all.
    pub(crate) fn showing(self, kept: Option<&'a Kept>) -> Self {
        Self { kept, ..self }
    }

    /// The same with some records of one type to be shown, which `dataset` has. Their numbers are in the order of
    /// their ids.
    pub(crate) fn of_part<'p>(
        &'p self,
        dataset: &'p Dataset,
        record_type: RecordType,
        numbers: &'p [usize],
    ) -> Context<'p> {
        Context {
            index: self.index.of_part(dataset),
            positions: self.positions.clone(),
            citations: self.citations.clone(),
            quotes: self.quotes,
            kept: self.kept,
            part: Some((record_type, numbers)),
            columns: self.columns,
        }
    }

    /// The same with only some columns of the tables to be filled.
    pub(crate) fn filling<'p>(&'p self, columns: &'p [String]) -> Context<'p> {
        Context {
            index: self.index.clone(),
            positions: self.positions.clone(),
            citations: self.citations.clone(),
            columns: Some(columns),
            ..*self
        }
    }

    /// The records of a type that are shown, in the order of their ids, each with its position in the dataset.
    pub(crate) fn sorted<T: Record>(&self) -> Vec<(usize, &'a T)> {
        let records = T::of(self.index.dataset());
        let numbers = self.order(T::TYPE).into_iter();
        numbers.filter_map(|number| Some((number, records.get(number)?))).collect()
    }

    /// The positions of the records of a type that are shown, in the order of their ids.
    pub(crate) fn order(&self, record_type: RecordType) -> Vec<usize> {
        match self.part {
            Some((shown, numbers)) if shown == record_type => numbers.to_vec(),
            Some(_) => Vec::new(),
            None => {
                let shown = |number| self.kept.is_none_or(|kept| kept.has(record_type, number));
                let all = self.index.numbered(record_type);
                let mut order: Vec<_> = all.filter(|(number, _)| shown(*number)).collect();
                order.par_sort_by_key(|(_, id)| *id);
                order.into_iter().map(|(number, _)| number).collect()
            }
        }
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
        let records = types_by_name().map(|record_type| (record_type, self.order(record_type)));
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

/// The types of records, in the order of the ids that [`part_id`] makes.
pub(crate) fn types_by_name() -> [RecordType; RecordType::ALL.len()] {
    let mut types = RecordType::ALL;
    types.sort_unstable_by_key(|record_type| record_type.name());
    types
}

/// How much evidence cites each source.
#[derive(Debug)]
pub(crate) struct Citations(Vec<AtomicI64>);

impl Citations {
    /// Those in all records that are at hand.
    fn of_all(index: &Index<'_>) -> Self {
        let dataset = index.dataset();
        let citations = Self(dataset.sources.iter().map(|_| AtomicI64::new(0)).collect());
        for record_type in RecordType::ALL {
            let numbers: Vec<usize> = dataset.numbers(record_type).collect();
            numbers.par_chunks(PART).for_each(|numbers| citations.add(index, dataset, record_type, numbers));
        }
        citations
    }

    /// Counts the evidence of some records. Of sources that share an id, the first has what cites it.
    pub(crate) fn add(
        &self,
        index: &Index<'_>,
        dataset: &Dataset,
        record_type: RecordType,
        numbers: &[usize],
    ) {
        let evidence = numbers.iter().flat_map(|&number| block::evidence_of(dataset, record_type, number));
        let sources = evidence.map(|evidence| evidence.source.as_str());
        let add = |source: &str, cited: i64| {
            let number = index.position(RecordType::Source, source);
            if let Some(count) = number.and_then(|number| self.0.get(number)) {
                count.fetch_add(cited, Ordering::Relaxed);
            }
        };
        // What stands together often cites the same source.
        let mut last: Option<(&str, i64)> = None;
        for source in sources {
            match &mut last {
                Some((same, cited)) if *same == source => *cited += 1,
                _ => {
                    if let Some((source, cited)) = last.replace((source, 1)) {
                        add(source, cited);
                    }
                }
            }
        }
        if let Some((source, cited)) = last {
            add(source, cited);
        }
    }

    /// How much evidence cites the source with an id.
    pub(crate) fn of(&self, index: &Index<'_>, source: &str) -> i64 {
        let number = index.position(RecordType::Source, source);
        number.and_then(|number| self.0.get(number)).map_or(0, |count| count.load(Ordering::Relaxed))
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
