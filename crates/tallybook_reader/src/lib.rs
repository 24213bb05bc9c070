//! Reads a dataset: YAML, JSON and JSON Lines in, typed records and problems out.
//!
//! Bad data is never an `Err`: reading returns what could be read plus [`Problem`]s, which the rules
//! of group S put into words. A [`ReadError`] means that the tool could not do its work (no such
//! folder, no permission).
//!
//! A record with a problem of shape is left out of the dataset, so that no rule draws conclusions
//! from half of it; its id is kept in [`Reading::unread`], so that references to it are not called
//! broken as well.
//!
//! Positions are not kept. A [`Place`](tallybook_diagnostics::Place) is found afterwards by
//! [`Reading::locate`], which reads one file (or one line of JSON Lines) again.
//!
//! Large files of transfers in JSON Lines need not be kept: [`Reading::from_folder_in_parts`] leaves them to be read
//! part by part ([`Stream`]). Of other large files of JSON Lines it keeps the records alone, and not the texts.
//!
//! The way of a file: `folder` finds it, `path` says what it holds, `text` decodes it, `yaml` or
//! `json` makes a tree of it, `decode` makes records of the tree; `lines` goes straight from JSON
//! Lines to records where it can. All input is hostile: sizes, nesting and the number of problems
//! are limited by `checks.limits` of `dataset.yaml`, and nothing outside the folder is touched.

mod archive;
mod cut;
mod decode;
mod error;
mod folder;
mod json;
mod layout;
mod lines;
mod locate;
mod packing;
mod patch;
mod path;
mod pieces;
mod problem;
mod reading;
mod records;
mod rereading;
mod revise;
mod sparing;
mod stream;
mod strict;
mod text;
mod tree;
mod yaml;

pub use archive::{Archive, Archived, Refusal, digest, digest_of};
pub use error::{ReadError, ReadErrorKind};
pub use layout::Layout;
pub use problem::{Found, Hostility, Misplacement, Problem, ProblemKind};
pub use reading::{DESCRIPTIONS, Origin, OriginPart, Reading, Unread};
pub use rereading::Rereader;
pub use revise::{ReviseError, Revised, Revision, evidence_in_yaml, manifest_in_yaml};
pub use stream::{Elsewhere, Lines, Part, Run, Stream, StreamError};
