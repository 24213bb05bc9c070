//! A003: a state without its country code.

use tallybook_diagnostics::{Finding, Findings, Fix};
use tallybook_schema::record::Actor;
use tallybook_schema::value::Country;
use tallybook_schema::vocabulary::ActorKind;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "A003",
    "state-without-country",
    "a state without its country code",
    include_str!("a003_state_without_country.md"),
    Scope::Actor(check),
)
.sql(Sql::Query(include_str!("a003_state_without_country.sql")));

fn check(_: &Context<'_>, actor: At<'_, Actor>, out: &mut Findings) {
    if actor.kind != ActorKind::State || actor.country.is_some() {
        return;
    }
    let finding =
        Finding::new(actor.place("/kind"), format!("the state `{}` has no `country`", actor.record.id))
            .related(actor.place("/name"), "its name")
            .note("states are joined to other datasets by their ISO 3166-1 code");
    out.push(match code_of(&actor.name) {
        Some(code) => finding
            .help(format!("add `country: {code}`"))
            .fix(Fix::insert(format!("add `country: {code}`"), actor.place(""), "country", code).safe_if(true)),
        None => finding.help(
            "add `country` with the two-letter code of ISO 3166-1, as `UA`; what has no code there is an `organization` or an `armed-group`",
        ),
    });
}

/// The code of the country that has just this name in ISO 3166-1.
fn code_of(name: &str) -> Option<&'static str> {
    Country::all().find(|(_, known)| known.eq_ignore_ascii_case(name.trim())).map(|(code, _)| code)
}
