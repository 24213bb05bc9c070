//! The pages are the tests: every example of every page is read over the base dataset, and the page's
//! rule alone is run. A valid example gives nothing, an invalid one exactly one finding, whose
//! rendering is kept as a snapshot.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tallybook_check::{Baseline, RULES, Rule, Scope, Settings, Sql, check, check_in_parts};
use tallybook_diagnostics::render::{self, text::TextOptions};
use tallybook_diagnostics::{Finding, Meter, Report, Severity, Summary};
use tallybook_reader::{Archive, Reading};
use tallybook_schema::RecordType;
use tallybook_schema::value::Day;

/// The day that counts as today in every example.
fn today() -> Day {
    Day::new(2026, 1, 1).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn base() -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(root().join("base"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())
        })
        .collect()
}

/// One example: the files it adds to the base dataset.
#[derive(Default)]
struct Example {
    files: Vec<(String, String)>,
    line: usize,
}

/// The examples under a heading. Code blocks that follow each other belong to one example; text
/// between them starts another. ```` ```yaml transfers ```` names the table, or a path with a slash or
/// full stop in it. ```` ```text archive/report.txt ```` is an archived text, whose digest
/// `{{sha256}}` stands for in the other files.
fn examples(page: &str, heading: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    let mut joins = false;
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            inside = title == heading;
            joins = false;
        } else if let Some(info) = line.strip_prefix("```")
            && inside
        {
            let (language, name) = info.split_once(' ').unwrap_or((info, ""));
            let mut text = String::new();
            for (_, line) in lines.by_ref().take_while(|(_, line)| *line != "```") {
                text.push_str(line);
                text.push('\n');
            }
            let path = match name {
                "dataset" => "dataset.yaml".to_owned(),
                name if name.contains(['/', '.']) => name.to_owned(),
                name => format!("{name}/example.{language}"),
            };
            if !joins {
                examples.push(Example { files: Vec::new(), line: number + 1 });
            }
            let files = &mut examples.last_mut().unwrap().files;
            assert!(
                files.iter().all(|(known, _)| *known != path),
                "line {}: a second block for {path} in one example; put words between two examples",
                number + 1
            );
            files.push((path, text));
            joins = true;
        } else if !line.trim().is_empty() {
            joins = false;
        }
    }
    examples
}

fn run(rule: &Rule, example: &Example) -> (Reading, Vec<Finding>) {
    let mut files = base();
    let mut baseline = None;
    let mut archive = BTreeMap::new();
    let mut sha256 = String::new();
    for (path, text) in &example.files {
        if let Some(name) = path.strip_prefix("archive/") {
            archive.insert(name.to_owned(), unescape(text));
            sha256 = Sha256::digest(unescape(text)).iter().map(|byte| format!("{byte:02x}")).collect();
        }
    }
    for (path, text) in example.files.iter().filter(|(path, _)| !path.starts_with("archive/")) {
        if path == "baseline/example.json" {
            baseline = Some(self::baseline(text));
            continue;
        }
        // `\xNN` in an example stands for a byte that Markdown cannot hold.
        files.insert(path.clone(), unescape(&text.replace("{{sha256}}", &sha256)));
    }
    let mut reading = Reading::from_memory(files);
    let archive = Archive::from_memory(&reading.dataset, &archive);
    reading.attach(archive, "archive");
    let mut settings = Settings::new(today());
    settings.baseline = baseline;
    settings.select = vec![rule.info.code.to_owned()];
    if matches!(rule.scope, Scope::Waiver(_)) {
        settings.select.clear();
    }
    let mut findings = check(&reading, &settings).findings;
    findings.retain(|finding| finding.code == rule.info.code);
    (reading, findings)
}

