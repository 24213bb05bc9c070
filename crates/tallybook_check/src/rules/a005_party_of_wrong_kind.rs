//! A005: a supplier or recipient that can neither supply nor receive.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::{Actor, Transfer};

use crate::wording::alternatives;
use crate::{At, Context, Rule, Scope, Sql, accepted};

/// The rule.
pub const RULE: Rule = Rule::error(
    "A005",
    "party-of-wrong-kind",
    "a supplier or recipient that can neither supply nor receive",
    include_str!("a005_party_of_wrong_kind.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("a005_party_of_wrong_kind.sql")));

fn check(context: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let parties = [("supplier", &transfer.record.supplier), ("recipient", &transfer.record.recipient)];
    for (field, id) in parties {
        let Some(actor) = context.find::<Actor>(id.as_str()) else { continue };
        if accepted::PARTIES.contains(&actor.kind) {
            continue;
        }
        out.push(
            Finding::new(
                transfer.place(format!("/{field}")),
                format!("`{id}` is of kind `{}`, which cannot be a {field}", actor.kind),
            )
            .label(format!("the {field}"))
            .related(actor.place("/kind"), format!("the kind of `{id}`"))
            .note(format!("what is transferred passes between actors of kind {}", alternatives(accepted::PARTIES)))
            .help(format!(
                "name the body for which it acted, or correct the kind of `{id}`; people who spoke of it belong in a statement"
            )),
        );
    }
}
