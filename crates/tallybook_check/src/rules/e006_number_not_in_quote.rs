//! E006: a number that no quote which supports it carries.

use rust_decimal::Decimal;
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::block::FieldValue;
use tallybook_schema::value::Currency;
use tallybook_text::{money, numbers, plainly};

use crate::supporting::{Quotes, Supporting, beside};
use crate::{Context, FieldAt, FieldKinds, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E006",
    "number-not-in-quote",
    "a number stands in none of the quotes that support it",
    include_str!("e006_number_not_in_quote.md"),
    Scope::Field { of: FieldKinds::QUANTITY.or(FieldKinds::MONEY), look: check },
)
.sql(Sql::Not("reads the numbers in quotes"));

fn check(context: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    match at.field.value {
        FieldValue::Quantity(quantity) => look(context, at, quantity.numbers().map(Decimal::from), None, out),
        FieldValue::Money(money) => look(context, at, money.numbers(), money.currency(), out),
        _ => {}
    }
}

fn look(
    context: &Context<'_>,
    at: &FieldAt<'_>,
    mut wanted: impl Iterator<Item = Decimal> + Clone,
    currency: Option<Currency>,
    out: &mut Findings,
) {
    let quotes = Quotes::of(at);
    if quotes.is_empty() {
        return;
    }
    let carried = |number| quotes.iter().any(|quote| carries(&quote, number, currency));
    let has_number = |quote| has_number(&quote);
    if !quotes.are_all() && (wanted.clone().any(carried) || !quotes.iter().any(has_number)) {
        return;
    }
    if let Some(number) = wanted.find(|&number| !carried(number))
        && quotes.are_readable()
    {
        out.push(finding(context, at, quotes, number, currency));
    }
}

/// Whether a quote has any number that is no part of a date.
fn has_number(quote: &Supporting<'_>) -> bool {
    quote.said().numbers.iter().any(|mention| !mention.in_date)
}

/// Whether a quote has a number; for money, the same amount in another currency is another one.
fn carries(quote: &Supporting<'_>, number: Decimal, currency: Option<Currency>) -> bool {
    let has_number = || numbers::supports(&quote.said().numbers, number);
    let language = quote.language();
    let Some(currency) = currency else {
        let says_plainly = |plain| plainly::says_number(language, plain, number);
        return quote.plain().is_some_and(says_plainly) || has_number();
    };
    if quote.plain().is_some_and(|plain| plainly::says_amount(language, plain, currency, number)) {
        return true;
    }
    let amounts = money::money(language, quote.quote);
    let same = amounts.iter().any(|mention| mention.amounts.contains(&number));
    if same { money::supports(&amounts, currency, number) } else { has_number() }
}

fn finding(
    context: &Context<'_>,
    at: &FieldAt<'_>,
    quotes: Quotes<'_>,
    number: Decimal,
    currency: Option<Currency>,
) -> Finding {
    let number = match currency {
        Some(currency) => format!("`{currency} {number}`"),
        None => format!("`{number}`"),
    };
    let (neither, says) =
        if quotes.are_several() { ("neither the quote ", "says") } else { ("the quote ", "does not say") };
    let message = format!("{neither}{} {says} {number}", quotes.in_words());
    beside(context, at, message, quotes.iter())
        .note("numbers are read in digits and in words of the source's language; a date is no number")
        .help("quote the words with the number, or say in `reports` what the source gives")
}
