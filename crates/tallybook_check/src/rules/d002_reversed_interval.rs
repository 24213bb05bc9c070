//! D002: an interval that ends before it starts.

use tallybook_diagnostics::Finding;
use tallybook_reader::{Problem, ProblemKind};

use crate::shape::{Fault, fault, suggest};
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D002",
    "reversed-interval",
    "an interval that ends before it starts",
    include_str!("d002_reversed_interval.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::BadValue { type_name, error, .. } = &problem.kind else { return None };
    if fault(problem) != Some(Fault::ReversedInterval) {
        return None;
    }
    let finding = Finding::new(problem.place.clone(), error.to_string())
        .note("no day lies in it, so it agrees with nothing");
    Some(suggest(finding, &problem.place, type_name, error))
}
