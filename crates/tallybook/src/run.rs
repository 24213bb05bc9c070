//! What the commands share: reading a dataset, checking it, and reporting on it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::env;
use std::panic;
use std::path::{Path, PathBuf};

use tallybook_analysis::{Index, knowledge};
use tallybook_check::{Baseline, CheckedQuote, Listed, Outcome, RULES, Settings, nearest};
use tallybook_diagnostics::{Finding, Located, Phase, Report, Summary, render};
use tallybook_export::{Format, Made, Options, QuoteMatch, Quotes, Written, evidence_id};
use tallybook_reader::{
    Archive, ProblemKind, ReadError, ReadErrorKind, Reading, Rereader, Revised, StreamError,
};
use tallybook_schema::id::RecordRef;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, RecordType};

use crate::Verdict;
use crate::checks;
use crate::cli::CheckOptions;
use crate::compare;
use crate::output::{Output, Style, hinted};
use crate::part::{self, Part};
use crate::progress::METER;

/// Findings shown of one rule before the rest is counted.
const SHOWN_OF_A_RULE: usize = 20;

/// A dataset that was read and checked.
pub(crate) struct Checked {
    /// The dataset as it was read.
    pub(crate) reading: Reading,
    /// The folder of the dataset, as it was named.
    folder: String,
    findings: Vec<Located>,
    quotes: Vec<CheckedQuote>,
    summary: Summary,
}

impl Checked {
    /// What was checked, with the places of the first findings of each rule, or of all.
    fn new(reading: Reading, folder: &Path, outcome: Outcome, of_a_rule: Option<usize>) -> Self {
        let Outcome { findings, quotes, summary } = outcome;
        METER.begin(Phase::Locating, Some(findings.len() as u64));
        let findings = reading.locate_first(findings, of_a_rule.unwrap_or(usize::MAX));
        Self { reading, folder: shown(folder), findings, quotes, summary }
    }

    /// The dataset alone. Of a large one, findings and texts take as much memory as its tables will.
    fn into_dataset(self) -> Dataset {
        self.reading.dataset
    }

    /// The findings, in the order of the files.
    pub(crate) fn findings(&self) -> &[Located] {
        &self.findings
    }

    /// The dataset as it was read, and the findings, to say more of them.
    pub(crate) fn findings_mut(&mut self) -> (&Reading, &mut [Located]) {
        (&self.reading, &mut self.findings)
    }

    /// The findings with what was done.
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            files: &self.reading.files,
            folder: self.folder.clone(),
            findings: Cow::Borrowed(&self.findings),
            summary: self.summary.clone(),
            rules: RULES.iter().map(|rule| &rule.info).collect(),
        }
    }
}

/// Reads a dataset.
pub(crate) fn read(folder: &Path) -> anyhow::Result<Reading> {
    Reading::from_folder_with(folder, &METER).map_err(unreadable)
}

fn unreadable(error: ReadError) -> anyhow::Error {
    match error.kind() {
        // What the operating system says of these adds nothing.
        ReadErrorKind::NotFound | ReadErrorKind::NotAFolder => {
            hinted(error.to_string(), "name the folder of a dataset, or start one with `tallybook init DIR`")
        }
        _ => hinted(error, "nothing was checked: every file of a dataset has to be readable"),
    }
}

/// Reads and checks a dataset.
pub(crate) fn check(folder: &Path, options: &CheckOptions) -> anyhow::Result<Checked> {
    check_whole(folder, options, None)
}

/// Reads and checks a dataset, and finds the places of the first findings of each rule, or of all.
fn check_whole(folder: &Path, options: &CheckOptions, of_a_rule: Option<usize>) -> anyhow::Result<Checked> {
    let mut reading = read(folder)?;
    attach_archive(&mut reading, folder, options.archive.as_deref())?;
    judge(reading, folder, options, of_a_rule)
}

/// Where nothing but findings is wanted, transfers in a file of at least so many bytes are read part by part, and of other
/// files of JSON Lines of that size the texts are not kept.
const LARGE: u64 = 1 << 20;

