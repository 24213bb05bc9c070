//! Q006: the itemisation is given, and there are no items.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "Q006",
    "itemisation-without-items",
    "a transfer has an itemisation, but no items",
    include_str!("q006_itemisation_without_items.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("q006_itemisation_without_items.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let Some(itemisation) = transfer.itemisation else { return };
    if transfer.items.is_empty() {
        out.push(
            Finding::new(
                transfer.place("/itemisation"),
                format!("the itemisation is `{itemisation}`, but there are no items"),
            )
            .label("of no items")
            .note("the itemisation says whether the items are the whole batch")
            .help("list the items, or leave `itemisation` out"),
        );
    }
}
