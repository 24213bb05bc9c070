//! What `build` and `export` share: checking a dataset, and writing its exports or comparing them.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use tallybook_check::{RULES, is_chosen};
use tallybook_diagnostics::Severity;
use tallybook_export::{
    Edited, Error, Format, LargeTransfers, Made, Options, QuoteMatch, Quotes, Written, evidence_id,
};
use tallybook_reader::{ProblemKind, Reading, Stream};
use tallybook_schema::value::Day;

use crate::Verdict;
use crate::checks;
use crate::cli::CheckOptions;
use crate::compare;
use crate::output::{Output, Style, counted, hinted};
use crate::part::{self, Part};
use crate::progress::METER;
use crate::run::{Checked, check_sparing, check_whole, known, render, shown, shown_of_a_rule, size};

/// What to write, and where.
pub(crate) struct Target<'a> {
    pub(crate) dataset: &'a Path,
    pub(crate) out: &'a Path,
    pub(crate) formats: BTreeSet<Format>,
    /// Which part of the dataset.
    pub(crate) part: Part,
    pub(crate) as_of: Option<Day>,
    /// Whether to write CSV for spreadsheets too.
    pub(crate) excel: bool,
    /// Whether to say what would change instead of writing.
    pub(crate) compare: bool,
    /// Whether findings that fail the run still allow the exports. What could not be read never does:
    /// nothing in them would say that it is missing.
    pub(crate) allow_errors: bool,
    /// What becomes of files of the last export that somebody edited.
    pub(crate) edited: Edited,
}

impl Target<'_> {
    /// Whether transfers need not be kept for it, if they are many.
    fn goes_part_by_part(&self) -> bool {
        let options = Options { formats: self.formats.clone(), ..Options::default() };
        self.as_of.is_none() && self.part.has_all_records() && !options.takes_whole_tables()
    }
}

/// What becomes of edited files, by whether they are to be overwritten.
pub(crate) fn edited(overwrite: bool) -> Edited {
    if overwrite { Edited::Replace } else { Edited::Keep }
}

