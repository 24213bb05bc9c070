//! SARIF 2.1.0 (OASIS), for services that keep findings over time, such as GitHub code scanning.
//!
//! One run. A waived finding is a suppressed result. A finding without a line stands at the beginning of
//! its file, or of `dataset.yaml`, so that no service drops it. The version of the tool is left out: the same dataset
//! gives the same bytes.

mod log;

use std::collections::BTreeMap;
use std::ops::Range;

use self::log::{
    Artifact, ArtifactChange, AssociatedRule, Configuration, Content, Driver, Fix, Help, Invocation,
    Location, Log, LogicalLocation, Notification, PartialFingerprints, PhysicalLocation, Region, Replacement,
    Result, Rule, RuleProperties, Run, Suppression, Text, Tool,
};
use super::fingerprint::fingerprints;
use super::plain::lines;
use super::summary;
use super::text::TextOptions;
use super::visible::{escape_json, visible, visible_line};

use crate::{FileId, Located, Patch, Report, RuleInfo, Severity};

/// Where a finding without a line stands in its file.
const BEGINNING: Region = Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 };

/// A report as SARIF.
pub fn render(report: &Report<'_>) -> String {
    let results = report
        .findings
        .iter()
        .zip(fingerprints(report))
        .map(|(located, fingerprint)| result(report, located, fingerprint))
        .collect();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "Tallybook",
                rules: report.rules.iter().map(|rule| self::rule(rule)).collect(),
            },
        },
        invocations: [invocation(report)],
        results,
        column_kind: "unicodeCodePoints",
    };
    escape_json(&Log { schema: log::SCHEMA, version: "2.1.0", runs: [run] })
}

fn rule(rule: &RuleInfo) -> Rule {
    Rule {
        id: rule.code,
        name: rule.name,
        short_description: text(&sentence(rule.summary)),
        full_description: text(introduction(rule.page).unwrap_or(&sentence(rule.summary))),
        help: Help { text: rule.page, markdown: rule.page },
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties { tags: [rule.group_title()] },
    }
}

/// The first paragraph of a page, below its title.
fn introduction(page: &str) -> Option<&str> {
    let (_, below) = page.split_once('\n')?;
    let paragraph = below.trim_start().split("\n\n").next()?.trim();
    Some(paragraph).filter(|paragraph| !paragraph.is_empty() && !paragraph.starts_with('#'))
}

/// A summary as a sentence, which SARIF asks for.
fn sentence(summary: &str) -> String {
    let mut chars = summary.chars();
    let first = chars.next().map(|ch| ch.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// What was done, so that an empty list of results cannot be read as nothing checked.
fn invocation(report: &Report<'_>) -> Invocation {
    let did = Notification {
        message: text(&summary::render(report, &TextOptions::default())),
        level: "note",
        associated_rule: None,
    };
    let skipped = report.summary.rules_skipped.iter().map(|(code, reason)| Notification {
        message: text(&format!("{code} did not run: {reason}")),
        level: "note",
        associated_rule: Some(AssociatedRule { id: code, index: index(report, code) }),
    });
    Invocation {
        execution_successful: true,
        tool_execution_notifications: [did],
        tool_configuration_notifications: skipped.collect(),
    }
}

fn result(report: &Report<'_>, located: &Located, fingerprint: String) -> Result {
    let finding = &located.finding;
    let related = finding.related.iter().zip(&located.related).filter_map(|(label, location)| {
        let location = location.as_ref()?;
        Some((label, physical(report, location.file, &location.range)?))
    });
    Result {
        rule_id: finding.code,
        rule_index: index(report, finding.code),
        level: level(finding.severity),
        message: text(&lines(report, located)),
        locations: [location(report, located)],
        related_locations: related
            .enumerate()
            .map(|(id, (label, physical))| Location {
                id: Some(id),
                message: Some(text(&visible_line(&label.text))).filter(|message| !message.text.is_empty()),
                physical,
                logical: Vec::new(),
            })
            .collect(),
        partial_fingerprints: PartialFingerprints { value: fingerprint },
        occurrence_count: finding.count,
        suppressions: finding
            .waived
            .iter()
            .map(|by| Suppression {
                kind: "external",
                status: "accepted",
                justification: visible_line(&by.reason),
            })
            .collect(),
        fixes: fix(report, located).into_iter().collect(),
    }
}

fn location(report: &Report<'_>, located: &Located) -> Location {
    let at = located.primary.as_ref().and_then(|at| physical(report, at.file, &at.range));
    let path = || report.path_of(located).unwrap_or_else(|| report.manifest_path());
    let pointer = located.finding.primary.place.pointer().unwrap_or_default();
    Location {
        id: None,
        message: Some(text(&visible_line(&located.finding.primary.text)))
            .filter(|message| !message.text.is_empty()),
        physical: at
            .unwrap_or_else(|| PhysicalLocation { artifact_location: artifact(&path()), region: BEGINNING }),
        logical: located
            .record
            .iter()
            .map(|(record_type, id)| LogicalLocation {
                name: visible_line(id),
                fully_qualified_name: visible_line(&format!("{record_type}:{id}{pointer}")),
                kind: record_type.name(),
            })
            .collect(),
    }
}

fn physical(report: &Report<'_>, file: FileId, range: &Range<usize>) -> Option<PhysicalLocation> {
    let artifact_location = artifact(&report.path(file)?);
    Some(PhysicalLocation { artifact_location, region: region(report, file, range)? })
}

fn region(report: &Report<'_>, file: FileId, range: &Range<usize>) -> Option<Region> {
    let location = report.files.location(file, range.clone())?;
    Some(Region {
        start_line: location.line,
        start_column: location.column,
        end_line: location.end_line,
        end_column: location.end_column,
    })
}

fn fix(report: &Report<'_>, located: &Located) -> Option<Fix> {
    let fix = located.finding.fix.as_ref()?;
    let mut files: BTreeMap<FileId, Vec<&Patch>> = BTreeMap::new();
    for patch in &located.patches {
        files.entry(patch.file).or_default().push(patch);
    }
    let changes: Vec<ArtifactChange> = files
        .into_iter()
        .filter_map(|(file, patches)| {
            let replacement = |patch: &Patch| {
                let deleted_region = region(report, file, &patch.range)?;
                Some(Replacement { deleted_region, inserted_content: Content { text: patch.text.clone() } })
            };
            Some(ArtifactChange {
                artifact_location: artifact(&report.path(file)?),
                replacements: patches.into_iter().filter_map(replacement).collect(),
            })
        })
        .collect();
    (!changes.is_empty()).then(|| Fix { description: text(&fix.title), artifact_changes: changes })
}

fn index(report: &Report<'_>, code: &str) -> Option<usize> {
    report.rules.iter().position(|rule| rule.code == code)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Text that is shown as it is. SARIF would make a link of `[text](target)`, and data could hold one.
fn text(text: &str) -> Text {
    Text { text: visible(text).replace("](", "] (") }
}

/// A path as a relative reference (RFC 3986).
fn artifact(path: &str) -> Artifact {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    Artifact { uri }
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}
