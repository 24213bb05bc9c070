//! M004: money where things are counted, or things where money is.

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::record::Transfer;
use tallybook_schema::vocabulary::TransferKind;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "M004",
    "amount-misplaced",
    "funds have no amount or count things, or another kind of transfer has an amount",
    include_str!("m004_amount_misplaced.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("m004_amount_misplaced.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let kind = transfer.kind;
    let counts = transfer.total.is_some() || !transfer.items.is_empty();
    let finding = match (kind, &transfer.amount, counts) {
        (TransferKind::Funds, None, _) => Finding::new(transfer.place("/kind"), "funds without an amount")
            .label("no `amount` goes with it")
            .note("money that has no amount is missing from every sum")
            .help("write `amount: EUR 140000000`, or `amount: unknown` if no source gives it"),
        (TransferKind::Funds, Some(_), true) => {
            Finding::new(transfer.place("/kind"), "funds that count things as well as money")
                .label("money alone")
                .related(transfer.place("/amount"), "the money")
                .note("one transfer is of one kind, so that sums of money and of things stay apart")
                .help("write the things as a transfer of kind `materiel` under the same deal")
        }
        (TransferKind::Materiel | TransferKind::Service, Some(amount), _) => Finding::new(
            transfer.place("/amount"),
            format!("an amount (`{amount}`) on a transfer of kind `{kind}`"),
        )
        .label("money")
        .related(transfer.place("/kind"), "not money")
        .note("what is paid for something goes the other way, and is a transfer of its own")
        .help("write the payment as a transfer of kind `funds`, or the price as the `value` of the deal"),
        _ => return,
    };
    out.push(if kind == TransferKind::Funds {
        counting(transfer).fold(finding, |finding, place| finding.related(place, "counts things"))
    } else {
        finding
    });
}

/// The fields of a transfer that count things.
fn counting(transfer: At<'_, Transfer>) -> impl Iterator<Item = Place> {
    let total = transfer.total.map(|_| transfer.place("/total"));
    let items = (!transfer.items.is_empty()).then(|| transfer.key("/items"));
    total.into_iter().chain(items)
}
