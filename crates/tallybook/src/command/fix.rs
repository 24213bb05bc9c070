//! `tallybook fix`: apply the repairs that findings offer.

use std::collections::BTreeMap;
use std::ops::Range;

use tallybook_check::is_chosen;
use tallybook_diagnostics::{File, FileId, Located, Patch, Place};
use tallybook_reader::{ProblemKind, Reading, Revised};

use crate::Verdict;
use crate::change;
use crate::cli::{CheckOptions, FixArgs};
use crate::output::{Output, Style, counted, hinted};
use crate::run::{self, Checked};

/// Rounds of repairing and checking again, so that repairs that undo each other come to an end.
const ROUNDS: usize = 10;

pub(crate) fn run(args: &FixArgs, output: &Output) -> anyhow::Result<Verdict> {
    let options = CheckOptions {
        today: args.today,
        select: args.select.clone(),
        ignore: args.ignore.clone(),
        ..CheckOptions::default()
    };
    // The archived texts stay out: nothing repairs them, and they are no files of the dataset.
    let first = run::check_reading(run::read(&args.dataset)?, &args.dataset, &options)?;
    let originals = texts(&first.reading);
    // What was not read stands empty in memory, where its records would be missing from the second round on.
    let rounds = if is_whole(&first.reading) { ROUNDS } else { 1 };
    let mut done: Vec<String> = Vec::new();
    let mut checked = first;
    for _ in 0..rounds {
        let round = Round::choose(&checked, args);
        if round.patches.is_empty() {
            break;
        }
        let mut files = texts(&checked.reading);
        round.apply(&checked.reading, &mut files);
        // A reader takes one byte order mark off, and these texts have lost theirs.
        let marked = files.into_iter().map(|(path, text)| (path, format!("\u{feff}{text}")));
        let again = run::check_reading(Reading::from_memory(marked), &args.dataset, &options)?;
        if again.reading.problems.len() > checked.reading.problems.len() {
            return Err(hinted(
                "a repair would make the dataset harder to read, which is a fault of tallybook; nothing was written",
                format!("repair by hand what these say: {}", round.titles.join("; ")),
            ));
        }
        done.extend(round.titles);
        checked = again;
    }

    let changes: Vec<Revised> = originals
        .into_iter()
        .zip(texts(&checked.reading))
        .filter(|((_, old), (_, new))| old != new)
        .map(|((path, old), (_, new))| Revised { path, old: Some(old), new })
        .collect();
    let mut text = String::new();
    if args.dry_run {
        text.push_str(&change::diff(&args.dataset, &changes, output));
    } else {
        change::write(&args.dataset, &changes)?;
        // Files that were not read stood empty in memory; the folder itself has the last word.
        checked = run::check(&args.dataset, &options)?;
    }
    text.push_str(output.unless_quiet(&accounted(&done, changes.len(), &checked, args, output)));
    output.print(&text)?;
    Ok(if checked.fails(false) { Verdict::Findings } else { Verdict::Clean })
}

/// What was repaired, and what is left.
fn accounted(done: &[String], files: usize, checked: &Checked, args: &FixArgs, output: &Output) -> String {
    let mut text = String::new();
    if !args.dry_run {
        for line in done {
            text.push_str(&format!("{} {line}\n", output.style(Style::Green, "fixed")));
        }
    }
    let verb = if args.dry_run { "would apply" } else { "applied" };
    text.push_str(&format!("{verb} {} in {}", counted(done.len(), "repair"), counted(files, "file")));
    let report = checked.report();
    let left = report.findings.iter().filter(|found| found.finding.waived.is_none());
    let offers = left.clone().filter(|found| !found.patches.is_empty()).count();
    text.push_str(&format!("; {} left", counted(left.count(), "finding")));
    if offers > 0 && !args.all {
        text.push_str(&format!(", {offers} of them with a repair that needs a look (--all applies it)"));
    }
    text.push('\n');
    text
}

/// Whether the texts of all files are at hand.
fn is_whole(reading: &Reading) -> bool {
    reading.problems.iter().all(|problem| {
        !matches!(problem.place, Place::File(_)) && !matches!(problem.kind, ProblemKind::NotUtf8 { .. })
    })
}

/// Every file as it was read, with its path. One that is not UTF-8 counts as empty: nothing in it can be changed.
fn texts(reading: &Reading) -> Vec<(String, String)> {
    let is_text = |id| {
        !reading.problems.iter().any(|problem| {
            matches!(problem.kind, ProblemKind::NotUtf8 { .. })
                && matches!(problem.place, Place::File(file) | Place::Span { file, .. } if file == id)
        })
    };
    let text = |id, file: &File| if is_text(id) { file.text().to_owned() } else { String::new() };
    reading.files.iter().map(|(id, file)| (file.path().to_owned(), text(id, file))).collect()
}

/// The repairs that can be applied at once.
struct Round<'a> {
    patches: BTreeMap<FileId, Vec<&'a Patch>>,
    titles: Vec<String>,
}

impl<'a> Round<'a> {
    /// Takes each repair whole, unless one that was taken before touches the same text.
    fn choose(checked: &'a Checked, args: &FixArgs) -> Self {
        let mut round = Self { patches: BTreeMap::new(), titles: Vec::new() };
        for found in checked.findings() {
            let Some(fix) = &found.finding.fix else { continue };
            let is_chosen = is_chosen(found.finding.code, &args.select, &args.ignore);
            let wanted = is_chosen && found.finding.waived.is_none() && (args.all || fix.safe);
            let whole = !found.patches.is_empty() && is_disjoint(&found.patches);
            if wanted && whole && !found.patches.iter().any(|patch| round.touches(patch)) {
                for patch in &found.patches {
                    round.patches.entry(patch.file).or_default().push(patch);
                }
                round.titles.push(title(checked, found, &fix.title));
            }
        }
        round
    }

    fn touches(&self, patch: &Patch) -> bool {
        let taken = self.patches.get(&patch.file).into_iter().flatten();
        taken.into_iter().any(|other| touch(&patch.range, &other.range))
    }

    /// Changes the texts of the files, from the end of each to its beginning, so that offsets hold.
    fn apply(&self, reading: &Reading, files: &mut [(String, String)]) {
        for ((file, _), (_, text)) in reading.files.iter().zip(files) {
            let mut patches = self.patches.get(&file).cloned().unwrap_or_default();
            patches.sort_by_key(|patch| std::cmp::Reverse(patch.range.start));
            let windows = text.contains("\r\n");
            for patch in patches {
                let new = if windows { patch.text.replace('\n', "\r\n") } else { patch.text.clone() };
                if text.get(patch.range.clone()).is_some() {
                    text.replace_range(patch.range.clone(), &new);
                }
            }
        }
    }
}

fn is_disjoint(patches: &[Patch]) -> bool {
    patches
        .iter()
        .enumerate()
        .all(|(i, a)| patches[..i].iter().all(|b| a.file != b.file || !touch(&a.range, &b.range)))
}

/// Whether two ranges overlap or lie side by side: two insertions at one place have no order.
fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// `X003 transfers.yaml:4: remove the space`.
fn title(checked: &Checked, found: &Located, title: &str) -> String {
    let code = found.finding.code;
    let place = found.primary.as_ref().and_then(|at| {
        let file = checked.reading.files.get(at.file)?;
        Some(format!("{}:{}", file.path(), at.line))
    });
    format!("{code} {}: {title}", place.unwrap_or_default())
}
