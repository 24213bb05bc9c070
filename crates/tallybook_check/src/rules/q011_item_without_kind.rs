//! Q011: an item that does not say what it is.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "Q011",
    "item-without-kind",
    "an item has neither equipment nor a description",
    include_str!("q011_item_without_kind.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("q011_item_without_kind.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    for (number, item) in transfer.items.iter().enumerate() {
        if item.equipment.is_some() || item.description.is_some() {
            continue;
        }
        out.push(
            Finding::new(
                transfer.place(format!("/items/{number}/quantity")),
                format!("`{}` of what? the item has neither `equipment` nor `description`", item.quantity),
            )
            .label("counted here")
            .note("a number of unnamed things cannot be compared with anything")
            .help(
                "write `equipment` with the id of a designation, or `description` in the words of the source",
            ),
        );
    }
}
