//! Laying out files: values, comments and the style guide stay, whatever order and indentation they had.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use tallybook_diagnostics::FileId;
use tallybook_reader::{Layout, Reading};

use crate::properties::JSON;

const MANIFEST: (&str, &str) = ("dataset.yaml", "title: T\n");

/// Lays out a file of a dataset that has no other; the path says what it holds.
fn layout(path: &str, text: &str) -> Layout {
    let alone = path.starts_with("dataset.");
    let reading = Reading::from_memory([MANIFEST, (path, text)].into_iter().skip(usize::from(alone)));
    reading.layout(FileId(u32::from(!alone)))
}

#[track_caller]
fn check(path: &str, text: &str, expected: &str) {
    assert_eq!(layout(path, text), Layout::Text(expected.to_owned()));
    assert_eq!(layout(path, expected), Layout::Text(expected.to_owned()), "laid out twice");
}

/// The files of the dataset and of the dataset that `init` starts.
fn samples() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths: Vec<PathBuf> = ["dataset", "crates/tallybook/src/init"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_datasets_that_people_learn_from_are_laid_out() {
    let samples = samples();
    assert!(samples.len() >= 14);
    for (path, text) in samples {
        assert_eq!(layout(&path, &text), Layout::Text(text.clone()), "{path}");
    }
}

#[test]
fn fields_records_and_comments_find_their_places() {
    check(
        "deals.yaml",
        "\u{feff}# yaml-language-server: $schema=x\r\n\r\n  # first\r\n  -   evidence: # why\r\n      # of it\r\n      - quote: it's # sic\r\n        source: s\r\n      # last\r\n      note: >-\r\n        A  b\r\n          c\r\n      # names\r\n      title: 'T'   # of course\r\n      id: a\r\n      stage:\r\n        agreed\r\n      parties: [b,\r\n        c]\r\n  # second\r\n  - {id: b, title: T, stage: agreed, parties: [b, c]}\r\n# end",
        &"# yaml-language-server: $schema=x\n\n# first\n- id: a\n  # names\n  title: 'T'   # of course\n  parties: [b,\n    c]\n  stage: agreed\n  # last\n  note: >-\n    A  b\n      c\n  evidence: # why\n    # of it\n    - source: s\n      quote: \"it's\" # sic\n\n# second\n- {id: b, title: T, stage: agreed, parties: [b, c]}\n# end\n".replace('\n', "\r\n"),
    );
}

#[test]
fn what_is_written_in_a_way_of_its_own_is_left_alone() {
    let rest = "title: T\nparties: [b, c]\nstage: agreed\n";
    for text in [format!("? id\n: a\n{rest}"), format!("id: a # b\rnote: c\n{rest}")] {
        let text = text.as_str();
        assert!(matches!(layout("deals.yaml", text), Layout::Unusual(_)), "{text}");
    }
    assert_eq!(layout("deals.yaml", "- id: a\n  tilte: T\n"), Layout::Unreadable);
    assert_eq!(layout("treaties.yaml", "[]"), Layout::NotData);
}

/// A record with a note that is moved from its beginning to its end, and how it is laid out.
#[track_caller]
fn check_note(note: &str, expected: &str) {
    check(
        "deals.yaml",
        &format!("- note: {note}\n  title: T\n  id: a\n  parties: [b, c]\n  stage: agreed\n"),
        &format!("- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n  note:{expected}\n"),
    );
}

#[test]
fn block_texts_keep_what_their_signs_count() {
    check_note("|2\n    x", " |\n    x");
    check_note("|1-\n     x\n   y", " |2-\n      x\n    y");
    check_note(">3\n\n      x", " >2\n\n     x");
    check_note(">-2 # why\n     x", " >2- # why\n     x");
    check_note("|+\n    x", " |\n    x");
    check_note("|+\n   x\n\n", " |+\n    x\n\n");
    check_note("|+\n", " |+\n");
    check_note("# why\n    >-\n     x", " # why\n    >-\n    x");
    check_note("\n   # why\n   # of it\n   >1-\n     x", "\n    # why\n    # of it\n    >2-\n      x");
}

#[test]
fn nothing_is_added_to_a_text_that_counts_its_empty_lines() {
    check(
        "deals.yaml",
        "- note: |+\n    x\n\n\n  id: a\n  title: T\n\n  evidence: []\n  parties: [b, c]\n  stage: agreed\n- {id: b, title: T, stage: agreed, parties: [b, c], note: n}\n- title: T\n  stage: agreed\n  parties: [b, c]\n  note: |+\n   x\n\n  # c\n  id: c\n# end",
        "- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n  note: |+\n    x\n\n\n  evidence: []\n\n- {id: b, title: T, stage: agreed, parties: [b, c], note: n}\n\n- # c\n  id: c\n  title: T\n  parties: [b, c]\n  stage: agreed\n  note: |+\n    x\n\n# end\n",
    );
}

#[test]
fn json_keeps_every_character_of_its_values() {
    check(
        "deals.json",
        "\u{feff}[{\"stage\":\"agreed\",\n\"title\" : \"T\\u0041\\/ é\", \"parties\":[\"b\",\"c\"],\"evidence\":[], \"i\\u0064\":\"a\"}]",
        "[\n  {\n    \"i\\u0064\": \"a\",\n    \"title\": \"T\\u0041\\/ é\",\n    \"parties\": [\n      \"b\",\n      \"c\"\n    ],\n    \"stage\": \"agreed\",\n    \"evidence\": []\n  }\n]\n",
    );
    check(
        "deals.jsonl",
        "\r\n  { \"title\": \"T\\u0041: ,\", \"id\": \"a\" , \"stage\":\"agreed\",\"parties\":[\"b\", \"c\"]}\r\n\n{\"id\":\"b\",\"title\":\"T\",\"parties\":[\"b\",\"c\"],\"stage\":\"agreed\"}",
        "{\"id\":\"a\",\"title\":\"T\\u0041: ,\",\"parties\":[\"b\",\"c\"],\"stage\":\"agreed\"}\n{\"id\":\"b\",\"title\":\"T\",\"parties\":[\"b\",\"c\"],\"stage\":\"agreed\"}\n",
    );
    check(
        "dataset.json",
        "{\"checks\":{\"limits\":{\"problems\":7, \"depth\":4}},\"title\":\"T\"}",
        "{\n  \"title\": \"T\",\n  \"checks\": {\n    \"limits\": {\n      \"depth\": 4,\n      \"problems\": 7\n    }\n  }\n}\n",
    );
    check("deals.json", " ", "");
    check("deals.jsonl", "\n\r\n", "");
}

#[test]
fn a_file_does_not_grow_past_the_limit() {
    let manifest = ("dataset.yaml", "title: T\nchecks: {limits: {file_bytes: 70}}\n");
    let text = r#"{"id":"a","title":"T","parties":["b","c"],"stage":"agreed"}"#;
    let reading = Reading::from_memory([manifest, ("deals.json", text)]);
    assert!(reading.problems.is_empty());
    assert!(matches!(reading.layout(FileId(1)), Layout::Unusual(_)));
}

/// The lines of a block in groups: each begins at `column`, with the comments before it.
fn groups(lines: &[String], column: usize) -> (Vec<String>, Vec<Vec<String>>) {
    let depth = |line: &String| line.len() - line.trim_start().len();
    let (mut head, mut groups, mut pending) = (Vec::new(), Vec::<Vec<String>>::new(), Vec::new());
    for line in lines {
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') && depth(line) == column {
            pending.push(line.clone());
        } else if depth(line) == column {
            pending.push(line.clone());
            groups.push(std::mem::take(&mut pending));
        } else if let Some(last) = groups.last_mut() {
            last.append(&mut pending);
            last.push(line.clone());
        } else {
            head.append(&mut pending);
            head.push(line.clone());
        }
    }
    match groups.last_mut() {
        Some(last) => last.append(&mut pending),
        None => head.append(&mut pending),
    }
    (head, groups)
}

