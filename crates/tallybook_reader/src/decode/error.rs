//! The error of one attempt to decode: what is wrong, and the path to where it is.

use std::fmt;

use serde::de::{self, Unexpected};

use crate::tree::Step;

#[derive(Debug)]
pub(super) struct Error {
    pub(super) kind: ErrorKind,
    /// Innermost step first.
    pub(super) path: Vec<Step>,
}

#[derive(Debug)]
pub(super) enum ErrorKind {
    UnknownField { field: String, known: &'static [&'static str] },
    UnknownTerm { term: String, known: &'static [&'static str], vocabulary: &'static str },
    MissingField(&'static str),
    WrongType { expected: String },
    BadValue { reason: String, type_name: &'static str },
}

impl Error {
    pub(super) fn new(kind: ErrorKind) -> Self {
        Self { kind, path: Vec::new() }
    }

    /// The error seen from the node around the one it happened in.
    pub(super) fn within(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    /// Names the type whose value was read when the error happened, if it is not known yet.
    pub(super) fn of_type(mut self, name: &'static str) -> Self {
        if self.path.is_empty() {
            match &mut self.kind {
                ErrorKind::BadValue { type_name: unnamed, .. }
                | ErrorKind::UnknownTerm { vocabulary: unnamed, .. }
                    if unnamed.is_empty() =>
                {
                    *unnamed = name;
                }
                _ => {}
            }
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:?}", self.kind, self.path)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::new(ErrorKind::BadValue { reason: reason.to_string(), type_name: "" })
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(ErrorKind::WrongType { expected: words(&expected.to_string()) })
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(ErrorKind::WrongType { expected: words(&expected.to_string()) })
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self::new(ErrorKind::UnknownTerm { term: variant.to_owned(), known, vocabulary: "" })
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::new(ErrorKind::UnknownField { field: field.to_owned(), known })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(ErrorKind::MissingField(field))
    }
}

/// What serde and Rust call a type, in the words of somebody who writes a dataset.
fn words(expected: &str) -> String {
    match expected {
        "a sequence" => "a list",
        "a map" => "a mapping",
        "a string" => "text",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" => "a whole number",
        "struct Place" => "a mapping with `name`",
        "struct Anonymous" => "a mapping with `reason`",
        name if name.starts_with("struct ") => "a mapping",
        other => other,
    }
    .to_owned()
}