/// Reads and checks a dataset where nothing but its findings is wanted: the transfers need not be kept if they are
/// many, and only the first findings of each rule have places, if so many are shown.
pub(crate) fn check_only(
    folder: &Path,
    options: &CheckOptions,
    of_a_rule: Option<usize>,
) -> anyhow::Result<Checked> {
    let (mut reading, stream) = Reading::from_folder_in_parts(folder, LARGE, &METER).map_err(unreadable)?;
    attach_archive(&mut reading, folder, options.archive.as_deref())?;
    let settings = settings(options, of_a_rule)?;
    let outcome = match &stream {
        None => quietly(|| tallybook_check::check(&reading, &settings)),
        Some(stream) => match quietly(|| tallybook_check::check_in_parts(&reading, stream, &settings)) {
            Ok((outcome, lines)) => {
                let places = outcome.findings.iter().flat_map(Finding::places);
                reading.keep_lines(stream, lines, places).map_err(unreadable)?;
                outcome
            }
            Err(StreamError::Unfit) => {
                drop(reading);
                return check_whole(folder, options, of_a_rule);
            }
            Err(StreamError::Read(error)) => return Err(unreadable(error)),
        },
    };
    reading.keep(outcome.findings.iter().flat_map(Finding::places)).map_err(unreadable)?;
    Ok(Checked::new(reading, folder, outcome, of_a_rule))
}

/// Checks a dataset again for [`render`], and reads only what has changed since the last time.
pub(crate) fn check_again(
    rereader: &mut Rereader,
    folder: &Path,
    options: &CheckOptions,
) -> anyhow::Result<Checked> {
    let mut reading = rereader.read(folder, &METER).map_err(unreadable)?;
    attach(&mut reading, folder, options.archive.as_deref(), |dataset, texts| {
        rereader.archive(dataset, texts)
    })?;
    judge(reading, folder, options, shown_of_a_rule(options.all))
}

/// Checks a dataset that was read, against the archived texts that have been attached to it.
pub(crate) fn check_reading(
    reading: Reading,
    folder: &Path,
    options: &CheckOptions,
) -> anyhow::Result<Checked> {
    judge(reading, folder, options, None)
}

/// Checks a dataset, and finds the places of its first findings of each rule, or of all.
fn judge(
    reading: Reading,
    folder: &Path,
    options: &CheckOptions,
    of_a_rule: Option<usize>,
) -> anyhow::Result<Checked> {
    let settings = settings(options, of_a_rule)?;
    let outcome = quietly(|| tallybook_check::check(&reading, &settings));
    Ok(Checked::new(reading, folder, outcome, of_a_rule))
}

/// What to run. Of findings of which the first alone are shown, not many more are made.
fn settings(options: &CheckOptions, of_a_rule: Option<usize>) -> anyhow::Result<Settings> {
    let mut settings = Settings::new(options.today.unwrap_or_else(today));
    settings.select = codes(&options.select)?;
    settings.ignore = codes(&options.ignore)?;
    settings.listed = match of_a_rule {
        _ if options.all => Listed::Every,
        // The one after those that are shown stands for the rest.
        Some(count) => Listed::First(count + 1),
        None => Listed::Most,
    };
    settings.meter = &METER;
    settings.baseline = options.baseline.as_deref().map(baseline).transpose()?;
    Ok(settings)
}

/// Runs rules. One that panics becomes a finding that names it; the default hook would print as well.
fn quietly<T>(run: impl FnOnce() -> T) -> T {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = run();
    panic::set_hook(hook);
    result
}

/// Reads the archived texts. Only a folder that somebody names for this run has to be there.
pub(crate) fn attach_archive(
    reading: &mut Reading,
    dataset: &Path,
    option: Option<&Path>,
) -> anyhow::Result<()> {
    attach(reading, dataset, option, Archive::read)
}

fn attach(
    reading: &mut Reading,
    dataset: &Path,
    option: Option<&Path>,
    read: impl FnOnce(&Dataset, &Path) -> Result<Archive, ReadError>,
) -> anyhow::Result<()> {
    let Some(ArchiveFolder { path: folder, named }) = archive_folder(reading, dataset, option) else {
        return Ok(());
    };
    let archive = match read(&reading.dataset, &folder) {
        Ok(archive) => archive,
        Err(error) if !named && error.kind() == ReadErrorKind::NotFound => {
            Archive::missing(&reading.dataset, Path::new(&shown(&folder)))
        }
        Err(error) => {
            return Err(hinted(
                error.to_string(),
                "name the folder of the archived texts, as `--archive DIR`",
            ));
        }
    };
    reading.attach(archive, &shown(&folder));
    Ok(())
}

