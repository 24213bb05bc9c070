//! Renderers: each turns a [`Report`](crate::Report) into one format. Pure functions from a report
//! to text; where the text goes is for the caller to say.
//!
//! For people: [`text`] shows the findings and [`summary`] closes a run. For machines: [`json`] is
//! Tallybook's own format. For continuous integration: [`sarif`], [`github`], [`gitlab`], [`junit`].
//!
//! Whatever comes from the data is shown with its control and bidirectional characters written out,
//! and no renderer panics, whatever a finding says and wherever it points.

mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
mod plain;
pub mod sarif;
pub mod summary;
pub mod text;
mod visible;
mod words;

pub use visible::{escape_json, visible, visible_line};
pub use words::digits;
