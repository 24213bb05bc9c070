//! S002: a field that does not exist where it stands.

use tallybook_diagnostics::{Finding, Fix};
use tallybook_reader::{Problem, ProblemKind};

use crate::wording::{nearest, only_nearest, shown, values};
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S002",
    "unknown-field",
    "a field that does not exist where it stands",
    include_str!("s002_unknown_field.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::UnknownField { field, known, present } = &problem.kind else { return None };
    let place = problem.place.clone();
    let finding = Finding::new(place.clone(), format!("there is no field {} here", shown(field)))
        .note("nobody would ever read what it says, so the record is not read until this is settled");
    let is_present = |name: &&str| present.contains(name);
    let finding = match nearest(field, known.iter().copied()) {
        Some(name) if is_present(&name) => finding.help(format!(
            "`{name}` stands here already: correct it if this is what was meant, and take {} out",
            shown(field)
        )),
        Some(name) => finding.help(format!("write `{name}` if that is what is meant")),
        None if known.contains(&"note") => finding
            .help(format!("the fields here are {}; what fits no other can go into `note`", values(*known))),
        None => finding.help(format!("the fields here are {}", values(*known))),
    };
    Some(match only_nearest(field, known.iter().copied()).filter(|name| !is_present(name)) {
        Some(name) => finding.fix(Fix::replace(format!("write `{name}`"), place, name)),
        None => finding,
    })
}
