//! S005: a field stands twice in one mapping.

use std::ops::Range;

use tallybook_diagnostics::{Finding, Fix, Place};
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
    let (key, first) = match &problem.kind {
        ProblemKind::DuplicateKey { key, first } => (key, first),
        ProblemKind::NoDash { key, first, dash } => {
            return Some(no_dash(&problem.place, key, first, dash.clone()));
        }
        _ => return None,
    };
    let finding = Finding::new(problem.place.clone(), format!("{} stands twice in one mapping", shown(key)))
        .label("again")
        .note("some readers of YAML and JSON take the first value, some the last, some refuse the file")
        .help("remove the one that is wrong");
    Some(match &problem.place {
        Place::Span { file, .. } => finding.related(Place::span(*file, first.clone()), "first here"),
        _ => finding,
    })
}

/// An entry that begins without its `-`.
fn no_dash(place: &Place, key: &str, first: &Range<usize>, dash: Option<Range<usize>>) -> Finding {
    let what = if key == "id" { "record" } else { "entry" };
    let finding = Finding::new(
        place.clone(),
        format!("{} stands again: a second {what} begins here without its `-`", shown(key)),
    )
    .label(format!("a second {what}"))
    .note(format!(
        "without the sign all that follows belongs to the {what} before, whose fields then stand twice"
    ))
    .help(format!("write `- ` before {}", shown(key)));
    let Place::Span { file, .. } = *place else { return finding };
    let finding = finding.related(Place::span(file, first.clone()), format!("the {what} before"));
    match dash {
        Some(dash) => finding.fix(Fix::source(
            format!("write `- ` before {}", shown(key)),
            Place::span(file, dash),
            "- ",
        )),
        None => finding,
    }
}
