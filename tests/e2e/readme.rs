//! What README.md and the tour of the example show is what happens.
//!
//! * The commands of its ```` ```console ```` blocks are run, one after the other, in a folder that has a
//!   copy of `dataset/`, or of the example; each has to succeed.
//! * A ```` ```text ```` block is the output of the last command above it. Where it is not, a comment right
//!   above it says what it is: `` <!-- output of `tallybook …`, last paragraph -->`` (or `first paragraph`,
//!   `paragraphs 2 to 3`, or nothing for all of it), and perhaps: `` with `new` for `old` in `dataset/transfers.yaml` ``.
//! * The records in ```` ```yaml ```` blocks can be read, and are those of the dataset.
//!
//! Its Python is run by `tests/readers/test_readme.py`.
//!
//! `TALLYBOOK_BLESS=1 cargo test -p tallybook --test e2e readme` writes the outputs anew; read the difference
//! before it is committed.

use std::fs;
use std::ops::Range;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};
use tallybook_reader::Reading;
use tallybook_schema::{Dataset, RecordType};
use tempfile::TempDir;

use super::{TODAY, difference, files, root, tallybook};

/// A page with commands, and the folder that they are about.
#[derive(Clone, Copy)]
struct Page {
    path: &'static str,
    folder: &'static str,
}

const README: Page = Page { path: "README.md", folder: "dataset" };
const TOUR: Page = Page { path: "examples/README.md", folder: "examples/lantern-islands" };

/// A fenced block.
struct Block {
    /// The line of its fence, from 1.
    line: usize,
    /// The word behind the fence.
    language: String,
    /// The comment right above it.
    comment: Option<String>,
    /// Where its text stands.
    range: Range<usize>,
}

fn blocks(readme: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut comment = None;
    let mut offset = 0;
    for (number, line) in readme.split_inclusive('\n').enumerate() {
        let text = line.trim_end();
        match (text.strip_prefix("```"), open.take()) {
            (Some(_), Some(mut block)) => {
                block.range.end = offset;
                blocks.push(block);
            }
            (Some(language), None) => {
                let start = offset + line.len();
                let language = language.to_owned();
                open =
                    Some(Block { line: number + 1, language, comment: comment.take(), range: start..start });
            }
            (None, still_open) => {
                comment = text.starts_with("<!-- output of ").then(|| text.to_owned());
                open = still_open;
            }
        }
        offset += line.len();
    }
    assert!(open.is_none(), "the last block is not closed");
    blocks
}

/// A folder with a copy of the folder of a page, in which commands are run.
struct Session {
    folder: TempDir,
}

impl Session {
    fn new(page: Page) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for from in [root().join(page.folder), root().join("examples")] {
            for (path, bytes) in files(&from) {
                let copy = folder.path().join(from.file_name().unwrap()).join(path);
                fs::create_dir_all(copy.parent().unwrap()).unwrap();
                fs::write(copy, bytes).unwrap();
            }
        }
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command of the README; `None` if it is none of the program's. Gives whether it succeeded, and
    /// what it prints with the day of the run taken out of it.
    fn run(&self, command: &str) -> Option<(bool, String)> {
        let arguments =
            command.strip_prefix("tallybook ").or_else(|| command.strip_prefix("cargo run --release -- "))?;
        let output = tallybook().args(words(arguments)).current_dir(self.path()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        let dayless = text.split_inclusive('\n').map(|line| match line.split_once(" rules, as of ") {
            Some((before, _)) => format!("{before} rules, as of {TODAY}\n"),
            None => line.to_owned(),
        });
        Some((output.status.success(), dayless.collect()))
    }
}

/// The words of a command: apart at spaces that do not stand between double quotes.
fn words(arguments: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in arguments.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(character),
        }
    }
    words
}

#[test]
fn outputs_are_as_shown() {
    compare_outputs(README);
}

#[test]
fn outputs_of_the_tour_are_as_shown() {
    compare_outputs(TOUR);
}

