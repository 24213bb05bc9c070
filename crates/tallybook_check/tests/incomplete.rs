//! What the rules say when not everything could be read, or not every rule is run: nothing that rests
//! on what is missing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use sha2::{Digest, Sha256};
use tallybook_check::{Outcome, Settings, check, is_chosen};
use tallybook_diagnostics::Finding;
use tallybook_reader::{Archive, Reading};
use tallybook_schema::value::Day;

/// What is found with rules that are selected by their codes.
fn outcome(files: &[(&str, &str)], texts: &[(&str, &str)], select: &[&str]) -> Outcome {
    let manifest = [("dataset.yaml", "title: Test\n")];
    let with_manifest = files.iter().all(|(path, _)| *path != "dataset.yaml");
    let files = files.iter().chain(manifest.iter().filter(|_| with_manifest)).copied();
    let mut reading = Reading::from_memory(files);
    let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let archive = Archive::from_memory(&reading.dataset, &texts);
    reading.attach(archive, "archive");
    let mut settings = Settings::new(Day::new(2026, 1, 1).unwrap());
    settings.select = select.iter().map(ToString::to_string).collect();
    let mut outcome = check(&reading, &settings);
    // What could not be read is said besides, whatever is selected.
    outcome.findings.retain(|finding| is_chosen(finding.code, &settings.select, &[]));
    outcome
}

/// The codes that are found, each once, in order.
fn codes(files: &[(&str, &str)], select: &[&str]) -> Vec<&'static str> {
    let mut codes: Vec<_> = outcome(files, &[], select).findings.iter().map(|f| f.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

const SERVICE: &str = "\
- {id: training, kind: service, supplier: north, recipient: south, stage: planned}
";

#[test]
fn what_could_not_be_read_is_said_whatever_is_selected() {
    let reading = Reading::from_memory([("actors.yaml", "- {id: a, colour: red}\n")]);
    for (select, ignore) in [(vec!["Q".to_owned()], vec![]), (vec![], vec!["S".to_owned()])] {
        let today = Day::new(2026, 1, 1).unwrap();
        let settings = Settings { select, ignore, ..Settings::new(today) };
        let found: Vec<_> = check(&reading, &settings).findings.iter().map(|finding| finding.code).collect();
        assert!(found.contains(&"S002"), "{found:?}");
    }
}

#[test]
fn a_record_that_could_not_be_read_is_not_called_missing() {
    let good = "- {id: north, kind: organization, name: North}\n";
    let unknown_field = "- {id: south, kind: organization, name: South, colour: red}\n";
    let both = format!("{good}{unknown_field}");
    assert_eq!(codes(&[("actors.yaml", good), ("transfers.yaml", SERVICE)], &["R"]), ["R002"]);
    assert!(codes(&[("actors.yaml", &both), ("transfers.yaml", SERVICE)], &["R"]).is_empty());
}

#[test]
fn a_record_without_its_dash_is_not_called_missing() {
    let of = |dash: &str| {
        let south = "id: south\n  kind: organization\n  name: South\n";
        let actors = format!("- id: north\n  kind: organization\n  name: North\n{dash} {south}");
        outcome(&[("actors.yaml", &actors), ("transfers.yaml", SERVICE)], &[], &["R", "S"])
    };
    let codes: Vec<_> = of(" ").findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["S005"]);
    assert!(of("-").findings.is_empty());
}

#[test]
fn a_description_that_is_not_there_has_no_empty_title() {
    let of = |files: &[(&str, &str)]| -> Vec<&'static str> {
        let files = files.iter().copied();
        let outcome = check(&Reading::from_memory(files), &Settings::new(Day::new(2026, 1, 1).unwrap()));
        outcome.findings.iter().map(|finding| finding.code).collect()
    };
    assert_eq!(of(&[("actors.yaml", "[]\n")]), ["S003"]);
    assert_eq!(of(&[("dataset.yaml", "title: \"\"\n")]), ["X007"]);
}

#[test]
fn a_record_without_readable_id_may_be_any_of_its_type() {
    let lines = "{\"id\": \"north\", \"kind\": \"organization\", \"name\": \"North\"}\n{\"id\": \"south\n";
    assert!(codes(&[("actors.jsonl", lines), ("transfers.yaml", SERVICE)], &["R"]).is_empty());
    let item = "- {id: batch, kind: materiel, supplier: north, recipient: south, stage: planned, items: [{equipment: heron, quantity: 1}]}\n";
    assert_eq!(codes(&[("actors.jsonl", lines), ("transfers.yaml", item)], &["R"]), ["R002"]);
}

