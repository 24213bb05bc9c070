//! Why a selection cannot be made.

use std::fmt;

/// Why a selection cannot be made. Prints what is the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionError {
    pub(super) message: String,
    /// What to do about it.
    pub hint: String,
    /// A name that is not known, and those that are.
    pub misspelt: Option<Misspelt>,
}

/// A name that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misspelt {
    /// As it was written.
    pub name: String,
    /// The names that could have been meant.
    pub known: Vec<String>,
}

impl SelectionError {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into(), misspelt: None }
    }

    /// The error of a name that is not among `known`, which are what `what` says.
    pub(crate) fn misspelt(message: impl Into<String>, name: &str, what: &str, known: Vec<String>) -> Self {
        Self {
            message: message.into(),
            hint: format!("{what}: {}", known.join(", ")),
            misspelt: Some(Misspelt { name: name.to_owned(), known }),
        }
    }
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SelectionError {}
