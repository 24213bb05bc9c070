//! S006: a file stands where none is read.

use tallybook_diagnostics::{Finding, Place};
use tallybook_reader::{Misplacement, Problem, ProblemKind};
use tallybook_schema::RecordType;

use crate::wording::{alternatives, nearest, shown};
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S006",
    "misplaced-file",
    "a file stands where none is read",
    include_str!("s006_misplaced_file.md"),
    Scope::Reading(check),
);

/// Endings of files that are read, the usual one first.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "jsonl"];

/// Endings of files that are packed: of these, only some lines of records are read (`.jsonl.gz`, `.jsonl.zst`).
const PACKINGS: [&str; 8] = ["gz", "zst", "xz", "bz2", "lz4", "br", "zip", "7z"];

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::Misplaced { path, why } = &problem.kind else { return None };
    Some(finding(problem.place.clone(), path, why))
}

fn finding(place: Place, path: &str, why: &Misplacement) -> Finding {
    if let Some((_, packing)) = path.rsplit_once('.').filter(|(_, ending)| PACKINGS.contains(ending)) {
        return Finding::new(
            place,
            format!("{} is not read: nothing is unpacked from `.{packing}` here", shown(path)),
        )
        .note("its records, if it has any, are missing from every check and every export")
        .help("unpack it, or compress JSON Lines as `.jsonl.gz` or `.jsonl.zst`");
    }
    let message = match (why, path.split_once('/')) {
        (Misplacement::Table { name }, Some(_)) => {
            format!("nothing in the folder {} is read: no record type has this name", shown(name))
        }
        (Misplacement::Table { name }, None) => {
            format!("{} is not read: {} is no record type", shown(path), shown(name))
        }
        (Misplacement::Extension, _) => {
            let endings = alternatives(ENDINGS.map(|ending| format!(".{ending}")));
            format!("{} is not read: a file of records ends in {endings}", shown(path))
        }
        (Misplacement::SecondManifest { first }, _) => {
            format!("{} is not read: `{first}` already describes the dataset", shown(path))
        }
        (Misplacement::Folder, _) => format!("{} is not read: it is a folder", shown(path)),
        (Misplacement::Name, _) => format!("{} is not read: its name is not UTF-8", shown(path)),
    };
    let note = match why {
        Misplacement::SecondManifest { .. } => "what it says has no effect",
        _ => "its records, if it has any, are missing from every check and every export",
    };
    let help = match why {
        Misplacement::SecondManifest { .. } => "keep one of the two, and delete the other".to_owned(),
        Misplacement::Name => "rename it, with letters, digits and hyphens only".to_owned(),
        Misplacement::Folder => match path.split_once('.').filter(|(stem, _)| *stem != "dataset") {
            Some((stem, _)) => {
                format!(
                    "rename it to {} if it holds files of records, or put the file in its place",
                    shown(stem)
                )
            }
            None => "put the file in its place".to_owned(),
        },
        Misplacement::Table { .. } | Misplacement::Extension => {
            match (right_path(path), path.split_once('/')) {
                (Some(right), Some((folder, _))) if !right.starts_with(&format!("{folder}/")) => {
                    format!("rename the folder if it holds records, so that this file is {}", shown(&right))
                }
                (Some(right), None) if right == "dataset.yaml" => {
                    format!("rename it to {} if it describes the dataset", shown(&right))
                }
                (Some(right), None) if !right.contains('/') => {
                    let (table, ending) = right.split_once('.').unwrap_or((&right, "yaml"));
                    format!(
                        "rename it to {} if it holds records, or put it into the folder `{table}` with the ending `.{ending}`",
                        shown(&right)
                    )
                }
                (Some(right), _) => format!("rename it to {} if it holds records", shown(&right)),
                (None, folder) => {
                    let archive = folder.map_or_else(String::new, |(folder, _)| {
                        format!(", or write `archive: {folder}` in `dataset.yaml` if it holds the texts of sources")
                    });
                    format!(
                        "move it out of the dataset{archive}; records stand in files or folders named {}",
                        alternatives(RecordType::ALL.map(RecordType::plural)),
                    )
                }
            }
        }
    };
    Finding::new(place, message).note(note).help(help)
}

