//! Tallybook's own machine format, version 1: everything that a report holds, for tools.
//!
//! The types here are the format and nothing else, so that the internal ones can change without it.
//! A field is always present; one without a value is `null`. Whoever reads it ignores fields that it
//! does not know: new ones come without a new version.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;

use super::visible::escape_json;
use crate::{FileId, Label, Located, Report, RuleInfo};

/// The version of the format that [`render`] writes.
pub const VERSION: u32 = 1;

/// A report as JSON.
pub fn render(report: &Report<'_>) -> String {
    escape_json(&Document::of(report))
}

/// The JSON Schema (draft 2020-12) of the format.
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    SchemaGenerator::new(settings).into_root_schema_for::<Document>().to_value()
}

/// The findings of one run of Tallybook over a dataset.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Tallybook findings, version 1")]
struct Document {
    /// The version of this format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The tool that wrote this.
    #[schemars(extend("const" = "tallybook"))]
    tool: &'static str,
    /// The dataset that was checked.
    dataset: Dataset,
    /// What was done. No findings means little without it.
    summary: Summary,
    /// What was found, waived findings included, by file, line and code.
    findings: Vec<Finding>,
    /// Every rule, run or not, in the order of their codes.
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Dataset {
    /// Its title.
    title: String,
    /// Its version, if it states one.
    version: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// The day that counted as today (ISO 8601).
    today: String,
    /// Files read.
    files: usize,
    /// Records read, by the name of their table.
    records: BTreeMap<&'static str, usize>,
    /// Records that could not be read, so that no rule looked at them.
    unread_records: usize,
    /// Facts looked at.
    facts: usize,
    /// Pieces of evidence looked at.
    evidence: usize,
    /// Quotes, by what came of comparing them with the archived texts.
    quotes: Quotes,
    /// Rules that ran.
    rules_run: usize,
    /// Rules that did not run; the list of rules says why.
    rules_skipped: usize,
    /// Findings by severity, those that are waived left out, and the number of these.
    findings: Counts,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Quotes {
    /// Found in the text.
    verified: usize,
    /// Not found in the text.
    failed: usize,
    /// Not checked: no archived text was at hand.
    unchecked: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Counts {
    /// Errors.
    error: usize,
    /// Warnings.
    warning: usize,
    /// Findings worth knowing.
    info: usize,
    /// Findings of any severity that a waiver accepts.
    waived: usize,
}

/// How much a finding matters. Errors fail a run, warnings do when it is strict.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Info,
    Warning,
    Error,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Finding {
    /// The permanent code of the rule.
    code: &'static str,
    /// The name of the rule: the fault in kebab-case.
    name: Option<&'static str>,
    /// How severe it is in this dataset.
    severity: Severity,
    /// What is wrong.
    message: String,
    /// The record that it is about.
    record: Option<Record>,
    /// The value that is wrong: a JSON Pointer (RFC 6901) within the record, or within `dataset.yaml`
    /// if there is no record. Empty for the record itself.
    path: Option<String>,
    /// The file that it is about.
    file: Option<String>,
    /// Where the value stands.
    location: Option<Location>,
    /// What is said of the value where it stands; may be empty.
    label: String,
    /// Every other value that took part.
    related: Vec<Related>,
    /// Reasons, and the arithmetic.
    notes: Vec<String>,
    /// What to do.
    help: Option<String>,
    /// A change that would repair it.
    fix: Option<Fix>,
    /// The waiver that accepts it.
    waived: Option<Waived>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Record {
    /// The type, in the singular.
    r#type: &'static str,
    /// The id, unique within the type.
    id: String,
}

/// A range of text. Lines end at line feeds. Columns count Unicode scalar values, neither bytes nor
/// UTF-16 code units. A byte order mark at the beginning of a file counts for nothing.
#[derive(Debug, Serialize, JsonSchema)]
struct Location {
    /// The path of the file, with `/`.
    file: String,
    /// The line of the first character, from 1.
    line: usize,
    /// The column of the first character, from 1.
    column: usize,
    /// The line of the end, from 1.
    end_line: usize,
    /// The column after the last character, from 1.
    end_column: usize,
    /// The first byte of the UTF-8 text, from 0.
    offset: usize,
    /// The number of bytes.
    length: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Related {
    /// What is said of the value.
    label: String,
    /// The value as a JSON Pointer (RFC 6901) within its record.
    path: Option<String>,
    /// Where it stands.
    location: Option<Location>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Fix {
    /// What it does, in the imperative.
    title: String,
    /// Whether it is right in every case, so that it can be applied unasked.
    safe: bool,
    /// The changes, all of which belong together; empty if they cannot be made by splicing text.
    changes: Vec<Change>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Change {
    /// The text that goes; of length 0 where something is only added.
    location: Location,
    /// What comes in its stead.
    text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Waived {
    /// Why it is accepted.
    reason: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Rule {
    /// The permanent code.
    code: &'static str,
    /// The fault in kebab-case.
    name: &'static str,
    /// What the group of the rule is about.
    group: &'static str,
    /// How severe its findings are, unless the dataset says otherwise.
    severity: Severity,
    /// The fault in one line.
    summary: &'static str,
    /// Whether it ran.
    ran: bool,
    /// Why it did not run.
    skipped: Option<String>,
    /// The number of its findings that are not waived.
    findings: usize,
    /// The number of its findings that are waived.
    waived: usize,
}

impl Document {
    fn of(report: &Report<'_>) -> Self {
        let summary = &report.summary;
        Self {
            version: VERSION,
            tool: "tallybook",
            dataset: Dataset { title: summary.title.clone(), version: summary.version.clone() },
            summary: Summary {
                today: summary.today.clone(),
                files: summary.files,
                records: summary.records.iter().map(|(t, number)| (t.plural(), *number)).collect(),
                unread_records: summary.unread_records,
                facts: summary.facts,
                evidence: summary.evidence,
                quotes: Quotes {
                    verified: summary.quotes.verified,
                    failed: summary.quotes.failed,
                    unchecked: summary.quotes.unchecked,
                },
                rules_run: summary.rules_run.len(),
                rules_skipped: summary.rules_skipped.len(),
                findings: Counts {
                    error: report.count(crate::Severity::Error),
                    warning: report.count(crate::Severity::Warning),
                    info: report.count(crate::Severity::Info),
                    waived: report.waived(),
                },
            },
            findings: report.findings.iter().map(|located| Finding::of(report, located)).collect(),
            rules: report.rules.iter().map(|rule| Rule::of(report, rule)).collect(),
        }
    }
}

impl Finding {
    fn of(report: &Report<'_>, located: &Located) -> Self {
        let finding = &located.finding;
        let place = |location: &Option<crate::Location>| {
            location.as_ref().and_then(|l| Location::of(report, l.file, &l.range))
        };
        let related = |(number, label): (usize, &Label)| Related {
            label: label.text.clone(),
            path: label.place.pointer().map(str::to_owned),
            location: located.related.get(number).and_then(place),
        };
        Self {
            code: finding.code,
            name: report.rule(finding.code).map(|rule| rule.name),
            severity: finding.severity.into(),
            message: finding.message.clone(),
            record: located.record.as_ref().map(|(t, id)| Record { r#type: t.name(), id: id.clone() }),
            path: finding.primary.place.pointer().map(str::to_owned),
            file: report.path_of(located),
            location: place(&located.primary),
            label: finding.primary.text.clone(),
            related: finding.related.iter().enumerate().map(related).collect(),
            notes: finding.notes.clone(),
            help: finding.help.clone(),
            fix: finding.fix.as_ref().map(|fix| Fix {
                title: fix.title.clone(),
                safe: fix.safe,
                changes: located
                    .patches
                    .iter()
                    .filter_map(|patch| {
                        let location = Location::of(report, patch.file, &patch.range)?;
                        Some(Change { location, text: patch.text.clone() })
                    })
                    .collect(),
            }),
            waived: finding.waived.as_ref().map(|by| Waived { reason: by.reason.clone() }),
        }
    }
}

impl Location {
    /// The location of a range, which is found again because nothing keeps it inside the file.
    fn of(report: &Report<'_>, file: FileId, range: &std::ops::Range<usize>) -> Option<Self> {
        let location = report.files.location(file, range.clone())?;
        Some(Self {
            file: report.path(file)?,
            line: location.line,
            column: location.column,
            end_line: location.end_line,
            end_column: location.end_column,
            offset: location.range.start,
            length: location.range.len(),
        })
    }
}

impl Rule {
    fn of(report: &Report<'_>, rule: &RuleInfo) -> Self {
        let summary = &report.summary;
        let count = |waived: bool| {
            let findings = report.findings.iter().map(|located| &located.finding);
            findings.filter(|f| f.code == rule.code && f.waived.is_some() == waived).count()
        };
        Self {
            code: rule.code,
            name: rule.name,
            group: rule.group_title(),
            severity: rule.severity.into(),
            summary: rule.summary,
            ran: summary.rules_run.contains(&rule.code),
            skipped: summary
                .rules_skipped
                .iter()
                .find(|(code, _)| *code == rule.code)
                .map(|(_, reason)| reason.clone()),
            findings: count(false),
            waived: count(true),
        }
    }
}

impl From<crate::Severity> for Severity {
    fn from(severity: crate::Severity) -> Self {
        match severity {
            crate::Severity::Info => Self::Info,
            crate::Severity::Warning => Self::Warning,
            crate::Severity::Error => Self::Error,
        }
    }
}
