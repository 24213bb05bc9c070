//! M002: an amount with more decimals than its currency has.

use rust_decimal::Decimal;
use tallybook_diagnostics::{Edit, Finding, Findings, Fix};
use tallybook_schema::value::Money;

use crate::{Context, Rule, Scope, Sql, Value, ValueAt, wording};

/// The rule.
pub const RULE: Rule = Rule::error(
    "M002",
    "too-many-decimals",
    "an amount has more decimals than its currency",
    include_str!("m002_too_many_decimals.md"),
    Scope::Value(check),
)
.sql(Sql::Not("needs the decimals of every currency"));

fn check(_: &Context<'_>, at: &ValueAt<'_>, out: &mut Findings) {
    let Value::Money(money) = at.value else { return };
    let Some(currency) = money.currency() else { return };
    let Some(decimals) = currency.decimals().filter(|decimals| money.decimals() > *decimals) else {
        return;
    };
    let place = at.place();
    let has = match decimals {
        0 => "none".to_owned(),
        some => wording::count(some as usize, "decimal", "decimals"),
    };
    let mut finding = Finding::new(
        place.clone(),
        format!("`{money}` has {} decimals, `{currency}` has {has}", money.decimals()),
    )
    .note(format!("the smallest unit of `{currency}` is {} (ISO 4217)", Decimal::new(1, decimals)))
    .help("write the amount in whole units of the currency, not in thousands or millions");
    if let Some(text) = shortened(&money, decimals) {
        finding = finding.help(format!("write `{text}`")).fix(Fix {
            title: format!("write `{text}`"),
            edits: vec![Edit::Replace { place, text }],
            safe: true,
        });
    }
    out.push(finding);
}

/// The amount without the zeros that its currency has no decimals for; `None` if that would change it.
fn shortened(money: &Money, decimals: u32) -> Option<String> {
    if money.numbers().any(|number| number.round_dp(decimals) != number) {
        return None;
    }
    let shorten = |word: &str| match word.parse::<Decimal>() {
        Ok(number) => number.round_dp(decimals).to_string(),
        Err(_) => word.to_owned(),
    };
    Some(money.to_string().split(' ').map(shorten).collect::<Vec<_>>().join(" "))
}
