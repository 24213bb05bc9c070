//! X004: a word for a missing value stands where a value is wanted.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_reader::{Found, Problem, ProblemKind};

use crate::shape::{Fault, fault, is_placeholder, is_to_come, label};
use crate::wording::shown;
use crate::{Context, Rule, Scope, TextAt};

/// The rule.
pub const RULE: Rule = Rule::error(
    "X004",
    "sentinel-value",
    "a word for a missing value stands where a value is wanted",
    include_str!("x004_sentinel_value.md"),
    Scope::Worded { problem: check, text },
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

fn text(_: &Context<'_>, at: &TextAt<'_>, out: &mut Findings) {
    if !(is_placeholder(at.text.trim()) && is_words(at)) {
        return;
    }
    let help = "write what is known; what is not required can be left out until then";
    out.push(
        Finding::new(at.place.clone(), format!("{} stands where words are wanted", shown(at.text)))
            .note("it was written to be replaced, and is published as if it said something")
            .help(help),
    );
}

/// Whether a text is one that people read, and no other rule looks whether it is a placeholder: evidence has E014, and
/// what is reported or claimed for a field with a grammar has to follow that.
fn is_words(at: &TextAt<'_>) -> bool {
    let pointer = at.place.pointer().unwrap_or_default();
    let is_of_evidence = at.quote || pointer.contains("/evidence/") && pointer.ends_with("/note");
    // An aircraft is called TBD.
    let can_be_a_name = at.text == "TBD" && (pointer == "/designation" || pointer.starts_with("/aliases/"));
    (at.free || at.needed) && !is_of_evidence && !can_be_a_name
}
