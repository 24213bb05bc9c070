//! A002: a country code that ISO 3166-1 does not have.

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::block::{Block, FieldKind, FieldValue};
use tallybook_schema::value::{Country, RawValue};

use crate::wording::values;
use crate::{Context, Rule, Scope, Sql, raw};

/// The rule.
pub const RULE: Rule = Rule::error(
    "A002",
    "unknown-country",
    "a country code that ISO 3166-1 does not have",
    include_str!("a002_unknown_country.md"),
    Scope::Block(check),
)
.sql(Sql::Not("needs the list of countries, also for reported and claimed values"));

fn check(context: &Context<'_>, block: &Block<'_>, out: &mut Findings) {
    for field in &block.fields {
        if let FieldValue::Country(country) = field.value {
            let pointer = block.field_pointer(field.def.name);
            out.extend(unknown(*country, Place::value(block.record_type, block.index, pointer)));
        }
    }
    for raw in raw::reports(block).chain(raw::claims(context, block)) {
        if raw.def.is_some_and(|def| def.kind == FieldKind::Country)
            && let RawValue::One(text) = raw.value
            && let Ok(country) = text.parse()
        {
            out.extend(unknown(country, raw.place()));
        }
    }
}

fn unknown(country: Country, place: Place) -> Option<Finding> {
    if country.is_assigned() {
        return None;
    }
    let mut finding = Finding::new(place, format!("no country has the code `{country}` in ISO 3166-1"))
        .note("exports give each country its name and its three-letter code, and this one has neither");
    if country.former_names().next().is_some() {
        let former = values(country.former_names());
        finding = finding.note(format!("the code was withdrawn; it stood for {former}"));
    }
    Some(finding.help("write the two-letter code that ISO 3166-1 has now, as `UA`"))
}
