//! A whole dataset in memory.

use crate::record::{Actor, Deal, Equipment, Manifest, Record, Source, Statement, Transfer};
use crate::{RecordType, Records};

/// Everything that was read of a dataset, in the order of its files.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// The dataset's description of itself (`dataset.yaml`).
    pub manifest: Manifest,
    /// What was read.
    pub sources: Records<Source>,
    /// Who.
    pub actors: Records<Actor>,
    /// What kind of thing.
    pub equipment: Records<Equipment>,
    /// Agreements that tie transfers together.
    pub deals: Records<Deal>,
    /// What changed hands.
    pub transfers: Records<Transfer>,
    /// Who said what about it.
    pub statements: Records<Statement>,
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
        self.numbers(record_type).filter_map(move |number| self.id(record_type, number))
    }

    /// The numbers of the records of a type, ascending.
    pub fn numbers(&self, record_type: RecordType) -> impl ExactSizeIterator<Item = usize> + use<'_> {
        match record_type {
            RecordType::Source => self.sources.numbers(),
            RecordType::Actor => self.actors.numbers(),
            RecordType::Equipment => self.equipment.numbers(),
            RecordType::Deal => self.deals.numbers(),
            RecordType::Transfer => self.transfers.numbers(),
            RecordType::Statement => self.statements.numbers(),
        }
    }

    /// Adds the records of another dataset behind those there are. The description stays.
    pub fn append(&mut self, other: Self) {
        self.sources.append(other.sources);
        self.actors.append(other.actors);
        self.equipment.append(other.equipment);
        self.deals.append(other.deals);
        self.transfers.append(other.transfers);
        self.statements.append(other.statements);
    }
}
