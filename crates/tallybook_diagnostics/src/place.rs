//! What a finding points at.

use std::ops::Range;

use tallybook_schema::RecordType;

use crate::FileId;

/// A record by its type and its position among the records of that type, in reading order. Ids
/// cannot serve here: two records may share one, and that is itself a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    /// The type of the record.
    pub record_type: RecordType,
    /// Its position among the records of that type, from 0.
    pub index: usize,
}

/// Which part of an entry is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The value.
    Value,
    /// The name of the field.
    Key,
}

/// What a finding points at. Rules name records and JSON Pointers; only the reader, which has the
/// text before it, names ranges.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The dataset as a whole; no line.
    Dataset,
    /// A file as a whole; no line.
    File(FileId),
    /// A range of bytes in a file.
    Span {
        /// The file.
        file: FileId,
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
    },
    /// A value of the dataset's own description (`dataset.yaml`).
    Manifest(String),
    /// A value of a record.
    Record {
        /// Which record.
        key: RecordKey,
        /// The value as a JSON Pointer (RFC 6901); empty for the record itself.
        pointer: String,
        /// The value or its name.
        part: Part,
    },
}

impl Place {
    /// A range of bytes in a file.
    pub fn span(file: FileId, range: Range<usize>) -> Self {
        Self::Span { file, start: range.start, end: range.end }
    }

    /// A value of a record.
    pub fn value(record_type: RecordType, index: usize, pointer: impl Into<String>) -> Self {
        Self::Record { key: RecordKey { record_type, index }, pointer: pointer.into(), part: Part::Value }
    }

    /// The name of a field of a record.
    pub fn key(record_type: RecordType, index: usize, pointer: impl Into<String>) -> Self {
        Self::Record { key: RecordKey { record_type, index }, pointer: pointer.into(), part: Part::Key }
    }

    /// The record that the place is in, if it is in one.
    pub fn record(&self) -> Option<RecordKey> {
        match self {
            Self::Record { key, .. } => Some(*key),
            _ => None,
        }
    }

    /// The JSON Pointer of the place within its record or description.
    pub fn pointer(&self) -> Option<&str> {
        match self {
            Self::Record { pointer, .. } | Self::Manifest(pointer) => Some(pointer),
            _ => None,
        }
    }
}
