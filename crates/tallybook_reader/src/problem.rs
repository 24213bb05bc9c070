//! What is wrong with the shape of the input, in types; the rules of group S find the words.

use std::ops::Range;

use tallybook_diagnostics::{FileId, Place};
use tallybook_schema::RecordType;

/// Something that kept a file, a record or a value from being read.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Where it is. Always a place in a file: the record it belongs to was not read.
    pub place: Place,
    /// What it is.
    pub kind: ProblemKind,
}

/// What kept something from being read.
#[derive(Debug, Clone)]
pub enum ProblemKind {
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// The first byte that does not belong.
        offset: usize,
    },
    /// Not well-formed YAML or JSON, or a part of YAML that is not read here.
    Syntax {
        /// The format, `YAML` or `JSON`.
        format: &'static str,
        /// What is wrong, lower case, no full stop.
        message: String,
    },
    /// A field that the record type does not have.
    UnknownField {
        /// Its name.
        field: String,
        /// The names there are.
        known: &'static [&'static str],
    },
    /// A required field is absent.
    MissingField {
        /// Its name.
        field: &'static str,
    },
    /// A value does not follow its grammar.
    BadValue {
        /// The type of the value, as its Rust type is called (`Date`, `Quantity`).
        type_name: &'static str,
        /// The text.
        text: String,
        /// Why it does not parse.
        reason: String,
    },
    /// A list where text is wanted, and the like.
    WrongType {
        /// What stands there.
        found: String,
        /// What is wanted.
        expected: String,
    },
    /// A term that the vocabulary does not have.
    UnknownTerm {
        /// The name of the vocabulary; empty where the terms are not one.
        vocabulary: &'static str,
        /// The term.
        term: String,
        /// The terms there are.
        known: &'static [&'static str],
    },
    /// A key that stands twice in one mapping.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it stands first.
        first: Range<usize>,
    },
    /// A file where no record type is known.
    Misplaced {
        /// Its path, relative to the dataset.
        path: String,
        /// What is wrong with it.
        reason: String,
        /// The path at which it would be read, if that can be guessed.
        suggestion: Option<String>,
    },
    /// Input past a limit, or made to do harm.
    Hostile {
        /// What is past which limit.
        reason: String,
    },
    /// `dataset.yaml` is missing.
    NoManifest,
}

/// Where a problem's file stood, for problems found before the file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// Records of one type.
    Records(RecordType),
    /// The dataset's own description.
    Manifest,
}

impl Problem {
    /// A problem at a range of bytes.
    pub(crate) fn at(file: FileId, range: Range<usize>, kind: ProblemKind) -> Self {
        Self { place: Place::span(file, range), kind }
    }

    /// A problem of a file as a whole.
    pub(crate) fn file(file: FileId, kind: ProblemKind) -> Self {
        Self { place: Place::File(file), kind }
    }
}
