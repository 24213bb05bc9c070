//! S007: a term that its vocabulary does not have.

use tallybook_diagnostics::{Finding, Fix};
use tallybook_reader::{Problem, ProblemKind};
use tallybook_schema::vocabulary;

use crate::shape::{Fault, fault};
use crate::wording::{alternatives, nearest, only_nearest, shown};
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S007",
    "unknown-term",
    "a term that its vocabulary does not have",
    include_str!("s007_unknown_term.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::UnknownTerm { vocabulary, term, known } = &problem.kind else { return None };
    if fault(problem) != Some(Fault::Term) {
        return None;
    }
    let place = problem.place.clone();
    // A deprecated term is accepted, but nobody is advised to write it.
    let terms: Vec<&str> = match vocabulary::ALL.iter().find(|v| v.name == *vocabulary) {
        Some(list) => {
            list.terms.iter().filter(|term| term.successor.is_none()).map(|term| term.code).collect()
        }
        None => known.to_vec(),
    };
    let finding = if vocabulary.is_empty() {
        Finding::new(place.clone(), format!("{} is not one of the words that can stand here", shown(term)))
            .note("what it was meant to set is not set")
    } else {
        Finding::new(place.clone(), format!("{} is not a term of the vocabulary `{vocabulary}`", shown(term)))
            .note("filters and sums go by the terms, and would pass it over")
    };
    if let Some(term) = inflected(term, &terms) {
        let finding = finding.help(format!("write `{term}` if that is what is meant"));
        return Some(finding.fix(Fix::replace(format!("write `{term}`"), place, term)));
    }
    let finding = match nearest(term, terms.iter().copied()) {
        Some(near) => finding.help(format!("write `{near}` if that is what is meant")),
        None => finding.help(format!("write {}", alternatives(&terms))),
    };
    Some(match only_nearest(term, terms.iter().copied()) {
        Some(near) => finding.fix(Fix::replace(format!("write `{near}`"), place, near)),
        None => finding,
    })
}

/// The term of which a word is another form: `deny` of `denied`.
fn inflected<'t>(word: &str, terms: &[&'t str]) -> Option<&'t str> {
    let stem = word.strip_suffix("ied").or_else(|| word.strip_suffix("ies"))?;
    terms.iter().find(|term| term.strip_suffix('y') == Some(stem)).copied()
}
