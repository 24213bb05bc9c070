//! A004: an anonymous actor without a reason.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Actor;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "A004",
    "anonymous-without-reason",
    "an anonymous actor without a reason",
    include_str!("a004_anonymous_without_reason.md"),
    Scope::Actor(check),
)
.sql(Sql::Query(include_str!("a004_anonymous_without_reason.sql")));

fn check(_: &Context<'_>, actor: At<'_, Actor>, out: &mut Findings) {
    let Some(anonymous) = &actor.anonymous else { return };
    let place = match &anonymous.reason {
        Some(reason) if !reason.trim().is_empty() => return,
        Some(_) => actor.place("/anonymous/reason"),
        None => actor.key("/anonymous"),
    };
    out.push(
        Finding::new(place, format!("nothing says why `{}` has no name", actor.record.id))
            .note("an unnamed source weighs as much as the reason for not naming it")
            .help("add a `reason`: what the report says of it, or that it says nothing"),
    );
}
