//! M005: more was paid under a deal than it is worth.

use std::collections::BTreeMap;

use tallybook_analysis::MoneyInterval;
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::{Deal, Transfer};
use tallybook_schema::value::{Currency, Money};
use tallybook_schema::vocabulary::{Stage, TransferKind};

use crate::{At, Context, Rule, Scope, Sql, Wanted, deals, wording};

/// The rule.
pub const RULE: Rule = Rule::error(
    "M005",
    "payments-exceed-value",
    "the payments of a deal exceed its value in the same currency",
    include_str!("m005_payments_exceed_value.md"),
    Scope::Across { wanted: Wanted::Gathered(deals::wanted), look: check },
)
.sql(Sql::Query(include_str!("m005_payments_exceed_value.sql")));

fn check(context: &Context<'_>, out: &mut Findings) {
    for (deal, transfers) in deals::with_transfers(context) {
        let Some(value) = &deal.record.value else { continue };
        let Some(currency) = value.currency() else { continue };
        let payments: Vec<Payment<'_>> = transfers.into_iter().filter_map(payment).collect();
        let mut recipients: BTreeMap<&str, Vec<Payment<'_>>> = BTreeMap::new();
        for payment in &payments {
            if payment.amount.currency() == Some(currency) {
                recipients.entry(payment.transfer.record.recipient.as_str()).or_default().push(*payment);
            }
        }
        for (recipient, received) in recipients {
            let returned: Vec<Payment<'_>> =
                payments.iter().copied().filter(|p| p.returns(&received)).collect();
            compare(deal, value, currency, recipient, &received, &returned, out);
        }
    }
}

/// Money that was handed over.
#[derive(Clone, Copy)]
struct Payment<'a> {
    transfer: At<'a, Transfer>,
    amount: &'a Money,
}

fn payment(transfer: At<'_, Transfer>) -> Option<Payment<'_>> {
    let paid = transfer.kind == TransferKind::Funds && transfer.stage == Stage::Delivered;
    Some(Payment { transfer, amount: transfer.record.amount.as_ref().filter(|_| paid)? })
}

impl Payment<'_> {
    /// Whether this one goes back from the recipient of those to one of their suppliers.
    fn returns(&self, received: &[Payment<'_>]) -> bool {
        received.iter().any(|payment| {
            payment.transfer.recipient == self.transfer.supplier
                && payment.transfer.supplier == self.transfer.recipient
        })
    }
}

/// Compares what one recipient was paid with what the deal is worth and what was paid back.
fn compare(
    deal: At<'_, Deal>,
    value: &Money,
    currency: Currency,
    recipient: &str,
    received: &[Payment<'_>],
    returned: &[Payment<'_>],
    out: &mut Findings,
) {
    // What was paid back in another currency cannot be taken off.
    if returned.iter().any(|payment| payment.amount.currency() != Some(currency)) {
        return;
    }
    let (paid, back) = (sum(received), sum(returned));
    if !paid.certainly_above(MoneyInterval::of(value).plus(back)) {
        return;
    }
    let mut parts = vec![format!("{} paid", addition(received, paid, currency))];
    if !returned.is_empty() {
        parts.push(format!("{} paid back", addition(returned, back, currency)));
    }
    parts.push(format!("the deal is worth {value}"));
    let mut finding = Finding::new(
        deal.place("/value"),
        format!(
            "`{recipient}` was paid more ({}) than the deal is worth (`{value}`)",
            paid.in_words(currency)
        ),
    )
    .label("the value of the deal");
    for payment in received {
        finding = finding.related(payment.transfer.place("/amount"), "paid");
    }
    for payment in returned {
        finding = finding.related(payment.transfer.place("/amount"), "paid back");
    }
    out.push(
        finding.note(parts.join(", ")).help(
            "correct the number that is wrong, or give payments for something else a deal of their own",
        ),
    );
}

fn sum(payments: &[Payment<'_>]) -> MoneyInterval {
    payments
        .iter()
        .map(|payment| MoneyInterval::of(payment.amount))
        .fold(MoneyInterval::ZERO, MoneyInterval::plus)
}

/// `EUR 1 + EUR 2 = EUR 3`.
fn addition(payments: &[Payment<'_>], sum: MoneyInterval, currency: Currency) -> String {
    let parts: Vec<String> = payments.iter().map(|payment| payment.amount.to_string()).collect();
    wording::addition(&parts, sum.in_words(currency))
}
