//! E006: a number that no quote which supports it carries.

use rust_decimal::Decimal;
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::block::FieldValue;
use tallybook_schema::value::Currency;
use tallybook_text::{money, numbers};

use crate::supporting::{self, Supporting, are_all, are_readable, beside, in_words};
use crate::{Context, FieldAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E006",
    "number-not-in-quote",
    "a number stands in none of the quotes that support it",
    include_str!("e006_number_not_in_quote.md"),
    Scope::Field(check),
)
.sql(Sql::Not("reads the numbers in quotes"));

fn check(context: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    let name = at.field.def.name;
    let (wanted, currency): (Vec<Decimal>, Option<Currency>) = match at.field.value {
        FieldValue::Quantity(quantity) => (quantity.numbers().map(Decimal::from).collect(), None),
        FieldValue::Money(money) => (money.numbers().collect(), money.currency()),
        _ => return,
    };
    let quotes = supporting::quotes(at.block, name);
    if quotes.is_empty() || !are_readable(context, &quotes) {
        return;
    }
    let carried =
        |number: &Decimal| quotes.iter().any(|quote| carries(context, at, quote, *number, currency));
    let has_number = |quote: &Supporting<'_>| has_number(context, at, quote);
    if !are_all(&quotes, at.block, name) && (wanted.iter().any(carried) || !quotes.iter().any(has_number)) {
        return;
    }
    let missing = |number: &&Decimal| !carried(number);
    if let Some(number) = wanted.iter().find(missing) {
        out.push(finding(context, at, &quotes, *number, currency));
    }
}

/// Whether a quote has any number that is no part of a date.
fn has_number(context: &Context<'_>, at: &FieldAt<'_>, quote: &Supporting<'_>) -> bool {
    quote.said(context, at).numbers.iter().any(|mention| !mention.in_date)
}

/// Whether a quote has a number; for money, the same amount in another currency is another one.
fn carries(
    context: &Context<'_>,
    at: &FieldAt<'_>,
    quote: &Supporting<'_>,
    number: Decimal,
    currency: Option<Currency>,
) -> bool {
    let has_number = || numbers::supports(&quote.said(context, at).numbers, number);
    let Some(currency) = currency else { return has_number() };
    let amounts = money::money(quote.language(context), quote.quote);
    let same = amounts.iter().any(|mention| mention.amounts.contains(&number));
    if same { money::supports(&amounts, currency, number) } else { has_number() }
}

fn finding(
    context: &Context<'_>,
    at: &FieldAt<'_>,
    quotes: &[Supporting<'_>],
    number: Decimal,
    currency: Option<Currency>,
) -> Finding {
    let number = match currency {
        Some(currency) => format!("`{currency} {number}`"),
        None => format!("`{number}`"),
    };
    let neither = if quotes.len() > 1 { "neither the quote " } else { "the quote " };
    let says = if quotes.len() > 1 { "says" } else { "does not say" };
    let message = format!("{neither}{} {says} {number}", in_words(quotes));
    beside(context, at, message, quotes)
        .note("numbers are read in digits and in words of the source's language; a date is no number")
        .help("quote the words with the number, or say in `reports` what the source gives")
}
