//! The export for people: `README.md`, with what the dataset is, how to load it, and the data
//! dictionary with values from its own rows.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::counting::counting;
use super::diagram::diagram;
use super::dictionary::{READING, Written, sections};
use super::loading::{OPENING, loaded_from, loading};
use super::markdown::{cell, code, plain};
use super::{CHECKSUMS, MANIFEST, Selection, Subject, citation, licence};
use crate::made::Made;
use crate::metadata::{EXPORT_VERSION, Metadata};
use crate::selection::Count;
use crate::table::Table;

/// What an export of the knowledge of a day holds.
const KNOWN_BY_THEN: &str = "only what had been said and published by then, without remarks of the editor. A value that a \
     record cannot be without stays, and `facts` says whether a source supports it";

/// Writes the README for the files before it.
pub(super) fn write(subject: &Subject<'_>, made: &[Made], out: &mut dyn Write) -> io::Result<()> {
    let tables: Vec<&'static Table> = subject.tables().iter().map(|data| data.table).collect();
    let mut text = about(&subject.metadata);
    text += &part(subject);
    text += &files(subject, made);
    text += &loading(subject, made);
    text += &counting(subject);
    text += "\n## How the tables hang together\n\n\
             The column at the blunt end of a line holds ids of the table at its other end.\n\n";
    text += &diagram(&tables);
    text += "\n## How to read the values\n\n";
    text += READING;
    text += &sections(&tables, Written::Here, |table, column| {
        let described = subject.tables().iter().find(|described| described.table.name == table.name)?;
        described.example(&column.name).map(str::to_owned)
    });
    out.write_all(text.as_bytes())
}

/// What the dataset says of itself.
fn about(metadata: &Metadata) -> String {
    let mut text = format!(
        "# {}\n\n<!-- Made by `tallybook` with the files beside it; changes to it are overwritten. -->\n",
        cell(&metadata.title)
    );
    if let Some(description) = &metadata.description {
        let _ = write!(text, "\n{}\n", plain(description.trim()));
    }
    let licence = metadata.licence.as_deref().map(|id| match licence::known(id) {
        Some(known) => format!("[{}]({}), {}", known.id, known.address, known.title),
        None => cell(id),
    });
    let facts = [
        ("version", metadata.version.as_deref().map(cell)),
        ("as of", metadata.as_of.map(|day| format!("{day}: {KNOWN_BY_THEN}"))),
        ("do not publish", metadata.faults.as_ref().map(|faults| format!("**{}**", cell(faults)))),
        ("licence", licence),
        ("made by", (!metadata.creators.is_empty()).then(|| cell(&metadata.creators.join("; ")))),
        ("published at", metadata.homepage.as_ref().map(|homepage| format!("<{homepage}>"))),
        ("language of notes", metadata.language.as_deref().map(cell)),
        ("cite as", Some(cell(&citation(metadata)))),
        ("version of the tables", Some(EXPORT_VERSION.to_string())),
    ];
    text += "\n| | |\n| --- | --- |\n";
    for (name, value) in facts {
        if let Some(value) = value {
            let _ = writeln!(text, "| {name} | {value} |");
        }
    }
    text
}

/// Which part of the dataset is exported, so that nobody takes it for the whole.
fn part(subject: &Subject<'_>) -> String {
    let Selection { tables, selected } = &subject.selection;
    let mut text = String::new();
    if let Some(selected) = selected {
        let conditions: Vec<_> = selected.conditions.iter().map(|condition| code(condition)).collect();
        let _ = write!(
            text,
            "Only records that meet {}, and what belongs to them: of {} {}, {} do",
            conditions.join(" and "),
            selected.considered(),
            selected.noun(),
            selected.chosen
        );
        if selected.undecided > 0 {
            let _ = write!(text, "; of {} more it cannot be told", selected.undecided);
        }
        text += ". Statements lack targets that are not part of this. Values, counts, facts and positions are those of the \
                 whole dataset.\n\n| records | here | in the dataset |\n| --- | ---: | ---: |\n";
        for Count { record_type, kept, of } in &selected.counts {
            let _ = writeln!(text, "| {} | {kept} | {of} |", record_type.plural());
        }
    }
    if let Some(tables) = tables {
        let names: Vec<_> = tables.iter().map(|name| code(name)).collect();
        let _ = writeln!(
            text,
            "{}Only the tables {}.",
            if text.is_empty() { "" } else { "\n" },
            names.join(", ")
        );
    }
    if text.is_empty() { text } else { format!("\n## A part of the dataset\n\n{text}") }
}

/// The tables with their files, then the other files.
fn files(subject: &Subject<'_>, made: &[Made]) -> String {
    let mut text = "\n## What is in it\n\n| table | rows | one row for | files |\n\
                    | --- | ---: | --- | --- |\n"
        .to_owned();
    for data in subject.tables() {
        let name = data.table.name;
        let files = made.iter().filter(|file| file.table == Some(name));
        let mut links: Vec<_> = files
            .map(|file| {
                let path = loaded_from(file, name);
                format!("[{}]({path})", file.extension().unwrap_or(&path))
            })
            .collect();
        // The parts of a table are in one folder.
        links.dedup();
        let links = links.join(" · ");
        let _ = writeln!(text, "| [{name}](#{name}) | {} | {} | {links} |", data.rows, data.table.row);
    }
    text += "\n| file | |\n| --- | --- |\n";
    for file in made.iter().filter(|file| file.table.is_none()) {
        let opening = OPENING.iter().find(|(path, ..)| *path == file.path);
        let what = opening.map_or_else(
            || format!("{} bytes", file.bytes),
            |(_, standard, _)| format!("the tables described after {standard}"),
        );
        let _ = writeln!(text, "| [{0}]({0}) | {what} |", file.path);
    }
    let _ = writeln!(text, "| [{MANIFEST}]({MANIFEST}) | dataset, tables and files, for machines |");
    let _ =
        writeln!(text, "| [{CHECKSUMS}]({CHECKSUMS}) | digests of all files: `sha256sum -c {CHECKSUMS}` |");
    text
}
