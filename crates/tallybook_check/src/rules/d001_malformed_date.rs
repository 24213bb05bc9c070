//! D001: a date that EDTF or the calendar does not have.

use tallybook_diagnostics::Finding;
use tallybook_reader::{Problem, ProblemKind};

use crate::shape::{Fault, fault, label, suggest};
use crate::wording::shown;
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D001",
    "malformed-date",
    "a date that EDTF or the calendar does not have",
    include_str!("d001_malformed_date.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::BadValue { type_name, text, error, .. } = &problem.kind else { return None };
    if fault(problem) != Some(Fault::Date) {
        return None;
    }
    let finding =
        Finding::new(problem.place.clone(), format!("{} is not {}: {error}", shown(text), label(type_name)))
            .note("a date that cannot be read cannot be compared with any other");
    Some(if error.suggestion().is_none() && *type_name == "Date" {
        finding.help("correct it, or write only as much as is known, as `2022-11` or `2022`")
    } else {
        suggest(finding, &problem.place, type_name, error)
    })
}
