//! T007: a statement is made on behalf of an actor that the speaker does not belong to.

use tallybook_analysis::affiliation::belongs_to;
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::{Actor, Statement};

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "T007",
    "speaks-for-stranger",
    "a statement is made on behalf of an actor that the speaker does not belong to",
    include_str!("t007_speaks_for_stranger.md"),
    Scope::Statement(check),
)
.sql(Sql::Query(include_str!("t007_speaks_for_stranger.sql")));

fn check(context: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    let Some(principal) = &statement.record.on_behalf_of else { return };
    let principal = principal.as_str();
    let Some(speaker) = context.find::<Actor>(statement.speaker.as_str()) else { return };
    let Some(represented) = context.find::<Actor>(principal) else { return };
    if belongs_to(&context.index, speaker.record.id.as_str(), principal) {
        return;
    }
    let id = &speaker.record.id;
    out.push(
        Finding::new(
            statement.place("/on_behalf_of"),
            format!("nothing says that `{id}` speaks for `{principal}`"),
        )
        .label(format!("`{id}` has no office in it and is no part of it"))
        .related(statement.place("/speaker"), "the speaker")
        .related(speaker.place("/id"), "its record")
        .related(represented.place("/id"), format!("the record of `{principal}`"))
        .note("the statement counts as a position of both")
        .help(format!(
            "write by what right it does (`roles` or `part_of` of `{id}`), or leave `on_behalf_of` out"
        )),
    );
}
