//! A dataset that is checked again after changes gives what it would give if it were checked for the first time,
//! whatever the changes, and however many.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tallybook_check::{Listed, Outcome, RULES, Rechecker, Settings, check};
use tallybook_diagnostics::render::text::TextOptions;
use tallybook_diagnostics::render::{json, summary, text};
use tallybook_diagnostics::{Meter, Report};
use tallybook_reader::{Archive, Reading, Rereader};
use tallybook_schema::value::Day;

/// Datasets that have something of everything.
const DATASETS: &[&str] =
    &["base", "../../dataset", "../../examples/lantern-islands", "../../tests/miniature/dataset"];

/// The files of a dataset, by their paths.
type Files = BTreeMap<String, Vec<u8>>;

fn files(dataset: &str) -> Files {
    fn collect(root: &Path, folder: &Path, files: &mut Files) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(dataset);
    let mut files = Files::new();
    collect(&root, &root, &mut files);
    files
}

/// Something that somebody does to the files. Files, items and words are chosen among those that there are.
#[derive(Debug, Clone)]
enum Edit {
    /// Writes another word, one that stands elsewhere, in the place of one.
    Word(Index, Index, Index),
    /// Writes another digit.
    Digit(Index, Index, u8),
    /// Takes a line out.
    Line(Index, Index),
    /// Takes items of a list out.
    Remove(Index, Index, usize),
    /// Writes an item a second time, at the end or behind itself, with another id or the same.
    Repeat(Index, Index, bool, bool),
    /// Writes one item where another stood, and that in its place.
    Swap(Index, Index, Index),
    /// Writes something that no file may hold.
    Break(Index, Index),
    /// Writes a file as it first was.
    Restore(Index),
    /// Removes a file.
    Delete(Index),
    /// Writes another description.
    Describe(&'static str),
    /// Adds a file.
    Add(&'static str, &'static str),
}

const DESCRIPTIONS: &[&str] = &[
    "title: T\n",
    "title: T\narchive: archive\n",
    "title: T\narchive: archive\nchecks: {severity: {E011: error, R004: off}}\n",
    "title: T\nwaivers: [{code: E011, reason: known}, {code: R007, reason: so it is}]\n",
    "title: T\nchecks: {limits: {problems: 1}}\n",
];

const ADDED: &[(&str, &str)] = &[
    ("transfers/a.yaml", "- {id: a, kind: service, supplier: north, recipient: south, stage: planned}\n"),
    ("actors/b.jsonl", "{\"id\": \"a\", \"kind\": \"state\", \"name\": \"A\", \"country\": \"FR\"}\n"),
    ("actors/c.yaml", "id: c\nkind: state\nname: A\ncountry: FR\n"),
    (
        "statements/d.yaml",
        "- {id: d, speaker: a, act: assert, summary: S, about: [{target: 'transfer:a', stance: denies}]}\n",
    ),
    ("stray.yaml", "x"),
];

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        6 => (at(), at(), at()).prop_map(|(file, word, other)| Edit::Word(file, word, other)),
        2 => (at(), at(), 0..10_u8).prop_map(|(file, digit, other)| Edit::Digit(file, digit, other)),
        2 => (at(), at()).prop_map(|(file, line)| Edit::Line(file, line)),
        2 => (at(), at(), 1..3_usize).prop_map(|(file, item, count)| Edit::Remove(file, item, count)),
        3 => (at(), at(), any::<bool>(), any::<bool>())
            .prop_map(|(file, item, at_end, renamed)| Edit::Repeat(file, item, at_end, renamed)),
        2 => (at(), at(), at()).prop_map(|(file, one, other)| Edit::Swap(file, one, other)),
        1 => (at(), at()).prop_map(|(file, place)| Edit::Break(file, place)),
        3 => at().prop_map(Edit::Restore),
        1 => at().prop_map(Edit::Delete),
        1 => select(DESCRIPTIONS).prop_map(Edit::Describe),
        1 => select(ADDED).prop_map(|(path, text)| Edit::Add(path, text)),
    ]
}

