//! Findings for people, in a terminal: the message, the lines it is about with the exact values
//! underlined, the reasons, and what to do. `annotate-snippets` draws; here is decided what.

mod crop;
mod excerpt;
mod origins;

use std::collections::BTreeMap;
use std::iter::once;
use std::ops::Range;

use annotate_snippets::renderer::{DecorStyle, Effects, Renderer, Style};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Padding, Snippet};
use rayon::prelude::*;
use unicode_width::UnicodeWidthStr;

use self::crop::{Crop, Mark};
use self::excerpt::{clamp, excerpt};
use self::origins::Origins;
use super::plain::{elsewhere, rule_title};
use super::visible::{visible, visible_line, visible_source, wrap};
use crate::{File, FileId, Located, Patch, Report, Severity};

/// The columns that a line of an excerpt takes when nothing is known of the terminal.
const DEFAULT_WIDTH: usize = 120;
/// Columns between the number of a line and its text: the bar and the side of a range of lines.
const GUTTER: usize = 5;
/// Columns to the left of the text of a note: `1234 = note: `.
const NOTE: usize = 13;
const DIMMED: Style = Style::new().effects(Effects::DIMMED);

/// How findings are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether to use colour (ANSI escape sequences).
    pub colour: bool,
    /// Whether to draw with box characters instead of ASCII.
    pub unicode: bool,
    /// The columns of the terminal. Without them notes are not wrapped, and excerpts take 120 columns.
    pub width: Option<usize>,
    /// The most findings of a rule to show; the others are counted at the end. Without it all are shown.
    pub limit: Option<usize>,
}

