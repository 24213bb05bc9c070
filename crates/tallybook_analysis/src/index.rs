//! Records by id.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;
use smol_str::SmolStr;
use tallybook_schema::record::{Actor, Deal, Equipment, Record, Source, Statement, Transfer};
use tallybook_schema::{Dataset, RecordType};

use crate::Asked;

/// Looks up records by id. Of records that share an id, the first is found.
///
/// An index of a whole dataset serves its parts too: it knows the ids of every record, while the records of a part
/// are those that can be got.
#[derive(Debug, Clone)]
pub struct Index<'a> {
    dataset: &'a Dataset,
    ids: [Arc<Ids<'a>>; RecordType::ALL.len()],
    /// Takes down what is asked for, if anybody wants to know.
    asked: Option<Arc<Asked>>,
}

/// The ids of the records of one type.
#[derive(Debug)]
struct Ids<'a> {
    /// By number; empty where there is no record.
    by_number: Vec<&'a str>,
    /// The first record with each id: its number, and the id again, so that a look takes one step and not three. Many
    /// are divided by their hashes, as the tables are then made side by side.
    first: Vec<HashTable<(u32, SmolStr)>>,
    /// The records that have the id of an earlier one, with the number of that.
    again: Vec<(usize, usize)>,
    hasher: DefaultHashBuilder,
}

/// How many ids are many.
const MANY: usize = 10_000;

/// The tables of many ids: a power of two, as one is.
const TABLES: usize = 16;

impl<'a> Ids<'a> {
    fn new(by_number: Vec<&'a str>) -> Self {
        let tables = if by_number.len() < MANY { 1 } else { TABLES };
        let hasher = DefaultHashBuilder::default();
        let hashes: Vec<u64> = by_number.par_iter().map(|id| hasher.hash_one(id)).collect();
        let some = || Vec::with_capacity(by_number.len() / tables + 1);
        let mut of_tables: Vec<Vec<u32>> = std::iter::repeat_with(some).take(tables).collect();
        for (number, &hash) in (0_u32..).zip(&hashes) {
            of_tables[table_of(hash, tables)].push(number);
        }
        let of_table = |numbers: Vec<u32>| {
            let mut first: HashTable<(u32, SmolStr)> = HashTable::with_capacity(numbers.len());
            let mut again = Vec::new();
            for number in numbers {
                let (id, hash) = (by_number[number as usize], hashes[number as usize]);
                if id.is_empty() {
                    continue;
                }
                let is_same = |(_, other): &(u32, SmolStr)| other == id;
                match first.entry(hash, is_same, |(number, _)| hashes[*number as usize]) {
                    Entry::Occupied(known) => again.push((number as usize, known.get().0 as usize)),
                    Entry::Vacant(free) => {
                        free.insert((number, SmolStr::new(id)));
                    }
                }
            }
            (first, again)
        };
        let (first, again): (Vec<_>, Vec<_>) = of_tables.into_par_iter().map(of_table).unzip();
        let mut again = again.concat();
        again.sort_unstable();
        Self { by_number, first, again, hasher }
    }

    fn number(&self, id: &str) -> Option<usize> {
        self.find(self.hasher.hash_one(id), id)
    }

    fn find(&self, hash: u64, id: &str) -> Option<usize> {
        let table = &self.first[table_of(hash, self.first.len())];
        let (number, _) = table.find(hash, |(_, known)| known == id)?;
        Some(*number as usize)
    }
}

/// The table that has the ids of a hash: the bits in the middle say which, as a table goes by those at both ends.
fn table_of(hash: u64, tables: usize) -> usize {
    (hash >> 32) as usize & (tables - 1)
}

impl<'a> Index<'a> {
    /// Indexes a dataset.
    pub fn new(dataset: &'a Dataset) -> Self {
        let ids = RecordType::ALL.map(|record_type| {
            let mut by_number = Vec::with_capacity(dataset.count(record_type));
            for (number, id) in dataset.numbers(record_type).zip(dataset.ids(record_type)) {
                by_number.resize(number, "");
                by_number.push(id);
            }
            Arc::new(Ids::new(by_number))
        });
        Self { dataset, ids, asked: None }
    }

