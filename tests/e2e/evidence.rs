//! Evidence and archived texts as somebody who keeps a dataset works with them: a text is recorded, a fragment
//! is cited, the quotes are checked, and the exports say where they stand.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::{TODAY, files, root, tallybook};

/// The example in a folder of its own.
fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files(&root().join("examples/lantern-islands")) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    tallybook().current_dir(folder).args(args).output().unwrap()
}

#[track_caller]
fn succeeds(output: &Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Lines of a file that another version of it has not.
fn new_lines(old: &str, new: &str) -> Vec<String> {
    let old: Vec<&str> = old.lines().collect();
    new.lines().filter(|line| !old.contains(line)).map(str::to_owned).collect()
}

#[test]
fn what_is_cited_is_written_and_holds() {
    let folder = example();
    let path = folder.path().join("transfers.yaml");
    let before = fs::read_to_string(&path).unwrap();
    let cite = ["cite", "beacon-report", "60 craft … the Lantern Coastguard", "-d", ".", "--for", "craft"];
    let fields = ["--supports", "recipient", "--via", "dock-worker"];
    let answer = succeeds(&run(folder.path(), &[&cite[..], &fields].concat()));
    assert!(answer.contains("no rule finds fault with it"), "{answer}");
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(
        new_lines(&before, &after),
        ["      quote: \"60 craft … the Lantern Coastguard\"", "      supports: [recipient]"]
    );
    succeeds(&run(folder.path(), &["check", ".", "--strict", "--today", TODAY]));

    // Whom nobody described, nobody can have it from.
    let via = run(folder.path(), &[&cite[..], &["--supports", "recipient", "--via", "dock-workr"]].concat());
    assert_eq!(via.status.code(), Some(2));
    let why = String::from_utf8(via.stderr).unwrap();
    assert!(why.contains("did you mean `dock-worker`?"), "{why}");

    // Said again with more fields, it is the same piece of evidence.
    let fields = ["--supports", "recipient,total", "--via", "dock-worker"];
    succeeds(&run(folder.path(), &[&cite[..], &fields].concat()));
    let again = fs::read_to_string(&path).unwrap();
    assert_eq!(new_lines(&after, &again), ["      supports: [recipient, total]"]);
}

/// What cannot be judged by itself, as other evidence has a comment, is written all the same; two values of a field are not.
#[test]
fn evidence_beside_some_with_a_comment_is_written_once() {
    let folder = example();
    let path = folder.path().join("deals.yaml");
    let before = fs::read_to_string(&path).unwrap();
    let cite = [
        "cite",
        "vigie-report",
        "Saltmarsh Marine",
        "-d",
        ".",
        "--paragraph",
        "3",
        "--for",
        "craft-contract",
    ];
    let answer = succeeds(&run(folder.path(), &[&cite[..], &["--supports", "parties"]].concat()));
    assert!(answer.contains("beside the other evidence; by itself it was not judged"), "{answer}");
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(after.matches("Saltmarsh Marine").count(), before.matches("Saltmarsh Marine").count() + 1);

    // The same words by another chain are said to be there.
    let again = ["cite", "beacon-report", "40 Petrel-4 drones", "-d", ".", "--for", "craft#/items/0"];
    let answer = succeeds(&run(folder.path(), &[&again[..], &["--supports", "quantity"]].concat()));
    assert!(answer.contains("craft#/items/0 cites the same words already"), "{answer}");
    assert!(answer.contains("see /items/0/evidence/0\n"), "{answer}");

    let reports = ["--reports", "value=USD 61", "--reports", "value=USD 62"];
    let refused = run(folder.path(), &[&cite[..], &reports].concat());
    assert_eq!(refused.status.code(), Some(2));
    let why = String::from_utf8(refused.stderr).unwrap();
    assert!(why.contains("`value` cannot be reported as `USD 62`: the evidence reports `USD 61`"), "{why}");
    assert_eq!(fs::read_to_string(&path).unwrap(), after);
}

#[test]
fn a_text_is_recorded_and_held_against_its_quotes() {
    let folder = example();
    let sources = folder.path().join("sources.yaml");
    let recorded = fs::read_to_string(&sources).unwrap();
    let text = recorded.lines().position(|line| line == "  text:").unwrap();
    let without: Vec<&str> = recorded
        .lines()
        .enumerate()
        .filter(|(i, _)| !(text..text + 3).contains(i))
        .map(|(_, line)| line)
        .collect();
    fs::write(&sources, without.join("\n") + "\n").unwrap();
    let unchecked = succeeds(&run(folder.path(), &["check", ".", "--today", TODAY]));
    assert!(unchecked.contains("not checked"), "{unchecked}");

    let add = ["archive", "add", "beacon-report", "archive/beacon-report.txt", "-d", "."];
    let dry = succeeds(&run(folder.path(), &[&add[..], &["--dry-run"]].concat()));
    assert!(dry.contains("+    file: beacon-report.txt"), "{dry}");
    let added = succeeds(&run(folder.path(), &add));
    assert!(added.contains("quotes stand where their evidence says\n"), "{added}");
    assert!(!added.contains(" in it: "), "{added}");
    assert_eq!(fs::read_to_string(&sources).unwrap(), recorded);

    // A quote that stands in another paragraph than its evidence says is not where it should be.
    let transfers = folder.path().join("transfers.yaml");
    let right = fs::read_to_string(&transfers).unwrap();
    fs::write(&transfers, right.replacen("paragraph: 4", "paragraph: 3", 1)).unwrap();
    let moved = run(folder.path(), &add);
    assert_eq!(moved.status.code(), Some(1));
    let moved = String::from_utf8(moved.stdout).unwrap();
    assert!(moved.contains("elsewhere in it: \"40 Petrel-4 drones\" of transfer:"), "{moved}");
    fs::write(&transfers, right).unwrap();

    // A text that has none of the quotes is another one, and the record keeps its own.
    fs::write(folder.path().join("alien.txt"), "Another report.\n").unwrap();
    let alien = run(folder.path(), &["archive", "add", "beacon-report", "alien.txt", "-d", "."]);
    assert_eq!(alien.status.code(), Some(2));
    let why = String::from_utf8(alien.stderr).unwrap();
    assert!(why.contains("none of the 13 quotes of `beacon-report` stands in `alien.txt`"), "{why}");
    assert_eq!(fs::read_to_string(&sources).unwrap(), recorded);
    assert!(!folder.path().join("archive/alien.txt").exists());

    // One that loses some of them is recorded, and never put in the place of another.
    fs::write(folder.path().join("other.txt"), "Another report, of 40 Petrel-4 drones.\n").unwrap();
    let other = run(folder.path(), &["archive", "add", "beacon-report", "other.txt", "-d", "."]);
    assert_eq!(other.status.code(), Some(1));
    assert_eq!(
        fs::read_to_string(folder.path().join("archive/other.txt")).unwrap(),
        "Another report, of 40 Petrel-4 drones.\n"
    );
    let check = run(folder.path(), &["check", ".", "--today", TODAY]);
    assert_eq!(check.status.code(), Some(1));
    fs::create_dir(folder.path().join("new")).unwrap();
    fs::write(folder.path().join("new/other.txt"), "A third.\n").unwrap();
    let clash = run(folder.path(), &["archive", "add", "beacon-report", "new/other.txt", "-d", "."]);
    assert_eq!(clash.status.code(), Some(2));
    assert_eq!(
        fs::read_to_string(folder.path().join("archive/other.txt")).unwrap(),
        "Another report, of 40 Petrel-4 drones.\n"
    );
    let recorded = fs::read_to_string(&sources).unwrap();
    fs::write(folder.path().join("empty.txt"), "\u{feff} \n").unwrap();
    let empty = run(folder.path(), &["archive", "add", "beacon-report", "empty.txt", "-d", "."]);
    let why = String::from_utf8(empty.stderr).unwrap();
    assert!(why.contains("`empty.txt` has no text in it"), "{why}");
    assert_eq!(fs::read_to_string(&sources).unwrap(), recorded);
}

/// The option, the environment and the dataset name the archive, in this order; exports say where quotes stand.
#[test]
fn quotes_are_checked_and_exported() {
    let folder = example();
    let texts = tempfile::tempdir().unwrap();
    let texts = texts.path().join("texts");
    fs::rename(folder.path().join("archive"), &texts).unwrap();
    let texts = texts.to_str().unwrap();
    let exported = |args: &[&str], variable: Option<&str>| {
        let mut command = tallybook();
        command.current_dir(folder.path()).args(["export", ".", "--formats", "json", "--out"]);
        let out = tempfile::tempdir().unwrap();
        command.arg(out.path().join("out")).args(["--today", TODAY]).args(args);
        if let Some(variable) = variable {
            command.env("TALLYBOOK_ARCHIVE", variable);
        }
        let output = command.output().unwrap();
        let text = succeeds(&output);
        let rows = fs::read_to_string(out.path().join("out/json/evidence.jsonl")).unwrap();
        let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (text, rows)
    };
    let (text, rows) = exported(&[], None);
    assert!(text.contains("0 verified"), "{text}");
    assert!(rows.iter().all(|row| row["quote_verified"].is_null() && row["quote_start"].is_null()));
    for (args, variable) in [(&["--archive", texts][..], Some("nowhere")), (&[], Some(texts))] {
        let (text, rows) = exported(args, variable);
        assert!(text.contains("0 failed, 0 not checked"), "{text}");
        for row in rows.iter().filter(|row| row["quote"].is_string()) {
            assert_eq!(row["quote_verified"], true);
            let source = row["source_id"].as_str().unwrap();
            let text: Vec<char> =
                fs::read_to_string(Path::new(texts).join(format!("{source}.txt"))).unwrap().chars().collect();
            let position = |name: &str| usize::try_from(row[name].as_u64().unwrap()).unwrap();
            let found: String = text[position("quote_start")..position("quote_end")].iter().collect();
            let pieces: Vec<&str> = row["quote"].as_str().unwrap().split(" … ").collect();
            assert!(found.starts_with(&pieces[0][..2]), "{found}: {pieces:?}");
            let length = |text: &str| text.chars().count();
            assert!(pieces.len() > 1 || length(&found) == length(pieces[0]), "{found}: {pieces:?}");
        }
    }
    let nowhere = run(folder.path(), &["check", ".", "--archive", "nowhere"]);
    assert_eq!(nowhere.status.code(), Some(2));
}

/// A dataset may be handed on without its archived texts, and may then name anything as their folder.
#[test]
fn an_archive_that_is_no_folder_is_not_at_hand() {
    let folder = example();
    let path = folder.path().join("dataset.yaml");
    let manifest = fs::read_to_string(&path).unwrap();
    for other in ["archives", "sources.yaml", "sources.yaml/texts"] {
        fs::write(&path, manifest.replace("archive: archive", &format!("archive: {other}"))).unwrap();
        let output = run(folder.path(), &["check", "."]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(&format!("there is no folder {other}")), "{text}");
        assert!(text.contains("or write `archive: archive` in `dataset.yaml`"), "{text}");
    }
}

/// A slip in the name of a file leaves its quotes unchecked, which nobody is to overlook.
#[test]
fn a_file_that_can_be_meant_is_named() {
    let folder = example();
    let path = folder.path().join("sources.yaml");
    let sources = fs::read_to_string(&path).unwrap();
    for (file, expected) in [
        ("beacon-reprt.txt", "1 not at hand (beacon-reprt.txt [there is beacon-report.txt])"),
        ("beacon-report.html", "1 not at hand (beacon-report.html [there is beacon-report.txt])"),
        // Other sources name the files whose names are like these.
        ("vigie-report-2.txt", "1 not at hand (vigie-report-2.txt)"),
        ("elsewhere/beacon-report.txt", "1 not at hand (elsewhere/beacon-report.txt)"),
    ] {
        let slip = sources.replace("file: beacon-report.txt", &format!("file: {file}"));
        assert_ne!(slip, sources);
        fs::write(&path, slip).unwrap();
        let text = succeeds(&run(folder.path(), &["check", ".", "--today", TODAY]));
        assert!(text.contains(expected), "{text}");
    }
}
