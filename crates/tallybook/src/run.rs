//! What the commands share: reading a dataset, checking it, and reporting on it.

use std::panic;
use std::path::Path;

use tallybook_check::{RULES, Settings};
use tallybook_diagnostics::{Located, Report, Summary, render};
use tallybook_reader::Reading;
use tallybook_schema::value::Day;

use crate::cli::CheckOptions;
use crate::output::{Output, hinted};

/// Findings shown of one rule before the rest is counted.
const SHOWN_OF_A_RULE: usize = 20;

/// A dataset that was read and checked.
pub(crate) struct Checked {
    /// The dataset as it was read.
    pub(crate) reading: Reading,
    /// The folder of the dataset, as it was named.
    folder: String,
    findings: Vec<Located>,
    summary: Summary,
}

impl Checked {
    /// The findings with what was done.
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            files: &self.reading.files,
            folder: self.folder.clone(),
            findings: self.findings.clone(),
            summary: self.summary.clone(),
            rules: RULES.iter().map(|rule| &rule.info).collect(),
        }
    }
}

/// Reads a dataset.
pub(crate) fn read(folder: &Path) -> anyhow::Result<Reading> {
    Reading::from_folder(folder).map_err(|error| {
        hinted(
            error.to_string(),
            "name the folder of a dataset, or start one with `tallybook init DIR`",
        )
    })
}

/// Reads and checks a dataset.
pub(crate) fn check(folder: &Path, options: &CheckOptions) -> anyhow::Result<Checked> {
    let mut settings = Settings::new(options.today.unwrap_or_else(today));
    settings.select = codes(&options.select)?;
    settings.ignore = codes(&options.ignore)?;
    let reading = read(folder)?;
    // A rule that panics becomes a finding that names it; the default hook would print as well.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let outcome = tallybook_check::check(&reading, &settings);
    panic::set_hook(hook);
    let findings = reading.locate_findings(outcome.findings);
    Ok(Checked { reading, folder: shown(folder), findings, summary: outcome.summary })
}

/// The findings for people, and the summary of the run.
pub(crate) fn render(report: &Report<'_>, output: &Output, all: bool) -> String {
    let options = render::text::TextOptions {
        colour: output.colour,
        unicode: output.unicode,
        width: output.width,
        limit: (!all).then_some(SHOWN_OF_A_RULE),
    };
    let findings = render::text::render(report, &options);
    let summary = render::summary::render(report, &options);
    if findings.is_empty() { summary } else { format!("{findings}\n{summary}") }
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
