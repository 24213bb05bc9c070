//! M006: the amounts of a deal are in several currencies, so that they have no sum.

use std::collections::BTreeSet;

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::record::{Deal, Transfer};
use tallybook_schema::value::{Currency, Money};
use tallybook_schema::vocabulary::{Stage, TransferKind};

use crate::{At, Context, Rule, Scope, Sql, Wanted, deals, wording};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "M006",
    "mixed-currencies",
    "the value and payments of a deal are in several currencies, so a sum would mix them",
    include_str!("m006_mixed_currencies.md"),
    Scope::Across { wanted: Wanted::Gathered(deals::wanted), look: check },
)
.sql(Sql::Query(include_str!("m006_mixed_currencies.sql")));

fn check(context: &Context<'_>, out: &mut Findings) {
    for (deal, transfers) in deals::with_transfers(context) {
        let amounts = amounts(deal, &transfers);
        let Some(first) = amounts.first().map(|amount| amount.currency) else { continue };
        let Some(other) = amounts.iter().position(|amount| amount.currency != first) else { continue };
        let currencies: BTreeSet<Currency> = amounts.iter().map(|amount| amount.currency).collect();
        let mut finding = Finding::new(
            amounts[other].place.clone(),
            format!(
                "the amounts of `{}` are in {}, so they have no sum",
                deal.id,
                wording::values(currencies)
            ),
        )
        .label(format!("in `{}`", amounts[other].currency));
        for (i, amount) in amounts.iter().enumerate() {
            if i != other {
                finding = finding.related(amount.place.clone(), format!("in `{}`", amount.currency));
            }
        }
        out.push(
            finding
                .note("no rule can compare what was paid with what was agreed, and no export adds it up")
                .help(
                    "write the amounts as they were paid; if a source converted one, look for the original",
                ),
        );
    }
}

/// An amount of a deal.
struct Amount {
    currency: Currency,
    place: Place,
}

/// The value of a deal and its payments that were not called off, as far as their currency is known.
fn amounts(deal: At<'_, Deal>, transfers: &[At<'_, Transfer>]) -> Vec<Amount> {
    let amount = |money: &Option<Money>, place| {
        let currency = money.as_ref().and_then(Money::currency)?;
        Some(Amount { currency, place })
    };
    let payments = transfers
        .iter()
        .filter(|transfer| transfer.kind == TransferKind::Funds && transfer.stage != Stage::Cancelled)
        .filter_map(|transfer| amount(&transfer.amount, transfer.place("/amount")));
    amount(&deal.value, deal.place("/value")).into_iter().chain(payments).collect()
}
