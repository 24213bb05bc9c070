//! A dataset that is read again after changes is what it would be if it were read for the first time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tallybook_diagnostics::{Finding, Located, Meter, Place, Severity};
use tallybook_reader::{Archive, Reading, Rereader};
use tallybook_schema::RecordType;

use crate::properties::REAL_FILES;

/// Everything that a reading says, in one text.
fn said(reading: &Reading) -> String {
    let mut said = format!("{:#?}\n{:#?}\n{:#?}\n", reading.dataset, reading.problems, reading.unread);
    for (id, file) in reading.files.iter() {
        said += &format!("{id:?} {} {:?}\n", file.path(), file.text());
    }
    let keys = RecordType::ALL.into_iter().flat_map(|t| (0..reading.dataset.count(t)).map(move |i| (t, i)));
    let places: Vec<Place> = keys.map(|(record_type, index)| Place::value(record_type, index, "")).collect();
    let locations = reading.locate(&places.iter().collect::<Vec<_>>());
    for (place, location) in places.iter().zip(locations) {
        said += &format!("{:?} {location:?}\n", reading.origin(place.record().unwrap()));
    }
    said
}

#[derive(Debug, Clone)]
enum Edit {
    /// Takes the bytes from here on out of a file, so many as are said.
    Cut(Index, Index, usize),
    /// Writes text into a file.
    Insert(Index, Index, &'static str),
    /// Takes items of a list out, so many as are said, or writes them twice.
    Items(Index, Index, usize, bool),
    /// Removes a file, or writes it as it was.
    Toggle(Index),
    /// Adds a file, or writes it again.
    Add(&'static str, &'static str),
}

fn edit() -> impl Strategy<Value = Edit> {
    let texts =
        select(vec!["x", "\n", "- {id: new}\n", "'", "checks: {limits: {problems: 1}}\n", "\u{feff}"]);
    let paths =
        select(vec!["deals/a.yaml", "deals/b.yml", "actors/more.jsonl", "stray.yaml", "dataset.json"]);
    let bodies = select(vec![
        "",
        "- {id: a, title: T}\n",
        "{\"id\":\"a\",\"name\":\"N\"}\n",
        "title: T\n",
        "[",
        "a: b",
    ]);
    prop_oneof![
        (any::<Index>(), any::<Index>(), 1..40_usize)
            .prop_map(|(file, at, bytes)| Edit::Cut(file, at, bytes)),
        (any::<Index>(), any::<Index>(), texts).prop_map(|(file, at, text)| Edit::Insert(file, at, text)),
        (any::<Index>(), any::<Index>(), 1..4_usize, any::<bool>())
            .prop_map(|(file, at, count, twice)| Edit::Items(file, at, count, twice)),
        any::<Index>().prop_map(Edit::Toggle),
        (paths, bodies).prop_map(|(path, body)| Edit::Add(path, body)),
    ]
}

fn apply(edit: &Edit, folder: &Path) {
    let real = |index: &Index| &REAL_FILES[index.index(REAL_FILES.len())];
    let now = |index: &Index| fs::read(folder.join(&real(index).0)).unwrap_or_default();
    match edit {
        Edit::Cut(file, at, bytes) => {
            let mut text = now(file);
            let from = at.index(text.len() + 1);
            text.drain(from..(from + bytes).min(text.len()));
            fs::write(folder.join(&real(file).0), text).unwrap();
        }
        Edit::Insert(file, at, more) => {
            let mut text = now(file);
            let from = at.index(text.len() + 1);
            text.splice(from..from, more.bytes());
            fs::write(folder.join(&real(file).0), text).unwrap();
        }
        Edit::Items(file, at, count, twice) => {
            let text = String::from_utf8_lossy(&now(file)).into_owned();
            let mut items: Vec<&str> = text.split_inclusive("\n- ").collect();
            let from = at.index(items.len() + 1);
            let until = (from + count).min(items.len());
            if *twice {
                items.extend_from_within(from..until);
            } else {
                items.drain(from..until);
            }
            fs::write(folder.join(&real(file).0), items.concat()).unwrap();
        }
        Edit::Toggle(file) => {
            let (path, text) = real(file);
            if fs::remove_file(folder.join(path)).is_err() {
                fs::write(folder.join(path), text).unwrap();
            }
        }
        Edit::Add(path, body) => {
            fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
            fs::write(folder.join(path), body).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn a_second_reading_is_a_first_one(edits in vec(vec(edit(), 1..3), 1..5), settled in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in REAL_FILES.iter() {
            fs::write(folder.path().join(path), text).unwrap();
        }
        let mut rereader = Rereader::default();
        let mut known = versions(&rereader.read(folder.path(), Meter::none()).unwrap());
        for round in edits {
            // Files of long ago are known by their time of change, others by their bytes.
            if settled {
                age(folder.path());
                rereader.read(folder.path(), Meter::none()).unwrap();
            }
            for edit in &round {
                apply(edit, folder.path());
            }
            let again = rereader.read(folder.path(), Meter::none()).unwrap();
            let first = Reading::from_folder(folder.path()).unwrap();
            prop_assert_eq!(said(&again), said(&first), "{:?}", round);
            let now = versions(&again);
            prop_assert!(now.iter().all(|(version, record)| known.get(version).is_none_or(|was| was == record)));
            known.extend(now);
        }
    }
}

/// The version of each record, with the record.
fn versions(reading: &Reading) -> BTreeMap<u64, String> {
    let of_type = |t: RecordType| {
        let versions = reading.versions(t);
        assert_eq!(versions.len(), reading.dataset.count(t));
        let record = move |i: usize| match t {
            RecordType::Source => format!("{:?}", reading.dataset.sources[i]),
            RecordType::Actor => format!("{:?}", reading.dataset.actors[i]),
            RecordType::Equipment => format!("{:?}", reading.dataset.equipment[i]),
            RecordType::Deal => format!("{:?}", reading.dataset.deals[i]),
            RecordType::Transfer => format!("{:?}", reading.dataset.transfers[i]),
            RecordType::Statement => format!("{:?}", reading.dataset.statements[i]),
        };
        versions.iter().enumerate().map(move |(i, &version)| (version, record(i)))
    };
    let versions: BTreeMap<u64, String> = RecordType::ALL.into_iter().flat_map(of_type).collect();
    assert_eq!(versions.len(), reading.dataset.len(), "each version is one record");
    versions
}

#[test]
fn of_a_list_only_what_has_changed_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("actors.yaml");
    let mut items: Vec<String> =
        (0..50).map(|i| format!("- id: actor-{i}\n  kind: state\n  name: \"A {i}\"\n")).collect();
    let mut rereader = Rereader::default();
    let mut new = |items: &[String], changed: &str| {
        let before = rereader.read(folder.path(), Meter::none()).map(|reading| versions(&reading)).unwrap();
        fs::write(&path, items.concat()).unwrap();
        let reading = rereader.read(folder.path(), Meter::none()).unwrap();
        assert_eq!(reading.dataset.actors.len() + reading.unread.len(), items.len(), "{changed}");
        let after = versions(&reading);
        assert!(after.iter().all(|(version, record)| before.get(version).is_none_or(|was| was == record)));
        after.keys().filter(|version| !before.contains_key(version)).count()
    };
    fs::write(folder.path().join("dataset.yaml"), "title: T\n").unwrap();
    fs::write(&path, "").unwrap();
    assert_eq!(new(&items, "all"), 50);
    assert_eq!(new(&items, "nothing"), 0);
    items[20] = items[20].replace("state", "person");
    assert_eq!(new(&items, "a value"), 1);
    items.insert(30, items[30].replace("30", "thirty"));
    assert_eq!(new(&items, "one more"), 1);
    items.drain(3..5);
    assert_eq!(new(&items, "two fewer"), 0);
    items[10] = items[10].replace("kind", "kin");
    assert_eq!(new(&items, "a fault"), 0);
    items[12] = items[12].replace("state", "person");
    assert_eq!(new(&items, "a value beside a fault"), 1);
    items[10] = items[10].replace("kin", "kind");
    assert_eq!(new(&items, "mended"), 1);
    items[2] = items[2].replace("state", "person");
    items[40] = items[40].replace("state", "person");
    assert_eq!(new(&items, "two values far apart"), 2);
    items.swap(5, 35);
    items[20] = items[20].replace("kind", "kin");
    assert_eq!(new(&items, "two in each other's place, around a fault"), 0);
    items.push("- id: last\n  kind: state\n  name: Last".to_owned());
    assert_eq!(new(&items, "one at the end"), 2, "the last item may end otherwise when another follows");

    // A text that does not parse has no records. Mended, it has those of before.
    let now = versions(&rereader.read(folder.path(), Meter::none()).unwrap());
    items[40] = items[40].replace("name", "note");
    for broken in ["- id: [\n", "- id: {\n", "- 'a\n"] {
        let text = items[..8].concat() + broken + &items[8..].concat();
        fs::write(&path, text).unwrap();
        let reading = rereader.read(folder.path(), Meter::none()).unwrap();
        assert_eq!(said(&reading), said(&Reading::from_folder(folder.path()).unwrap()));
        assert_eq!((reading.dataset.actors.len(), reading.unread.len()), (0, items.len()));
    }
    fs::write(&path, items.concat()).unwrap();
    let mended = versions(&rereader.read(folder.path(), Meter::none()).unwrap());
    assert_eq!(mended.keys().filter(|version| !now.contains_key(version)).count(), 0);
    assert_eq!(mended.len(), now.len() - 1, "one lacks its name");
}

/// Says of every file that it was changed an hour ago.
fn age(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            age(&path);
        } else {
            let then = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
            fs::File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
        }
    }
}

