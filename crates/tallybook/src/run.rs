//! What the commands share: reading a dataset, checking it, and reporting on it.

use std::borrow::Cow;
use std::env;
use std::panic;
use std::path::{Path, PathBuf};

use tallybook_analysis::{Index, knowledge};
use tallybook_check::{Baseline, CheckedQuote, Listed, Outcome, RULES, Rechecker, Settings, nearest};
use tallybook_diagnostics::{Finding, Located, Phase, Report, Summary, render};
use tallybook_reader::{
    Archive, DESCRIPTIONS, Lines, ReadError, ReadErrorKind, Reading, Rereader, Revised, Stream, StreamError,
};
use tallybook_schema::id::RecordRef;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, RecordType};

use crate::Verdict;
use crate::cli::CheckOptions;
use crate::misnamed::find_meant;
use crate::output::{self, Output, Style, counted, hinted};
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
    /// The quotes whose archived text was at hand.
    pub(crate) quotes: Vec<CheckedQuote>,
    summary: Summary,
}

impl Checked {
    /// What was checked, with the places of the first findings of each rule, or of all.
    fn new(
        mut reading: Reading,
        folder: &Path,
        outcome: Outcome,
        of_a_rule: Option<usize>,
    ) -> anyhow::Result<Self> {
        let Outcome { findings, quotes, mut summary } = outcome;
        find_meant(&reading, &mut summary.texts);
        reading.keep(findings.iter().flat_map(Finding::places)).map_err(unreadable)?;
        METER.begin(Phase::Locating, Some(findings.len() as u64));
        let findings = reading.locate_first(findings, of_a_rule.unwrap_or(usize::MAX));
        Ok(Self { reading, folder: shown(folder), findings, quotes, summary })
    }

    /// The dataset alone, and what is known of the lines of its transfers if they were not kept. Of a large dataset,
    /// findings and texts take as much memory as its tables will.
    pub(crate) fn into_dataset(self) -> (Dataset, Lines) {
        self.reading.into_dataset()
    }

    /// The findings, in the order of the files.
    pub(crate) fn findings(&self) -> &[Located] {
        &self.findings
    }

    /// The dataset as it was read, and the findings, to say more of them.
    pub(crate) fn findings_mut(&mut self) -> (&Reading, &mut [Located]) {
        (&self.reading, &mut self.findings)
    }

    /// Whether the run fails: by a finding, or as records could not be read, even if the finding that says why is waived or
    /// not looked for.
    pub(crate) fn fails(&self, strict: bool) -> bool {
        self.report().fails(strict) || self.summary.unread_records > 0
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
    expect_dataset(folder)?;
    Reading::from_folder_with(folder, &METER).map_err(unreadable)
}

/// Whether a folder has what every dataset has: its description of itself.
fn is_dataset(folder: &Path) -> bool {
    DESCRIPTIONS.iter().any(|name| folder.join(name).is_file())
}

/// Refuses a folder that has nothing of a dataset but one in a folder below it.
fn expect_dataset(folder: &Path) -> anyhow::Result<()> {
    // Whoever reads it says what cannot be read.
    let Ok(entries) = folder.read_dir() else { return Ok(()) };
    let paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    let has_place = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        DESCRIPTIONS.contains(&&*name) || name.split('.').next().and_then(RecordType::from_plural).is_some()
    };
    match paths.iter().find(|path| is_dataset(path)) {
        Some(dataset) if !paths.iter().any(has_place) => Err(hinted(
            format!("`{}` is no dataset: there is no `{}` in it", shown(folder), DESCRIPTIONS[0]),
            format!("name the folder of the dataset: `{}`", shown(dataset)),
        )),
        _ => Ok(()),
    }
}

