//! The six record types, the evidence they carry, and the dataset's description of itself.
//!
//! Each type is exactly what a person writes: unknown fields are refused, and nothing derived is
//! stored.

mod actor;
mod deal;
mod equipment;
mod evidence;
mod fields;
mod list;
mod manifest;
mod source;
mod statement;
mod transfer;

pub use actor::{Actor, Anonymous, Role};
pub use deal::Deal;
pub use equipment::Equipment;
pub use evidence::Evidence;
pub use fields::{FieldMap, FieldName, FieldNames};
pub use manifest::{Checks, Limits, Manifest, SeveritySetting, Waiver};
pub use source::{NotCovered, Source, SourceText};
pub use statement::{Figure, Statement, Target};
pub use transfer::{Item, Place, Transfer};

pub use crate::record_type::Record;

macro_rules! record {
    ($name:ident, $table:ident, |$self:ident| $evidence:expr) => {
        impl crate::Record for $name {
            const TYPE: crate::RecordType = crate::RecordType::$name;

            fn id(&self) -> &str {
                self.id.as_str()
            }

            fn evidence(&self) -> &[crate::record::Evidence] {
                let $self = self;
                $evidence
            }

            fn of(dataset: &crate::Dataset) -> &crate::Records<Self> {
                &dataset.$table
            }

            fn of_mut(dataset: &mut crate::Dataset) -> &mut crate::Records<Self> {
                &mut dataset.$table
            }
        }
    };
}
pub(crate) use record;