/// A file with the fields of its records in another order, indented by more.
fn disturbed(text: &str, seed: &[usize], by: usize) -> String {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (head, records) = groups(&lines, 0);
    let mut out = head;
    for record in records {
        let start = record.iter().position(|line| line.starts_with("- ")).unwrap_or(record.len());
        out.extend(record[..start].iter().map(|line| indent(line, by)));
        let mut body: Vec<String> = record[start..].to_vec();
        let Some(first) = body.first_mut().filter(|line| !line.starts_with("- {")) else {
            out.extend(record[start..].iter().map(|line| indent(line, by)));
            continue;
        };
        first.replace_range(..1, " ");
        let (_, mut fields) = groups(&body, 2);
        for i in 0..fields.len() {
            let other = seed[i % seed.len()] % fields.len();
            fields.swap(i, other);
        }
        let (first_field, rest) = fields.split_first().unwrap();
        out.push(format!("{}-", " ".repeat(by)));
        out.extend(first_field.iter().chain(rest.iter().flatten()).map(|line| indent(line, by + 1)));
    }
    out.join("\n") + "\n"
}

fn indent(line: &str, by: usize) -> String {
    if line.is_empty() { String::new() } else { format!("{}{line}", " ".repeat(by)) }
}

fn comments(text: &str) -> Vec<String> {
    let mut comments: Vec<String> = text
        .lines()
        .filter_map(|line| Some(line[line.find("# ").filter(|at| !line[..*at].contains('"'))?..].to_owned()))
        .collect();
    comments.sort();
    comments
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_indentation_do_not_matter(
        seed in prop::collection::vec(0usize..100, 1..12),
        by in 0usize..5,
        which in 0usize..14,
        windows: bool,
    ) {
        let (path, text) = samples().swap_remove(which);
        prop_assume!(path != "dataset.yaml");
        let disturbed = disturbed(&text, &seed, by);
        let input = if windows { disturbed.replace('\n', "\r\n") } else { disturbed.clone() };
        let values = |text: &str| {
            let reading = Reading::from_memory([MANIFEST, (path.as_str(), text)]);
            assert!(reading.problems.is_empty(), "{path}: {:?}\n{text}", reading.problems);
            format!("{:?}", reading.dataset)
        };
        let Layout::Text(new) = layout(&path, &input) else {
            panic!("{path} is not laid out: {:?}\n{disturbed}", layout(&path, &input));
        };
        prop_assert_eq!(values(&new), values(&text));
        prop_assert_eq!(comments(&new), comments(&disturbed));
        prop_assert_eq!(layout(&path, &new), Layout::Text(new.clone()));
    }

    #[test]
    fn anything_is_survived(text in "[-:#a-c \n\r\t'\"|>{}\\[\\],+?12]{0,60}", ends: bool) {
        let end = if ends { "\n" } else { "" };
        let text = format!("title: T\ndescription: {text}{end}");
        survives("dataset.yaml", &text)?;
    }

    #[test]
    fn any_block_text_is_laid_out(
        style in prop::sample::select(&["|", ">"][..]),
        digit in prop::option::of(1usize..6),
        chomping in prop::sample::select(&["", "+", "-"][..]),
        lines in prop::collection::vec("[ ]{0,4}[a#\t]{0,2}", 0..6),
        comment in prop::sample::select(&["", " # why", "\n   # why\n   "][..]),
        place in 0usize..6,
        list: bool,
        ends: bool,
    ) {
        let (before, sign) = if comment.contains('\n') { (comment, "") } else { ("", comment) };
        let digits = digit.map_or(String::new(), |digit| digit.to_string());
        let mut note = format!("{before}{style}{digits}{chomping}{sign}");
        let column = if list { 2 } else { 0 };
        for line in &lines {
            note.push_str(&format!("\n{}{line}", " ".repeat(column + digit.unwrap_or(3))));
        }
        let mut fields = vec!["id: a".to_owned(), "title: T".to_owned(), "parties: [b, c]".to_owned(), "stage: agreed".to_owned(), "\nevidence: []".to_owned()];
        fields.insert(place, format!("note: {note}"));
        let mut text = String::new();
        for (i, field) in fields.iter().enumerate() {
            let (blank, field) = field.strip_prefix('\n').map_or(("", field.as_str()), |field| ("\n", field));
            let indent = if list { if i == 0 { "- " } else { "  " } } else { "" };
            text.push_str(&format!("{}{indent}{field}\n", if i == 0 { "" } else { blank }));
        }
        if list {
            text.push_str("- {id: b, title: T, parties: [b, c], stage: agreed}\n");
        }
        if !ends {
            text.pop();
        }
        let reading = Reading::from_memory([MANIFEST, ("deals.yaml", text.as_str())]);
        if reading.problems.is_empty() {
            let made = survives("deals.yaml", &text)?;
            prop_assert!(matches!(made, Layout::Text(_)), "{made:?}\n{text}");
        }
    }

    #[test]
    fn order_and_spaces_of_json_do_not_matter(
        lines: bool,
        which in any::<Index>(),
        seed in prop::collection::vec(0usize..100, 1..12),
        escaped: bool,
    ) {
        let (path, tidy) = which.get(&JSON[usize::from(!lines)]);
        let mut scrambled = Scrambled { seed: &seed, next: 0, escaped, out: String::new() };
        if lines {
            for line in tidy.lines() {
                scrambled.value(&serde_json::from_str(line).unwrap(), false);
                let end = ["\n", "\r\n", "\n\n"][scrambled.choose(3)];
                scrambled.out.push_str(end);
            }
        } else {
            scrambled.value(&serde_json::from_str(tidy).unwrap(), false);
        }
        let scrambled = scrambled.out;
        let made = survives(path, &scrambled)?;
        let Layout::Text(new) = made else { panic!("{path} is not laid out: {made:?}") };
        prop_assert_eq!(everything(path, &new), everything(path, tidy));
        prop_assert_eq!(scalars(&new), scalars(&scrambled));
        if !escaped {
            let [new, tidy] = [new.as_str(), tidy].map(|text| text.replace("\r\n", "\n"));
            prop_assert_eq!(layout(path, &new), layout(path, &tidy));
        }
    }
}

