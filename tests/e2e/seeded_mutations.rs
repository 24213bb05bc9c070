//! How many small faults are caught: seeded single edits of many kinds in the real dataset and in the example.
//!
//! One edit is made at a time. It is caught if the check of what comes of it has an error or a warning that is
//! not waived; the datasets themselves have none. The texts of the example are at hand; in place of the text
//! of the real dataset stands one that has every quote in the paragraph that the dataset gives.
//!
//! What was found stands in `BENCHMARKS.md`. `TALLYBOOK_BLESS=1 cargo test -p tallybook --test e2e seeded` writes
//! it anew.

mod kinds;
mod places;
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::thread;

use tallybook_check::{Baseline, Settings, check};
use tallybook_diagnostics::Severity;
use tallybook_reader::{Archive, Reading};

use self::kinds::{KINDS, Kind};
use self::places::{Edit, Files};
use self::random::Random;
use super::mutations::{baseline, with_text};
use super::{TODAY, difference, files, root};

/// How many edits of each kind are made, where there are places enough.
const EACH: usize = 4;

/// The share of the edits, in percent, that has to be caught of those kinds that a rule can tell from a fact:
/// what was measured, rounded down.
const LEAST: usize = 94;

/// Where the tables stand in `BENCHMARKS.md`.
const START: &str = "<!-- tables of tests/e2e/seeded_mutations.rs -->";
const END: &str = "<!-- end of the tables -->";

/// A dataset before any edit, with what is beside it.
struct Original {
    files: Files,
    archive: BTreeMap<String, Vec<u8>>,
    baseline: Baseline,
}

impl Original {
    fn real() -> Self {
        let (files, archive) = with_text();
        Self::new(files, archive)
    }

    fn example() -> Self {
        let (archive, records) = files(&root().join("examples/lantern-islands"))
            .into_iter()
            .partition::<BTreeMap<_, _>, _>(|(path, _)| path.starts_with("archive/"));
        let archive = archive.into_iter().map(|(path, bytes)| (path.replace("archive/", ""), bytes));
        Self::new(records, archive.collect())
    }

    fn new(files: BTreeMap<String, Vec<u8>>, archive: BTreeMap<String, Vec<u8>>) -> Self {
        let baseline = baseline(&files);
        let files = files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
        Self { files: files.collect(), archive, baseline }
    }

    /// The codes of the errors and warnings after an edit.
    fn findings(&self, edit: Option<&Edit>) -> BTreeSet<&'static str> {
        let mut files = self.files.clone();
        if let Some(edit) = edit {
            files.get_mut(&edit.file).unwrap().replace_range(edit.range.clone(), &edit.new);
        }
        let mut reading = Reading::from_memory(files);
        let archive = Archive::from_memory(&reading.dataset, &self.archive);
        reading.attach(archive, "archive");
        let mut settings = Settings::new(TODAY.parse().unwrap());
        settings.baseline = Some(self.baseline.clone());
        let findings = check(&reading, &settings).findings.into_iter();
        let open =
            findings.filter(|finding| finding.waived.is_none() && finding.severity >= Severity::Warning);
        open.map(|finding| finding.code).collect()
    }

    /// The edits of a kind that change something, in a random order, each once.
    fn edits(&self, kind: &Kind, random: &mut Random) -> Vec<Edit> {
        let mut edits = (kind.edits)(&self.files, random);
        edits.retain(|edit| self.files[&edit.file][edit.range.clone()] != edit.new);
        edits.sort_by(|a, b| (&a.file, a.range.start, &a.new).cmp(&(&b.file, b.range.start, &b.new)));
        edits.dedup();
        for at in (1..edits.len()).rev() {
            edits.swap(at, random.below(at + 1));
        }
        edits
    }

    /// An edit as it is shown: the lines before and after it.
    fn shown(&self, edit: &Edit) -> String {
        let before = &self.files[&edit.file];
        let mut after = before.clone();
        after.replace_range(edit.range.clone(), &edit.new);
        let line = before[..edit.range.start].lines().count();
        let shown = difference(before.as_bytes(), after.as_bytes()).unwrap_or_default();
        format!("{}:{line}\n{shown}", edit.file)
    }
}

/// An edit that was made, and the codes of what was found then.
struct Run<'a> {
    kind: &'static str,
    original: &'a Original,
    edit: Edit,
    codes: BTreeSet<&'static str>,
}

/// The edits of every kind, from both datasets in turn.
fn planned(originals: &[Original; 2]) -> Vec<(&'static str, &Original, Edit)> {
    let mut planned = Vec::new();
    for (number, kind) in KINDS.iter().enumerate() {
        let mut random = Random::new(2022 + u64::try_from(number).unwrap());
        let mut edits = originals.each_ref().map(|original| original.edits(kind, &mut random));
        let mut made = 0;
        while made < EACH && edits.iter().any(|edits| !edits.is_empty()) {
            for (original, edits) in originals.iter().zip(&mut edits) {
                if let Some(edit) = edits.pop().filter(|_| made < EACH) {
                    planned.push((kind.name, original, edit));
                    made += 1;
                }
            }
        }
    }
    planned
}

