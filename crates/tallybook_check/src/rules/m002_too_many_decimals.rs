//! M002: an amount with more decimals than its currency has.

use rust_decimal::Decimal;
use tallybook_diagnostics::{Finding, Findings, Fix};
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
    let finding = Finding::new(
        place.clone(),
        format!(
            "`{money}` has {}, `{currency}` has {has}",
            wording::count(money.decimals() as usize, "decimal", "decimals")
        ),
    )
    .note(format!("the smallest unit of `{currency}` is {} (ISO 4217)", Decimal::new(1, decimals)));
    let units = "the amount in whole units of the currency, not in thousands or millions";
    let thousands = ungrouped(&money);
    // A range that would run backwards is not meant.
    let is_meant = |text: &String| text.parse().is_ok_and(|money: Money| !money.is_reversed());
    let is_grouped = thousands.is_some();
    out.push(match (shortened(&money, decimals), thousands.filter(is_meant)) {
        (Some(text), None) if is_grouped => {
            finding.help(format!("write `{text}` if the point is a decimal point, or else {units}"))
        }
        (Some(text), None) => {
            let title = format!("write `{text}`");
            finding.help(title.clone()).fix(Fix::replace(title, place, text).safe_if(true))
        }
        (Some(text), Some(thousands)) => finding.help(format!(
            "write `{thousands}` if the point divides thousands, `{text}` if it is a decimal point"
        )),
        (None, Some(thousands)) => {
            finding.help(format!("write {units}: `{thousands}` if the point divides thousands"))
        }
        (None, None) => finding.help(format!("write {units}")),
    });
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

/// The amount if its points divide thousands, as many write them; `None` if one of them cannot.
fn ungrouped(money: &Money) -> Option<String> {
    let is_grouped =
        |number: Decimal| number.scale() == 3 && (Decimal::ONE..Decimal::ONE_THOUSAND).contains(&number);
    let mut pointed = money.numbers().filter(|number| number.scale() > 0);
    pointed.all(is_grouped).then(|| money.to_string().replace('.', ""))
}
