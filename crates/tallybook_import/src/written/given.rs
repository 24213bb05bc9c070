//! What a record holds, given from its rows to whatever reads it: the type of the record, or JSON.
//!
//! Its evidence is put into what is made of it ([`super::made`]), as most of what a record holds is evidence.

use std::fmt;
use std::ops::Range;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use tallybook_export::cells::{IsoDate, Value};
use tallybook_export::decode_raw_value;
use tallybook_schema::value::RawValue;

use super::rows::{Column, Row, Texts};
use super::shape::{Field, Member, Shape};
use super::walk::Record;
use crate::assemble::parted;
use crate::fields::How;

/// A value within a record.
#[derive(Clone, Copy)]
pub(super) struct Given<'r> {
    record: &'r Record<'r>,
    what: What<'r>,
}

#[derive(Clone, Copy)]
enum What<'r> {
    /// The record, or a part of it.
    Block(&'r Shape, Row<'r>),
    /// The parts in a list, by the place of their table.
    Parts(usize),
    Mapping(&'r [(&'static str, Field)], Row<'r>),
    Text(&'r str),
    /// `type:id`
    Typed(&'r str, &'r str),
    Day(IsoDate),
    Texts(Texts<'r>),
    /// Texts as `paragraphs: reason`.
    NotCovered(Texts<'r>),
    Reason(&'r str),
    /// Texts as `field: value`.
    Claims(Texts<'r>),
    /// A value of any field.
    Raw(&'r str),
    /// What stands in no table that is as it was written.
    Unlike(&'static str),
}

/// What was given is not what a record holds.
#[derive(Debug)]
pub(super) struct Unlike(String);

impl fmt::Display for Unlike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unlike {}

impl de::Error for Unlike {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Self(why.to_string())
    }
}

impl<'r> Given<'r> {
    /// A whole record.
    pub(super) fn record(record: &'r Record<'r>) -> Self {
        Self { record, what: What::Block(&record.walk.tables.records.1, record.row) }
    }

    fn mapping<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        let members = match self.what {
            What::Block(shape, row) => Members::Block(shape.members.iter(), row),
            What::Mapping(fields, row) => Members::Mapping(fields.iter(), row),
            What::Reason(entry) => {
                let parts = parted(entry).ok_or_else(|| Unlike("a part without a reason".to_owned()))?;
                let members = [("paragraphs", What::Text(parts.0)), ("reason", What::Text(parts.1))];
                Members::Two(members.into_iter())
            }
            What::Claims(claims) => Members::Claims(claims),
            _ => return Err(Unlike("no mapping".to_owned())),
        };
        visitor.visit_map(Mapping { record: self.record, members, what: None })
    }

    fn list<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        let entries = match self.what {
            What::Parts(list) => Entries::Parts(list, 0..self.record.count_of_parts(list)),
            What::Texts(texts) => Entries::Texts(texts, What::Text),
            What::NotCovered(texts) => Entries::Texts(texts, What::Reason),
            _ => return Err(Unlike("no list".to_owned())),
        };
        visitor.visit_seq(List { record: self.record, entries })
    }

    fn scalar<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        match self.what {
            What::Text(text) => visitor.visit_str(text),
            What::Typed(record_type, id) => visitor.visit_str(&[record_type, ":", id].concat()),
            What::Day(day) => visitor.visit_str(&day.to_string()),
            What::Unlike(why) => Err(Unlike(why.to_owned())),
            _ => Err(Unlike("no scalar".to_owned())),
        }
    }
}

fn raw<'r, V: Visitor<'r>>(text: &str, visitor: V) -> Result<V::Value, Unlike> {
    match decode_raw_value(text) {
        RawValue::One(text) => visitor.visit_str(&text),
        RawValue::Many(texts) => visitor.visit_seq(SeqDeserializer::new(texts.into_iter())),
    }
}

/// Each way asks for what can come of it alone, so that what is made of it is short.
impl<'r> Deserializer<'r> for Given<'r> {
    type Error = Unlike;

    fn deserialize_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        match self.what {
            What::Block(..) | What::Mapping(..) | What::Reason(_) | What::Claims(_) => self.mapping(visitor),
            What::Parts(_) | What::Texts(_) | What::NotCovered(_) => self.list(visitor),
            What::Raw(text) => raw(text, visitor),
            What::Text(_) | What::Typed(..) | What::Day(_) | What::Unlike(_) => self.scalar(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        visitor.visit_some(self)
    }

    /// All types that are named so are scalars.
    fn deserialize_newtype_struct<V: Visitor<'r>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unlike> {
        self.scalar(visitor)
    }

    fn deserialize_struct<V: Visitor<'r>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unlike> {
        self.mapping(visitor)
    }

    fn deserialize_map<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        self.mapping(visitor)
    }

    fn deserialize_seq<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        self.list(visitor)
    }

    fn deserialize_str<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        self.scalar(visitor)
    }

    fn deserialize_string<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Unlike> {
        self.scalar(visitor)
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'r>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        enum identifier ignored_any
    }
}

