//! Tallybook's own machine format, version 1: everything that a report holds, for tools.
//!
//! The types under `v1` are the format and nothing else, so that the internal ones can change without it.
//! A field is always present; one without a value is `null`. Whoever reads it ignores fields that it
//! does not know: new ones come without a new version.

mod v1;

use std::ops::Range;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;

use self::v1::{
    Change, Counts, Dataset, Document, Finding, Fix, Location, Quotes, Record, Related, Rule, Severity,
    Summary, Texts, Waived,
};
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
                texts: Texts {
                    at_hand: summary.texts.at_hand,
                    unfit: summary.texts.unfit,
                    missing: summary.texts.missing,
                },
                quotes: Quotes {
                    verified: summary.quotes.verified,
                    failed: summary.quotes.failed,
                    unchecked: summary.quotes.unchecked,
                },
                rules_run: summary.rules_run.len(),
                rules_skipped: summary.rules_skipped.len(),
                waivers_unjudged: summary.waivers_unjudged.len(),
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
            count: finding.count,
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
    fn of(report: &Report<'_>, file: FileId, range: &Range<usize>) -> Option<Self> {
        let location = report.files.location(file, range.clone())?;
        Some(Self {
            file: report.path(file)?,
            line: location.line,
            column: location.column,
            end_line: location.end_line,
            end_column: location.end_column,
            offset: report.files.offset(&location)?,
            length: location.range.len(),
        })
    }
}

impl Rule {
    fn of(report: &Report<'_>, rule: &RuleInfo) -> Self {
        let summary = &report.summary;
        let count = |waived: bool| {
            let findings = report.findings.iter().map(|located| &located.finding);
            findings.filter(|f| f.code == rule.code && f.waived.is_some() == waived).map(|f| f.count).sum()
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
