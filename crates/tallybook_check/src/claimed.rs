//! Which values statements claim of which records.

use std::collections::HashMap;

use tallybook_schema::RecordType;
use tallybook_schema::record::{Statement, Target};

use crate::gathered::Hasher;
use crate::{At, Context};

/// A target of a statement, with its place there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claims<'a> {
    pub(crate) statement: At<'a, Statement>,
    pub(crate) number: usize,
    pub(crate) target: &'a Target,
}

/// The targets that claim something, by the record that they are about, in the order of the statements.
#[derive(Debug, Default)]
pub(crate) struct Claimed<'a>(HashMap<(RecordType, &'a str), Vec<Claims<'a>>, Hasher>);

impl<'a> Claimed<'a> {
    /// Finds them among all statements.
    pub(crate) fn new(context: &Context<'a>) -> Self {
        let mut claimed: HashMap<_, Vec<Claims<'a>>, Hasher> = HashMap::default();
        for statement in context.all::<Statement>() {
            for (number, target) in statement.record.about.iter().enumerate() {
                if !target.claims.is_empty() {
                    let record = (target.target.record_type, target.target.id.as_str());
                    claimed.entry(record).or_default().push(Claims { statement, number, target });
                }
            }
        }
        Self(claimed)
    }

    /// The records of which something is claimed, by type and id, in their order.
    pub(crate) fn records(&self) -> Vec<(RecordType, &'a str)> {
        let mut records: Vec<_> = self.0.keys().copied().collect();
        records.sort_unstable();
        records
    }

    /// What is claimed of a record.
    pub(crate) fn of<'s>(&'s self, record_type: RecordType, id: &'s str) -> &'s [Claims<'s>] {
        self.0.get(&(record_type, id)).map_or(&[], Vec::as_slice)
    }
}
