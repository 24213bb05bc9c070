//! The members of a record, taken one after another in the order of their names, each as what it is read to.

use std::error::Error;
use std::io;
use std::slice::Iter;
use std::str::FromStr;

use tallybook_export::cells::Value;
use tallybook_export::decode_raw_value;
use tallybook_schema::id::RecordRef;
use tallybook_schema::record::FieldMap;

use super::rows::Row;
use super::shape::{Field, Member, Shape};
use super::unlike;
use super::walk::Record;
use crate::assemble::parted;

/// The members that are left of a record, of a part of one, or of a mapping in one.
pub(super) struct Members<'r> {
    record: &'r Record<'r>,
    row: Row<'r>,
    left: Left<'r>,
}

enum Left<'r> {
    OfBlock(Iter<'r, (&'static str, Member)>),
    OfMapping(Iter<'r, (&'static str, Field)>),
}

impl<'r> Members<'r> {
    /// Those of a whole record.
    pub(super) fn of_record(record: &'r Record<'r>) -> Self {
        Self::of_block(record, &record.walk.tables.records.1, record.row)
    }

    fn of_block(record: &'r Record<'r>, shape: &'r Shape, row: Row<'r>) -> Self {
        Self { record, row, left: Left::OfBlock(shape.members.iter()) }
    }

    /// The value of the next member, which has to be there.
    #[inline]
    pub(super) fn required<T: FromText>(&mut self, name: &str) -> io::Result<T> {
        self.optional(name)?.ok_or_else(|| unlike("a record without what it needs"))
    }

    /// The value of the next member, if it is there.
    #[inline]
    pub(super) fn optional<T: FromText>(&mut self, name: &str) -> io::Result<Option<T>> {
        let field = self.field(name)?;
        self.row.text(field.column).map(read).transpose()
    }

    /// The record that the next member names, which has to be there with its type.
    pub(super) fn reference(&mut self, name: &str) -> io::Result<RecordRef> {
        let field = self.field(name)?;
        let record_type = field.of.and_then(|of| self.row.text(of));
        match record_type.zip(self.row.text(field.column)) {
            Some((record_type, id)) => read(&[record_type, ":", id].concat()),
            None => Err(unlike("an id without a type")),
        }
    }

    /// The values of the next member, which is a list.
    pub(super) fn list<T: FromText>(&mut self, name: &str) -> io::Result<Vec<T>> {
        let texts = self.texts(name)?;
        // Records are kept, and so is the room of their lists.
        let mut list = Vec::with_capacity(texts.len());
        for text in texts {
            list.push(read(text)?);
        }
        Ok(list)
    }

    /// The fields of the next member with their values.
    pub(super) fn claims(&mut self, name: &str) -> io::Result<FieldMap> {
        let claims = self.texts(name)?.map(|entry| {
            let (field, value) = parted(entry).ok_or_else(|| unlike("a claim without a field"))?;
            Ok((field, decode_raw_value(value)))
        });
        let claims = claims.collect::<io::Result<Vec<_>>>()?;
        let count = claims.len();
        let claims: FieldMap = claims.into_iter().collect();
        if claims.len() < count { Err(unlike("two values of a field")) } else { Ok(claims) }
    }

    /// The texts of the next member, which is a list.
    fn texts(&mut self, name: &str) -> io::Result<impl ExactSizeIterator<Item = &'r str>> {
        let (entries, range) = match self.row.cell(self.field(name)?.column) {
            Value::Null => (None, 0..0),
            Value::List(entries, start, end) => (Some(entries), start..end),
            _ => return Err(unlike("no list")),
        };
        Ok(range.map(move |entry| entries.map_or("", |entries| entries.value(entry))))
    }

    /// The next member, which is a mapping of fields and there if one of these is.
    pub(super) fn mapping<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> io::Result<T>,
    ) -> io::Result<Option<T>> {
        let Member::Mapping(fields, None) = self.member(name)? else { return Err(unlike("no mapping")) };
        if fields.iter().all(|(_, field)| self.row.text(field.column).is_none()) {
            return Ok(None);
        }
        let mut members = Self { record: self.record, row: self.row, left: Left::OfMapping(fields.iter()) };
        read(&mut members).map(Some)
    }

    /// The parts in the next member.
    pub(super) fn parts<T>(
        &mut self,
        name: &str,
        read: impl Fn(&mut Self) -> io::Result<T>,
    ) -> io::Result<Vec<T>> {
        let Member::Parts(list) = self.member(name)? else { return Err(unlike("no list of parts")) };
        let (list, shape) = (*list, &self.record.walk.tables.parts[*list].1);
        let count = self.record.count_of_parts(list);
        let mut parts = Vec::with_capacity(count);
        for row in (0..count).filter_map(|place| self.record.part(list, place)) {
            parts.push(read(&mut Self::of_block(self.record, shape, row))?);
        }
        Ok(parts)
    }

    #[inline]
    fn field(&mut self, name: &str) -> io::Result<&'r Field> {
        let (next, field) = match &mut self.left {
            Left::OfMapping(fields) => fields.next().map(|(name, field)| (*name, field)),
            Left::OfBlock(members) => match members.next() {
                Some((name, Member::Field(field))) => Some((*name, field)),
                _ => None,
            },
        }
        .ok_or_else(|| unlike("no such field"))?;
        debug_assert_eq!(next, name, "members are taken in the order of their names");
        Ok(field)
    }

    fn member(&mut self, name: &str) -> io::Result<&'r Member> {
        let Left::OfBlock(members) = &mut self.left else { return Err(unlike("no such member")) };
        let (next, member) = members.next().ok_or_else(|| unlike("no such member"))?;
        debug_assert_eq!(*next, name, "members are taken in the order of their names");
        Ok(member)
    }
}

/// What is written as a text.
pub(super) trait FromText: FromStr<Err: Into<Box<dyn Error + Send + Sync>>> {}

impl<T: FromStr<Err: Into<Box<dyn Error + Send + Sync>>>> FromText for T {}

fn read<T: FromText>(text: &str) -> io::Result<T> {
    text.parse().map_err(unlike)
}
