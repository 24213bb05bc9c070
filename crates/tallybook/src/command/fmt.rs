//! `tallybook fmt`: one layout for the files of a dataset.

use tallybook_reader::{Layout, Revised};

use crate::Verdict;
use crate::change;
use crate::cli::FmtArgs;
use crate::output::{Output, Style, hinted};
use crate::run::{self, shown};

pub(crate) fn run(args: &FmtArgs, output: &Output) -> anyhow::Result<Verdict> {
    let reading = run::read(&args.dataset)?;
    if reading.files.is_empty() {
        return Err(hinted(
            format!("`{}` has no file of a dataset", shown(&args.dataset)),
            "name the folder of the dataset, or start one with `tallybook init DIR`",
        ));
    }
    let mut changes: Vec<Revised> = Vec::new();
    let (mut text, mut laid_out, mut unreadable) = (String::new(), 0, 0);
    for (id, file) in reading.files.iter() {
        let path = shown(&args.dataset.join(file.path()));
        let note = |text: &mut String, why: &str| {
            text.push_str(&format!("{} {path}: {why}\n", output.style(Style::Yellow, "untouched")));
        };
        match reading.layout(id) {
            Layout::Text(new) if new == file.text() => laid_out += 1,
            Layout::Text(new) => {
                let (path, old) = (file.path().to_owned(), Some(file.text().to_owned()));
                changes.push(Revised { path, old, new });
            }
            Layout::NotData => {
                note(&mut text, "it holds no part of the dataset; `tallybook check` says more");
            }
            Layout::Unusual(what) => note(&mut text, &format!("it has {what}")),
            Layout::Unreadable => {
                unreadable += 1;
                note(&mut text, "it cannot be read without problems; `tallybook check` names them");
            }
            Layout::Fault => {
                return Err(hinted(
                    format!("`{path}` would not read the same afterwards, which is a fault of tallybook"),
                    "nothing was written; please report it with the file",
                ));
            }
        }
    }
    let verb = if args.check { "would change" } else { "changed" };
    if !args.check {
        change::write(&args.dataset, &changes)?;
    }
    for change in &changes {
        let path = shown(&args.dataset.join(&change.path));
        let line = format!("{} {path}\n", output.style(Style::Green, verb));
        text.push_str(if args.check { &line } else { output.unless_quiet(&line) });
    }
    text.push_str(output.unless_quiet(&format!("{laid_out} already laid out, {} {verb}\n", changes.len())));
    output.print(&text)?;
    let fails = unreadable > 0 || args.check && !changes.is_empty();
    Ok(if fails { Verdict::Findings } else { Verdict::Clean })
}