#[test]
fn a_file_that_is_not_read_to_its_end_may_hold_any_record_of_its_type() {
    let wrong = "{\"id\": \"north\", \"kind\": \"organization\", \"name\": \"North\", \"colour\": \"red\"}\n";
    let south = "{\"id\": \"south\", \"kind\": \"organization\", \"name\": \"South\"}\n";
    let lines = format!("{}{south}", wrong.repeat(1001));
    let found = codes(&[("actors.jsonl", &lines), ("transfers.yaml", SERVICE)], &[]);
    assert!(found.contains(&"S009") && !found.contains(&"R002"), "{found:?}");
    let lines = format!("{}{}", wrong.repeat(10), south.replace("south", "west"));
    assert!(codes(&[("actors.jsonl", &lines), ("transfers.yaml", SERVICE)], &["R"]).contains(&"R002"));
}

#[test]
fn a_file_without_readable_ids_may_hold_any_record_of_its_type() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    for (path, text) in [("actors.json", deep.as_str()), ("actors.yaml", &deep), ("actors.yaml", "\"")] {
        assert!(codes(&[(path, text), ("transfers.yaml", SERVICE)], &["R"]).is_empty(), "{path}");
    }
    let utf16 = b"\xff\xfe[\0]\0";
    let reading = Reading::from_memory([
        ("dataset.yaml", &b"title: Test\n"[..]),
        ("actors.yaml", utf16),
        ("transfers.yaml", SERVICE.as_bytes()),
    ]);
    let found = check(&reading, &Settings::new(Day::new(2026, 1, 1).unwrap())).findings;
    assert!(found.iter().all(|finding| finding.code != "R002"), "{found:?}");
}

/// What is nearest is looked for among all ids that stand in the files.
#[test]
fn the_id_of_a_record_that_could_not_be_read_is_suggested() {
    let actors = "\
- {id: port-2, kind: organization, name: Two}
- {id: port-1, kind: organisation, name: One}
";
    let transfer = "- {id: training, kind: service, supplier: port-2, recipient: port-1x, stage: planned}\n";
    let found = outcome(&[("actors.yaml", actors), ("transfers.yaml", transfer)], &[], &["R002"]).findings;
    let help: Vec<_> = found.iter().filter_map(|finding| finding.help.as_deref()).collect();
    assert_eq!(help, ["add the actor, or write `port-1` if that is meant"]);
}

/// Where an id is malformed, it alone is at fault, and not what refers to it rightly.
#[test]
fn a_record_with_a_malformed_id_counts_under_the_id_that_is_meant() {
    for id in ["South", "so_uth", "s\u{43e}uth", "söuth"] {
        let meant = if id == "so_uth" { "so-uth" } else { "south" };
        let actors = format!(
            "- {{id: north, kind: organization, name: North}}\n- {{id: {id}, kind: organization, name: South}}\n"
        );
        let transfer = SERVICE.replace("south", meant);
        let files = [("actors.yaml", actors.as_str()), ("transfers.yaml", &transfer)];
        assert_eq!(codes(&files, &["R", "S"]), ["S004"], "{id}");
        let mistyped = transfer.replace(meant, &format!("{meant}x"));
        let found =
            outcome(&[("actors.yaml", &actors), ("transfers.yaml", &mistyped)], &[], &["R002"]).findings;
        let help: Vec<_> = found.iter().filter_map(|finding| finding.help.as_deref()).collect();
        assert_eq!(help, [format!("write `{meant}` if that is meant, or add the actor")]);
    }
    let actors =
        "- {id: north, kind: organization, name: North}\n- {id: ж, kind: organization, name: South}\n";
    assert_eq!(codes(&[("actors.yaml", actors), ("transfers.yaml", SERVICE)], &["R", "S"]), ["S004"]);
}