    /// The same with other transfers, which are not at hand, but all their ids, by number; empty where there is no
    /// record.
    #[must_use]
    pub fn with_transfers<'p>(&self, transfers: &'p [SmolStr]) -> Index<'p>
    where
        'a: 'p,
    {
        let mut index = self.of_part(self.dataset);
        let ids = transfers.iter().map(SmolStr::as_str).collect();
        index.ids[RecordType::Transfer as usize] = Arc::new(Ids::new(ids));
        index
    }

    /// The same ids, with the records of a part of the dataset.
    pub fn of_part<'p>(&self, part: &'p Dataset) -> Index<'p>
    where
        'a: 'p,
    {
        Index { dataset: part, ids: self.ids.clone(), asked: self.asked.clone() }
    }

    /// The same, with what it is asked for taken down.
    #[must_use]
    pub fn asked_by(&self, asked: Arc<Asked>) -> Self {
        Self { asked: Some(asked), ..self.clone() }
    }

    /// Takes down that something is asked for beside single records.
    pub fn asked_for_anything(&self) {
        if let Some(asked) = &self.asked {
            asked.anything();
        }
    }

    /// The dataset whose records can be got.
    pub fn dataset(&self) -> &'a Dataset {
        self.asked_for_anything();
        self.dataset
    }

    /// The dataset, for a look at a record that is in hand.
    pub(crate) fn in_hand(&self) -> &'a Dataset {
        self.dataset
    }

    /// The number of a record among those of its type.
    pub fn position(&self, record_type: RecordType, id: &str) -> Option<usize> {
        if let Some(asked) = &self.asked {
            asked.record(record_type, id);
        }
        self.ids[record_type as usize].number(id)
    }

    /// The numbers of several records: the processor waits for memory once for several of them, as nothing else is done
    /// between one look and the next.
    pub fn positions<'i>(
        &self,
        records: impl Iterator<Item = (RecordType, &'i str)> + Clone,
    ) -> impl Iterator<Item = Option<usize>> {
        if let Some(asked) = &self.asked {
            records.clone().for_each(|(record_type, id)| asked.record(record_type, id));
        }
        let ids = |record_type| &*self.ids[record_type as usize];
        let hash = |(record_type, id): (RecordType, &str)| ids(record_type).hasher.hash_one(id);
        let hashes: Vec<u64> = records.clone().map(hash).collect();
        let find = |((record_type, id), hash)| ids(record_type).find(hash, id);
        records.zip(hashes).map(find).collect::<Vec<_>>().into_iter()
    }

    /// The id of a record.
    pub fn id(&self, record_type: RecordType, number: usize) -> Option<&'a str> {
        self.asked_for_anything();
        self.ids[record_type as usize].by_number.get(number).copied().filter(|id| !id.is_empty())
    }

    /// The numbers of all records of a type, each with the id, in the order of the dataset.
    pub fn numbered(&self, record_type: RecordType) -> impl Iterator<Item = (usize, &'a str)> {
        self.asked_for_anything();
        let by_number = self.ids[record_type as usize].by_number.iter().copied();
        by_number.enumerate().filter(|(_, id)| !id.is_empty())
    }

    /// The ids of all records of a type, in the order of the dataset.
    pub fn ids(&self, record_type: RecordType) -> impl Iterator<Item = &'a str> {
        self.numbered(record_type).map(|(_, id)| id)
    }

    /// The records of a type that have the id of an earlier one, each with the number of that.
    pub fn duplicates(&self, record_type: RecordType) -> &[(usize, usize)] {
        self.asked_for_anything();
        &self.ids[record_type as usize].again
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
            RecordType::Transfer | RecordType::Statement => {
                let number = self.position(record_type, id)?;
                self.ids[record_type as usize].by_number.get(number).copied()
            }
        }
    }
}