/// Where the archived texts lie.
pub(crate) struct ArchiveFolder {
    pub(crate) path: PathBuf,
    /// Whether the command line or the environment names it.
    named: bool,
}

/// The folder of the archived texts that the command line or else the environment names.
pub(crate) fn named_archive(option: Option<&Path>) -> Option<PathBuf> {
    let variable = || env::var_os("TALLYBOOK_ARCHIVE").filter(|path| !path.is_empty()).map(PathBuf::from);
    option.map(Path::to_owned).or_else(variable)
}

/// The folder of the archived texts: that of the command line, or else the environment, or else the
/// dataset.
pub(crate) fn archive_folder(
    reading: &mut Reading,
    dataset: &Path,
    option: Option<&Path>,
) -> Option<ArchiveFolder> {
    let named_folder = named_archive(option);
    let named = named_folder.is_some();
    let path = named_folder.or_else(|| reading.archive_folder(dataset))?;
    Some(ArchiveFolder { path, named })
}

/// The dataset as it would read with files changed, without its archived texts.
pub(crate) fn revised(reading: &Reading, changes: &[Revised]) -> Reading {
    let changed = |path: &str| changes.iter().find(|change| change.path == path);
    let kept = reading.files.iter().map(|(_, file)| file).filter(|file| changed(file.path()).is_none());
    let kept = kept.map(|file| (file.path().to_owned(), file.text().to_owned()));
    let new = changes.iter().map(|change| (change.path.clone(), change.new.clone()));
    Reading::from_memory(kept.chain(new))
}

/// What became of the quotes, by the ids of their evidence, with positions in characters.
fn quotes(checked: &Checked) -> Quotes {
    let Reading { dataset, archive, .. } = &checked.reading;
    let quoted = checked.quotes.iter().filter_map(|quote| {
        let text = archive.text(quote.source)?.as_str();
        let id = dataset.id(quote.record.record_type, quote.record.index)?;
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

/// What an earlier export published.
fn baseline(folder: &Path) -> anyhow::Result<Baseline> {
    let published = tallybook_export::read_published(folder).map_err(|error| {
        hinted(
            format!("nothing can be compared with `{}`: {error}", shown(folder)),
            "name the exports of an earlier release, as `--baseline exports`",
        )
    })?;
    // Without a description of its columns an export says nothing of the contract it was made under.
    Ok(Baseline { ids: published.ids, published: published.columns, current: tallybook_export::columns() })
}

/// The findings for people, and the summary of the run unless only findings are wanted.
pub(crate) fn render(report: &Report<'_>, output: &Output, all: bool) -> String {
    let options = render::text::TextOptions {
        colour: output.colour,
        unicode: output.unicode,
        width: output.width,
        limit: shown_of_a_rule(all),
    };
    let findings = render::text::render(report, &options);
    if output.quiet {
        return findings;
    }
    let summary = render::summary::render(report, &options);
    if findings.is_empty() { summary } else { format!("{findings}\n{summary}") }
}

/// How many findings of a rule are shown; `None`: every one.
pub(crate) fn shown_of_a_rule(all: bool) -> Option<usize> {
    (!all).then_some(SHOWN_OF_A_RULE)
}

/// The records with an id, which may be of several types.
pub(crate) fn find(
    reading: &Reading,
    index: &Index<'_>,
    id: &str,
) -> anyhow::Result<Vec<(RecordType, String)>> {
    let (types, bare) = match id.parse::<RecordRef>() {
        Ok(reference) => (vec![reference.record_type], reference.id.to_string()),
        Err(_) => (RecordType::ALL.to_vec(), id.to_owned()),
    };
    let found: Vec<_> =
        types.iter().filter(|&&t| index.contains(t, &bare)).map(|&t| (t, bare.clone())).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    if reading.unread.iter().any(|record| record.id.as_deref() == Some(bare.as_str())) {
        return Err(hinted(format!("`{id}` could not be read"), "`tallybook check` says why"));
    }
    let dataset = index.dataset();
    let hint = match nearest(&bare, types.iter().flat_map(|&t| dataset.ids(t))) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "an id is written alone (`uav-batch-1`) or as `type:id` (`transfer:uav-batch-1`)".to_owned(),
    };
    Err(hinted(format!("no record has the id `{id}`"), hint))
}

/// The position of a source.
pub(crate) fn find_source(reading: &Reading, id: &str) -> anyhow::Result<usize> {
    let id = id.strip_prefix("source:").unwrap_or(id);
    let sources = &reading.dataset.sources;
    if let Some(position) = sources.iter().position(|source| source.id.as_str() == id) {
        return Ok(position);
    }
    if reading.unread.iter().any(|record| record.id.as_deref() == Some(id)) {
        return Err(hinted(format!("`{id}` could not be read"), "`tallybook check` says why"));
    }
    let hint = match nearest(id, reading.dataset.ids(RecordType::Source)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`tallybook coverage` lists the sources".to_owned(),
    };
    Err(hinted(format!("no source has the id `{id}`"), hint))
}

/// The dataset as it could have been written on a day; all of it if there is no day.
pub(crate) fn known(dataset: &Dataset, as_of: Option<Day>) -> Cow<'_, Dataset> {
    as_of.map_or(Cow::Borrowed(dataset), |day| Cow::Owned(knowledge::known_by(dataset, day)))
}

/// The current day, in UTC so that a run does not depend on where it runs.
pub(crate) fn today() -> Day {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().into()
}

/// A path as shown to people: with `/`, and without a leading `./`.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}

/// Codes or their beginnings, each of which some rule has.
fn codes(prefixes: &[String]) -> anyhow::Result<Vec<String>> {
    for prefix in prefixes {
        let upper = prefix.to_uppercase();
        if !RULES.iter().any(|rule| rule.info.code.starts_with(&upper)) {
            return Err(hinted(
                format!("no rule has a code that begins with `{prefix}`"),
                "`tallybook rules` lists the codes",
            ));
        }
    }
    Ok(prefixes.iter().map(|prefix| prefix.to_uppercase()).collect())
}

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
}