#[test]
fn archived_texts_are_read_again_when_they_change() {
    let folder = tempfile::tempdir().unwrap();
    let digest = tallybook_reader::digest(b"One.\n");
    let source = format!(
        "- id: a\n  title: A\n  kind: other\n  published: 2022\n  text: {{file: a.txt, sha256: {digest}}}\n"
    );
    let reading = Reading::from_memory([("dataset.yaml", "title: T\n"), ("sources.yaml", &source)]);
    assert_eq!(reading.dataset.sources.len(), 1, "{:?}", reading.problems);
    let dataset = reading.dataset;
    let mut rereader = Rereader::default();
    let mut at_hand = || {
        let again = rereader.archive(&dataset, folder.path()).unwrap();
        let first = Archive::read(&dataset, folder.path()).unwrap();
        let texts = |archive: &Archive| archive.text(0).map(|text| text.as_str().to_owned());
        assert_eq!(texts(&again), texts(&first));
        again.at_hand()
    };
    let text = folder.path().join("a.txt");
    assert_eq!(at_hand(), 0);
    for (bytes, expected) in [("One.\n", 1), ("Two.\n", 0), ("One.\n", 1)] {
        fs::write(&text, bytes).unwrap();
        assert_eq!(at_hand(), expected, "{bytes}");
        age(folder.path());
        assert_eq!([at_hand(), at_hand()], [expected; 2], "{bytes}");
    }
    fs::remove_file(text).unwrap();
    assert_eq!(at_hand(), 0);
}

