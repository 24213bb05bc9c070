//! What the rules say when not everything could be read, or not every rule is run: nothing that rests
//! on what is missing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use tallybook_check::{Settings, check};
use tallybook_reader::Reading;
use tallybook_schema::value::Day;

/// The codes that are found, each once, in order.
fn codes(files: &[(&str, &str)], select: &[&str]) -> Vec<&'static str> {
    let manifest = [("dataset.yaml", "title: Test\n")];
    let with_manifest = files.iter().all(|(path, _)| *path != "dataset.yaml");
    let files = files.iter().chain(manifest.iter().filter(|_| with_manifest)).copied();
    let reading = Reading::from_memory(files);
    let mut settings = Settings::new(Day::new(2026, 1, 1).unwrap());
    settings.select = select.iter().map(ToString::to_string).collect();
    let mut codes: Vec<_> = check(&reading, &settings).findings.iter().map(|f| f.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

const SERVICE: &str = "\
- {id: training, kind: service, supplier: north, recipient: south, stage: planned}
";

#[test]
fn a_record_that_could_not_be_read_is_not_called_missing() {
    let good = "- {id: north, kind: organization, name: North}\n";
    let unknown_field = "- {id: south, kind: organization, name: South, colour: red}\n";
    let both = format!("{good}{unknown_field}");
    assert_eq!(codes(&[("actors.yaml", good), ("transfers.yaml", SERVICE)], &["R"]), ["R002"]);
    assert!(codes(&[("actors.yaml", &both), ("transfers.yaml", SERVICE)], &["R"]).is_empty());
}

#[test]
fn a_record_without_readable_id_may_be_any_of_its_type() {
    let lines = "{\"id\": \"north\", \"kind\": \"organization\", \"name\": \"North\"}\n{\"id\": \"south\n";
    assert!(codes(&[("actors.jsonl", lines), ("transfers.yaml", SERVICE)], &["R"]).is_empty());
    let item = "- {id: batch, kind: materiel, supplier: north, recipient: south, stage: planned, items: [{equipment: heron, quantity: 1}]}\n";
    assert_eq!(codes(&[("actors.jsonl", lines), ("transfers.yaml", item)], &["R"]), ["R002"]);
}

#[test]
fn nothing_is_called_unused_while_something_is_missing() {
    let unused = "- {id: north, kind: organization, name: North}\n";
    assert_eq!(codes(&[("actors.yaml", unused)], &["R"]), ["R004"]);
    let unread = "- {id: batch, supplier: north}\n";
    assert!(codes(&[("actors.yaml", unused), ("transfers.yaml", unread)], &["R"]).is_empty());
}

#[test]
fn a_waiver_is_useless_only_if_its_rule_ran() {
    let manifest = "title: Test\nwaivers: [{code: R004, reason: It will be used.}]\n";
    assert_eq!(codes(&[("dataset.yaml", manifest)], &["W", "R"]), ["W001"]);
    assert!(codes(&[("dataset.yaml", manifest)], &["W", "X"]).is_empty());
    let off = format!("{manifest}checks: {{severity: {{R004: off}}}}\n");
    assert!(codes(&[("dataset.yaml", &off)], &["W", "R"]).is_empty());
}
