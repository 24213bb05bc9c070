//! What is wrong with the shape of the input, in types; the rules of group S find the words.

use std::ops::Range;

use tallybook_diagnostics::{FileId, Place};
use tallybook_schema::value::ValueError;

/// Something that kept a file, a record or a value from being read.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Where it is: in a file, in the description of the dataset, or the dataset itself. No record has it, as that which it
    /// belongs to was not read.
    pub place: Place,
    /// What it is.
    pub kind: ProblemKind,
}

/// What kept something from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// The first byte that does not belong.
        byte: u8,
        /// Whether the file looks like UTF-16.
        utf16: bool,
        /// Whether it keeps only its line of JSON Lines from being read, and not the whole file.
        of_line: bool,
    },
    /// Not well-formed YAML or JSON, or a part of YAML that is not read here.
    Syntax {
        /// The format, `YAML` or `JSON`.
        format: &'static str,
        /// What is wrong, lower case, no full stop.
        message: String,
        /// What to do.
        help: &'static str,
    },
    /// A field that the record type does not have.
    UnknownField {
        /// Its name.
        field: String,
        /// The names there are.
        known: &'static [&'static str],
        /// Those of them that stand in the same mapping.
        present: Vec<&'static str>,
        /// Whether it stands alone, without quotes and without a value, as what lacks the space behind its `:` does.
        alone: bool,
    },
    /// A name above the list of records, as if the file held several.
    NamedList {
        /// The name.
        name: String,
    },
    /// A required field is absent.
    MissingField {
        /// Its name.
        field: &'static str,
        /// The fields of the same mapping that do not exist, of which one may be meant for it.
        unknown: Vec<String>,
        /// The names there are; empty if every field there exists.
        known: &'static [&'static str],
    },
    /// A value does not follow its grammar.
    BadValue {
        /// The type of the value, as its Rust type is called (`Date`, `Quantity`).
        type_name: &'static str,
        /// The text.
        text: String,
        /// Why it does not parse, and what was probably meant.
        error: ValueError,
        /// Whether it is the id of the record that it stands in, which no other may have.
        is_own_id: bool,
    },
    /// A list where text is wanted, and the like.
    WrongType {
        /// What stands there.
        found: Found,
        /// What is wanted, in words (`a list`).
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
    /// A key that stands twice in one mapping. The first one is read.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it stands first.
        first: Range<usize>,
    },
    /// An entry of a list of YAML that begins without its `-`: its first field stands again in the mapping of the entry
    /// before, and so may all others. The entry before alone is read.
    NoDash {
        /// The first field.
        key: String,
        /// Where it stands in the entry before.
        first: Range<usize>,
        /// Where the sign and its space would stand, if the entries are indented as usual.
        dash: Option<Range<usize>>,
    },
    /// A file where none is read.
    Misplaced {
        /// Its path, relative to the dataset.
        path: String,
        /// What is wrong with it.
        why: Misplacement,
    },
    /// Input past a limit, or of a kind that can do harm.
    Hostile(Hostility),
    /// There is no `dataset.yaml`.
    NoManifest,
    /// A value of YAML that ends where a comment begins that looks like none.
    CutValue {
        /// All of it, if it is clear where it was to end: where it stands, and the text.
        whole: Option<(Range<usize>, String)>,
    },
    /// A file that is named for records has none in it, and does not say so. It counts as one without records.
    EmptyFile {
        /// Whether it is JSON Lines, which cannot say so.
        is_lines: bool,
    },
}

/// What stands where a value of another type is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing: an empty value or null.
    Nothing,
    /// A scalar.
    Text(String),
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

/// Why a file is not read where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misplacement {
    /// Its stem, or its top folder, names no record type. Of such a folder one file is reported.
    Table {
        /// The stem or folder.
        name: String,
    },
    /// Its extension is not one that is read here.
    Extension,
    /// Another file describes the dataset.
    SecondManifest {
        /// The one that is read.
        first: String,
    },
    /// It is a folder.
    Folder,
    /// Its name is not UTF-8.
    Name,
}

/// Input past a limit, or of a kind that can do harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hostility {
    /// A file is larger than the limit.
    FileSize {
        /// Its bytes.
        bytes: u64,
        /// The most there may be.
        limit: u64,
        /// The setting under `checks.limits` (`file_bytes`, `jsonl_bytes`).
        setting: &'static str,
    },
    /// A line of JSON Lines is larger than the limit for a hand-written file.
    LineSize {
        /// Its bytes.
        bytes: usize,
        /// The most there may be.
        limit: u64,
    },
    /// Lists and mappings are nested deeper than the limit.
    Depth {
        /// The deepest there may be.
        limit: usize,
    },
    /// A file has more problems than the limit, and was not read to its end.
    Problems {
        /// The most that are kept.
        limit: usize,
    },
    /// A YAML anchor (`&name`).
    Anchor,
    /// A YAML alias (`*name`).
    Alias,
    /// A symbolic link.
    Link {
        /// What it points at, as written.
        target: String,
    },
    /// A path that leads out of the folder of the dataset.
    Outside {
        /// The path, as written.
        path: String,
    },
    /// Neither a file nor a folder: a pipe, a socket, a device.
    NotAFile,
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
