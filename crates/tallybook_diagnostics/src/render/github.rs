//! GitHub Actions: workflow commands that put findings beside the changed lines, and a summary of the
//! job in Markdown.

use std::cmp::Reverse;

use super::plain::{lines, rule_title};
use super::text::TextOptions;
use super::visible::{visible, visible_line};
use super::words::count_or_no;
use super::{summary, text};
use crate::{Located, Report, Severity};

/// The findings of a rule that the summary of a job shows.
const SHOWN: usize = 5;
/// The most bytes of findings in the summary of a job, of which GitHub takes no more than a mebibyte.
const MOST_BYTES: usize = 500_000;

/// A workflow command for each finding that nobody waived, errors first: GitHub shows only the first
/// ten of a kind.
pub fn render(report: &Report<'_>) -> String {
    let mut findings: Vec<&Located> =
        report.findings.iter().filter(|located| located.finding.waived.is_none()).collect();
    findings.sort_by_key(|located| Reverse(located.finding.severity));
    findings.into_iter().flat_map(|located| [command(report, located), "\n".to_owned()]).collect()
}

fn command(report: &Report<'_>, located: &Located) -> String {
    let finding = &located.finding;
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    if let Some(path) = report.path_of(located) {
        properties.push(("file", path));
    }
    if let Some(at) = &located.primary {
        properties.push(("line", at.line.to_string()));
        properties.push(("endLine", at.end_line.to_string()));
        // GitHub takes columns only of a range within one line.
        if at.line == at.end_line {
            properties.push(("col", at.column.to_string()));
            properties.push(("endColumn", at.end_column.to_string()));
        }
    }
    properties.push(("title", rule_title(report, finding.code)));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", escape_property(&value))).collect();
    format!("::{kind} {}::{}", properties.join(","), escape_data(&lines(report, located)))
}

/// The message of a command. A per cent sign would begin an escape, a line end would end the command.
fn escape_data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property, which a colon or a comma would end as well.
fn escape_property(text: &str) -> String {
    escape_data(&visible_line(text)).replace(':', "%3A").replace(',', "%2C")
}

/// The run in Markdown, for the file that `GITHUB_STEP_SUMMARY` names.
pub fn job_summary(report: &Report<'_>) -> String {
    let options = TextOptions { unicode: true, limit: Some(SHOWN), ..TextOptions::default() };
    let errors = count_or_no(report.count(Severity::Error), "error", "errors");
    let summary = preformatted(&summary::render(report, &options));
    let findings = text::render(report, &options);
    if findings.is_empty() {
        return format!("## Tallybook: {errors}\n\n{summary}");
    }
    let findings = preformatted(beginning(&findings));
    format!(
        "## Tallybook: {errors}\n\n{summary}\n<details><summary>Findings</summary>\n\n{findings}\n</details>\n"
    )
}

/// Text in a block of its own, where nothing in it is Markdown or HTML.
fn preformatted(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<pre>\n{text}</pre>\n")
}

/// As many whole lines as there is room for.
fn beginning(text: &str) -> &str {
    if text.len() <= MOST_BYTES {
        return text;
    }
    let room = &text[..text.floor_char_boundary(MOST_BYTES)];
    &room[..room.rfind('\n').map_or(room.len(), |end| end + 1)]
}
