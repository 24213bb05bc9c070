//! S011: a value ends where a comment begins that looks like none.

use tallybook_diagnostics::{Finding, Fix, Place};
use tallybook_reader::{Problem, ProblemKind};

use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "S011",
    "cut-value",
    "a value ends where a comment begins that looks like none",
    include_str!("s011_cut_value.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::CutValue { whole } = &problem.kind else { return None };
    let finding = Finding::new(problem.place.clone(), "the value ends before this `#`, with which a comment begins")
        .label("a comment")
        .note("YAML takes what follows a space and `#` for a comment; where one is meant, people leave a space behind the `#`")
        .help("put the whole value in quotes; if it is a comment, write a space behind the `#`");
    Some(match (whole, &problem.place) {
        (Some((range, text)), Place::Span { file, .. }) => {
            let place = Place::span(*file, range.clone());
            finding.fix(Fix::replace("put the whole value in quotes", place, text))
        }
        _ => finding,
    })
}
