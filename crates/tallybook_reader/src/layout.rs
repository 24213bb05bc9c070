//! The layout of the files of a dataset: the same values in one order and indentation.
//!
//! Text is moved, never written anew: an entry of YAML is its lines with the comments before it, and is
//! indented by the tree; a value of JSON keeps its characters. Line ends stay as they are in all of a file; where there
//! are several, they become line feeds. Whatever was made is read again and has to
//! give the same records.

mod json;
mod order;
mod yaml;

use tallybook_diagnostics::{FileId, Place};
use tallybook_schema::record::Limits;

use crate::packing::Packing;
use crate::path::{Content, Format, Role, role};
use crate::reading::{Reading, size_limit};
use crate::records;
pub(crate) use order::Kind;

/// What became of laying out a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// The file laid out; the text may be as it was.
    Text(String),
    /// The file holds no part of the dataset.
    NotData,
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
        let Some(source) = self.files.get(file) else { return Layout::NotData };
        let Role::Read(content, format) = role(source.path()) else { return Layout::NotData };
        if Packing::of(source.path()).0 != Packing::None {
            return Layout::Unusual("a compressed text in it");
        }
        // The description of a dataset sets limits for all other files.
        let limits = match content {
            Content::Manifest => Limits::default(),
            Content::Records(_) => self.dataset.manifest.checks.limits.clone(),
        };
        let faulty = self.problems.iter().any(
            |problem| matches!(problem.place, Place::File(id) | Place::Span { file: id, .. } if id == file),
        );
        if faulty {
            return Layout::Unreadable;
        }
        let kind = match content {
            Content::Manifest => Kind::Manifest,
            Content::Records(record_type) => Kind::of(record_type),
        };
        let new = match made(source.text(), format, kind, &limits) {
            Layout::Text(new) => new,
            other => return other,
        };
        if u64::try_from(new.len()).is_ok_and(|bytes| bytes > size_limit(format, &limits).0) {
            return Layout::Unusual("so much in it that it would be larger than `checks.limits` allows");
        }
        let before = records::read(source.text(), content, format, &limits, None, &[]);
        let after = records::read(&new, content, format, &limits, None, &[]);
        let same = format!("{:?}", before.dataset) == format!("{:?}", after.dataset);
        if before.faults.is_empty() && after.faults.is_empty() && same {
            Layout::Text(new)
        } else {
            Layout::Fault
        }
    }
}

/// A text in its layout, with its own line ends, before it is held against what it was.
fn made(text: &str, format: Format, kind: Kind, limits: &Limits) -> Layout {
    let is_of_windows = text.contains('\n') && text.matches('\n').count() == text.matches("\r\n").count();
    match made_with_line_feeds(text, format, kind, limits) {
        Layout::Text(new) if is_of_windows => Layout::Text(new.replace('\n', "\r\n")),
        made => made,
    }
}

fn made_with_line_feeds(text: &str, format: Format, kind: Kind, limits: &Limits) -> Layout {
    let made = match format {
        Format::Json => json::document(text, kind, limits),
        Format::JsonLines => json::lines(text, kind, limits),
        Format::Yaml => {
            let text = text.replace("\r\n", "\n");
            if text.contains('\r') {
                return Layout::Unusual("a carriage return without a line feed");
            }
            let document = records::parse(&text, Format::Yaml, limits);
            let made = document.map(|document| yaml::document(&text, document.root.as_ref(), kind));
            match made {
                Ok(Err(unusual)) => return Layout::Unusual(unusual),
                Ok(Ok(new)) => Ok(new),
                Err(fault) => Err(fault),
            }
        }
    };
    made.map_or(Layout::Unreadable, Layout::Text)
}
