//! A001: the supplier of a transfer is its recipient.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "A001",
    "supplier-is-recipient",
    "the supplier of a transfer is its recipient",
    include_str!("a001_supplier_is_recipient.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("a001_supplier_is_recipient.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    if transfer.supplier == transfer.recipient {
        let message = format!("`{}` cannot hand something over to itself", transfer.recipient);
        out.push(
            Finding::new(transfer.place("/recipient"), message)
                .label("the recipient")
                .related(transfer.place("/supplier"), "the supplier")
                .note("a transfer is what one actor hands over to another; sums by supplier and by recipient would both count it")
                .help("correct the supplier or the recipient"),
        );
    }
}