/// Findings all over the dataset: the first of each rule are the same whether all have places or only these.
#[test]
fn the_first_findings_of_a_rule_are_found_without_the_others() {
    let files = REAL_FILES.iter().map(|(path, text)| (path.as_str(), text.as_slice()));
    let reading = Reading::from_memory(files);
    let mut findings = Vec::new();
    for record_type in RecordType::ALL.into_iter().rev() {
        for index in (0..reading.dataset.count(record_type)).rev() {
            for (code, pointer) in [("E001", "/id"), ("E001", ""), ("R001", "/evidence/0")] {
                let mut finding =
                    Finding::new(Place::value(record_type, index, pointer), format!("{pointer} {index}"));
                finding.code = code;
                findings.push(finding);
            }
        }
    }
    let all = reading.locate_findings(findings.clone());
    for limit in [1, 2, 7, 1000] {
        let some = reading.locate_first(findings.clone(), limit);
        assert_eq!(some.len(), all.len());
        assert_eq!(some.iter().filter(|located| located.primary.is_some()).count() < all.len(), limit < 1000);
        for code in ["E001", "R001"] {
            let first = |located: &[Located]| {
                let of_rule = located.iter().filter(|located| located.finding.code == code).take(limit);
                of_rule.map(|located| format!("{located:?}")).collect::<Vec<_>>()
            };
            assert_eq!(first(&some), first(&all), "{code} {limit}");
        }
    }
}

#[test]
fn on_a_line_the_gravest_finding_comes_first() {
    let actors = "- {id: a, name: A, kind: person}\n- id: b\n  name: B\n  kind: person\n";
    let reading = Reading::from_memory([("dataset.yaml", "title: T\n"), ("actors.yaml", actors)]);
    let found = [
        (0, "/id", Severity::Info),
        (0, "/name", Severity::Warning),
        (0, "/kind", Severity::Error),
        (1, "/id", Severity::Info),
        (1, "/name", Severity::Error),
        (1, "/kind", Severity::Info),
    ];
    let findings = found.map(|(index, pointer, severity)| {
        let finding = Finding::new(Place::value(RecordType::Actor, index, pointer), pointer);
        Finding { severity, ..finding }
    });
    let located = reading.locate_findings(findings.to_vec());
    let order: Vec<&str> = located.iter().map(|located| located.finding.message.as_str()).collect();
    assert_eq!(order, ["/kind", "/name", "/id", "/id", "/name", "/kind"]);
}