/// Checks a dataset and, if no finding fails the run, writes its exports, or compares them with those
/// that are there.
pub(crate) fn export(
    target: &Target<'_>,
    options: &CheckOptions,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let left_out = left_out(options);
    if !target.compare && !target.allow_errors && !left_out.is_empty() {
        return Err(hinted(
            format!("{} would not be looked for, so nothing is written", errors_of(&left_out)),
            "leave out `--select` and `--ignore`, or look at the dataset elsewhere with `tallybook export --allow-errors`",
        ));
    }
    let of_a_rule = shown_of_a_rule(options.all);
    let (checked, stream) = if target.goes_part_by_part() {
        check_sparing(target.dataset, options, of_a_rule, Stream::into_seekable)?
    } else {
        (check_whole(target.dataset, options, of_a_rule)?, None)
    };
    let report = checked.report();
    let faults = faults(report.count(Severity::Error), &left_out);
    let mut text = render(&report, output, options.all);
    let out = shown(target.out);
    let fails = report.fails(options.strict);
    let partly_read = is_partly_read(&checked.reading);
    let why = if target.allow_errors && !checked.reading.problems.is_empty() {
        Some("as part of the dataset could not be read, and nothing in the exports would say what is missing")
    } else if fails && !target.allow_errors {
        Some("until the findings above are mended")
    } else if partly_read {
        Some("as part of the dataset could not be read: check it with every rule")
    } else {
        None
    };
    if let Some(why) = why {
        let what = output.style(Style::Red, "nothing");
        let line = if target.compare {
            format!("  compared  {what}: {out} cannot be what the dataset says {why}\n")
        } else {
            format!("  written   {what}: {out} stays as it was {why}\n")
        };
        text.push_str(&line);
        output.print(&text)?;
        return Ok(Verdict::Findings);
    }
    let quotes = quotes(&checked);
    let (whole, lines) = checked.into_dataset();
    let dataset = known(&whole, target.as_of);
    let selected = target.part.select(&dataset, target.as_of)?;
    // The rules judge a whole dataset: of some of its records they would find what is not so.
    let has_checked =
        selected.is_none() && target.formats.iter().any(|format| checks::CHECKED.contains(format));
    let layout = checks::Layout { tables: &target.part.tables, partition_by: &target.part.partition_by };
    let export = Options {
        formats: target.formats.clone(),
        as_of: target.as_of,
        faults,
        quotes: Some(&quotes),
        excel: target.excel,
        checks: has_checked.then(|| checks::text(&whole.manifest, &layout)),
        tables: target.part.tables.clone(),
        selected: selected.as_ref(),
        partition_by: target.part.partition_by.clone(),
        meter: &METER,
    };
    let read = stream.map(|stream| {
        let lines = &lines;
        move |numbers: &[usize]| stream.transfers(lines, numbers).map_err(io::Error::other)
    });
    let files = match &read {
        Some(read) => {
            let transfers = LargeTransfers { ids: lines.ids(), read };
            tallybook_export::export_in_parts(&dataset, transfers, &export)
                .map_err(|error| explained(Error::not_read_again(target.out, error)))?
        }
        None => tallybook_export::export(&dataset, &export),
    };
    if target.compare {
        if fails {
            output.print(&text)?;
        }
        let verdict = compare::run(target, &files, options, output)?;
        return Ok(if fails { Verdict::Findings } else { verdict });
    }
    let written =
        tallybook_export::write_all_with(&files, target.out, Some(target.dataset), target.edited, &METER);
    let written = written.map_err(explained)?;
    if !output.quiet {
        if let Some(day) = target.as_of {
            let (known, all) = (dataset.len(), counted(whole.len(), "record"));
            text.push_str(&format!("  as of     {day}: {known} of {all} were known\n"));
        }
        text.extend(selected.iter().map(|selected| part::summary(selected, output)));
        text.push_str(&listing(&written, &out, output));
    }
    if fails {
        let what = output.style(Style::Red, "with errors");
        text.push_str(&format!(
            "  {what}  these exports hold what the findings above say is wrong: do not publish them, and do not\n            count on their sums, references or ids. The next clean `tallybook build` replaces them\n"
        ));
    }
    if !left_out.is_empty() {
        let what = output.style(Style::Red, "unchecked");
        text.push_str(&format!("  {what}    {} were not looked for\n", errors_of(&left_out)));
    }
    output.print(&text)?;
    Ok(if fails || !left_out.is_empty() { Verdict::Findings } else { Verdict::Clean })
}

/// The rules that find errors and are not to run.
fn left_out(options: &CheckOptions) -> Vec<&'static str> {
    let errors = RULES.iter().filter(|rule| rule.info.severity == Severity::Error);
    let codes = errors.map(|rule| rule.info.code);
    codes.filter(|code| !is_chosen(code, &options.select, &options.ignore)).collect()
}

