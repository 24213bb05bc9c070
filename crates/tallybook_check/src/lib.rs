//! The rules that a dataset is checked against.
//!
//! One rule is one file under `rules/` and one page beside it, and a query where the exported tables can
//! answer it ([`Sql`]); [`RULES`] lists them, and [`check`]
//! runs them. A rule declares what it looks at ([`Scope`]); the runner knows scopes, not rules.
//!
//! A rule file reads from top to bottom as its specification: the rule, what it looks for, and the
//! words in which it says so.

mod accepted;
mod again;
mod baseline;
mod citing;
mod claimed;
mod context;
mod deals;
mod event;
mod gathered;
mod items;
mod licence;
mod longer;
mod meant;
mod names;
mod pass;
mod quotes;
mod raw;
mod registry;
mod renumbered;
mod rule;
pub mod rules;
mod runner;
mod shape;
mod supporting;
mod text;
mod values;
mod waiving;
mod withdrawn;
mod wording;

pub use wording::nearest;

pub use again::Rechecker;
pub use baseline::{Baseline, Contract};
pub use context::{At, Context};
pub use quotes::{CheckedQuote, QuoteResult, look_up};
pub use registry::{RULES, rule};
pub use rule::{
    BlockAt, CitedAt, EvidenceAt, FieldAt, FieldKinds, Rule, Scope, Sql, TextAt, WaiverAt, Wanted,
};
pub use runner::{Listed, Outcome, Settings, check, check_in_parts, findings_of_problems, is_chosen};
pub use values::{Value, ValueAt};