fn run(originals: &[Original; 2]) -> Vec<Run<'_>> {
    let planned = planned(originals);
    let threads = thread::available_parallelism().unwrap().get();
    let share = planned.len().div_ceil(threads);
    thread::scope(|scope| {
        let workers: Vec<_> = planned
            .chunks(share)
            .map(|planned| {
                let judge = |(kind, original, edit): &(&'static str, &'_ Original, Edit)| Run {
                    kind,
                    original: originals.iter().find(|known| std::ptr::eq(*known, *original)).unwrap(),
                    edit: edit.clone(),
                    codes: original.findings(Some(edit)),
                };
                scope.spawn(move || planned.iter().map(judge).collect::<Vec<_>>())
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

#[test]
fn seeded_edits_are_caught() {
    let originals = [Original::real(), Original::example()];
    for original in &originals {
        assert_eq!(original.findings(None), BTreeSet::new(), "before any edit");
    }
    let runs = run(&originals);
    let (undecidable, decidable): (Vec<&Kind>, Vec<&Kind>) =
        KINDS.iter().partition(|kind| kind.undecidable.is_some());
    let tables = tables(&runs, &decidable, &undecidable);
    let is_decidable = |run: &Run<'_>| decidable.iter().any(|kind| kind.name == run.kind);
    let missed = runs
        .iter()
        .filter(|run| run.codes.is_empty() && is_decidable(run))
        .map(|run| format!("{}\n{}", run.kind, run.original.shown(&run.edit)));
    let missed = missed.collect::<Vec<_>>().join("\n");
    let path = root().join("BENCHMARKS.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, _) = page.split_once(START).unwrap();
    let (_, after) = page.split_once(END).unwrap();
    let real = format!("{before}{START}{tables}{END}{after}");
    let all = Count::of(&runs, &decidable);
    assert!(runs.len() >= 300 && decidable.len() >= 30, "{} edits, {} kinds", runs.len(), decidable.len());
    assert!(all.caught * 100 >= all.edits * LEAST, "{} of {}\n{missed}", all.caught, all.edits);
    if std::env::var_os("TALLYBOOK_BLESS").is_some() {
        fs::write(path, real).unwrap();
    } else if let Some(difference) = difference(page.as_bytes(), real.as_bytes()) {
        panic!("not what was found; see the top of tests/e2e/seeded_mutations.rs\n{difference}\n{missed}");
    }
}

/// How many edits of some kinds were made, and caught.
struct Count {
    edits: usize,
    caught: usize,
}

impl Count {
    fn of(runs: &[Run<'_>], kinds: &[&Kind]) -> Self {
        let of_kinds = runs.iter().filter(|run| kinds.iter().any(|kind| kind.name == run.kind));
        let caught: Vec<bool> = of_kinds.map(|run| !run.codes.is_empty()).collect();
        Self { edits: caught.len(), caught: caught.iter().filter(|caught| **caught).count() }
    }

    fn cells(&self) -> String {
        let tenths = (self.caught * 2000 + self.edits) / (2 * self.edits);
        format!("{} | {} | {}.{} %", self.edits, self.caught, tenths / 10, tenths % 10)
    }
}

/// The tables as they stand in the page.
fn tables(runs: &[Run<'_>], decidable: &[&Kind], undecidable: &[&Kind]) -> String {
    let mut text = String::from(
        "\n\n| kind of edit | edits | caught | share | by rules |\n| --- | --- | --- | --- | --- |\n",
    );
    for kind in decidable {
        let cells = Count::of(runs, &[kind]).cells();
        writeln!(text, "| {} | {cells} | {} |", kind.name, codes(runs, kind)).unwrap();
    }
    writeln!(text, "| **all of these** | {} | |", Count::of(runs, decidable).cells()).unwrap();
    text.push_str("\nKinds of edits that no rule can tell from a fact in general:\n\n");
    text.push_str("| kind of edit | edits | caught | share | why not |\n| --- | --- | --- | --- | --- |\n");
    for kind in undecidable {
        let cells = Count::of(runs, &[kind]).cells();
        writeln!(text, "| {} | {cells} | {} |", kind.name, kind.undecidable.unwrap_or_default()).unwrap();
    }
    writeln!(text, "| **all of these** | {} | |", Count::of(runs, undecidable).cells()).unwrap();
    let every = KINDS.iter().collect::<Vec<_>>();
    writeln!(text, "| **both tables** | {} | |\n", Count::of(runs, &every).cells()).unwrap();
    text
}

/// The rules that caught edits of a kind.
fn codes(runs: &[Run<'_>], kind: &Kind) -> String {
    let of_kind = runs.iter().filter(|run| run.kind == kind.name);
    let codes: BTreeSet<&str> = of_kind.flat_map(|run| run.codes.iter().copied()).collect();
    codes.into_iter().collect::<Vec<_>>().join(", ")
}