impl TextOptions {
    pub(super) fn paint(&self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    fn wrap(&self, text: &str, indent: usize) -> String {
        let text = visible(text);
        match self.width {
            Some(width) => wrap(&text, width.saturating_sub(indent).max(20)),
            None => text.into_owned(),
        }
    }
}

/// The findings that count, in the order of the report; then those that are waived, one a line; then
/// how many more there are of rules that found more than the limit.
pub fn render(report: &Report<'_>, options: &TextOptions) -> String {
    let mut counts: BTreeMap<(bool, &str), Count> = BTreeMap::new();
    let mut shown = Vec::new();
    let mut waived = String::new();
    for located in report.findings.iter() {
        let key = (located.finding.waived.is_some(), located.finding.code);
        let count = counts.entry(key).or_default();
        count.listed += 1;
        count.found += located.finding.count;
        if options.limit.is_some_and(|limit| count.shown >= limit) {
            continue;
        }
        count.shown += 1;
        match &located.finding.waived {
            Some(by) => waived.push_str(&waived_line(report, located, &by.reason, options)),
            None => shown.push(located),
        }
    }
    let mut sections: Vec<String> =
        shown.into_par_iter().map(|located| finding(report, located, options)).collect();
    let hidden: Vec<String> = counts
        .into_iter()
        .filter_map(|(rule, count)| Some((rule, count.more()?)))
        .map(|((is_waived, code), more)| {
            let waived = if is_waived { " waived" } else { "" };
            let rule = rule_title(report, code);
            format!("{} and {more} more{waived} of {rule}: show with --all\n", options.ellipsis())
        })
        .collect();
    sections.extend([waived, hidden.concat()].into_iter().filter(|section| !section.is_empty()));
    sections.join("\n")
}

/// How many findings of a rule there are.
#[derive(Default)]
struct Count {
    shown: usize,
    listed: usize,
    found: usize,
}

impl Count {
    /// How many more there are than are shown. One that stands for all by itself says so in a note.
    fn more(&self) -> Option<usize> {
        let stands_for_all = self.listed == 1;
        (self.found > self.shown && !stands_for_all).then_some(self.found - self.shown)
    }
}

fn waived_line(report: &Report<'_>, located: &Located, reason: &str, options: &TextOptions) -> String {
    let finding = &located.finding;
    let at = match (&located.primary, report.path_of(located)) {
        (Some(location), Some(path)) => format!("{path}:{}:{}: ", location.line, location.column),
        (None, Some(path)) => format!("{path}: "),
        (_, None) => String::new(),
    };
    let line = visible_line(&format!("waived[{}]: {at}{} ({reason})", finding.code, finding.message));
    let line = crop::beginning(&line, options.width.unwrap_or(usize::MAX), options.ellipsis());
    format!("{}\n", options.paint(DIMMED, &line))
}

/// One finding in full, waived or not, with a line end.
pub(super) fn finding(report: &Report<'_>, located: &Located, options: &TextOptions) -> String {
    let finding = &located.finding;
    let mut origins = Origins::default();
    let indent = finding.severity.as_str().len() + finding.code.len() + "[]: ".len();
    let title = level(finding.severity)
        .primary_title(options.wrap(&finding.message, indent))
        .id(visible_line(finding.code));
    let mut group = Group::with_title(title).elements(excerpts(report, located, options, &mut origins));
    if let Some((record_type, id)) = &located.record {
        let pointer = finding.primary.place.pointer().unwrap_or_default();
        let record = visible_line(&format!("{record_type}:{id} {pointer}"));
        group = group.element(Level::NOTE.with_name("record").message(record));
    }
    let note = |text: &str| Level::NOTE.message(options.wrap(text, NOTE));
    group =
        group
            .elements(elsewhere(report, located).iter().map(|text| note(text)).collect::<Vec<_>>())
            .elements(finding.notes.iter().map(|text| note(text)).collect::<Vec<_>>())
            .elements(finding.waived.iter().map(|by| {
                Level::NOTE.with_name("waived").message(options.wrap(&visible_line(&by.reason), NOTE))
            }))
            .elements(finding.help.iter().map(|text| Level::HELP.message(options.wrap(text, NOTE))));
    let mut groups = Vec::new();
    if let Some(fix) = &finding.fix {
        let patches = patches(report, located, options, &mut origins);
        if !patches.is_empty() {
            let title = Level::HELP.secondary_title(options.wrap(&fix.title, "help: ".len()));
            groups.push(title.elements(patches));
        } else if !finding.help.iter().any(|help| help.contains(&fix.title)) {
            group = group.element(Level::HELP.message(options.wrap(&fix.title, NOTE)));
        }
    }
    groups.insert(0, group);
    let mut text = origins.put_in(&renderer(options).render(&groups));
    text.push('\n');
    text
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

fn renderer(options: &TextOptions) -> Renderer {
    let renderer = if options.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(options.width.unwrap_or(DEFAULT_WIDTH)).decor_style(if options.unicode {
        DecorStyle::Unicode
    } else {
        DecorStyle::Ascii
    })
}

/// A value that is underlined.
struct Underlined {
    range: Range<usize>,
    label: String,
    kind: AnnotationKind,
}

/// The excerpts of a finding: the one with the primary value first, then the others of its file, then
/// those of other files.
fn excerpts<'a>(
    report: &Report<'_>,
    located: &Located,
    options: &TextOptions,
    origins: &mut Origins,
) -> Vec<Element<'a>> {
    let mut elements: Vec<Element<'a>> = Vec::new();
    if located.primary.is_none()
        && let Some(path) = report.path_of(located)
    {
        elements.push(Origin::path(visible_line(&path)).into());
        elements.push(Padding.into());
    }
    for (id, file, values) in underlined(report, located, options) {
        for group in excerpt::group(file, values.iter().map(|value| &value.range)) {
            let values: Vec<&Underlined> = group.into_iter().filter_map(|i| values.get(i)).collect();
            let marks: Vec<Mark> = values
                .iter()
                .map(|value| Mark { range: value.range.clone(), label: value.label.width() })
                .collect();
            let shown = excerpt(file, &marks, crop_to(file, options));
            let first = values.iter().min_by_key(|v| (v.kind != AnnotationKind::Primary, v.range.start));
            let at = first.map_or(0..0, |value| value.range.clone());
            let annotations = values.iter().zip(shown.ranges).map(|(value, range)| {
                let label = Some(value.label.clone()).filter(|label| !label.is_empty());
                value.kind.span(range).label(label)
            });
            let snippet = Snippet::source(shown.text)
                .line_start(shown.first_line)
                .path(origins.stand_in(origin(report, id, at)))
                .annotations(annotations);
            elements.push(snippet.into());
        }
    }
    elements
}

