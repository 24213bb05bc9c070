//! GitLab's Code Quality report: a JSON array that a merge request shows beside the changed lines.
//!
//! The format has no waivers, so waived findings are left out. Every entry needs a file and a line:
//! a finding without them stands on line 1 of its file, or of `dataset.yaml`.

use serde::Serialize;

use super::fingerprint::fingerprints;
use super::plain::rule_title;
use super::visible::{escape_json, visible_line};
use crate::{Report, Severity};

#[derive(Debug, Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// A report as GitLab's Code Quality JSON.
pub fn render(report: &Report<'_>) -> String {
    let entries: Vec<Entry> = report
        .findings
        .iter()
        .zip(fingerprints(report))
        .filter(|(located, _)| located.finding.waived.is_none())
        .map(|(located, fingerprint)| {
            let finding = &located.finding;
            let (begin, end) = located.primary.as_ref().map_or((1, 1), |at| (at.line, at.end_line));
            Entry {
                description: visible_line(&finding.message),
                check_name: rule_title(report, finding.code),
                fingerprint,
                severity: match finding.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Info => "info",
                },
                location: Location {
                    path: report.path_of(located).unwrap_or_else(|| report.manifest_path()),
                    lines: Lines { begin, end },
                },
            }
        })
        .collect();
    escape_json(&entries)
}
