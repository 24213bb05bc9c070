//! Records by id.

use std::collections::HashMap;

use tallybook_schema::record::{Actor, Deal, Equipment, Record, Source, Statement, Transfer};
use tallybook_schema::{Dataset, RecordType};

/// Looks up records by id. Of records that share an id, the first is found.
#[derive(Debug)]
pub struct Index<'a> {
    dataset: &'a Dataset,
    by_id: [HashMap<&'a str, usize>; 6],
}

impl<'a> Index<'a> {
    /// Indexes a dataset.
    pub fn new(dataset: &'a Dataset) -> Self {
        let by_id = RecordType::ALL.map(|record_type| {
            let mut map = HashMap::with_capacity(dataset.count(record_type));
            for (number, id) in dataset.numbers(record_type).zip(dataset.ids(record_type)) {
                map.entry(id).or_insert(number);
            }
            map
        });
        Self { dataset, by_id }
    }

    /// The dataset that is indexed.
    pub fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    /// The position of a record among those of its type.
    pub fn position(&self, record_type: RecordType, id: &str) -> Option<usize> {
        self.by_id[record_type as usize].get(id).copied()
    }

    /// Whether there is a record with this id.
    pub fn contains(&self, record_type: RecordType, id: &str) -> bool {
        self.position(record_type, id).is_some()
    }

    /// A record by its id, of the type that is asked for: `index.get::<Actor>("iran")`.
    pub fn get<T: Record>(&self, id: &str) -> Option<&'a T> {
        T::of(self.dataset).get(self.position(T::TYPE, id)?)
    }

    /// A source by its id.
    pub fn source(&self, id: &str) -> Option<&'a Source> {
        self.get(id)
    }

    /// An actor by its id.
    pub fn actor(&self, id: &str) -> Option<&'a Actor> {
        self.get(id)
    }

    /// A type of equipment by its id.
    pub fn equipment(&self, id: &str) -> Option<&'a Equipment> {
        self.get(id)
    }

    /// A deal by its id.
    pub fn deal(&self, id: &str) -> Option<&'a Deal> {
        self.get(id)
    }

    /// A transfer by its id.
    pub fn transfer(&self, id: &str) -> Option<&'a Transfer> {
        self.get(id)
    }

    /// A statement by its id.
    pub fn statement(&self, id: &str) -> Option<&'a Statement> {
        self.get(id)
    }

    /// The name by which people know a record: name, designation, title, or its id.
    pub fn label(&self, record_type: RecordType, id: &str) -> Option<&'a str> {
        match record_type {
            RecordType::Source => self.source(id).map(|r| r.title.as_str()),
            RecordType::Actor => self.actor(id).map(|r| r.name.as_str()),
            RecordType::Equipment => self.equipment(id).map(|r| r.designation.as_str()),
            RecordType::Deal => self.deal(id).map(|r| r.title.as_str()),
            RecordType::Transfer => self.transfer(id).map(|r| r.id.as_str()),
            RecordType::Statement => self.statement(id).map(|r| r.id.as_str()),
        }
    }
}