/// The values that are underlined, by file: the primary one first, then the related ones.
fn underlined<'r>(
    report: &'r Report<'_>,
    located: &Located,
    options: &TextOptions,
) -> Vec<(FileId, &'r File, Vec<Underlined>)> {
    let finding = &located.finding;
    let primary = once((&finding.primary, &located.primary, AnnotationKind::Primary));
    let related = finding.related.iter().zip(&located.related);
    let related = related.map(|(label, location)| (label, location, AnnotationKind::Context));
    let mut files: Vec<(FileId, &File, Vec<Underlined>)> = Vec::new();
    for (label, location, kind) in primary.chain(related) {
        let Some(location) = location else { continue };
        let Some(file) = report.files.get(location.file) else { continue };
        let label = crop::beginning(&visible_line(&label.text), width(options), options.ellipsis());
        let value = Underlined { range: clamp(file, &location.range), label, kind };
        match files.iter_mut().find(|(id, ..)| *id == location.file) {
            Some((.., values)) => values.push(value),
            None => files.push((location.file, file, vec![value])),
        }
    }
    files
}

/// What the fix changes, a snippet a file.
fn patches<'a>(
    report: &Report<'_>,
    located: &Located,
    options: &TextOptions,
    origins: &mut Origins,
) -> Vec<Element<'a>> {
    let mut files: BTreeMap<FileId, Vec<&Patch>> = BTreeMap::new();
    for patch in &located.patches {
        files.entry(patch.file).or_default().push(patch);
    }
    let mut elements = Vec::new();
    for (id, patches) in files {
        let Some(file) = report.files.get(id) else { continue };
        let ranges: Vec<Range<usize>> = patches.iter().map(|patch| clamp(file, &patch.range)).collect();
        for group in excerpt::group(file, &ranges) {
            let marks: Vec<Mark> =
                group.iter().map(|&i| Mark { range: ranges[i].clone(), label: 0 }).collect();
            let shown = excerpt(file, &marks, crop_to(file, options));
            let at = marks.into_iter().map(|mark| mark.range).min_by_key(|range| range.start);
            let at = at.unwrap_or_default();
            let is_primary = located.primary.as_ref().is_some_and(|location| location.file == id);
            let path = (!is_primary).then(|| origins.stand_in(origin(report, id, at)));
            let changes = group.iter().zip(shown.ranges).map(|(&i, range)| {
                annotate_snippets::Patch::new(range, visible_source(&patches[i].text).into_owned())
            });
            let snippet = Snippet::source(shown.text).line_start(shown.first_line).path(path);
            elements.push(snippet.patches(changes).into());
        }
    }
    elements
}

fn width(options: &TextOptions) -> usize {
    options.width.unwrap_or(DEFAULT_WIDTH).max(40)
}

fn crop_to(file: &File, options: &TextOptions) -> Crop<'static> {
    let number = (file.last_line() + 1).to_string().len();
    Crop { width: width(options).saturating_sub(number + GUTTER), ellipsis: options.ellipsis() }
}

/// `path:line:column`.
fn origin(report: &Report<'_>, file: FileId, range: Range<usize>) -> String {
    let path = visible_line(&report.path(file).unwrap_or_default());
    match report.files.location(file, range) {
        Some(location) => format!("{path}:{}:{}", location.line, location.column),
        None => path,
    }
}
