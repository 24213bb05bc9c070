//! Findings, where they point, and how they are shown.
//!
//! A [`Finding`] is what a rule says; a [`Place`] is what it points at, in terms of records and JSON
//! Pointers. The reader turns places into [`Location`]s in files, and only for what is reported. A
//! [`Report`] holds both, and each file under `render` turns a report into one format.
//!
//! Nothing here prints, reads the environment or knows a rule.

mod finding;
mod location;
mod meter;
mod place;
pub mod render;
mod report;
mod rule;
mod severity;

pub use finding::{Edit, Finding, Findings, Fix, Label, WaivedBy};
pub use location::{File, FileId, Files, Line, Location};
pub use meter::{Meter, Phase, Progress, Unit};
pub use place::{Part, Place, RecordKey};
pub use report::{Located, MissingFile, Patch, QuoteCounts, Report, Summary, TextCounts};
pub use rule::RuleInfo;
pub use severity::Severity;