/// A repair never makes two records of one id, nor two fields of one name.
#[test]
fn what_is_there_already_is_not_suggested() {
    let repairs = |actors: &str| {
        let found = outcome(&[("actors.yaml", actors)], &[], &["S"]).findings;
        let help: Vec<_> = found.iter().map(|finding| finding.help.clone().unwrap_or_default()).collect();
        (found.iter().filter(|finding| finding.fix.is_some()).count(), help.join("; "))
    };
    let north = "- {id: north, kind: organization, name: North}\n";
    let capital = "- {id: North, kind: organization, name: Another}\n";
    assert_eq!(repairs(capital).0, 1);
    let taken = "choose an id that no other actor has; `north` is taken";
    assert_eq!(repairs(&format!("{north}{capital}")), (0, taken.to_owned()));
    assert_eq!(repairs(&format!("{capital}{capital}")), (0, format!("{taken}; {taken}")));
    // A reference to it is to be repaired.
    let part = "- {id: west, kind: organization, name: West, part_of: North}\n";
    assert_eq!(repairs(&format!("{north}{part}")).0, 1);

    assert_eq!(repairs("- {id: north, knd: organization, name: North}\n").0, 1);
    let (fixes, help) = repairs("- {id: north, kind: organization, knd: state, name: North}\n");
    assert_eq!((fixes, help.contains("`kind` stands here already")), (0, true), "{help}");
}

/// Which of two ids is meant, nobody knows.
#[test]
fn a_reference_is_repaired_only_if_one_id_is_nearest() {
    let actors = "\
- {id: port-1, kind: organization, name: One}
- {id: port-2, kind: organization, name: Two}
";
    let repairs = |recipient: &str| {
        let transfer = SERVICE.replace("north", "port-1").replace("south", recipient);
        let found =
            outcome(&[("actors.yaml", actors), ("transfers.yaml", &transfer)], &[], &["R002"]).findings;
        assert_eq!(found.len(), 1);
        found.iter().filter(|finding| finding.fix.is_some()).count()
    };
    assert_eq!(repairs("portt-2"), 1);
    let misspelt = SERVICE.replace("north", "harbour").replace("south", "harbour");
    let actors = "- {id: harbor, kind: organization, name: One}\n";
    let found = outcome(&[("actors.yaml", actors), ("transfers.yaml", &misspelt)], &[], &["R002"]).findings;
    assert!(found.len() == 2 && found.iter().all(|finding| finding.fix.is_none()), "{found:?}");
    assert!(found[0].help.as_deref().is_some_and(|help| help.contains("give that record the id `harbour`")));
    assert_eq!(repairs("port-3"), 0);
}

/// Of one id that is misspelt, several references tell, and none that names it.
#[test]
fn a_record_is_called_misspelt_only_if_nothing_uses_it_and_several_references_agree() {
    let helps = |actor: &str, transfers: &[&str]| -> Vec<String> {
        let actors = format!("- {{id: {actor}, kind: organization, name: One}}\n");
        let transfer = |(number, fields): (usize, &&str)| {
            format!("- {{id: t{number}, kind: service, stage: planned, {fields}}}\n")
        };
        let transfers: String = transfers.iter().enumerate().map(transfer).collect();
        let found =
            outcome(&[("actors.yaml", &actors), ("transfers.yaml", &transfers)], &[], &["R002"]).findings;
        found.iter().map(|f| format!("{} {}", f.help.as_deref().unwrap(), f.fix.is_some())).collect()
    };
    let both = "supplier: harbour, recipient: harbour";
    let misspelt = "nothing refers to `harbor`: if it is the one that is misspelt, give that record the id \
                    `harbour` false";
    let meant = "write `harbor` if that is meant, or add the actor true";
    assert_eq!(helps("harbor", &[both]), [misspelt, misspelt]);
    // Something uses it.
    assert_eq!(helps("harbor", &[both, "supplier: harbor, recipient: harbor"]), [meant, meant]);
    // Another actor is missing, and another record of this id.
    let other = "correct the id, or add the actor false";
    assert_eq!(helps("harbor", &["supplier: harbour, recipient: elsewhere"]), [meant, other]);
    let thing = "correct the id, or add the equipment false";
    let carried = "supplier: harbour, recipient: elsewhere, carrier: harbour";
    assert_eq!(helps("harbor", &[carried]), [meant, other, thing]);
    // A number that differs is no slip.
    let port = "add the actor, or write `port-1` if that is meant false";
    assert_eq!(helps("port-1", &["supplier: port-3, recipient: port-3"]), [port, port]);
}