/// Checks a dataset and, if no finding fails the run, writes its exports, or compares them with those
/// that are there.
pub(crate) fn export(
    target: &Target<'_>,
    options: &CheckOptions,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let checked = check_whole(target.dataset, options, shown_of_a_rule(options.all))?;
    let report = checked.report();
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
    let whole = checked.into_dataset();
    let dataset = known(&whole, target.as_of);
    let selected = target.part.select(&dataset, target.as_of)?;
    // The rules judge a whole dataset: of some of its records they would find what is not so.
    let has_checked =
        selected.is_none() && target.formats.iter().any(|format| checks::CHECKED.contains(format));
    let layout = checks::Layout { tables: &target.part.tables, partition_by: &target.part.partition_by };
    let export = Options {
        formats: target.formats.clone(),
        as_of: target.as_of,
        quotes: Some(&quotes),
        excel: target.excel,
        checks: has_checked.then(|| checks::text(&whole.manifest, &layout)),
        tables: target.part.tables.clone(),
        selected: selected.as_ref(),
        partition_by: target.part.partition_by.clone(),
        meter: &METER,
    };
    let files = tallybook_export::export(&dataset, &export);
    if target.compare {
        return compare::run(target, &files, options, output);
    }
    let written = tallybook_export::write_all_with(&files, target.out, Some(target.dataset), &METER);
    let written = written.map_err(|error| {
        let hint = error.hint();
        hinted(error, hint)
    })?;
    if !output.quiet {
        text.extend(selected.iter().map(|selected| part::summary(selected, output)));
        text.push_str(&listing(&written, &out, output));
    }
    if fails {
        let what = output.style(Style::Red, "with errors");
        text.push_str(&format!(
            "  {what}  these exports hold what the findings above say is wrong: do not publish them, and do not\n            count on their sums, references or ids. The next clean `tallybook build` replaces them\n"
        ));
    }
    output.print(&text)?;
    Ok(if fails { Verdict::Findings } else { Verdict::Clean })
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

/// A number of bytes, in the unit that keeps it short (1 kB = 1000 B).
pub(crate) fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}
