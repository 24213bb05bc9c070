//! The closing lines of a run: what was read, what was checked, what was not, and what was found. An
//! empty list of findings says little without them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use annotate_snippets::renderer::{AnsiColor, Effects, Style};

use super::text::TextOptions;
use super::visible::{visible_line, wrap};
use super::words::{count, count_or_no, digits, list};
use crate::{MissingFile, Report, Severity, Summary, TextCounts};

/// Columns before the text of a line.
const INDENT: usize = 12;
/// More rules than this are counted instead of listed.
const LISTED_RULES: usize = 4;

const BOLD: Style = Style::new().effects(Effects::BOLD);
const DIMMED: Style = Style::new().effects(Effects::DIMMED);
const GOOD: Style = AnsiColor::Green.on_default().effects(Effects::BOLD);

/// Part of a line with the style that it has in colour.
type Part = (String, Style);

/// The closing lines of a run, aligned; wrapped to the width if there is one.
pub fn render(report: &Report<'_>, options: &TextOptions) -> String {
    let summary = &report.summary;
    let separator = if options.unicode { "·" } else { "-" };
    let mut lines = vec![options.paint(BOLD, &format!("Tallybook {separator} {}", title(summary)))];
    lines.push(line("read", &[plain(read(summary))], options));
    if summary.unread_records > 0 {
        lines.push(line("unread", &[(unread(summary), style(Severity::Error))], options));
    }
    lines.push(line("checked", &[checked(summary)], options));
    if !summary.rules_skipped.is_empty() {
        lines.push(line("skipped", &[plain(skipped(summary))], options));
    }
    let texts = &summary.texts;
    if texts.at_hand + texts.unfit + texts.missing > 0 {
        lines.push(line("texts", &self::texts(texts), options));
    }
    lines.push(line("quotes", &quotes(summary), options));
    if !summary.waivers_unjudged.is_empty() {
        lines.push(line("waivers", &[plain(unjudged(summary))], options));
    }
    lines.push(line("found", &found(report), options));
    lines.extend(by_rule(report, options));
    lines.push(String::new());
    lines.join("\n")
}

fn line(name: &str, parts: &[Part], options: &TextOptions) -> String {
    let mut text: String = parts.iter().map(|(text, _)| text.as_str()).collect();
    if let Some(width) = options.width {
        text = wrap(&text, width.saturating_sub(INDENT).max(20));
    }
    // Wrapping turns spaces into line ends and nothing else, so the parts are as long as they were.
    let mut painted = format!("  {} ", options.paint(DIMMED, &format!("{name:<9}")));
    let mut start = 0;
    for (part, style) in parts {
        let part = text.get(start..start + part.len()).unwrap_or_default();
        start += part.len();
        painted += &options.paint(*style, part);
    }
    painted.replace('\n', &format!("\n{:INDENT$}", ""))
}

fn plain(text: impl Into<String>) -> Part {
    (text.into(), Style::new())
}

fn title(summary: &Summary) -> String {
    let title = match summary.title.trim() {
        "" => "dataset of unknown title".to_owned(),
        title => visible_line(title),
    };
    match summary.version.as_deref().map(visible_line) {
        Some(version) if !version.is_empty() => format!("{title} (version {version})"),
        _ => title,
    }
}

fn read(summary: &Summary) -> String {
    let total: usize = summary.records.iter().map(|(_, number)| number).sum();
    let types: Vec<String> = summary
        .records
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(record_type, number)| count(*number, record_type.name(), record_type.plural()))
        .collect();
    let detail = if types.is_empty() { String::new() } else { format!(": {}", types.join(", ")) };
    format!(
        "{}, {}{detail}",
        count_or_no(summary.files, "file", "files"),
        count_or_no(total, "record", "records")
    )
}

fn unread(summary: &Summary) -> String {
    let (records, were) = match summary.unread_records {
        1 => ("1 record".to_owned(), "was"),
        number => (format!("{} records", digits(number)), "were"),
    };
    format!("{records} could not be read and {were} not checked further")
}

fn checked(summary: &Summary) -> Part {
    if summary.rules_run.is_empty() {
        return ("nothing: no rule was run".to_owned(), style(Severity::Error));
    }
    let today = if summary.today.is_empty() { String::new() } else { format!(", as of {}", summary.today) };
    plain(format!(
        "{}, {}, with {}{today}",
        count_or_no(summary.facts, "fact", "facts"),
        count_or_no(summary.evidence, "piece of evidence", "pieces of evidence"),
        count(summary.rules_run.len(), "rule", "rules")
    ))
}

/// The rules that did not run, and why.
fn skipped(summary: &Summary) -> String {
    format!("{}: {}", count(summary.rules_skipped.len(), "rule", "rules"), by_reason(&summary.rules_skipped))
}

