//! A002: a country code that ISO 3166-1 does not have.

use tallybook_diagnostics::{Finding, Findings, Fix};

use crate::wording::values;
use crate::{Context, Rule, Scope, Sql, Value, ValueAt};

/// The rule.
pub const RULE: Rule = Rule::error(
    "A002",
    "unknown-country",
    "a country code that ISO 3166-1 does not have",
    include_str!("a002_unknown_country.md"),
    Scope::Value(check),
)
.sql(Sql::Not("needs the list of countries, also for reported and claimed values"));

fn check(_: &Context<'_>, at: &ValueAt<'_>, out: &mut Findings) {
    let Value::Country(country) = at.value else { return };
    if country.is_assigned() {
        return;
    }
    let mut finding = Finding::new(at.place(), format!("no country has the code `{country}` in ISO 3166-1"))
        .note("exports give each country its name and its three-letter code, and this one has neither");
    if country.former_names().next().is_some() {
        let former = values(country.former_names());
        finding = finding.note(format!("the code was withdrawn; it stood for {former}"));
    }
    out.push(match (country.written_for(), country.successor()) {
        (Some(meant), _) => finding
            .help(format!("write `{meant}`, the code of the country in ISO 3166-1"))
            .fix(Fix::replace(format!("write `{meant}`"), at.place(), meant.to_string())),
        (None, Some(now)) => {
            finding.help(format!("write `{now}`, the code that the country has now, if that is meant"))
        }
        (None, None) => finding.help("write the two-letter code that ISO 3166-1 has now"),
    });
}
