//! X004: a word for a missing value stands in a field with a type.

use tallybook_diagnostics::Finding;
use tallybook_reader::{Found, Problem, ProblemKind};

use crate::shape::{Fault, fault, is_to_come, label};
use crate::wording::shown;
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "X004",
    "sentinel-value",
    "a word for a missing value stands in a field with a type",
    include_str!("x004_sentinel_value.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    if fault(problem) != Some(Fault::Sentinel) {
        return None;
    }
    let (text, wanted, unknown) = match &problem.kind {
        ProblemKind::BadValue { type_name, text, .. } => {
            (text, label(type_name).to_owned(), matches!(*type_name, "Quantity" | "Money"))
        }
        ProblemKind::WrongType { found: Found::Text(text), expected } => (text, expected.clone(), false),
        ProblemKind::UnknownTerm { vocabulary, term, known } => {
            (term, format!("a term of the vocabulary `{vocabulary}`"), known.contains(&"unknown"))
        }
        _ => return None,
    };
    let what = if text.trim().is_empty() { "an empty text".to_owned() } else { shown(text) };
    let help = if is_to_come(text) {
        "leave the field out until the value is known"
    } else if unknown {
        "leave the field out, or write `unknown` if somebody looked and found nothing"
    } else {
        "leave the field out if nothing is known; one that the record has to have needs a value"
    };
    Some(
        Finding::new(problem.place.clone(), format!("{what} stands where {wanted} is wanted"))
            .note("a word for a missing value is taken for a value by whoever counts or sorts; a field left out cannot be")
            .help(help),
    )
}