/// The waivers that accept nothing and may yet be needed, and why nobody can tell.
fn unjudged(summary: &Summary) -> String {
    let unjudged = &summary.waivers_unjudged;
    format!("{} not judged: {}", digits(unjudged.len()), by_reason(unjudged))
}

/// Codes of rules, those of one reason together, each once, in the order of the first of each.
fn by_reason(codes: &[(&'static str, String)]) -> String {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (code, reason) in codes {
        match reasons.iter_mut().find(|(known, _)| known == reason) {
            Some((_, codes)) if codes.contains(code) => {}
            Some((_, codes)) => codes.push(code),
            None => reasons.push((reason, vec![code])),
        }
    }
    let parts: Vec<String> = reasons
        .into_iter()
        .map(|(reason, codes)| {
            let which = if codes.len() > LISTED_RULES { digits(codes.len()) } else { list(&codes) };
            format!("{which} {}", visible_line(reason))
        })
        .collect();
    parts.join("; ")
}

/// The archived texts; where none is expected to be at hand, nobody needs to hear of those that are not.
fn texts(texts: &TextCounts) -> Vec<Part> {
    let unfit = if texts.unfit > 0 { style(Severity::Error) } else { Style::new() };
    let why = match &texts.missing_folder {
        Some(folder) => format!(" (there is no folder {})", visible_line(folder)),
        None if texts.missing_files.is_empty() => String::new(),
        None => {
            let mut files: Vec<String> = texts.missing_files.iter().map(missing).collect();
            match texts.missing.saturating_sub(files.len()) {
                0 => {}
                more => files.push(format!("{} more", digits(more))),
            }
            format!(" ({})", list(&files))
        }
    };
    vec![
        plain(format!("{} at hand, ", digits(texts.at_hand))),
        (format!("{} unfit", digits(texts.unfit)), unfit),
        plain(format!(", {} not at hand{why}", digits(texts.missing))),
    ]
}

/// `beacon-reprt.txt [there is beacon-report.txt]`.
fn missing(missing: &MissingFile) -> String {
    let file = visible_line(&missing.file);
    match &missing.meant {
        Some(meant) => format!("{file} [there is {}]", visible_line(meant)),
        None => file,
    }
}

fn quotes(summary: &Summary) -> Vec<Part> {
    let quotes = summary.quotes;
    if quotes.verified + quotes.failed + quotes.unchecked == 0 {
        return vec![plain("none to verify")];
    }
    let failed = if quotes.failed > 0 { style(Severity::Error) } else { Style::new() };
    let why = if quotes.unchecked > 0 { " (no archived text at hand)" } else { "" };
    vec![
        plain(format!("{} verified, ", digits(quotes.verified))),
        (format!("{} failed", digits(quotes.failed)), failed),
        plain(format!(", {} not checked{why}", digits(quotes.unchecked))),
    ]
}

fn found(report: &Report<'_>) -> Vec<Part> {
    let summary = &report.summary;
    let caveat = if summary.rules_run.is_empty() {
        "; nothing was checked"
    } else if summary.facts == 0 {
        "; there was no fact to check"
    } else {
        ""
    };
    let part = |severity: Severity, plural: &str| {
        let number = report.count(severity);
        let style = match (number, severity) {
            (0, Severity::Error) if caveat.is_empty() => GOOD,
            (0, _) => Style::new(),
            _ => style(severity),
        };
        (count_or_no(number, severity.as_str(), plural), style)
    };
    let mut parts = vec![
        part(Severity::Error, "errors"),
        plain(", "),
        part(Severity::Warning, "warnings"),
        plain(", "),
        part(Severity::Info, "infos"),
    ];
    if report.waived() > 0 {
        parts.extend([plain(", "), (format!("{} waived", digits(report.waived())), DIMMED)]);
    }
    parts.push((caveat.to_owned(), style(Severity::Error)));
    parts
}

/// How often each rule found something that nobody waived, the most severe first.
fn by_rule(report: &Report<'_>, options: &TextOptions) -> Vec<String> {
    let mut counts: BTreeMap<(Reverse<Severity>, &str), usize> = BTreeMap::new();
    for located in report.findings.iter().filter(|located| located.finding.waived.is_none()) {
        let finding = &located.finding;
        *counts.entry((Reverse(finding.severity), finding.code)).or_default() += finding.count;
    }
    let width = counts.values().map(|number| digits(*number).len()).max().unwrap_or(0);
    counts
        .into_iter()
        .map(|((Reverse(severity), code), number)| {
            let name = report.rule(code).map_or("", |rule| rule.name);
            let word = options.paint(style(severity), &format!("{:<7}", severity.as_str()));
            format!("{:INDENT$}{:>width$}  {word}  {code}  {name}", "", digits(number))
        })
        .collect()
}

fn style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::BrightBlue,
    };
    colour.on_default().effects(Effects::BOLD)
}
