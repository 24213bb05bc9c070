//! T010: a statement retracts or corrects, and names no statement that it replaces.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Statement;
use tallybook_schema::vocabulary::Act;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "T010",
    "retraction-of-nothing",
    "a statement retracts or corrects, and names no statement that it replaces",
    include_str!("t010_retraction_of_nothing.md"),
    Scope::Statement(check),
)
.sql(Sql::Query(include_str!("t010_retraction_of_nothing.sql")));

fn check(_: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    let (does, field) = match statement.act {
        Act::Retract => ("takes back", "retracts"),
        Act::Correct => ("corrects", "supersedes"),
        _ => return,
    };
    if statement.replaced().next().is_some() {
        return;
    }
    out.push(
        Finding::new(statement.place("/act"), format!("`{}` {does} nothing", statement.record.id))
            .label(format!("`act: {}`, and no `{field}`", statement.act))
            .note("what was said before still stands, and so does the position of whoever said it")
            .help(format!("name the earlier statement under `{field}`; add it first if it is not recorded")),
    );
}
