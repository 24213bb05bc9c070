//! S003: a required field, or `dataset.yaml` itself, is missing.

use tallybook_diagnostics::Finding;
use tallybook_reader::{Problem, ProblemKind};

use super::s002_unknown_field::meant;
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S003",
    "missing-field",
    "a required field, or `dataset.yaml` itself, is missing",
    include_str!("s003_missing_field.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let place = problem.place.clone();
    match &problem.kind {
        // Said of that field (S002).
        ProblemKind::MissingField { field, unknown, known }
            if unknown.iter().any(|name| meant(name, known).is_some_and(|(meant, _)| meant == *field)) =>
        {
            None
        }
        ProblemKind::MissingField { field, .. } => Some(
            Finding::new(place, format!("the required field `{field}` is missing"))
                .label(format!("no `{field}` here"))
                .note("without it what stands here is not read, so no other rule has looked at it")
                .help(format!("add `{field}`")),
        ),
        ProblemKind::NoManifest => Some(
            Finding::new(place, "there is no `dataset.yaml`")
                .note("it names the dataset and holds its settings and waivers; without it this may not be the folder of a dataset at all")
                .help("write a `dataset.yaml` with a `title`, or name the folder of the dataset"),
        ),
        _ => None,
    }
}
