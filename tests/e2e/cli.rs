//! The command line: whole sessions in `tests/cli/*.trycmd`, and what a session cannot show.
//!
//! `TRYCMD=overwrite cargo test -p tallybook --test e2e cli` writes the sessions anew; read the difference
//! before it is committed, and put back what it has spelled out of `[..]`.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde_json::Value;
use tallybook_schema::{RecordType, json_schema};

use super::{TODAY, root, tallybook};

#[test]
fn sessions_are_as_written() {
    trycmd::TestCases::new()
        .register_bin("tallybook", trycmd::cargo::cargo_bin!("tallybook"))
        // Wherever the tests run: the width of the help, and no annotations for a CI service.
        .env("COLUMNS", "100")
        .env("GITHUB_ACTIONS", "false")
        .case(root().join("tests/cli/*.trycmd"));
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = tallybook().args(["completions", shell]).output().unwrap();
        assert!(output.status.success(), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        for command in ["build", "check", "export", "show", "explain", "strict"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}

/// Whatever is waived, or not looked for: what could not be read was not checked.
#[test]
fn records_that_cannot_be_read_fail_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let status = |waivers: &str, actor: &str, args: &[&str]| {
        fs::write(folder.path().join("dataset.yaml"), format!("title: Test\nwaivers: [{waivers}]\n"))
            .unwrap();
        fs::write(folder.path().join("actors.yaml"), actor).unwrap();
        let output = tallybook().arg("check").arg(folder.path()).args(args).output().unwrap();
        output.status.code()
    };
    let (good, bad) =
        ("- {id: a, kind: organization, name: A}\n", "- {id: a, kind: organization, name: A, colour: red}\n");
    let waiver = "{code: S002, reason: known}";
    assert_eq!(status(waiver, good, &["--select", "S"]), Some(0));
    assert_eq!(status("", bad, &["--select", "S"]), Some(1));
    assert_eq!(status(waiver, bad, &["--select", "S"]), Some(1));
    assert_eq!(status("", bad, &["--select", "Q"]), Some(1));
    assert_eq!(status("", good, &["--select", "Q"]), Some(0));

    // The cause is named, too, whatever is chosen, and only that: a file in no record's place is none.
    let named = |args: &[&str]| {
        let output = tallybook().arg("check").arg(folder.path()).args(["-q"]).args(args).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    fs::write(folder.path().join("actor.yaml"), "[]\n").unwrap();
    assert_eq!(named(&["--select", "Q"]), "");
    status("", bad, &[]);
    for choice in [["--select", "Q"], ["--ignore", "S"]] {
        assert!(named(&choice).contains("there is no field `colour` here"), "{choice:?}");
    }
}

/// A code that says nothing, as a variable that is not set leaves it, would choose every rule.
#[test]
fn an_empty_code_chooses_no_rule() {
    for choice in ["", "E006,", ",", " "] {
        for option in ["--select", "--ignore"] {
            let output =
                tallybook().current_dir(root()).args(["check", "dataset", option, choice]).output().unwrap();
            let why = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{option} {choice:?}: {why}");
        }
    }
}

/// What `new` prints can be appended as it is: the checks then name what is still to be filled in.
#[test]
fn a_new_record_is_readable_as_it_is_printed() {
    for record_type in RecordType::ALL {
        let folder = tempfile::tempdir().unwrap();
        let report = check_with(folder.path(), record_type, &new(record_type));
        assert_eq!(report["summary"]["unread_records"], 0, "{record_type}: {report:#}");
        // Placeholders, no parties yet, references to nothing, nothing that refers to it, and what a state and
        // a source need beside the required fields.
        let expected =
            BTreeSet::from(["X004", "E014", "A008", "R002", "R004", "A003", "E010", "T001", "E011"]);
        let found = codes(&report);
        assert!(!found.is_empty() && found.is_subset(&expected), "{record_type}: {found:?}");
    }
}

/// With nothing commented out, it is still readable and has every field of its type.
#[test]
fn a_new_record_has_every_field() {
    for record_type in RecordType::ALL {
        let folder = tempfile::tempdir().unwrap();
        let record: String = new(record_type).lines().map(uncommented).collect();
        let report = check_with(folder.path(), record_type, &record);
        assert_eq!(report["summary"]["unread_records"], 0, "{record_type}: {report:#}");
        let schema = json_schema::record_schema(record_type);
        for field in schema["properties"].as_object().unwrap().keys().filter(|field| *field != "id") {
            assert!(record.contains(&format!("\n  {field}:")), "{record_type} has no {field}:\n{record}");
        }
    }
}

fn new(record_type: RecordType) -> String {
    let output = tallybook().args(["new", record_type.name(), "new-one"]).output().unwrap();
    assert!(output.status.success(), "{record_type}");
    String::from_utf8(output.stdout).unwrap()
}

fn uncommented(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    format!("{indent}{}\n", text.strip_prefix("# ").unwrap_or(text))
}

/// Starts a dataset, appends a record, and checks it. Gives the report for machines.
fn check_with(folder: &Path, record_type: RecordType, record: &str) -> Value {
    let dataset = folder.join("dataset");
    assert!(tallybook().arg("init").arg(&dataset).output().unwrap().status.success());
    let file = dataset.join(format!("{}.yaml", record_type.plural()));
    assert!(fs::read_to_string(&file).unwrap().ends_with('\n'));
    OpenOptions::new().append(true).open(&file).unwrap().write_all(record.as_bytes()).unwrap();
    let output =
        tallybook().args(["check", "--format", "json", "--today", TODAY]).arg(&dataset).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn codes(report: &Value) -> BTreeSet<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// A terminal that is shown JSON obeys no character of the data.
#[test]
fn hidden_characters_are_escaped_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("dataset.yaml", "title: T\n");
    write("actors.yaml", "[{id: north, kind: state, name: N}]\n");
    write(
        "sources.yaml",
        "[{id: paper, kind: other, title: \"a\\u202eb\", not_covered: [{paragraphs: 1, reason: \"a\\u202eb\"}]}]\n",
    );
    write(
        "statements.yaml",
        "[{id: said, speaker: north, act: assert, summary: \"a\\u202eb\", about: [{target: \"deal:trade\", stance: affirms}], evidence: [{source: paper, paragraph: 2, quote: \"a\\u202eb\", supports: [speaker]}]}]\n",
    );
    write("deals.yaml", "[{id: trade, title: T, parties: [north, south], stage: agreed}]\n");
    for command in ["timeline", "coverage", "check"] {
        let mut run = tallybook();
        run.args([command, "--format", "json"]).args((command != "check").then_some("-d")).arg(folder.path());
        let text = String::from_utf8(run.output().unwrap().stdout).unwrap();
        assert!(!text.contains('\u{202e}') && text.contains("\\u202e"), "{command}: {text}");
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{command}: {text}");
    }
}

/// What could not be read may cite what nothing else does.
#[test]
fn coverage_says_that_something_was_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let coverage = |format: &str| {
        let output =
            tallybook().args(["coverage", "--format", format, "-d"]).arg(folder.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    write("dataset.yaml", "title: T\n");
    write("sources.yaml", "[{id: paper, kind: other, title: T}]\n");
    assert!(!coverage("text").contains("could not be read"));
    assert_eq!(serde_json::from_str::<Value>(&coverage("json")).unwrap()["complete"], true);
    write("deals.yaml", "[{id: trade, title: T, parties: [north, south], stage: agred}]\n");
    assert!(coverage("text").contains("\n1 record could not be read, and may cite more paragraphs"));
    assert_eq!(serde_json::from_str::<Value>(&coverage("json")).unwrap()["complete"], false);
}

/// Of a name nobody knows whether one or several are meant, so that no verb follows it.
#[test]
fn a_timeline_says_what_is_done_before_by_whom() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("dataset.yaml", "title: T\n");
    write("actors.yaml", "[{id: officials, kind: organization, name: Officials of North}]\n");
    write("deals.yaml", "[{id: trade, title: T, parties: [officials, south], stage: agreed}]\n");
    write(
        "statements.yaml",
        "
- {id: first, speaker: officials, act: assert, date: 2022-01, summary: S, about: [{target: \"deal:trade\", stance: affirms}]}
- {id: second, speaker: officials, act: deny, date: 2022-02, summary: S, about: [{target: \"deal:trade\", stance: denies}]}
- {id: third, speaker: officials, act: assert, date: 2022-03, summary: S, about: [{target: \"deal:trade\", stance: mentions}]}
- {id: fourth, speaker: officials, act: retract, date: 2022-04, summary: S, retracts: [first], supersedes: [second, third]}
",
    );
    let timeline = |id: &str| {
        let output = tallybook().args(["timeline", id, "-d"]).arg(folder.path()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let done =
            text.lines().filter_map(|line| Some(line.split_once("2022-0")?.1.get(1..)?.trim().to_owned()));
        done.collect::<Vec<_>>()
    };
    let of_deal = [
        "affirmed by Officials of North (assert)",
        "denied by Officials of North (deny)",
        "mentioned by Officials of North (assert)",
        "first taken back and second, third replaced by Officials of North (retract)",
    ];
    assert_eq!(timeline("trade"), of_deal);
    let of_actor = ["assert", "deny", "assert", "retract"].map(|act| format!("Officials of North ({act})"));
    assert_eq!(timeline("officials"), of_actor);
}