/// The runs of bytes in a text that could be a name, an id, a term or a number.
fn words(text: &str) -> Vec<(usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '-';
    let mut words = Vec::new();
    let mut from = 0;
    for part in text.split(|c| !is_word(c)) {
        if !part.is_empty() {
            words.push((from, part));
        }
        from += part.len() + text[from + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// Changes the text of one of the files.
fn change(now: &mut Files, file: Index, change: impl FnOnce(String, &Files) -> String) {
    if now.is_empty() {
        return;
    }
    let path = file.index(now.len());
    let (path, bytes) = now.iter().nth(path).map(|(path, bytes)| (path.clone(), bytes.clone())).unwrap();
    let text = change(String::from_utf8_lossy(&bytes).into_owned(), now);
    now.insert(path, text.into_bytes());
}

fn apply(edit: &Edit, first: &Files, now: &mut Files) {
    match edit {
        Edit::Word(file, word, other) => change(now, *file, |mut text, files| {
            let every: String = files.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
            let (every, own) = (words(&every), words(&text));
            if !own.is_empty() {
                let (at, old) = own[word.index(own.len())];
                let range = at..at + old.len();
                text.replace_range(range, every[other.index(every.len())].1);
            }
            text
        }),
        Edit::Digit(file, digit, other) => change(now, *file, |mut text, _| {
            let digits: Vec<usize> =
                text.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).collect();
            if !digits.is_empty() {
                let at = digits[digit.index(digits.len())];
                text.replace_range(at..=at, &other.to_string());
            }
            text
        }),
        Edit::Line(file, line) => change(now, *file, |text, _| {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            if !lines.is_empty() {
                lines.remove(line.index(lines.len()));
            }
            lines.concat()
        }),
        Edit::Remove(file, item, count) => change(now, *file, |text, _| {
            let mut items = items(&text);
            let from = item.index(items.len());
            items.drain(from..(from + count).min(items.len()));
            items.concat()
        }),
        Edit::Repeat(file, item, at_end, renamed) => change(now, *file, |text, _| {
            let mut items = items(&text);
            let from = item.index(items.len());
            let mut item = items[from].clone();
            if *renamed {
                item = item.replacen("id: ", "id: x", 1);
            }
            items.insert(if *at_end { items.len() } else { from + 1 }, item);
            items.concat()
        }),
        Edit::Swap(file, one, other) => change(now, *file, |text, _| {
            let mut items = items(&text);
            let (one, other) = (one.index(items.len()), other.index(items.len()));
            items.swap(one, other);
            items.concat()
        }),
        Edit::Break(file, place) => change(now, *file, |mut text, _| {
            let at = text.floor_char_boundary(place.index(text.len() + 1));
            text.insert_str(at, "\n- [\n");
            text
        }),
        Edit::Restore(file) => {
            let (path, bytes) = first.iter().nth(file.index(first.len())).unwrap();
            now.insert(path.clone(), bytes.clone());
        }
        Edit::Delete(file) => {
            let path = now.keys().nth(file.index(now.len().max(1))).cloned();
            path.map(|path| now.remove(&path));
        }
        Edit::Describe(text) => drop(now.insert("dataset.yaml".to_owned(), text.as_bytes().to_vec())),
        Edit::Add(path, text) => drop(now.insert((*path).to_owned(), text.as_bytes().to_vec())),
    }
}

/// The items of a list, each with its sign. What stands before the first is one as well.
fn items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.starts_with("- ") {
            items.push(String::new());
        }
        items.last_mut().unwrap().push_str(line);
    }
    items
}

/// Writes the files that differ, and removes those that are gone.
fn write(folder: &Path, before: &Files, now: &Files) {
    for path in before.keys().filter(|path| !now.contains_key(*path)) {
        fs::remove_file(folder.join(path)).unwrap();
    }
    for (path, bytes) in now.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)) {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), bytes).unwrap();
    }
}

/// Everything that a check says.
fn said(reading: &Reading, outcome: Outcome) -> String {
    let mut quotes: Vec<String> = outcome.quotes.iter().map(|quote| format!("{quote:?}")).collect();
    quotes.sort();
    let report = Report {
        files: &reading.files,
        folder: "dataset".to_owned(),
        findings: reading.locate_findings(outcome.findings).into(),
        summary: outcome.summary,
        rules: RULES.iter().map(|rule| &rule.info).collect(),
    };
    format!("{}\n{}\n{:?}", json::render(&report), quotes.join("\n"), report.summary.waivers_unjudged)
}

fn archive(reading: &mut Reading, folder: &Path) -> Option<PathBuf> {
    reading.archive_folder(folder).filter(|folder| folder.is_dir())
}

