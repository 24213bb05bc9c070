//! Large data: compressed JSON Lines, and exported tables in place of a dataset.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::Value;

use super::{TODAY, files, root, tallybook};

#[path = "../../benches/records.rs"]
mod records;

/// The miniature dataset with faults.
fn faulty(folder: &Path) {
    for (path, bytes) in files(&root().join("tests/miniature/dataset")) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    for (file, right, wrong) in [
        ("transfers/2021.yaml", "supplier: bouvet", "supplier: heard"),
        ("transfers/2021.yaml", "total: 160", "total: 60"),
        ("deals.yaml", "kits-deal", "kit-deal"),
    ] {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(right), "{file}: {right}");
        fs::write(path, text.replacen(right, wrong, 1)).unwrap();
    }
}

/// What many transfers between `giver` and `taker` need, by the `paper`.
fn write_others(write: &impl Fn(&str, &str)) {
    write("dataset.yaml", "title: Many\n");
    write("sources.yaml", "[{id: paper, kind: other, title: Paper}, {id: leaf, kind: other, title: Leaf}]\n");
    write(
        "actors.yaml",
        "[{id: giver, kind: organization, name: Giver}, {id: taker, kind: organization, name: Taker}]\n",
    );
}

fn checked(folder: &Path, what: &str) -> (Option<i32>, String) {
    let mut command = tallybook();
    command.current_dir(folder).args(["check", what, "--format", "json", "--all", "--today", TODAY]);
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// How often each rule finds something in each value.
fn found(report: &str) -> BTreeMap<String, usize> {
    let report: Value = serde_json::from_str(report).unwrap();
    let mut found = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let key =
            format!("{} {} {} {}", finding["code"], finding["record"], finding["path"], finding["waived"]);
        *found.entry(key).or_default() += 1;
    }
    found
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn compressed_lines_are_read_like_others() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("dataset");
    faulty(&dataset);
    let plain = dataset.join("transfers/ledger.jsonl");
    let bytes = fs::read(&plain).unwrap();
    let expected = checked(folder.path(), "dataset");
    assert_eq!(expected.0, Some(1), "{}", expected.1);
    fs::remove_file(&plain).unwrap();
    for (extension, packed) in [("gz", gzip(&bytes)), ("zst", zstd::encode_all(&bytes[..], 3).unwrap())] {
        let path = dataset.join(format!("transfers/ledger.jsonl.{extension}"));
        fs::write(&path, &packed).unwrap();
        let (status, report) = checked(folder.path(), "dataset");
        let report = report.replace(&format!("ledger.jsonl.{extension}"), "ledger.jsonl");
        assert_eq!((status, report), expected, "{extension}");

        // Nothing of a file that broke off counts, and it is said which.
        fs::write(&path, &packed[..packed.len() / 2]).unwrap();
        let (status, report) = checked(folder.path(), "dataset");
        assert_eq!(status, Some(1));
        assert!(report.contains("it cannot be unpacked"), "{report}");
        // Nobody knows which records it has, so that none that others name is missing.
        assert!(!report.contains("there is no transfer"), "{report}");

        // Another file is repaired beside it.
        fs::write(&path, &packed).unwrap();
        let deals = dataset.join("deals.yaml");
        let tidy = fs::read_to_string(&deals).unwrap();
        fs::write(&deals, tidy.replace("title: Ferries", "title: 'Ferries '")).unwrap();
        let output = tallybook().current_dir(folder.path()).args(["fix", "dataset"]).output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(fs::read_to_string(&deals).unwrap(), tidy.replace("Ferries", "'Ferries'"));
        fs::write(&deals, &tidy).unwrap();
        assert_eq!(fs::read(&path).unwrap(), packed);

        // Nothing is written into it.
        fs::write(&path, &packed).unwrap();
        let output = tallybook().current_dir(folder.path()).args(["fmt", "dataset"]).output().unwrap();
        let text =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("compressed"), "{text}");
        assert_eq!(fs::read(&path).unwrap(), packed);
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn exported_tables_are_checked_like_their_dataset() {
    let folder = tempfile::tempdir().unwrap();
    faulty(&folder.path().join("dataset"));
    let export = ["export", "--allow-errors", "--quiet", "--today", TODAY];
    let output = tallybook().current_dir(folder.path()).args(export).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (status, expected) = checked(folder.path(), "dataset");
    let exports = checked(folder.path(), "exports");
    assert_eq!((status, found(&expected)), (exports.0, found(&exports.1)));
    assert!(exports.1.contains("it stands in parquet/transfers.parquet, "), "{}", exports.1);
    assert_eq!(checked(folder.path(), "exports/parquet"), exports);
    for kind in ["csv", "json"] {
        let (status, report) = checked(folder.path(), &format!("exports/{kind}"));
        assert_eq!((status, found(&report)), (exports.0, found(&exports.1)), "{kind}");
        assert!(report.contains(&format!("it stands in {kind}/transfers.")), "{report}");
    }

    // What may have been edited is read cell by cell, which gives the same, letter by letter.
    let manifest = folder.path().join("exports/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let listed = text.find("parquet/transfers.parquet").unwrap();
    let digest = listed + text[listed..].find("\"sha256\": \"").unwrap() + 11;
    let other = if &text[digest..=digest] == "0" { "1" } else { "0" };
    fs::write(&manifest, [&text[..digest], other, &text[digest + 1..]].concat()).unwrap();
    assert_eq!(checked(folder.path(), "exports"), exports);
    fs::write(&manifest, text).unwrap();

    // What is no whole dataset is not judged as one.
    let part =
        ["export", "--allow-errors", "--quiet", "--tables", "transfers", "--out", "part", "--today", TODAY];
    tallybook().current_dir(folder.path()).args(part).output().unwrap();
    let output = tallybook().current_dir(folder.path()).args(["check", "part"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("holds a part of a dataset"), "{message}");
}

#[test]
fn many_exported_transfers_are_checked_in_parts_like_their_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("dataset");
    fs::create_dir(&dataset).unwrap();
    let write = |name: &str, text: &str| fs::write(dataset.join(name), text).unwrap();
    write_others(&write);
    let transfer = |n: usize| {
        let total = if n % 1000 == 7 { "1" } else { "9" };
        let facts = r#""itemisation":"partial","kind":"materiel","supplier":"giver","recipient":"taker","stage":"ordered""#;
        let supports = r#"["supplier","recipient","stage","total","itemisation"]"#;
        let evidence = format!(r#"[{{"source":"paper","supports":{supports}}}]"#);
        let items = r#"[{"quantity":"4","description":"drones","evidence":[{"source":"leaf","supports":["quantity","description"]}]}]"#;
        format!(
            "{{\"evidence\":{evidence},\"id\":\"t-{n}\",\"items\":{items},{facts},\"total\":\"{total}\"}}\n"
        )
    };
    write("transfers.jsonl", &(0..8_200).map(transfer).collect::<String>());
    let export = ["export", "--allow-errors", "--quiet", "--formats", "parquet", "--today", TODAY];
    tallybook().current_dir(folder.path()).args(export).output().unwrap();
    let check = |what: &str| {
        let mut command = tallybook();
        command.current_dir(folder.path()).args(["check", what, "--format", "json", "--today", TODAY]);
        serde_json::from_slice::<Value>(&command.output().unwrap().stdout).unwrap()
    };
    let (expected, tables) = (check("dataset"), check("exports"));
    assert_eq!(found(&expected.to_string()), found(&tables.to_string()));
    for part in ["records", "facts", "evidence", "findings"] {
        assert_eq!(tables["summary"][part], expected["summary"][part]);
    }
    // The rows are in the order of the ids, the findings in that of the records.
    let mut ids: Vec<String> = (0..8_200).map(|n| format!("t-{n}")).collect();
    ids.sort();
    let faulty = (0..8_200).filter(|n| n % 1000 == 7).map(|n| format!("t-{n}"));
    let expected: Vec<String> = faulty
        .map(|id| {
            let row = ids.binary_search(&id).unwrap() + 1;
            format!("{id}: it stands in parquet/transfers.parquet, cell AB{row} (total_text)")
        })
        .collect();
    let errors = tables["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "error");
    let cells: Vec<String> = errors
        .map(|finding| {
            let note = finding["notes"].as_array().unwrap().last().unwrap();
            format!("{}: {}", finding["record"]["id"].as_str().unwrap(), note.as_str().unwrap())
        })
        .collect();
    assert_eq!(cells, expected);
}

/// What every transfer has wrong, and what is worth a remark in each.
#[test]
fn a_flood_is_cut_short_and_counted() {
    const MANY: usize = 1500;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write_others(&write);
    let transfer = |n: usize| {
        let facts =
            r#""kind":"materiel","supplier":"giver","recipient":"taker","stage":"ordered","deal":"none""#;
        let evidence = r#"[{"source":"paper","supports":["supplier","recipient","stage","deal"]}]"#;
        format!("{{\"id\":\"t-{n}\",{facts},\"evidence\":{evidence}}}\n")
    };
    write("transfers.jsonl", &(0..MANY).map(transfer).collect::<String>());
    let run = |options: &[&str]| {
        let mut command = tallybook();
        command.current_dir(folder.path()).args(["check", ".", "--today", TODAY]).args(options);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let counts = |report: &str, code: &str| {
        let report: Value = serde_json::from_str(report).unwrap();
        let of_rule = report["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
        of_rule.map(|finding| finding["count"].as_u64().unwrap()).collect::<Vec<_>>()
    };

    // Errors are cut short for people only, infos in every format; the numbers are true in all.
    let text = run(&[]);
    assert_eq!(text.matches("error[R002]").count(), 20, "{text}");
    for line in
        ["and 1480 more of R002", "1,500  error    R002", "1,500  info     E011", "this is the first of 1500"]
    {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.contains("transfers.jsonl:1:"), "{text}");
    let json = run(&["--format", "json"]);
    assert_eq!((counts(&json, "R002"), counts(&json, "E011")), (vec![1; MANY], vec![MANY as u64]));
    let all = run(&["--format", "json", "--all"]);
    assert_eq!(counts(&all, "E011"), vec![1; MANY]);
    assert_eq!(run(&["--all"]).matches("error[R002]").count(), MANY);

    // What a waiver accepts is told apart one by one.
    write("dataset.yaml", "title: Many\nwaivers: [{code: E011, record: transfer:t-7, reason: A test.}]\n");
    assert_eq!(counts(&run(&["--format", "json"]), "E011"), vec![1; MANY]);
}

#[test]
fn large_datasets_are_exported_like_others() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    let export = |dataset: &str| {
        let options = ["--formats", "csv,json,parquet", "--out", "exports", "--today", TODAY];
        let mut command = tallybook();
        let output =
            command.current_dir(folder.path()).args(["export", dataset]).args(options).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let exports = files(&folder.path().join("exports"));
        fs::remove_dir_all(folder.path().join("exports")).unwrap();
        exports
    };
    for (path, text) in records::files(1_500) {
        for dataset in ["kept", "one", "packed", "several"] {
            if path != "transfers.jsonl" {
                write(&format!("{dataset}/{path}"), text.as_bytes());
                continue;
            }
            // Lines are enough for transfers not to be kept; those of a list are.
            assert!(text.len() > 1 << 20);
            let (first, second) = text.split_at(text[..text.len() / 2].rfind('\n').unwrap() + 1);
            match dataset {
                "kept" => {
                    let list = format!("[{}]", text.trim_end().replace('\n', ",\n"));
                    write("kept/transfers.json", list.as_bytes());
                }
                "one" => write("one/transfers.jsonl", text.as_bytes()),
                "packed" => write("packed/transfers.jsonl.gz", &gzip(text.as_bytes())),
                _ => {
                    write("several/transfers/a.jsonl", first.as_bytes());
                    write("several/transfers/b.jsonl", second.as_bytes());
                }
            }
        }
    }
    let expected = export("kept");
    assert!(expected.len() > 39, "{:?}", expected.keys());
    for dataset in ["one", "packed", "several"] {
        let exports = export(dataset);
        for (path, bytes) in &expected {
            assert!(exports.get(path) == Some(bytes), "{dataset}: {path}");
        }
        assert_eq!(exports.len(), expected.len());
    }
}

#[test]
fn nothing_is_exported_without_records_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("dataset");
    fs::create_dir(&dataset).unwrap();
    for (path, text) in records::files(1_500) {
        fs::write(dataset.join(path), text).unwrap();
    }
    let path = dataset.join("transfers.jsonl");
    let whole = fs::read_to_string(&path).unwrap();
    let export = |options: &[&str]| {
        let mut command = tallybook();
        command.current_dir(folder.path()).args([
            "export",
            "dataset",
            "--formats",
            "csv",
            "--out",
            "exports",
        ]);
        let output = command.args(["--today", TODAY]).args(options).output().unwrap();
        let is_written = folder.path().join("exports").exists();
        let _ = fs::remove_dir_all(folder.path().join("exports"));
        (is_written, String::from_utf8(output.stdout).unwrap())
    };
    // A file of so many is read part by part, and one of few as a whole.
    let few = whole.lines().take(50).map(|line| format!("{line}\n")).collect::<String>();
    for text in [whole, few] {
        for (broken, is_written) in [("", true), ("{\"id\":\n", false)] {
            fs::write(&path, text.clone() + broken).unwrap();
            for options in [["--allow-errors"].as_slice(), &["--allow-errors", "--select", "R001"]] {
                let (written, said) = export(options);
                assert_eq!(written, is_written, "{options:?} {said}");
                assert_eq!(said.contains("part of the dataset could not be read"), !is_written, "{said}");
            }
            assert!(!export(&["--select", "R001"]).0);
        }
    }
}