/// What the checks found that an export should not hold, or did not look for, in words, if anything.
fn faults(errors: usize, left_out: &[&str]) -> Option<String> {
    let found = (errors > 0).then(|| format!("the checks find {} in it", counted(errors, "error")));
    let unknown = (!left_out.is_empty()).then(|| format!("{} were not looked for", errors_of(left_out)));
    let said: Vec<String> = found.into_iter().chain(unknown).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// Errors of some rules, in words.
fn errors_of(codes: &[&str]) -> String {
    match codes {
        [one] => format!("errors of {one}"),
        [first, ..] => format!("errors of {} rules ({first} …)", codes.len()),
        [] => "no errors".to_owned(),
    }
}

/// Why nothing was written, and what to do about it.
fn explained(error: Error) -> anyhow::Error {
    let hint = error.hint();
    hinted(error, hint)
}

/// Whether records or the description are missing because they could not be read. No choice of rules makes
/// an export of the rest complete. A file that is in no record's place is none of them.
fn is_partly_read(reading: &Reading) -> bool {
    !reading.problems.iter().all(|problem| matches!(problem.kind, ProblemKind::Misplaced { .. }))
}

/// The files that were written: a line a table, its rows, and the bytes of each format.
fn listing(written: &Written, out: &str, output: &Output) -> String {
    let bytes: u64 = written.files.iter().map(|file| file.bytes).sum();
    let mut text = format!("  written   {} files, {} in {out}/\n", written.files.len(), size(bytes));
    let mut formats: Vec<&str> = written.files.iter().filter_map(|file| heading(file)).collect();
    formats.sort_unstable();
    formats.dedup();
    let mut tables: Vec<&str> = Vec::new();
    for file in &written.files {
        if file.rows.is_some() && !tables.contains(&table_name(file)) {
            tables.push(table_name(file));
        }
    }
    let mut head = format!("            {:<20}{:>7}", "table", "rows");
    for format in &formats {
        head.push_str(&format!("{format:>11}"));
    }
    text.push_str(&output.style(Style::Dim, &head));
    text.push('\n');
    for table in tables {
        let of_table = |file: &&Made| file.rows.is_some() && table_name(file) == table;
        // The parts of a table have its rows together; else each of its files has all of them.
        let parts = written.files.iter().filter(of_table).filter(|file| file.partition.is_some());
        let whole = written.files.iter().filter(of_table).find(|file| file.partition.is_none());
        let rows = whole
            .map_or_else(|| parts.filter_map(|part| part.rows).sum(), |whole| whole.rows.unwrap_or_default());
        text.push_str(&format!("            {table:<20}{rows:>7}"));
        for format in &formats {
            let files = written.files.iter().filter(of_table).filter(|file| heading(file) == Some(format));
            let bytes: Vec<u64> = files.map(|file| file.bytes).collect();
            let shown = if bytes.is_empty() { String::new() } else { size(bytes.iter().sum()) };
            text.push_str(&format!("{shown:>11}"));
        }
        text.push('\n');
    }
    for file in written.files.iter().filter(|file| file.rows.is_none()) {
        text.push_str(&format!("            {:<27}{:>11}\n", file.path, size(file.bytes)));
    }
    for path in &written.removed {
        text.push_str(&format!("  removed   {out}/{path}, which is no longer part of the export\n"));
    }
    for path in &written.kept {
        text.push_str(&format!("  kept      {out}/{path}, which somebody changed since the last export\n"));
    }
    text
}

/// The table of a file: it says so, or has the name of it.
fn table_name(file: &Made) -> &str {
    if let Some(table) = file.table {
        return table;
    }
    let name = file.path.rsplit('/').next().unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}

/// The heading under which the file of a table is listed: its extension, or for CSV the folder, as there are
/// two kinds of it. `None` for a file that is no table.
fn heading(file: &Made) -> Option<&str> {
    file.rows?;
    match (file.path.split('/').next(), file.path.rsplit('.').next()) {
        (folder, Some("csv")) => folder,
        (_, extension) => extension,
    }
}

/// What became of the quotes, by the ids of their evidence, with positions in characters.
fn quotes(checked: &Checked) -> Quotes {
    let reading = &checked.reading;
    let quoted = checked.quotes.iter().filter_map(|quote| {
        let text = reading.archive.text(quote.source)?.as_str();
        let id = reading.id(quote.record)?;
        let characters = |offset: usize| i64::try_from(text.get(..offset)?.chars().count()).ok();
        let range = quote.place.as_ref();
        let found = QuoteMatch {
            verified: range.is_some(),
            start: range.and_then(|range| characters(range.start)),
            end: range.and_then(|range| characters(range.end)),
        };
        Some((evidence_id(quote.record.record_type, id, &quote.block, quote.number), found))
    });
    quoted.collect()
}