/// What an earlier release published: ids by table, and columns with their types by table.
fn baseline(text: &str) -> Baseline {
    let value: Value = serde_json::from_str(text).unwrap();
    let contract = |key: &str| serde_json::from_value(value[key].clone()).unwrap_or_default();
    let ids: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_value(value["ids"].clone()).unwrap_or_default();
    let ids = ids.into_iter().map(|(table, ids)| (RecordType::from_plural(&table).unwrap(), ids)).collect();
    Baseline { ids, published: contract("published"), current: contract("current") }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("␛x") {
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(&after[..2], 16).unwrap());
        rest = &after[2..];
    }
    bytes.extend(rest.bytes());
    bytes
}

/// The findings as a person sees them.
fn show(reading: &Reading, findings: Vec<Finding>) -> String {
    let findings = reading.locate_findings(findings);
    let report = Report::new(&reading.files, findings, Summary::default(), RULES.iter().map(|r| &r.info));
    render::text::render(&report, &TextOptions { width: Some(100), ..TextOptions::default() })
}

#[test]
fn examples_are_what_they_say() {
    let mut failures = Vec::new();
    for rule in RULES {
        let code = rule.info.code;
        for (number, example) in examples(rule.info.page, "Valid").iter().enumerate() {
            let (reading, findings) = run(rule, example);
            if !reading.problems.is_empty()
                && !matches!(rule.scope, Scope::Reading(_) | Scope::Written { .. } | Scope::Worded { .. })
            {
                failures.push(format!(
                    "{code} valid {} (line {}): cannot be read: {:?}",
                    number + 1,
                    example.line,
                    reading.problems
                ));
            }
            if !findings.is_empty() {
                failures.push(format!(
                    "{code} valid {} (line {}):\n{}",
                    number + 1,
                    example.line,
                    show(&reading, findings)
                ));
            }
        }
        for (number, example) in examples(rule.info.page, "Invalid").iter().enumerate() {
            let (reading, findings) = run(rule, example);
            if !reading.problems.is_empty()
                && !matches!(rule.scope, Scope::Reading(_) | Scope::Written { .. } | Scope::Worded { .. })
            {
                failures.push(format!(
                    "{code} invalid {} (line {}): cannot be read: {:?}",
                    number + 1,
                    example.line,
                    reading.problems
                ));
            }
            if findings.len() != 1 {
                failures.push(format!(
                    "{code} invalid {} (line {}): {} findings\n{}",
                    number + 1,
                    example.line,
                    findings.len(),
                    show(&reading, findings)
                ));
                continue;
            }
            insta::assert_snapshot!(format!("{code}-{}", number + 1), show(&reading, findings));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What a rule finds in a dataset with its transfers in files of JSON Lines, read as a whole and part by part; `None` if
/// they cannot be read part by part.
fn in_both_ways(rule: &Rule, folder: &Path) -> Option<[Vec<String>; 2]> {
    let mut settings = Settings::new(today());
    settings.select = vec![rule.info.code.to_owned()];
    let (reading, stream) = Reading::from_folder_in_parts(folder, 0, Meter::none()).unwrap();
    let (in_parts, _) = check_in_parts(&reading, &stream?, &settings).ok()?;
    let whole = check(&Reading::from_folder(folder).unwrap(), &settings);
    Some([whole, in_parts].map(|outcome| {
        let mut findings: Vec<_> = outcome.findings.iter().map(|finding| format!("{finding:?}")).collect();
        findings.sort();
        findings
    }))
}

#[test]
fn the_same_is_found_in_transfers_that_are_read_part_by_part() {
    let folder = tempfile::tempdir().unwrap();
    let mut with_findings = BTreeSet::new();
    for rule in RULES {
        let code = rule.info.code;
        for example in ["Valid", "Invalid"].iter().flat_map(|heading| examples(rule.info.page, heading)) {
            let files = base().into_iter().chain(example.files.iter().map(|(p, t)| (p.clone(), unescape(t))));
            let mut files: BTreeMap<String, Vec<u8>> =
                files.filter(|(path, _)| !path.starts_with("transfers")).collect();
            // Two files, so that what belongs together stands in both.
            let mut lines = [String::new(), String::new()];
            for (number, transfer) in run(rule, &example).0.dataset.transfers.iter().enumerate() {
                lines[number.min(1)] += &(serde_json::to_string(transfer).unwrap() + "\n");
            }
            for (number, lines) in lines.into_iter().enumerate() {
                files.insert(format!("transfers/{number}.jsonl"), lines.into_bytes());
            }
            let dataset = folder.path().join(format!("{code}-{}", example.line));
            for (path, bytes) in files {
                let path = dataset.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            let Some([whole, in_parts]) = in_both_ways(rule, &dataset) else { continue };
            assert_eq!(in_parts, whole, "{code} at line {}", example.line);
            with_findings.extend((!whole.is_empty()).then_some(code));
        }
    }
    let across = RULES.iter().filter(|rule| matches!(rule.scope, Scope::Across { .. }));
    for code in across.map(|rule| rule.info.code) {
        assert!(with_findings.contains(code), "{code} finds nothing");
    }
    assert!(with_findings.len() > 50, "{with_findings:?}");
}

#[test]
fn the_base_of_the_examples_is_clean() {
    let reading = Reading::from_memory(base());
    let findings = check(&reading, &Settings::new(today())).findings;
    assert!(findings.is_empty(), "{}", show(&reading, findings));
}

#[test]
fn every_rule_is_listed_once_and_in_order() {
    let codes: Vec<_> = RULES.iter().map(|rule| rule.info.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted, "codes are unique and in order");

    let mut files: Vec<String> = fs::read_dir(root().join("src/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
        .collect();
    files.sort();
    let mut names: Vec<String> = RULES
        .iter()
        .map(|rule| format!("{}_{}", rule.info.code.to_lowercase(), rule.info.name.replace('-', "_")))
        .collect();
    names.sort();
    assert_eq!(files, names, "every file under rules/ is listed in RULES under its own name");
}

#[test]
fn every_rule_has_its_query_or_says_why_not() {
    for rule in RULES {
        let code = rule.info.code;
        assert!(rule.is_sql_settled(), "{code} has neither a query nor a reason");
        let name = format!("{}_{}", code.to_lowercase(), rule.info.name.replace('-', "_"));
        let beside = fs::read_to_string(root().join(format!("src/rules/{name}.sql"))).ok();
        match rule.in_sql() {
            Sql::Query(query) => {
                // What two rules ask may stand before it.
                let ends_so = beside.is_some_and(|beside| query.ends_with(&beside));
                assert!(ends_so, "{code}: the query beside the rule");
                assert!(
                    query.ends_with('\n') && !query.contains(";\n"),
                    "{code}: one query, without its end"
                );
                for column in ["record_type", "record_id", "path", "message"] {
                    assert!(query.contains(column), "{code}: no `{column}`");
                }
            }
            Sql::Not(why) => {
                assert_eq!(beside, None, "{code}: a query that is not registered");
                assert!(why.starts_with(char::is_lowercase) && !why.ends_with('.'), "{code}: {why}");
            }
        }
    }
}

#[test]
fn every_page_is_complete() {
    for rule in RULES {
        let info = rule.info;
        let page = info.page;
        assert!(page.starts_with(&format!("# {} {}\n", info.code, info.name)), "{}: title", info.code);
        for heading in ["Why it matters", "Valid", "Invalid", "How to fix it"] {
            assert!(page.contains(&format!("\n## {heading}\n")), "{}: no `## {heading}`", info.code);
        }
        for heading in ["Valid", "Invalid"] {
            assert!(!examples(page, heading).is_empty(), "{}: no example under {heading}", info.code);
        }
        assert!(
            !info.summary.ends_with('.') && !info.summary.starts_with(char::is_uppercase),
            "{}",
            info.code
        );
        assert!(Severity::ALL.contains(&info.severity));
    }
}
