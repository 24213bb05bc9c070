//! S008: a term that has been replaced by another.

use tallybook_diagnostics::{Finding, Findings, Fix, Place};
use tallybook_schema::block::{Block, FieldKind, FieldValue};
use tallybook_schema::value::RawValue;
use tallybook_schema::vocabulary;

use crate::{Context, Rule, Scope, Sql, raw};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "S008",
    "deprecated-term",
    "a term that has been replaced by another",
    include_str!("s008_deprecated_term.md"),
    Scope::Block(check),
)
.sql(Sql::Not("needs the terms that are deprecated"));

fn check(context: &Context<'_>, block: &Block<'_>, out: &mut Findings) {
    for field in &block.fields {
        if let FieldValue::Term(term, Some(successor)) = field.value {
            let pointer = block.field_pointer(field.def.name);
            out.push(deprecated(term, successor, Place::value(block.record_type, block.index, pointer)));
        }
    }
    for raw in raw::reports(block).chain(raw::claims(context, block)) {
        if let Some(FieldKind::Term(vocabulary)) = raw.def.map(|def| def.kind)
            && let RawValue::One(term) = raw.value
            && let Some(successor) = successor(vocabulary, term)
        {
            out.push(deprecated(term, successor, raw.place()));
        }
    }
}

fn successor(vocabulary: &str, term: &str) -> Option<&'static str> {
    let vocabulary = vocabulary::ALL.iter().find(|v| v.name == vocabulary)?;
    vocabulary.terms.iter().find(|known| known.code == term)?.successor
}

fn deprecated(term: &str, successor: &str, place: Place) -> Finding {
    Finding::new(place.clone(), format!("the term `{term}` has been replaced by `{successor}`"))
        .note("both mean the same, and whoever filters by one of them misses the other")
        .help(format!("write `{successor}`"))
        .fix(Fix::replace(format!("write `{successor}`"), place, successor).safe_if(true))
}