fn settings(listed: Listed) -> Settings {
    let mut settings = Settings::new(Day::new(2026, 1, 1).unwrap());
    settings.listed = listed;
    settings
}

/// What people see of a check, with the first findings of each rule.
fn shown(reading: &Reading, outcome: Outcome) -> String {
    let report = Report {
        files: &reading.files,
        folder: "dataset".to_owned(),
        findings: reading.locate_first(outcome.findings, 20).into(),
        summary: outcome.summary,
        rules: RULES.iter().map(|rule| &rule.info).collect(),
    };
    let options = TextOptions { colour: false, unicode: true, width: Some(120), limit: Some(20) };
    format!("{}\n{}", text::render(&report, &options), summary::render(&report, &options))
}

#[test]
fn a_flood_of_findings_is_cut_short_alike() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let transfer = |i: usize| {
        format!(
            "- id: t-{i}\n  kind: service\n  supplier: a\n  recipient: b\n  stage: planned\n  note: two  spaces\n  evidence:\n    - source: s\n      supports: [supplier, recipient, stage]\n"
        )
    };
    let mut transfers: Vec<String> = (0..1100).map(transfer).collect();
    let actors = "- {id: a, kind: organization, name: A}\n- {id: b, kind: organization, name: B}\n";
    fs::write(folder.join("dataset.yaml"), "title: T\n").unwrap();
    fs::write(folder.join("actors.yaml"), actors).unwrap();
    let sources = "- {id: s, kind: other, title: S}\n- {id: z, kind: other, title: Z}\n";
    fs::write(folder.join("sources.yaml"), sources).unwrap();
    for listed in [Listed::First(21), Listed::Most] {
        let settings = settings(listed);
        let (mut rereader, mut rechecker) = (Rereader::default(), Rechecker::default());
        for round in 0..4 {
            match round {
                1 => transfers[500] = transfers[500].replace("  spaces", " words"),
                2 => drop(transfers.drain(3..5)),
                3 => transfers.insert(0, transfer(5000)),
                _ => {}
            }
            fs::write(folder.join("transfers.yaml"), transfers.concat()).unwrap();
            let reading = rereader.read(folder, Meter::none()).unwrap();
            let again = shown(&reading, rechecker.check(&reading, &settings));
            let reading = Reading::from_folder(folder).unwrap();
            let whole = shown(&reading, check(&reading, &settings));
            assert_eq!(again, whole, "{listed:?} {round}");
            assert!(whole.contains("1,") && whole.contains("E011") && whole.contains("X003"), "{whole}");
        }
    }
}

#[test]
fn records_that_were_gone_for_a_moment_are_not_looked_at_again() {
    static METER: Meter = Meter::new();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let actors: Vec<String> =
        (0..60).map(|i| format!("- {{id: a-{i}, kind: organization, name: A {i}}}\n")).collect();
    let source = "- {id: s, kind: other, title: S}\n- {id: z, kind: other, title: Z}\n";
    fs::write(folder.join("dataset.yaml"), "title: T\n").unwrap();
    fs::write(folder.join("sources.yaml"), source).unwrap();
    let (mut rereader, mut rechecker) = (Rereader::default(), Rechecker::default());
    let mut looks = |actors: &str| {
        fs::write(folder.join("actors.yaml"), actors).unwrap();
        let reading = rereader.read(folder, Meter::none()).unwrap();
        let settings = Settings { meter: &METER, ..settings(Listed::Most) };
        let again = said(&reading, rechecker.check(&reading, &settings));
        let looks = METER.progress().and_then(|progress| progress.total).unwrap();
        let reading = Reading::from_folder(folder).unwrap();
        assert_eq!(again, said(&reading, check(&reading, &self::settings(Listed::Most))));
        looks
    };
    let (sound, broken) = (actors.concat(), actors.concat() + "- [\n");
    assert_eq!(looks(&sound), 62);
    assert_eq!(looks(&broken), 0);
    assert_eq!(looks(&broken.replace("A 7", "A seven")), 0);
    assert_eq!(looks(&sound), 0, "all are as they were");
    assert_eq!(looks(&broken), 0);
    assert_eq!(looks(&sound.replace("A 7", "A seven")), 1);
    assert_eq!(looks(&actors[..30].concat()), 2, "the last item may end otherwise when another follows");
}