fn compare_outputs(page: Page) {
    let name = page.path;
    let path = root().join(name);
    let readme = fs::read_to_string(&path).unwrap();
    let session = Session::new(page);
    let mut last = None;
    let mut real = readme.clone();
    let mut stale = Vec::new();
    // From the last block to the first, so that the ranges of those before stay true.
    let mut outputs: Vec<(Block, String)> = Vec::new();
    for block in blocks(&readme) {
        match (block.language.as_str(), &block.comment) {
            ("console", None) => {
                for line in readme[block.range].lines() {
                    let Some(command) = line.strip_prefix("$ ") else {
                        panic!("{name}:{}: the output goes into a text block of its own", block.line);
                    };
                    let Some((success, output)) = session.run(command) else { continue };
                    assert!(success, "{name}:{}: `{command}` fails\n{output}", block.line);
                    last = Some(output);
                }
            }
            ("text", Some(comment)) => {
                let output = described(page, comment, block.line);
                outputs.push((block, output));
            }
            ("text", None) => {
                let Some(output) = last.take() else {
                    panic!("{name}:{}: no command above prints this; say which in a comment", block.line);
                };
                outputs.push((block, output));
            }
            _ => {}
        }
    }
    for (block, output) in outputs.iter().rev() {
        if let Some(difference) = difference(readme[block.range.clone()].as_bytes(), output.as_bytes()) {
            stale.push(format!("{name}:{}\n{difference}", block.line));
            real.replace_range(block.range.clone(), output);
        }
    }
    assert!(!outputs.is_empty(), "{name} shows no output at all");
    if std::env::var_os("TALLYBOOK_BLESS").is_some() {
        fs::write(path, real).unwrap();
    } else {
        assert!(
            stale.is_empty(),
            "not what is printed; see the top of tests/e2e/readme.rs\n{}",
            stale.join("\n")
        );
    }
}

/// The output that a comment describes.
fn described(page: Page, comment: &str, line: usize) -> String {
    let name = page.path;
    let session = Session::new(page);
    let parts: Vec<&str> = comment.split('`').skip(1).step_by(2).collect();
    let command = match parts.as_slice() {
        [command] => command,
        [command, new, old, file] => {
            let file = session.path().join(file);
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.contains(old), "{name}:{line}: there is no `{old}` any more");
            fs::write(&file, text.replacen(old, new, 1)).unwrap();
            command
        }
        _ => panic!("{name}:{line}: a comment that says nothing: {comment}"),
    };
    let Some((_, output)) = session.run(command) else {
        panic!("{name}:{line}: `{command}` is not run here")
    };
    let paragraphs: Vec<&str> = output.trim_end().split("\n\n").collect();
    let shown = if comment.contains("first paragraph") {
        &paragraphs[..1]
    } else if comment.contains("last paragraph") {
        &paragraphs[paragraphs.len() - 1..]
    } else if let Some((_, run)) = comment.split_once("paragraphs ") {
        let mut numbers = run.split(' ').filter_map(|word| word.parse::<usize>().ok());
        &paragraphs[numbers.next().unwrap() - 1..numbers.next().unwrap()]
    } else {
        &paragraphs
    };
    format!("{}\n", shown.join("\n\n"))
}

#[test]
fn records_are_those_of_the_dataset() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let dataset = Reading::from_folder(&root().join("dataset")).unwrap().dataset;
    let mut shown = 0;
    for block in blocks(&readme).iter().filter(|block| block.language == "yaml") {
        let text = &readme[block.range.clone()];
        if !text.starts_with("- id: ") {
            continue;
        }
        let read = RecordType::ALL.into_iter().find_map(|record_type| {
            let file = format!("{}.yaml", record_type.plural());
            let reading = Reading::from_memory([("dataset.yaml", "title: README"), (&file, text)]);
            reading.problems.is_empty().then_some((record_type, reading.dataset))
        });
        let Some((record_type, read)) = read else {
            panic!("README.md:{}: a record that cannot be read as any type", block.line);
        };
        let all = records(&dataset, record_type);
        for record in records(&read, record_type) {
            shown += 1;
            let known = all.iter().find(|known| known["id"] == record["id"]);
            if let Some(known) = known {
                assert!(
                    is_part_of(&record, known),
                    "README.md:{}: not the record of the dataset\n{record:#}\n{known:#}",
                    block.line
                );
            }
        }
    }
    assert!(shown > 0, "README.md shows no record at all");
}

fn records(dataset: &Dataset, record_type: RecordType) -> Vec<Value> {
    fn values<T: Serialize>(records: &[T]) -> Vec<Value> {
        records.iter().map(|record| json!(record)).collect()
    }
    match record_type {
        RecordType::Source => values(&dataset.sources),
        RecordType::Actor => values(&dataset.actors),
        RecordType::Equipment => values(&dataset.equipment),
        RecordType::Deal => values(&dataset.deals),
        RecordType::Transfer => values(&dataset.transfers),
        RecordType::Statement => values(&dataset.statements),
    }
}

/// Whether a value is another one, with parts left out.
fn is_part_of(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|whole| is_part_of(value, whole)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            let mut whole = whole.iter();
            part.iter().all(|value| whole.any(|whole| is_part_of(value, whole)))
        }
        _ => part == whole,
    }
}
