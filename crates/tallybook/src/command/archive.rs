//! `tallybook archive add`: say which archived text is that of a source.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::json;
use tallybook_analysis::coverage::{Citation, citations};
use tallybook_check::{QuoteResult, look_up};
use tallybook_diagnostics::RecordKey;
use tallybook_diagnostics::render::visible_line;
use tallybook_reader::{Reading, Revision, digest};
use tallybook_schema::RecordType;
use tallybook_text::Text;

use crate::Verdict;
use crate::change;
use crate::cli::{ArchiveAddArgs, ArchiveArgs, ArchiveCommand};
use crate::output::{Output, Style, counted, hinted};
use crate::run::{self, shown};
use crate::stopping::uninterrupted;

/// Quotes shown that do not stand in a text.
const LOST_SHOWN: usize = 10;

pub(crate) fn run(args: &ArchiveArgs, output: &Output) -> anyhow::Result<Verdict> {
    match &args.command {
        ArchiveCommand::Add(args) => add(args, output),
    }
}

fn add(args: &ArchiveAddArgs, output: &Output) -> anyhow::Result<Verdict> {
    let mut reading = run::read(&args.dataset)?;
    let position = run::find_source(&reading, &args.source)?;
    let limit = reading.dataset.manifest.checks.limits.file_bytes;
    let bytes = load(&args.file, limit)?;
    let text = String::from_utf8(bytes.clone()).map_err(|_| {
        hinted(
            format!("`{}` is not text in UTF-8", shown(&args.file)),
            "archive the plain text of the source, saved as UTF-8",
        )
    })?;
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(hinted(
            format!("`{}` has no text in it", shown(&args.file)),
            "see that it was saved; nothing was recorded",
        ));
    }
    let folder = run::archive_folder(&mut reading, &args.dataset, args.archive.as_deref())
        .map_or_else(|| args.file.parent().map(Path::to_owned).unwrap_or_default(), |folder| folder.path);
    let (file, copy_to) = if let Some(file) = within(&args.file, &folder) {
        (file, None)
    } else {
        let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let target = folder.join(&name);
        (name, is_free(&target, &bytes)?.then_some(target))
    };

    let id = reading.dataset.sources[position].id.clone();
    let text = Text::new(text);
    let quotes = Quotes::of(&reading, id.as_str(), &text);
    if quotes.is_another_text() && reading.dataset.sources[position].text.is_some() {
        return Err(hinted(
            format!(
                "none of the {} of `{id}` stands in `{}`: it is probably the text of another source",
                counted(quotes.lost.len(), "quote"),
                shown(&args.file)
            ),
            "nothing was recorded; take `text` out of the record of the source first if this is the right text all the same",
        ));
    }
    let key = RecordKey { record_type: RecordType::Source, index: position };
    let mut value = reading.value(key).context("a source that was read has a value")?;
    value["text"] = json!({ "file": file, "sha256": digest(&bytes) });
    let revision = Revision { changed: [(key, value)].into(), ..Revision::default() };
    let changes = reading.revise(&revision).map_err(|error| hinted(error, "change the record by hand"))?;

    let mut report = String::new();
    if args.dry_run {
        report.push_str(&change::diff(&args.dataset, &changes, output));
    } else {
        if let Some(target) = &copy_to {
            copy(&bytes, target)?;
        }
        change::write(&args.dataset, &changes).inspect_err(|_| {
            // Nothing names it.
            let _ = copy_to.as_ref().map(fs::remove_file);
        })?;
    }
    if let Some(target) = &copy_to {
        let verb = if args.dry_run { "would copy" } else { "copied" };
        report.push_str(&format!("{verb} {} to {}\n", shown(&args.file), shown(target)));
    }
    report.push_str(&match (changes.is_empty(), args.dry_run) {
        (true, _) => format!("{id} has this text already: {file}"),
        (false, true) => format!("would record {file} as the text of {id}"),
        (false, false) => format!("recorded {file} as the text of {id}"),
    });
    let paragraphs = usize::try_from(text.paragraph_count()).unwrap_or(usize::MAX);
    report.push_str(&format!(", {}\n", counted(paragraphs, "paragraph")));
    quotes.report(&mut report, output);
    output.print(&report)?;
    Ok(if quotes.lost.is_empty() { Verdict::Clean } else { Verdict::Findings })
}

