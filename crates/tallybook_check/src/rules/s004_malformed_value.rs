//! S004: a value does not follow the grammar of its field.

use tallybook_diagnostics::Finding;
use tallybook_reader::{Found, Problem, ProblemKind};
use tallybook_schema::RecordType;

use crate::meant;
use crate::shape::{Fault, fault, label, suggest};
use crate::wording::{record_noun, shown};
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "S004",
    "malformed-value",
    "a value does not follow the grammar of its field",
    include_str!("s004_malformed_value.md"),
    Scope::Reading(check),
);

fn check(context: &Context<'_>, problem: &Problem) -> Option<Finding> {
    if fault(problem) != Some(Fault::Value) {
        return None;
    }
    let place = problem.place.clone();
    match &problem.kind {
        ProblemKind::BadValue { type_name, text, error, is_own_id } => {
            let finding = Finding::new(place.clone(), format!("{} is not {}", shown(text), label(type_name)))
                .note(error.to_string());
            let of = record_type(type_name);
            if !is_own_id && (of.is_some() || *type_name == "RecordRef") {
                return Some(meant::suggest(context, finding, &place, of, text));
            }
            let taken = of.zip(error.suggestion());
            Some(match taken.filter(|(record_type, id)| context.is_taken(*record_type, id)) {
                Some((record_type, id)) => finding.help(format!(
                    "choose an id that no other {} has; `{id}` is taken",
                    record_noun(record_type)
                )),
                None => suggest(finding, &place, type_name, error),
            })
        }
        ProblemKind::WrongType { found, expected } => {
            let wanted = expected.split(" (").next().unwrap_or(expected);
            Some(
                Finding::new(place, format!("{} stands where {wanted} is wanted", what(found)))
                    .note(why(found))
                    .help(cure(found, expected)),
            )
        }
        _ => None,
    }
}

/// The type of the records whose ids are of a type of value.
fn record_type(type_name: &str) -> Option<RecordType> {
    RecordType::from_name(&type_name.strip_suffix("Id")?.to_lowercase())
}

fn what(found: &Found) -> String {
    match found {
        Found::Nothing => "nothing".to_owned(),
        Found::Text(text) => shown(text),
        Found::List => "a list".to_owned(),
        Found::Mapping => "a mapping".to_owned(),
    }
}

fn why(found: &Found) -> &'static str {
    match found {
        Found::Nothing => "an empty field says neither that there is nothing nor that nobody looked",
        _ => "a value of another type is never converted: what it would become is a guess",
    }
}

fn cure(found: &Found, expected: &str) -> String {
    match (found, expected) {
        (Found::Nothing, _) => {
            format!("write {expected}, or take the field out if nothing is known and it is not required")
        }
        // In braces, the list ended at its first comma.
        (Found::Text(text), "a list") if text.starts_with(['(', '<']) && !text.ends_with([')', '>']) => {
            "write a list in square brackets, as `[a, b]`".to_owned()
        }
        (Found::Text(text), "a list") => {
            format!("write a list, even of one: `[{}]`", shown(without_brackets(text)).trim_matches('`'))
        }
        (Found::Text(_), "text") => "put it in double quotes".to_owned(),
        (Found::Text(text), "a mapping with `name`") => {
            format!("write `{{name: {}}}`", shown(text).trim_matches('`'))
        }
        (Found::Text(_), "a mapping with `reason`") => {
            "write `{reason: …}`, with the reason that the reports give".to_owned()
        }
        (Found::List, wanted) if wanted.starts_with("a mapping") => {
            "write fields with their values, as `name: value`".to_owned()
        }
        (Found::Mapping, "a list") => "begin it with `-`, or put it in brackets".to_owned(),
        (Found::List, _) => format!("write {expected}, and no list"),
        (Found::Mapping, _) => format!("write {expected}, and no fields of its own"),
        (Found::Text(_), _) => format!("write {expected}"),
    }
}

/// A list without the brackets around it, of whichever kind.
fn without_brackets(text: &str) -> &str {
    let pairs = [('(', ')'), ('{', '}'), ('[', ']'), ('<', '>')];
    let inside =
        pairs.into_iter().find_map(|(open, close)| text.trim().strip_prefix(open)?.strip_suffix(close));
    inside.map_or(text, str::trim)
}