/// JSON written with its fields in any order, with any white space, and with needless escapes.
struct Scrambled<'s> {
    seed: &'s [usize],
    next: usize,
    escaped: bool,
    out: String,
}

impl Scrambled<'_> {
    fn choose(&mut self, among: usize) -> usize {
        self.next += 1;
        (self.seed[self.next % self.seed.len()] + self.next / self.seed.len()) % among
    }

    fn token(&mut self, token: &str) {
        self.out.push_str(token);
        let space = ["", "", " ", "\t "][self.choose(4)];
        self.out.push_str(space);
    }

    fn text(&mut self, text: &str) {
        let mut json = Value::from(text).to_string();
        if let Some(first) = text.chars().next().filter(|c| self.escaped && c.is_ascii_alphabetic()) {
            json.replace_range(1..2, &format!("\\u{:04x}", u32::from(first)));
        }
        self.token(&json);
    }

    /// The fields that a writer names, as under `reports`, have no order to be brought back to.
    fn value(&mut self, value: &Value, free: bool) {
        match value {
            Value::Array(items) => {
                self.token("[");
                for (i, item) in items.iter().enumerate() {
                    self.token(if i > 0 { "," } else { "" });
                    self.value(item, false);
                }
                self.token("]");
            }
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().collect();
                for i in (0..fields.len()).filter(|_| !free) {
                    let other = self.choose(fields.len());
                    fields.swap(i, other);
                }
                self.token("{");
                for (i, (name, value)) in fields.into_iter().enumerate() {
                    self.token(if i > 0 { "," } else { "" });
                    self.text(name);
                    self.token(":");
                    self.value(value, ["reports", "claims"].contains(&name.as_str()));
                }
                self.token("}");
            }
            Value::String(text) => self.text(text),
            _ => self.token(&value.to_string()),
        }
    }
}