/// An id that could not be made out may be the one that is meant.
#[test]
fn no_reference_is_repaired_while_ids_are_missing() {
    let actors = "- {id: north-port, kind: organization, name: North Port}\n";
    let repairs = |more: &str, supplier: &str| {
        let transfer = SERVICE.replace("north", supplier).replace("south", "north-port");
        let files = [("actors.yaml", actors), ("actors/more.yaml", more), ("transfers.yaml", &transfer)];
        let found = outcome(&files, &[], &["R002", "S004"]).findings;
        assert_eq!(found.len(), 1, "{found:?}");
        let help = found[0].help.clone().unwrap_or_default();
        assert!(help.contains("write `north-port` if that is"), "{help}");
        found[0].fix.is_some()
    };
    let (sound, broken) = ("- {id: west, kind: organization, name: West}\n", "- {id: west, kind: [\n");
    let incomplete = "- {id: west, kind: organization}\n";
    for slip in ["nort-port", "North Port"] {
        assert!(repairs(sound, slip) && repairs(incomplete, slip), "{slip}");
        assert!(!repairs(broken, slip), "{slip}");
    }
    let targets = |transfers: &str| {
        let deals = "- {id: west, title: West, parties: [north-port, north-port], stage: agreed}\n";
        let statements = "\
- {id: one, speaker: north-port, act: assert, summary: One., about: [{target: transfer:west, stance: affirms}]}
";
        let files = [
            ("actors.yaml", actors),
            ("deals.yaml", deals),
            ("statements.yaml", statements),
            ("transfers.yaml", transfers),
        ];
        let found = outcome(&files, &[], &["R003"]).findings;
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].fix.is_some()
    };
    assert!(targets(&SERVICE.replace("north", "north-port").replace("south", "north-port")));
    assert!(!targets("- {id: training, kind: [\n"));
}

#[test]
fn nothing_is_called_unused_while_something_is_missing() {
    let unused = "- {id: north, kind: organization, name: North}\n";
    assert_eq!(codes(&[("actors.yaml", unused)], &["R"]), ["R004"]);
    let unread = "- {id: batch, supplier: north}\n";
    assert!(codes(&[("actors.yaml", unused), ("transfers.yaml", unread)], &["R"]).is_empty());
}

#[test]
fn no_paragraph_is_called_uncovered_while_something_is_missing() {
    let digest: String = Sha256::digest("One.").iter().map(|byte| format!("{byte:02x}")).collect();
    let source = format!("- {{id: one, kind: other, title: T, text: {{file: one.txt, sha256: {digest}}}}}\n");
    let uncovered = |transfers: &str| {
        let files = [("sources.yaml", source.as_str()), ("transfers.yaml", transfers)];
        let outcome = outcome(&files, &[("one.txt", "One.")], &["E013"]);
        (outcome.findings.len(), outcome.summary.unread_records)
    };
    assert_eq!(uncovered(SERVICE), (1, 0));
    assert_eq!(uncovered(&SERVICE.replace("planned", "plannd")), (0, 1));
    assert_eq!(uncovered(&SERVICE.replace('}', "")), (0, 1));
}

#[test]
fn a_waiver_is_useless_only_if_its_rule_ran() {
    let manifest = "title: Test\nwaivers: [{code: R004, reason: It will be used.}]\n";
    assert_eq!(codes(&[("dataset.yaml", manifest)], &["W", "R"]), ["W001"]);
    assert!(codes(&[("dataset.yaml", manifest)], &["W", "X"]).is_empty());
    let off = format!("{manifest}checks: {{severity: {{R004: off}}}}\n");
    assert!(codes(&[("dataset.yaml", &off)], &["W", "R"]).is_empty());
}