fn unreadable(error: ReadError) -> anyhow::Error {
    let beside = error.path().parent().filter(|folder| is_dataset(folder));
    match (error.kind(), beside) {
        // What the operating system says of these adds nothing.
        (ReadErrorKind::NotFound | ReadErrorKind::NotAFolder, Some(folder)) => {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let hint = format!("name the folder of the dataset: `{}`", folder.display());
            hinted(error.to_string(), hint)
        }
        (ReadErrorKind::NotFound | ReadErrorKind::NotAFolder, None) => {
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
pub(crate) fn check_whole(
    folder: &Path,
    options: &CheckOptions,
    of_a_rule: Option<usize>,
) -> anyhow::Result<Checked> {
    let mut reading = read(folder)?;
    attach_archive(&mut reading, folder, options.archive.as_deref())?;
    judge(reading, folder, options, of_a_rule)
}

/// Where nothing but findings is wanted, transfers in files of at least so many bytes are read part by part, and of other
/// files of JSON Lines of that size the texts are not kept.
const LARGE: u64 = 1 << 20;

/// Reads and checks a dataset where nothing but its findings is wanted: the transfers need not be kept if they are
/// many, and only the first findings of each rule have places, if so many are shown.
pub(crate) fn check_only(
    folder: &Path,
    options: &CheckOptions,
    of_a_rule: Option<usize>,
) -> anyhow::Result<Checked> {
    Ok(check_sparing(folder, options, of_a_rule, Some)?.0)
}

/// Reads and checks a dataset without keeping its transfers if they are many and their files are fit for what is to
/// follow. Gives those files then.
pub(crate) fn check_sparing(
    folder: &Path,
    options: &CheckOptions,
    of_a_rule: Option<usize>,
    fit: impl Fn(Stream) -> Option<Stream>,
) -> anyhow::Result<(Checked, Option<Stream>)> {
    expect_dataset(folder)?;
    let (mut reading, stream) = Reading::from_folder_in_parts(folder, LARGE, &METER).map_err(unreadable)?;
    attach_archive(&mut reading, folder, options.archive.as_deref())?;
    let Some(stream) = stream else { return Ok((judge(reading, folder, options, of_a_rule)?, None)) };
    if let Some(stream) = fit(stream)
        && let Some(checked) = check_in_parts(reading, &stream, folder, options, of_a_rule)?
    {
        return Ok((checked, Some(stream)));
    }
    Ok((check_whole(folder, options, of_a_rule)?, None))
}

/// Checks a dataset whose transfers are read part by part; `None` if they have to be read as a whole.
pub(crate) fn check_in_parts(
    mut reading: Reading,
    stream: &Stream,
    folder: &Path,
    options: &CheckOptions,
    of_a_rule: Option<usize>,
) -> anyhow::Result<Option<Checked>> {
    let settings = settings(options, of_a_rule)?;
    match quietly(|| tallybook_check::check_in_parts(&reading, stream, &settings)) {
        Ok((outcome, lines)) => {
            let places = outcome.findings.iter().flat_map(Finding::places);
            reading.keep_lines(stream, lines, places).map_err(unreadable)?;
            Ok(Some(Checked::new(reading, folder, outcome, of_a_rule)?))
        }
        Err(StreamError::Unfit) => Ok(None),
        Err(StreamError::Read(error)) => Err(unreadable(error)),
    }
}

/// Checks a dataset again for [`render`], and reads and checks only what has changed since the last time.
pub(crate) fn check_again(
    rereader: &mut Rereader,
    rechecker: &mut Rechecker,
    folder: &Path,
    options: &CheckOptions,
) -> anyhow::Result<Checked> {
    let mut reading = rereader.read(folder, &METER).map_err(unreadable)?;
    attach(&mut reading, folder, options.archive.as_deref(), |dataset, texts| {
        rereader.archive(dataset, texts)
    })?;
    let of_a_rule = shown_of_a_rule(options.all);
    let settings = settings(options, of_a_rule)?;
    let outcome = quietly(|| rechecker.check(&reading, &settings));
    Checked::new(reading, folder, outcome, of_a_rule)
}

/// Checks a dataset that was read, against the archived texts that have been attached to it.
pub(crate) fn check_reading(
    reading: Reading,
    folder: &Path,
    options: &CheckOptions,
) -> anyhow::Result<Checked> {
    judge(reading, folder, options, None)
}

/// Checks a dataset that was read, and finds the places of its first findings of each rule, or of all.
pub(crate) fn judge(
    reading: Reading,
    folder: &Path,
    options: &CheckOptions,
    of_a_rule: Option<usize>,
) -> anyhow::Result<Checked> {
    let settings = settings(options, of_a_rule)?;
    let outcome = quietly(|| tallybook_check::check(&reading, &settings));
    Checked::new(reading, folder, outcome, of_a_rule)
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
        // The texts of a dataset need not be handed on with it.
        Err(error)
            if !named && matches!(error.kind(), ReadErrorKind::NotFound | ReadErrorKind::NotAFolder) =>
        {
            Archive::missing(&reading.dataset, Path::new(&shown(&folder)))
        }
        Err(error) => {
            return Err(hinted(error, "name the folder of the archived texts, as `--archive DIR`"));
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

/// What is said if not everything could be read, and what that may do.
pub(crate) fn unread(reading: &Reading, may: &str, output: &Output) -> String {
    let what = match reading.unread.len() {
        _ if reading.problems.is_empty() => return String::new(),
        0 => "part of the dataset".to_owned(),
        count => counted(count, "record"),
    };
    let note = format!("{what} could not be read, and may {may}: `tallybook check` says why");
    format!("\n{}\n", output.style(Style::Yellow, &output::wrap(&note, output.width, 0)))
}

/// How a command ends that has shown what could be read.
pub(crate) fn verdict_of(reading: &Reading) -> Verdict {
    if reading.problems.is_empty() { Verdict::Clean } else { Verdict::Findings }
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
        if upper.is_empty() {
            return Err(hinted(
                "a code of a rule is empty, which would choose every rule",
                "take out the comma beside it, or the whole option",
            ));
        }
        if !RULES.iter().any(|rule| rule.info.code.starts_with(&upper)) {
            return Err(hinted(
                format!("no rule has a code that begins with `{prefix}`"),
                "`tallybook rules` lists the codes",
            ));
        }
    }
    Ok(prefixes.iter().map(|prefix| prefix.to_uppercase()).collect())
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
