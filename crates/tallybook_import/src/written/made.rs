//! What is made of a record: its type, or JSON. Most of what a record holds is its evidence, which is made of its rows
//! at once and put where it belongs.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use tallybook_schema::record::{Actor, Deal, Equipment, Evidence, Source, Statement, Transfer};

/// The member that holds the evidence of a record, or of a part of one.
const EVIDENCE: &str = "evidence";

/// What is made of a record.
pub(super) trait Made: DeserializeOwned {
    /// Takes in its evidence, or that of a part of it, by its list and its place there; `None` if it has no such part.
    fn take(&mut self, part: Option<(&str, usize)>, evidence: Vec<Evidence>) -> Option<()>;
}

impl Made for Json {
    fn take(&mut self, part: Option<(&str, usize)>, evidence: Vec<Evidence>) -> Option<()> {
        let block = match part {
            Some((list, place)) => self.get_mut(list)?.get_mut(place)?,
            None => self,
        };
        block.as_object_mut()?.insert(EVIDENCE.to_owned(), serde_json::to_value(evidence).ok()?);
        Some(())
    }
}

/// Types of records whose evidence is that of the record itself and of the parts in these lists.
macro_rules! made {
    ($($name:ident: $($list:ident)*;)+) => {$(
        impl Made for $name {
            fn take(&mut self, part: Option<(&str, usize)>, evidence: Vec<Evidence>) -> Option<()> {
                match part {
                    None => self.evidence = evidence,
                    $(Some((stringify!($list), place)) => self.$list.get_mut(place)?.evidence = evidence,)*
                    Some(_) => return None,
                }
                Some(())
            }
        }
    )+};
}

made! {
    Actor: ;
    Equipment: ;
    Deal: ;
    Transfer: items;
    Statement: figures;
}

/// Nothing is evidence of a source.
impl Made for Source {
    fn take(&mut self, _: Option<(&str, usize)>, _: Vec<Evidence>) -> Option<()> {
        None
    }
}
