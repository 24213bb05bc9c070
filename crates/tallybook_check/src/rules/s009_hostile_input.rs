//! S009: input past a limit, or of a kind that can do harm.

use tallybook_diagnostics::Finding;
use tallybook_reader::{Hostility, Problem, ProblemKind};

use crate::wording::shown;
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S009",
    "hostile-input",
    "input past a limit, or of a kind that can do harm",
    include_str!("s009_hostile_input.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::Hostile(hostility) = &problem.kind else { return None };
    let (message, note, help) = words(hostility);
    Some(Finding::new(problem.place.clone(), message).note(note).help(help))
}

/// What is past which limit, what follows, and what to do.
fn words(hostility: &Hostility) -> (String, &'static str, String) {
    let unread = "the file is not read, so its records are missing from every check and every export";
    let setting =
        |name: &str| format!("if it is meant to be, raise `checks.limits.{name}` in `dataset.yaml`");
    match hostility {
        Hostility::FileSize { bytes, limit, setting: name } => (
            format!("the file has {bytes} bytes, more than the {limit} that are read"),
            unread,
            format!("split the file, or {}", setting(name)),
        ),
        Hostility::LineSize { bytes, limit } => (
            format!("the line has {bytes} bytes, more than the {limit} that are read of one record"),
            "the record on this line is not read",
            setting("file_bytes"),
        ),
        Hostility::Depth { limit } => (
            format!("lists and mappings are nested more than {limit} deep"),
            "nothing in the file, or on this line of JSON Lines, is read; no record nests as deep as that",
            format!("look for brackets that are never closed; {}", setting("depth")),
        ),
        Hostility::Problems { limit } => (
            format!("there are more than {limit} problems in this file"),
            "the rest of the file is not read",
            "repair those that are shown first; `checks.limits.problems` in `dataset.yaml` says how many are"
                .to_owned(),
        ),
        Hostility::Anchor => (
            "an anchor (`&name`) stands here".to_owned(),
            "it marks text for aliases, which can make a small file endless, so neither is read",
            "remove it; put text that begins with `&` in quotes".to_owned(),
        ),
        Hostility::Alias => (
            "an alias (`*name`) stands here".to_owned(),
            "aliases repeat other text and can make a small file endless, so they are not read",
            "write the value out; put text that begins with `*` in quotes".to_owned(),
        ),
        Hostility::Link { target } => (
            format!("this is a symbolic link, to {}", shown(target)),
            "links are not followed, so that nothing outside the dataset can be read through one",
            "put the file itself here".to_owned(),
        ),
        Hostility::Outside { path } => (
            format!("{} leads out of the dataset", shown(path)),
            "nothing outside the dataset is read because a file in it says so, so the texts are not read",
            "write a path below the folder of the dataset, or name the folder with `--archive DIR`"
                .to_owned(),
        ),
        Hostility::NotAFile => (
            "this is neither a file nor a folder".to_owned(),
            "pipes, sockets and devices are never opened",
            "remove it from the dataset".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_defaults() {
        let limits = tallybook_schema::record::Limits::default();
        for default in [
            format!("{} MiB |\n", limits.file_bytes >> 20),
            format!("{} GiB |\n", limits.jsonl_bytes >> 30),
            format!("| {} |\n", limits.depth),
            format!("| {} |\n", limits.problems),
        ] {
            assert!(RULE.info.page.contains(&default), "{default}");
        }
    }

    #[test]
    fn every_limit_that_is_named_is_a_setting() {
        let settings = serde_json::to_value(tallybook_schema::record::Limits::default()).unwrap();
        for hostility in [
            Hostility::FileSize { bytes: 2, limit: 1, setting: "file_bytes" },
            Hostility::FileSize { bytes: 2, limit: 1, setting: "jsonl_bytes" },
            Hostility::LineSize { bytes: 2, limit: 1 },
            Hostility::Depth { limit: 1 },
            Hostility::Problems { limit: 1 },
        ] {
            let (_, _, help) = words(&hostility);
            let name = help.split("checks.limits.").nth(1).and_then(|rest| rest.split('`').next()).unwrap();
            assert!(settings[name].is_number(), "{help}");
        }
    }
}