/// The nearest path at which a file would be read.
fn right_path(path: &str) -> Option<String> {
    let (folder, name) = path.split_once('/').map_or((None, path), |(folder, name)| (Some(folder), name));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "yaml"));
    let ending = match ending {
        known if ENDINGS.contains(&known) => known,
        "ndjson" => "jsonl",
        other => nearest(other, ENDINGS)?,
    };
    if let Some(folder) = folder {
        let table = table(folder).filter(|table| *table != "dataset")?;
        return Some(format!("{table}/{stem}.{ending}"));
    }
    match stem {
        "dataset" => Some("dataset.yaml".to_owned()),
        _ => match (table(stem), stem.split_once(['.', '-', '_', ' '])) {
            // `transfers-2022.yaml` is one part of a table.
            (_, Some((start, rest))) if RecordType::from_plural(start).is_some() => {
                Some(format!("{start}/{rest}.{ending}"))
            }
            (Some("dataset"), _) => Some("dataset.yaml".to_owned()),
            (table, _) => Some(format!("{}.{ending}", table?)),
        },
    }
}

/// The table, or the description, that a stem or folder is nearly called.
fn table(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let names = RecordType::ALL.map(RecordType::plural).into_iter().chain(["dataset"]);
    RecordType::from_name(&lower).map(RecordType::plural).or_else(|| nearest(&lower, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a file, and what is to be done.
    #[track_caller]
    fn check(path: &str, why: &Misplacement, message: &str, help: &str) {
        let finding = finding(Place::Dataset, path, why);
        assert_eq!((finding.message.as_str(), finding.help.as_deref()), (message, Some(help)), "{path}");
    }

    #[test]
    fn a_folder_in_place_of_a_file_is_named_as_a_folder() {
        let misplaced = |path: &str, help: &str| {
            check(path, &Misplacement::Folder, &format!("`{path}` is not read: it is a folder"), help);
        };
        let renamed = "rename it to `actors` if it holds files of records, or put the file in its place";
        misplaced("actors.yaml", renamed);
        misplaced("dataset.yaml", "put the file in its place");
    }

    #[test]
    fn a_name_without_letters_is_to_be_renamed() {
        check(
            "actors/\u{fffd}.yaml",
            &Misplacement::Name,
            "`actors/\u{fffd}.yaml` is not read: its name is not UTF-8",
            "rename it, with letters, digits and hyphens only",
        );
    }

    #[test]
    fn the_right_path_is_near_the_wrong_one() {
        for (wrong, right) in [
            ("transfer.yaml", Some("transfers.yaml")),
            ("Actors.yml", Some("actors.yml")),
            ("actor/x.yaml", Some("actors/x.yaml")),
            ("actor/a/x.yaml", Some("actors/a/x.yaml")),
            ("transfers.yalm", Some("transfers.yaml")),
            ("transfers.YAML", Some("transfers.yaml")),
            ("actors/x.jsonlines", Some("actors/x.jsonl")),
            ("actors", Some("actors.yaml")),
            ("transfers.ndjson", Some("transfers.jsonl")),
            ("transfers.2022.yaml", Some("transfers/2022.yaml")),
            ("deals-2022.json", Some("deals/2022.json")),
            ("datasets.yaml", Some("dataset.yaml")),
            ("dataset.jsonl", Some("dataset.yaml")),
            ("notes.txt", None),
            ("transfers.csv", None),
            ("photos/x.jpg", None),
            ("dataset/x.yaml", None),
            ("datasets/transfers.yaml", None),
        ] {
            assert_eq!(right_path(wrong).as_deref(), right, "{wrong}");
        }
    }
}