/// The names and scalars of JSON in their own characters, sorted.
fn scalars(json: &str) -> Vec<&str> {
    let mut scalars = Vec::new();
    let mut rest = json;
    while let Some(start) = rest.find(|c: char| !c.is_whitespace() && !"[]{}:,".contains(c)) {
        rest = &rest[start..];
        let mut escaped = false;
        let end = if rest.starts_with('"') {
            let close = rest.char_indices().skip(1).find(|&(_, c)| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            close.unwrap().0 + 1
        } else {
            rest.find(|c: char| c.is_whitespace() || "[]{}:,".contains(c)).unwrap_or(rest.len())
        };
        scalars.push(&rest[..end]);
        rest = &rest[end..];
    }
    scalars.sort_unstable();
    scalars
}

/// Lays out a file, which must not change what it says, and must change nothing the second time.
fn survives(path: &str, text: &str) -> Result<Layout, TestCaseError> {
    let made = layout(path, text);
    prop_assert_ne!(&made, &Layout::Fault, "{}", text);
    if let Layout::Text(new) = &made {
        prop_assert_eq!(layout(path, new), Layout::Text(new.clone()), "{}", text);
        prop_assert_eq!(everything(path, new), everything(path, text), "{}", text);
    }
    Ok(made)
}

/// What a file says, and that nothing is wrong with it.
fn everything(path: &str, text: &str) -> String {
    let files = [MANIFEST, (path, text)].into_iter().skip(usize::from(path.starts_with("dataset.")));
    let reading = Reading::from_memory(files);
    format!("{:?} {:?}", reading.problems, reading.dataset)
}