/// The waivers that are called useless, and those of which nothing is said, with the reason.
fn judged(files: &[(&str, &str)], texts: &[(&str, &str)]) -> (usize, Vec<(&'static str, String)>) {
    let outcome = outcome(files, texts, &[]);
    let useless = outcome.findings.iter().filter(|finding| finding.code == "W001").count();
    (useless, outcome.summary.waivers_unjudged)
}

#[test]
fn a_waiver_is_not_judged_by_a_rule_that_saw_a_part() {
    let waivers = |codes: &[&str]| {
        let waivers: String =
            codes.iter().map(|code| format!("  - {{code: {code}, reason: It is known.}}\n")).collect();
        format!("title: Test\nwaivers:\n{waivers}")
    };
    let unjudged = |code: &'static str, why: &str| vec![(code, why.to_owned())];
    let manifest = waivers(&["E003"]);
    let digest: String = Sha256::digest("One.").iter().map(|byte| format!("{byte:02x}")).collect();
    let source = |name: &str| {
        format!("- {{id: {name}, kind: other, title: T, text: {{file: {name}.txt, sha256: {digest}}}}}\n")
    };
    let one = [("dataset.yaml", manifest.as_str()), ("sources.yaml", &source("one"))];
    assert_eq!(judged(&one, &[]), (0, unjudged("E003", "no archived text at hand")));
    assert_eq!(judged(&one, &[("one.txt", "One.")]), (1, Vec::new()));
    let two = source("one") + &source("two");
    let two = [("dataset.yaml", manifest.as_str()), ("sources.yaml", &two)];
    let part = unjudged("E003", "not every archived text at hand");
    assert_eq!(judged(&two, &[("one.txt", "One.")]), (0, part.clone()));
    assert_eq!(judged(&two, &[("one.txt", "One."), ("two.txt", "Another edition.")]), (0, part));

    let manifest = waivers(&["R006", "Q008"]);
    let nothing = [("dataset.yaml", manifest.as_str())];
    assert_eq!(judged(&nothing, &[]), (1, unjudged("R006", "no earlier release to compare with")));
    let manifest = waivers(&["Q008"]);
    let unread = [("dataset.yaml", manifest.as_str()), ("transfers.yaml", "- {id: batch}\n")];
    assert_eq!(judged(&unread, &[]), (0, unjudged("Q008", "not every record read")));
    let closed = format!("{manifest}checks: {{limits: {{file_bytes: 80}}}}\n");
    let unopened = [("dataset.yaml", closed.as_str()), ("transfers.yaml", &"# long\n".repeat(20))];
    assert_eq!(judged(&unopened, &[]), (0, unjudged("Q008", "not every record read")));
    let of_another = [("dataset.yaml", manifest.as_str()), ("transfer.yaml", "[]\n")];
    assert_eq!(judged(&of_another, &[]), (1, Vec::new()), "a file without a place holds no record");
}

/// What is wanted needs no word: a rule that somebody left out is not missed.
#[test]
fn a_waiver_of_a_rule_that_was_left_out_is_not_counted() {
    let manifest = "title: Test\nwaivers: [{code: Q008, reason: It is known.}]\n";
    let outcome = outcome(&[("dataset.yaml", manifest)], &[], &["W"]);
    assert!(outcome.findings.is_empty() && outcome.summary.waivers_unjudged.is_empty());
}

#[test]
fn of_a_description_that_cannot_be_read_nothing_counts_and_nothing_is_missed() {
    let found = |manifest: &str| outcome(&[("dataset.yaml", manifest)], &[], &["S", "X"]).findings;
    let codes = |manifest| found(manifest).iter().map(|f| f.code).collect::<Vec<_>>();
    assert_eq!(codes("title: ''\nlanguage: en\n"), ["X007"]);
    assert_eq!(codes("title: ''\nlanguage: english\n"), ["S004"]);
    let finding = &found("title: Test\nlanguage: english\n")[0];
    assert!(finding.notes.iter().any(|note| note.contains("no waiver")), "{finding:?}");

    // A field that is not known is left out, and everything else counts.
    let manifest = |waivers: &str| format!("title: Test\nlicense: CC0-1.0\nwaivers: [{waivers}]\n");
    let actors = ("actors.yaml", "- {id: a, kind: state, name: A}\n");
    let found = |waivers: &str| {
        let manifest = manifest(waivers);
        let files = [("dataset.yaml", manifest.as_str()), actors];
        let findings = outcome(&files, &[], &["S", "A003"]).findings;
        let voided = |f: &Finding| f.notes.iter().any(|note| note.contains("no waiver"));
        findings.iter().map(|f| (f.code, f.waived.is_some(), voided(f))).collect::<Vec<_>>()
    };
    assert_eq!(found(""), [("A003", false, false), ("S002", false, false)]);
    assert_eq!(found("{code: A003, reason: Soon}"), [("A003", true, false), ("S002", false, false)]);
}
