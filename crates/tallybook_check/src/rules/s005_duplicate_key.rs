//! S005: a field stands twice in one mapping.

use tallybook_diagnostics::{Finding, Place};
use tallybook_reader::{Problem, ProblemKind};

use crate::wording::shown;
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S005",
    "duplicate-key",
    "a field stands twice in one mapping",
    include_str!("s005_duplicate_key.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::DuplicateKey { key, first } = &problem.kind else { return None };
    let finding = Finding::new(problem.place.clone(), format!("{} stands twice in one mapping", shown(key)))
        .label("again")
        .note("some readers of YAML and JSON take the first value, some the last, some refuse the file")
        .help("remove the one that is wrong");
    Some(match &problem.place {
        Place::Span { file, .. } => finding.related(Place::span(*file, first.clone()), "first here"),
        _ => finding,
    })
}