/// The quotes of a source, held against a text of it.
struct Quotes<'a> {
    /// How many stand where their evidence says.
    found: usize,
    /// Those that do not.
    lost: Vec<(Citation<'a>, QuoteResult)>,
}

impl<'a> Quotes<'a> {
    fn of(reading: &'a Reading, source: &str, text: &Text) -> Self {
        let citations = citations(&reading.dataset).remove(source).unwrap_or_default();
        let looked_up = citations.into_iter().filter_map(|citation| {
            let result = look_up(text, citation.evidence)?;
            Some((citation, result))
        });
        let (found, lost): (Vec<_>, Vec<_>) = looked_up.partition(|(_, result)| result.is_verified());
        Self { found: found.len(), lost }
    }

    /// Whether there are quotes, and none of them stands anywhere in the text.
    fn is_another_text(&self) -> bool {
        self.found == 0
            && !self.lost.is_empty()
            && self.lost.iter().all(|(_, result)| result.elsewhere.is_empty())
    }

    /// Counts those that stand where their evidence says, and names the evidence of the others.
    fn report(&self, report: &mut String, output: &Output) {
        let all = self.found + self.lost.len();
        if all > 0 {
            report.push_str(&format!("{} of {all} quotes stand where their evidence says\n", self.found));
        }
        for (citation, result) in self.lost.iter().take(LOST_SHOWN) {
            let what = if result.elsewhere.is_empty() { "not in it" } else { "elsewhere in it" };
            let (label, quote) = (output.style(Style::Red, what), citation.evidence.quote.as_deref());
            let quote = visible_line(quote.unwrap_or_default());
            report.push_str(&format!("  {label}: \"{quote}\" of {}:{}\n", citation.record_type, citation.id));
        }
        if self.lost.len() > LOST_SHOWN {
            let more = self.lost.len() - LOST_SHOWN;
            report.push_str(&format!("  … and {more} more; `tallybook check` shows them all\n"));
        }
    }
}

/// The bytes of a text, which is a file and no larger than a hand-written file may be.
fn load(path: &Path, limit: u64) -> anyhow::Result<Vec<u8>> {
    let unreadable = || format!("`{}` cannot be read", shown(path));
    let metadata = fs::metadata(path).with_context(unreadable)?;
    if !metadata.is_file() {
        return Err(hinted(
            format!("`{}` is no file", shown(path)),
            "name the file with the text of the source",
        ));
    }
    if metadata.len() > limit {
        let error = format!(
            "`{}` has {} bytes, more than the {limit} that a text may have",
            shown(path),
            metadata.len()
        );
        return Err(hinted(error, "raise `checks.limits.file_bytes` in dataset.yaml"));
    }
    fs::read(path).with_context(unreadable)
}

/// The path of a file below a folder, with `/`; `None` if it lies elsewhere.
fn within(file: &Path, folder: &Path) -> Option<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let (file, folder): (PathBuf, PathBuf) = (file.canonicalize().ok()?, folder.canonicalize().ok()?);
    let parts = file.strip_prefix(folder).ok()?.iter().map(|part| part.to_str().map(str::to_owned));
    Some(parts.collect::<Option<Vec<String>>>()?.join("/"))
}

/// Whether a place in the archive is free; it is not if the very same text lies there already.
fn is_free(target: &Path, bytes: &[u8]) -> anyhow::Result<bool> {
    match fs::read(target) {
        Ok(there) if there == bytes => Ok(false),
        Ok(_) => Err(hinted(
            format!("another text has the name `{}`", shown(target)),
            "rename the file: no archived text is replaced",
        )),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("`{}` cannot be read", shown(target))),
    }
}

/// Copies a text into the archive: whole, and into nobody's place.
fn copy(bytes: &[u8], target: &Path) -> anyhow::Result<()> {
    let copy = || -> std::io::Result<()> {
        let parent = target.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent)?;
        let mut file = change::new_file(parent)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(target)?;
        Ok(())
    };
    uninterrupted(copy).with_context(|| format!("`{}` cannot be written", shown(target)))
}
