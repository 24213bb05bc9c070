//! S008: a term that has been replaced by another.

use tallybook_diagnostics::{Finding, Findings, Fix};

use crate::{Context, Rule, Scope, Sql, Value, ValueAt};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "S008",
    "deprecated-term",
    "a term that has been replaced by another",
    include_str!("s008_deprecated_term.md"),
    Scope::Value(check),
)
.sql(Sql::Not("needs the terms that are deprecated"));

fn check(_: &Context<'_>, at: &ValueAt<'_>, out: &mut Findings) {
    let Value::Deprecated { term, successor } = at.value else { return };
    let place = at.place();
    out.push(
        Finding::new(place.clone(), format!("the term `{term}` has been replaced by `{successor}`"))
            .note("both mean the same, and whoever filters by one of them misses the other")
            .help(format!("write `{successor}`"))
            .fix(Fix::replace(format!("write `{successor}`"), place, successor).safe_if(true)),
    );
}
