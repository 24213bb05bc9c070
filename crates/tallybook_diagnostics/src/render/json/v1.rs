//! The types of version 1, and what their fields say. Their documentation is that of the JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// The findings of one run of Tallybook over a dataset.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Tallybook findings, version 1")]
pub(super) struct Document {
    /// The version of this format.
    #[schemars(extend("const" = super::VERSION))]
    pub(super) version: u32,
    /// The tool that wrote this.
    #[schemars(extend("const" = "tallybook"))]
    pub(super) tool: &'static str,
    /// The dataset that was checked.
    pub(super) dataset: Dataset,
    /// What was done. No findings means little without it.
    pub(super) summary: Summary,
    /// What was found, waived findings included, by file, line and code.
    pub(super) findings: Vec<Finding>,
    /// Every rule, run or not, in the order of their codes.
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Dataset {
    /// Its title.
    pub(super) title: String,
    /// Its version, if it states one.
    pub(super) version: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Summary {
    /// The day that counted as today (ISO 8601).
    pub(super) today: String,
    /// Files read.
    pub(super) files: usize,
    /// Records read, by the name of their table.
    pub(super) records: BTreeMap<&'static str, usize>,
    /// Records that could not be read, so that no rule looked at them.
    pub(super) unread_records: usize,
    /// Facts looked at.
    pub(super) facts: usize,
    /// Pieces of evidence looked at.
    pub(super) evidence: usize,
    /// Archived texts that the sources name, by whether they were at hand.
    pub(super) texts: Texts,
    /// Quotes, by what came of comparing them with the archived texts.
    pub(super) quotes: Quotes,
    /// Rules that ran.
    pub(super) rules_run: usize,
    /// Rules that did not run; the list of rules says why.
    pub(super) rules_skipped: usize,
    /// Waivers of which nothing can be said: they accept no finding, and their rule did not see all that it looks at.
    pub(super) waivers_unjudged: usize,
    /// Findings by severity, those that are waived left out, and the number of these.
    pub(super) findings: Counts,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Texts {
    /// Read, and the very texts that the sources name.
    pub(super) at_hand: usize,
    /// Not the texts that the sources name, or not ones that may be read.
    pub(super) unfit: usize,
    /// Not there.
    pub(super) missing: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Quotes {
    /// Found in the text.
    pub(super) verified: usize,
    /// Not found in the text.
    pub(super) failed: usize,
    /// Not checked: no archived text was at hand.
    pub(super) unchecked: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Counts {
    /// Errors.
    pub(super) error: usize,
    /// Warnings.
    pub(super) warning: usize,
    /// Findings worth knowing.
    pub(super) info: usize,
    /// Findings of any severity that a waiver accepts.
    pub(super) waived: usize,
}

/// How much a finding matters. Errors fail a run, warnings do when it is strict.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    Info,
    Warning,
    Error,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Finding {
    /// The permanent code of the rule.
    pub(super) code: &'static str,
    /// The name of the rule: the fault in kebab-case.
    pub(super) name: Option<&'static str>,
    /// How severe it is in this dataset.
    pub(super) severity: Severity,
    /// What is wrong.
    pub(super) message: String,
    /// The record that it is about.
    pub(super) record: Option<Record>,
    /// The value that is wrong: a JSON Pointer (RFC 6901) within the record, or within `dataset.yaml`
    /// if there is no record. Empty for the record itself.
    pub(super) path: Option<String>,
    /// The file that it is about.
    pub(super) file: Option<String>,
    /// Where the value stands.
    pub(super) location: Option<Location>,
    /// What is said of the value where it stands; may be empty.
    pub(super) label: String,
    /// Every other value that took part.
    pub(super) related: Vec<Related>,
    /// Reasons, and the arithmetic.
    pub(super) notes: Vec<String>,
    /// What to do.
    pub(super) help: Option<String>,
    /// For how many findings it stands: 1, unless it sums up what a rule of severity info finds nearly everywhere.
    pub(super) count: usize,
    /// A change that would repair it.
    pub(super) fix: Option<Fix>,
    /// The waiver that accepts it.
    pub(super) waived: Option<Waived>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Record {
    /// The type, in the singular.
    pub(super) r#type: &'static str,
    /// The id, unique within the type.
    pub(super) id: String,
}

/// A range of text. Lines end at line feeds. Columns count Unicode scalar values, neither bytes nor
/// UTF-16 code units. A byte order mark at the beginning of a file counts for nothing.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Location {
    /// The path of the file, with `/`.
    pub(super) file: String,
    /// The line of the first character, from 1.
    pub(super) line: usize,
    /// The column of the first character, from 1.
    pub(super) column: usize,
    /// The line of the end, from 1.
    pub(super) end_line: usize,
    /// The column after the last character, from 1.
    pub(super) end_column: usize,
    /// The first byte of the UTF-8 text, from 0: in the file, or in the line where a record is read from tables.
    pub(super) offset: usize,
    /// The number of bytes.
    pub(super) length: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Related {
    /// What is said of the value.
    pub(super) label: String,
    /// The value as a JSON Pointer (RFC 6901) within its record.
    pub(super) path: Option<String>,
    /// Where it stands.
    pub(super) location: Option<Location>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Fix {
    /// What it does, in the imperative.
    pub(super) title: String,
    /// Whether it is right in every case, so that it can be applied unasked.
    pub(super) safe: bool,
    /// The changes, all of which belong together; empty if they cannot be made by splicing text.
    pub(super) changes: Vec<Change>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Change {
    /// The text that goes; of length 0 where something is only added.
    pub(super) location: Location,
    /// What comes in its stead.
    pub(super) text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Waived {
    /// Why it is accepted.
    pub(super) reason: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Rule {
    /// The permanent code.
    pub(super) code: &'static str,
    /// The fault in kebab-case.
    pub(super) name: &'static str,
    /// What the group of the rule is about.
    pub(super) group: &'static str,
    /// How severe its findings are, unless the dataset says otherwise.
    pub(super) severity: Severity,
    /// The fault in one line.
    pub(super) summary: &'static str,
    /// Whether it ran.
    pub(super) ran: bool,
    /// Why it did not run.
    pub(super) skipped: Option<String>,
    /// The number of its findings that are not waived.
    pub(super) findings: usize,
    /// The number of its findings that are waived.
    pub(super) waived: usize,
}
