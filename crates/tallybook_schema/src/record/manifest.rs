//! The dataset's description of itself: `dataset.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::RecordRef;
use crate::value::{Day, Language, WebAddress};

/// What the dataset is, its settings, and its waivers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The title of the dataset.
    pub title: String,
    /// The version of the dataset (Semantic Versioning), carried into every export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it holds, in a few sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The licence of the data, as an SPDX identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The language of notes and summaries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub creators: Vec<String>,
    /// Where it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<WebAddress>,
    /// The folder of the archived texts, relative to the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
    /// Settings of the checks.
    #[serde(default, skip_serializing_if = "Checks::is_default")]
    pub checks: Checks,
    /// Findings that are known and accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
}

/// Settings of the checks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// Severity by rule code, where it differs from the rule's own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub severity: BTreeMap<String, SeveritySetting>,
    /// Limits on the input.
    #[serde(default, skip_serializing_if = "Limits::is_default")]
    pub limits: Limits,
}

impl Checks {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How severe the findings of a rule are in this dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeveritySetting {
    /// The rule is not run; the summary says so.
    Off,
    /// Worth knowing; never fails a run.
    Info,
    /// Fails a run only under `--strict`.
    Warning,
    /// Fails a run.
    Error,
}

/// Limits that keep hostile or broken input from exhausting the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Largest hand-written file (`.yaml`, `.yml`, `.json`), and longest line of a `.jsonl` file, in
    /// bytes.
    pub file_bytes: u64,
    /// Largest `.jsonl` file, in bytes; of a packed one, those that it unpacks to.
    pub jsonl_bytes: u64,
    /// Deepest nesting of lists and mappings; above 64 it counts as 64.
    pub depth: u16,
    /// Most problems of shape that are reported for one file; then the rest of it is not read.
    pub problems: u32,
}

impl Limits {
    /// The deepest nesting that is read, in lists and mappings.
    pub fn depth(&self) -> usize {
        usize::from(self.depth.min(64))
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 32 << 20, jsonl_bytes: 2 << 30, depth: 32, problems: 1000 }
    }
}

/// A finding that is known and accepted. It stays visible and never fails a run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The code of the rule (`D010`).
    pub code: String,
    /// The record, as `type:id`; left out, findings on any record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordRef>,
    /// The value within the record as a JSON Pointer (RFC 6901); left out, anywhere in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Why the finding is accepted. Needed; its absence is a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who decided it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}