/// A mapping that is given member by member.
struct Mapping<'r> {
    record: &'r Record<'r>,
    members: Members<'r>,
    /// What the member holds whose name has been given.
    what: Option<What<'r>>,
}

/// The members of a mapping, but for those in which there is nothing.
enum Members<'r> {
    Block(std::slice::Iter<'r, (&'static str, Member)>, Row<'r>),
    Mapping(std::slice::Iter<'r, (&'static str, Field)>, Row<'r>),
    Two(std::array::IntoIter<(&'static str, What<'r>), 2>),
    Claims(Texts<'r>),
}

impl<'r> Members<'r> {
    fn next(&mut self, record: &'r Record<'r>) -> Option<(&'r str, What<'r>)> {
        match self {
            Self::Block(members, row) => {
                members.find_map(|(name, member)| Some((*name, of_member(member, record, *row)?)))
            }
            Self::Mapping(fields, row) => {
                fields.find_map(|(name, field)| Some((*name, of_field(field, *row)?)))
            }
            Self::Two(members) => members.next(),
            Self::Claims(claims) => {
                let entry = claims.next()?;
                Some(match parted(entry) {
                    Some((field, value)) => (field, What::Raw(value)),
                    None => (entry, What::Unlike("a claim without a field")),
                })
            }
        }
    }
}

impl<'r> MapAccess<'r> for Mapping<'r> {
    type Error = Unlike;

    fn next_key_seed<K: DeserializeSeed<'r>>(&mut self, seed: K) -> Result<Option<K::Value>, Unlike> {
        let Some((name, what)) = self.members.next(self.record) else { return Ok(None) };
        self.what = Some(what);
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'r>>(&mut self, seed: V) -> Result<V::Value, Unlike> {
        let what = self.what.take().ok_or_else(|| Unlike("a value without a name".to_owned()))?;
        seed.deserialize(Given { record: self.record, what })
    }
}

/// A list that is not empty, and is given entry by entry.
struct List<'r> {
    record: &'r Record<'r>,
    entries: Entries<'r>,
}

enum Entries<'r> {
    /// By their list, the places that are left.
    Parts(usize, Range<usize>),
    Texts(Texts<'r>, fn(&'r str) -> What<'r>),
}

impl<'r> Entries<'r> {
    fn next(&mut self, record: &'r Record<'r>) -> Option<What<'r>> {
        match self {
            Self::Parts(list, places) => {
                let row = record.part(*list, places.next()?)?;
                Some(What::Block(&record.walk.tables.parts[*list].1, row))
            }
            Self::Texts(texts, what) => texts.next().map(what),
        }
    }
}

impl<'r> SeqAccess<'r> for List<'r> {
    type Error = Unlike;

    fn next_element_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>, Unlike> {
        let Some(what) = self.entries.next(self.record) else { return Ok(None) };
        seed.deserialize(Given { record: self.record, what }).map(Some)
    }
}

/// What a member of a record, or of a part of one, holds; `None` if there is nothing in it.
#[inline]
fn of_member<'r>(member: &'r Member, record: &'r Record<'r>, row: Row<'r>) -> Option<What<'r>> {
    match member {
        Member::Field(field) => of_field(field, row),
        Member::Mapping(fields, flag) => {
            let is_flagged =
                flag.as_ref().is_some_and(|flag| matches!(row.cell(flag.column), Value::Bool(true)));
            let is_there = is_flagged || fields.iter().any(|(_, field)| of_field(field, row).is_some());
            is_there.then_some(What::Mapping(fields, row))
        }
        Member::Parts(list) => (record.count_of_parts(*list) > 0).then_some(What::Parts(*list)),
    }
}

/// What a cell holds; `None` if it is empty.
#[inline]
fn of_field<'r>(field: &Field, row: Row<'r>) -> Option<What<'r>> {
    match row.column(field.column) {
        Column::Empty => None,
        Column::Text(..) | Column::Term(..) => Some(of_text(field, row.text(field.column)?, row)),
        Column::Other(_) => of_other(field, row.cell(field.column)),
    }
}

/// What a cell holds that is no text; `None` if it is empty.
fn of_other<'r>(field: &Field, cell: Value<'r>) -> Option<What<'r>> {
    Some(match (field.how, cell) {
        (_, Value::Null) => return None,
        (_, Value::List(_, start, end)) if start == end => return None,
        (How::Texts, Value::List(entries, start, end)) => What::Texts(Texts { entries, start, end }),
        (How::NotCovered, Value::List(entries, start, end)) => {
            What::NotCovered(Texts { entries, start, end })
        }
        (How::Claims, Value::List(entries, start, end)) => What::Claims(Texts { entries, start, end }),
        (_, Value::Date(day)) => What::Day(day),
        _ => What::Unlike("a cell of another kind"),
    })
}

/// What a text holds.
#[inline]
fn of_text<'r>(field: &Field, text: &'r str, row: Row<'r>) -> What<'r> {
    let Some(of) = field.of else { return What::Text(text) };
    match row.text(of) {
        Some(record_type) => What::Typed(record_type, text),
        None => What::Unlike("an id without a type"),
    }
}
