//! A whole dataset in memory.

use crate::RecordType;
use crate::record::{Actor, Deal, Equipment, Manifest, Record, Source, Statement, Transfer};

/// Everything that was read of a dataset, in the order of its files.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// The dataset's description of itself (`dataset.yaml`).
    pub manifest: Manifest,
    /// What was read.
    pub sources: Vec<Source>,
    /// Who.
    pub actors: Vec<Actor>,
    /// What kind of thing.
    pub equipment: Vec<Equipment>,
    /// Agreements that tie transfers together.
    pub deals: Vec<Deal>,
    /// What changed hands.
    pub transfers: Vec<Transfer>,
    /// Who said what about it.
    pub statements: Vec<Statement>,
}

impl Dataset {
    /// The number of records of a type.
    pub fn count(&self, record_type: RecordType) -> usize {
        match record_type {
            RecordType::Source => self.sources.len(),
            RecordType::Actor => self.actors.len(),
            RecordType::Equipment => self.equipment.len(),
            RecordType::Deal => self.deals.len(),
            RecordType::Transfer => self.transfers.len(),
            RecordType::Statement => self.statements.len(),
        }
    }

    /// The number of records of every type together.
    pub fn len(&self) -> usize {
        RecordType::ALL.into_iter().map(|t| self.count(t)).sum()
    }

    /// Whether the dataset has no record at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of the record at `index` among those of its type.
    pub fn id(&self, record_type: RecordType, index: usize) -> Option<&str> {
        match record_type {
            RecordType::Source => self.sources.get(index).map(Record::id),
            RecordType::Actor => self.actors.get(index).map(Record::id),
            RecordType::Equipment => self.equipment.get(index).map(Record::id),
            RecordType::Deal => self.deals.get(index).map(Record::id),
            RecordType::Transfer => self.transfers.get(index).map(Record::id),
            RecordType::Statement => self.statements.get(index).map(Record::id),
        }
    }

    /// Every id of a type, in the order of the records.
    pub fn ids(&self, record_type: RecordType) -> impl Iterator<Item = &str> {
        (0..self.count(record_type)).filter_map(move |index| self.id(record_type, index))
    }

    /// Adds the records of another dataset behind those there are. The description stays.
    pub fn append(&mut self, other: Self) {
        add(&mut self.sources, other.sources);
        add(&mut self.actors, other.actors);
        add(&mut self.equipment, other.equipment);
        add(&mut self.deals, other.deals);
        add(&mut self.transfers, other.transfers);
        add(&mut self.statements, other.statements);
    }
}

/// Adds records behind those there are, without copying where there are none.
fn add<T>(records: &mut Vec<T>, mut more: Vec<T>) {
    if records.is_empty() {
        *records = more;
    } else {
        records.append(&mut more);
    }
}
