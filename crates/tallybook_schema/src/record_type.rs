//! The six record types and what they have in common.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::record::Evidence;
use crate::{Dataset, Records};

/// The type of a record, in the order in which a dataset is read and exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordType {
    /// What was read.
    Source,
    /// Who.
    Actor,
    /// What kind of thing.
    Equipment,
    /// An agreement that ties transfers together.
    Deal,
    /// What changed hands.
    Transfer,
    /// Who said what about it.
    Statement,
}

impl RecordType {
    /// Every record type.
    pub const ALL: [Self; 6] =
        [Self::Source, Self::Actor, Self::Equipment, Self::Deal, Self::Transfer, Self::Statement];

    /// The name in the singular, as in a reference (`transfer:uav-batch-1`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Actor => "actor",
            Self::Equipment => "equipment",
            Self::Deal => "deal",
            Self::Transfer => "transfer",
            Self::Statement => "statement",
        }
    }

    /// The name in the plural: the stem or folder of its files, and the name of its table.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Source => "sources",
            Self::Actor => "actors",
            Self::Equipment => "equipment",
            Self::Deal => "deals",
            Self::Transfer => "transfers",
            Self::Statement => "statements",
        }
    }

    /// The type with this singular name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }

    /// The type whose files have this stem or folder.
    pub fn from_plural(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.plural() == name)
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What every record has.
pub trait Record: Clone + Serialize + DeserializeOwned + JsonSchema {
    /// The record's type.
    const TYPE: RecordType;

    /// The record's id, unique within its type.
    fn id(&self) -> &str;

    /// The evidence that stands on the record itself (not on its items or figures).
    fn evidence(&self) -> &[Evidence];

    /// The records of this type in a dataset.
    fn of(dataset: &Dataset) -> &Records<Self>
    where
        Self: Sized;

    /// The records of this type in a dataset, to add to.
    fn of_mut(dataset: &mut Dataset) -> &mut Records<Self>
    where
        Self: Sized;
}
