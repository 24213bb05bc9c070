//! D010: delivered, and no date says when.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;
use tallybook_schema::vocabulary::Stage;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::info(
    "D010",
    "delivered-without-date",
    "delivered, and no date says when",
    include_str!("d010_delivered_without_date.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("d010_delivered_without_date.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    if transfer.stage == Stage::Delivered && transfer.delivered.is_none() {
        out.push(
            Finding::new(transfer.place("/stage"), "delivered, and no date says when")
                .label("no date goes with it")
                .note("a transfer without a date is missing from every count by year")
                .help("write `delivered`, however wide: `2022`, `../2022-11-08`, `2022-02-24/..`"),
        );
    }
}