#[test]
fn a_name_that_contains_that_of_another_is_seen_wherever_it_matters() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let evidence =
        "[{source: s, paragraph: 1, quote: Far North and B, supports: [supplier, recipient, stage]}]";
    let actors = "- {id: a, kind: state, name: North}\n- {id: b, kind: organization, name: B}\n";
    for (name, text) in [
        ("dataset.yaml", "title: T\n"),
        ("sources.yaml", "- {id: s, kind: other, title: S}\n"),
        (
            "transfers.yaml",
            &format!(
                "- {{id: t, kind: service, supplier: a, recipient: b, stage: planned, evidence: {evidence}}}\n"
            ),
        ),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    let (mut rereader, mut rechecker) = (Rereader::default(), Rechecker::default());
    for (other, is_said) in [
        ("", false),
        ("- {id: c, kind: state, name: Far North}\n", true),
        ("- {id: c, kind: state, name: Far North, part_of: a}\n", false),
        ("- {id: c, kind: state, name: Farther North}\n", false),
    ] {
        fs::write(folder.join("actors.yaml"), format!("{actors}{other}")).unwrap();
        let reading = rereader.read(folder, Meter::none()).unwrap();
        let again = rechecker.check(&reading, &settings(Listed::Every));
        assert_eq!(again.findings.iter().any(|finding| finding.code == "E007"), is_said, "{other}");
    }
}

#[test]
fn of_infos_the_first_are_shown_whoever_looks_at_the_records() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let cited = |fields: &str| format!("[{{source: s, supports: [{fields}]}}]");
    // Files of several types, of which the one with deals comes first and that with transfers last.
    let deals = |i: usize| {
        format!(
            "- {{id: d-{i}, title: D, parties: [a, b], stage: planned, evidence: {}}}\n",
            cited("parties, stage")
        )
    };
    let transfers = |i: usize| {
        format!(
            "- {{id: t-{i}, kind: service, supplier: a, recipient: b, stage: delivered, evidence: {}}}\n",
            cited("supplier, recipient, stage")
        )
    };
    for count in [[0, 20], [0, 21], [5, 16], [3, 400], [30, 400], [400, 3]] {
        let files = [
            ("dataset.yaml", "title: T\n".to_owned()),
            (
                "actors.yaml",
                "- {id: a, kind: organization, name: A}\n- {id: b, kind: organization, name: B}\n".to_owned(),
            ),
            (
                "sources.yaml",
                "- {id: s, kind: other, title: S}\n- {id: z, kind: other, title: Z}\n".to_owned(),
            ),
            ("deals.yaml", (0..count[0]).map(deals).collect()),
            ("transfers.yaml", (0..count[1]).map(transfers).collect()),
        ];
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        let reading = Reading::from_folder(folder).unwrap();
        let every = shown(&reading, check(&reading, &settings(Listed::Every)));
        assert_eq!(every.contains("more of E011"), count[0] + count[1] > 20, "{every}");
        for threads in [1, 2, 8] {
            let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let first = threads.install(|| shown(&reading, check(&reading, &settings(Listed::First(21)))));
            assert_eq!(first, every, "{count:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_second_check_is_a_first_one(
        dataset in select(DATASETS),
        rounds in vec(vec(edit(), 1..3), 1..12),
        listed in select(&[Listed::Every, Listed::Most][..]),
    ) {
        let settings = settings(listed);
        let first = files(dataset);
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let (mut rereader, mut rechecker) = (Rereader::default(), Rechecker::default());
        let (mut before, mut now) = (Files::new(), first.clone());
        for round in [Vec::new()].into_iter().chain(rounds) {
            for edit in &round {
                apply(edit, &first, &mut now);
            }
            write(folder, &before, &now);
            before.clone_from(&now);
            let mut reading = rereader.read(folder, Meter::none()).unwrap();
            if let Some(texts) = archive(&mut reading, folder) {
                let archive = rereader.archive(&reading.dataset, &texts).unwrap();
                reading.attach(archive, "archive");
            }
            let again = said(&reading, rechecker.check(&reading, &settings));
            let mut reading = Reading::from_folder(folder).unwrap();
            if let Some(texts) = archive(&mut reading, folder) {
                let archive = Archive::read(&reading.dataset, &texts).unwrap();
                reading.attach(archive, "archive");
            }
            let whole = said(&reading, check(&reading, &settings));
            prop_assert_eq!(again, whole, "{:?}", round);
        }
    }
}
