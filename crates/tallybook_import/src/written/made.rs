//! What is made of a record: its type, or JSON. Most of what a record holds is its evidence, which is made of its rows
//! at once and put where it belongs. Records of which there are many are made of their cells one by one
//! ([`super::members`]); all others are given to their types ([`super::given`]).

use std::io;

use serde::Deserialize;
use serde_json::Value as Json;
use tallybook_schema::record::{
    Actor, Deal, Equipment, Evidence, Figure, Item, Place, Source, Statement, Target, Transfer,
};

use super::given::Given;
use super::members::Members;
use super::unlike;
use super::walk::Record;

/// The member that holds the evidence of a record, or of a part of one.
const EVIDENCE: &str = "evidence";

/// What is made of a record.
pub(super) trait Made: Sized {
    /// Makes it without evidence.
    fn of(record: &Record<'_>) -> io::Result<Self>;

    /// Takes in its evidence, or that of a part of it, by its list and its place there; `None` if it has no such part.
    fn take(&mut self, part: Option<(&str, usize)>, evidence: Vec<Evidence>) -> Option<()>;
}

fn given<'r, T: Deserialize<'r>>(record: &'r Record<'r>) -> io::Result<T> {
    T::deserialize(Given::record(record)).map_err(unlike)
}

impl Made for Json {
    fn of(record: &Record<'_>) -> io::Result<Self> {
        given(record)
    }

    fn take(&mut self, part: Option<(&str, usize)>, evidence: Vec<Evidence>) -> Option<()> {
        let block = match part {
            Some((list, place)) => self.get_mut(list)?.get_mut(place)?,
            None => self,
        };
        block.as_object_mut()?.insert(EVIDENCE.to_owned(), serde_json::to_value(evidence).ok()?);
        Some(())
    }
}

/// Types of records that are made by a function, and whose evidence is that of the record itself and of the parts in these
/// lists.
macro_rules! made {
    ($($name:ident by $made:ident: $($list:ident)*;)+) => {$(
        impl Made for $name {
            fn of(record: &Record<'_>) -> io::Result<Self> {
                $made(record)
            }

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
    Actor by given: ;
    Equipment by given: ;
    Deal by deal: ;
    Transfer by transfer: items;
    Statement by statement: figures;
}

/// Nothing is evidence of a source.
impl Made for Source {
    fn of(record: &Record<'_>) -> io::Result<Self> {
        given(record)
    }

    fn take(&mut self, _: Option<(&str, usize)>, _: Vec<Evidence>) -> Option<()> {
        None
    }
}

fn deal(record: &Record<'_>) -> io::Result<Deal> {
    let mut members = Members::of_record(record);
    Ok(Deal {
        agreed: members.optional("agreed")?,
        id: members.required("id")?,
        note: members.optional("note")?,
        parties: members.list("parties")?,
        stage: members.required("stage")?,
        title: members.required("title")?,
        value: members.optional("value")?,
        evidence: Vec::new(),
    })
}

fn transfer(record: &Record<'_>) -> io::Result<Transfer> {
    let mut members = Members::of_record(record);
    Ok(Transfer {
        amount: members.optional("amount")?,
        carrier: members.optional("carrier")?,
        deal: members.optional("deal")?,
        delivered: members.optional("delivered")?,
        id: members.required("id")?,
        itemisation: members.optional("itemisation")?,
        items: members.parts("items", item)?,
        kind: members.required("kind")?,
        note: members.optional("note")?,
        ordered: members.optional("ordered")?,
        origin: members.list("origin")?,
        place: members.mapping("place", place)?,
        recipient: members.required("recipient")?,
        stage: members.required("stage")?,
        supplier: members.required("supplier")?,
        total: members.optional("total")?,
        evidence: Vec::new(),
    })
}

fn place(members: &mut Members<'_>) -> io::Result<Place> {
    Ok(Place { country: members.optional("country")?, name: members.required("name")? })
}

fn item(members: &mut Members<'_>) -> io::Result<Item> {
    Ok(Item {
        condition: members.optional("condition")?,
        description: members.optional("description")?,
        equipment: members.optional("equipment")?,
        note: members.optional("note")?,
        quantity: members.required("quantity")?,
        evidence: Vec::new(),
    })
}

fn statement(record: &Record<'_>) -> io::Result<Statement> {
    let mut members = Members::of_record(record);
    Ok(Statement {
        about: members.parts("about", target)?,
        act: members.required("act")?,
        addressees: members.list("addressees")?,
        date: members.optional("date")?,
        figures: members.parts("figures", figure)?,
        id: members.required("id")?,
        medium: members.optional("medium")?,
        note: members.optional("note")?,
        on_behalf_of: members.optional("on_behalf_of")?,
        retracts: members.list("retracts")?,
        speaker: members.required("speaker")?,
        summary: members.required("summary")?,
        supersedes: members.list("supersedes")?,
        topics: members.list("topics")?,
        evidence: Vec::new(),
    })
}

fn target(members: &mut Members<'_>) -> io::Result<Target> {
    Ok(Target {
        claims: members.claims("claims")?,
        note: members.optional("note")?,
        stance: members.required("stance")?,
        target: members.reference("target")?,
    })
}

fn figure(members: &mut Members<'_>) -> io::Result<Figure> {
    Ok(Figure {
        date: members.optional("date")?,
        measure: members.required("measure")?,
        unit: members.optional("unit")?,
        value: members.required("value")?,
        evidence: Vec::new(),
    })
}
