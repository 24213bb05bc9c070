//! M003: an amount in a currency that was not in use at its date.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::block::{BlockKind, FieldValue};
use tallybook_schema::value::Date;

use crate::rule::field_place;
use crate::{Context, FieldAt, FieldKinds, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "M003",
    "currency-out-of-use",
    "an amount is in a currency that was not in use at its date",
    include_str!("m003_currency_out_of_use.md"),
    Scope::Field { of: FieldKinds::MONEY, look: check },
)
.sql(Sql::Not("needs the periods in which currencies were in use"));

fn check(_: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    let FieldValue::Money(money) = at.field.value else { return };
    let Some(currency) = money.currency() else { return };
    let Some(period) = currency.period() else { return };
    let Some((field, date)) = date_of(at) else { return };
    let when = match (period.from, period.until) {
        (Some(from), _) if date.certainly_before(&Date::from(from)) => format!("since {from}"),
        (_, Some(until)) if date.certainly_after_day(until) => format!("until {until}"),
        _ => return,
    };
    let date_place = field_place(at.block, field);
    out.push(
        Finding::new(at.place(), format!("`{currency}` was not in use at the time (`{date}`)"))
            .label("paid in this currency")
            .related(date_place, format!("`{field}` says when"))
            .note(format!("`{currency}` was in use {when}"))
            .help("write the amount in the currency in which it was paid, or correct the date"),
    );
}

/// The date to which the amount belongs, with its field: that of the delivery or else of the order, and
/// for the value of a deal that of the agreement.
fn date_of<'a>(at: &FieldAt<'a>) -> Option<(&'static str, &'a Date)> {
    let fields: &[&'static str] = match at.block.kind {
        BlockKind::Transfer => &["delivered", "ordered"],
        BlockKind::Deal => &["agreed"],
        _ => &[],
    };
    fields.iter().find_map(|field| match at.block.get(field) {
        Some(FieldValue::Date(date)) => Some((*field, date)),
        _ => None,
    })
}
