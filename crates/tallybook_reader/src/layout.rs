//! The layout of the YAML files of a dataset: the same values in one order and indentation.
//!
//! Text is moved, never written anew: an entry is its lines with the comments before it, and is indented
//! by the tree. Whatever was made is read again and has to give the same records.

mod order;
mod write;

use tallybook_diagnostics::{FileId, Place};

use crate::path::{Content, Format, Role, role};
use crate::reading::Reading;
use crate::records;
pub(crate) use order::Kind;

/// What became of laying out a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// The file laid out; the text may be as it was.
    Text(String),
    /// The file is no YAML, or holds no part of the dataset.
    NotYaml,
    /// The file cannot be read without problems.
    Unreadable,
    /// The file has something in it that is left alone, and so is the file.
    Unusual(&'static str),
    /// What was made of the file does not read as the same records: a fault of this program.
    Fault,
}

impl Reading {
    /// Lays out a file of the dataset.
    pub fn layout(&self, file: FileId) -> Layout {
        let Some(source) = self.files.get(file) else { return Layout::NotYaml };
        let Role::Read(content, Format::Yaml) = role(source.path()) else { return Layout::NotYaml };
        let limits = &self.dataset.manifest.checks.limits;
        let faulty = self.problems.iter().any(
            |problem| matches!(problem.place, Place::File(id) | Place::Span { file: id, .. } if id == file),
        );
        if faulty {
            return Layout::Unreadable;
        }
        let old = source.text().replace("\r\n", "\n");
        let Ok(document) = records::parse(&old, Format::Yaml, limits) else { return Layout::Unreadable };
        let kind = match content {
            Content::Manifest => Kind::Manifest,
            Content::Records(record_type) => Kind::of(record_type),
        };
        let new = match write::document(&old, document.root.as_ref(), kind) {
            Ok(new) => new,
            Err(unusual) => return Layout::Unusual(unusual),
        };
        let before = records::read(source.text(), content, Format::Yaml, limits);
        let after = records::read(&new, content, Format::Yaml, limits);
        let same = format!("{:?}", before.dataset) == format!("{:?}", after.dataset);
        if before.faults.is_empty() && after.faults.is_empty() && same {
            Layout::Text(new)
        } else {
            Layout::Fault
        }
    }
}
