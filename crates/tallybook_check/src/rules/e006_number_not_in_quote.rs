//! E006: a number that no quote which supports it carries.

use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::block::{BlockKind, FieldValue};
use tallybook_schema::value::Currency;
use tallybook_text::names::places;
use tallybook_text::numbers::{Form, NumberMention};
use tallybook_text::{money, numbers, plainly};

use crate::supporting::{Quotes, Supporting, beside};
use crate::wording::values;
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

/// Numbers of the quotes that are named.
const MOST_READ: usize = 3;

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
    let has_beside_designations = |quote: &Supporting<'_>, number| {
        let mut others = beside_designations(context, at, quote);
        others.any(|mention| numbers::supports(std::slice::from_ref(mention), number))
    };
    let carried = |number| {
        let carrying = || quotes.iter().filter(|quote| carries(quote, number, currency));
        carrying().next().is_some()
            && (currency.is_some()
                || names(context, at).all(|name| !is_designation_with(name, number))
                || carrying().any(|quote| has_beside_designations(&quote, number)))
    };
    let has_number = |quote| match currency {
        Some(_) => has_amount(&quote),
        None => beside_designations(context, at, &quote).any(counts),
    };
    if !quotes.are_all() && (wanted.clone().any(carried) || !quotes.iter().any(has_number)) {
        return;
    }
    if let Some(number) = wanted.find(|&number| !carried(number))
        && quotes.are_readable()
    {
        out.push(finding(context, at, quotes, number, currency));
    }
}

/// The numbers of a quote other than those in designations: 10, but not 2, in `10 Heron 2`.
fn beside_designations<'q>(
    context: &Context<'_>,
    at: &FieldAt<'_>,
    quote: &Supporting<'q>,
) -> impl Iterator<Item = &'q NumberMention> {
    let named = places(quote.quote, names(context, at).filter(|name| is_designation(name)));
    quote.said().numbers.iter().filter(move |mention| {
        let is_inside =
            |name: &Range<usize>| name.start <= mention.range.start && mention.range.end <= name.end;
        !named.iter().any(is_inside)
    })
}

/// Whether a number counts something: it is no part of a date, no year and no article.
fn counts(mention: &NumberMention) -> bool {
    !mention.in_date && !mention.may_be_year && mention.form != Form::Article
}

/// Whether a quote has an amount of money, or a number that can be one: millions, or one that counts no things.
fn has_amount(quote: &Supporting<'_>) -> bool {
    let can_be_amount = |mention: &NumberMention| {
        let after = quote.quote.get(mention.range.end..).unwrap_or_default().trim_start();
        let millions = |reading: &Decimal| *reading >= Decimal::from(1_000_000);
        counts(mention) && (!after.starts_with(char::is_alphabetic) || mention.readings.iter().any(millions))
    };
    quote.said().numbers.iter().any(can_be_amount) || !money::money(quote.language(), quote.quote).is_empty()
}

/// The names of what a field counts.
fn names<'c>(context: &'c Context<'_>, at: &'c FieldAt<'_>) -> impl Iterator<Item = &'c str> {
    let (own, items) = match at.block.kind {
        BlockKind::Item => (at.block.get("equipment"), None),
        BlockKind::Transfer => (None, context.dataset.transfers.get(at.block.index)),
        _ => (None, None),
    };
    let own = own.and_then(|value| match value {
        FieldValue::Reference(_, id) => Some(id),
        _ => None,
    });
    let items = items.into_iter().flat_map(|transfer| &transfer.items);
    let ids = own.into_iter().chain(items.filter_map(|item| Some(item.equipment.as_ref()?.as_str())));
    ids.filter_map(|id| context.index.equipment(id)).flat_map(|equipment| {
        std::iter::once(&equipment.designation).chain(&equipment.aliases).map(String::as_str)
    })
}

/// Whether digits stand beside letters in a name.
fn is_designation(name: &str) -> bool {
    name.contains(|c: char| c.is_ascii_digit()) && name.contains(char::is_alphabetic)
}

/// Whether that is so, and a run of the digits is a number.
fn is_designation_with(name: &str, number: Decimal) -> bool {
    let Ok(number) = u64::try_from(number) else { return false };
    has_run(name, number) && is_designation(name)
}

/// Whether a run of digits in a name is a number.
fn has_run(name: &str, number: u64) -> bool {
    let mut run = None;
    for byte in name.bytes() {
        if byte.is_ascii_digit() {
            let digit = u64::from(byte - b'0');
            run = Some(run.unwrap_or(0_u64).saturating_mul(10).saturating_add(digit));
        } else if run.take() == Some(number) {
            return true;
        }
    }
    run == Some(number)
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

/// The first amounts of money of the quotes, or numbers of theirs that count something.
fn read(context: &Context<'_>, at: &FieldAt<'_>, quotes: Quotes<'_>, is_money: bool) -> Vec<String> {
    let mut read: Vec<String> = Vec::new();
    if is_money {
        let amounts = quotes.iter().flat_map(|quote| money::money(quote.language(), quote.quote));
        let shown = |amount: &money::MoneyMention| {
            Some(format!("{} {}", amount.currencies.first()?, amount.amounts.first()?.normalize()))
        };
        read.extend(amounts.filter_map(|amount| shown(&amount)));
    }
    if read.is_empty() {
        for quote in quotes.iter() {
            let numbers = beside_designations(context, at, &quote).filter(|mention| counts(mention));
            read.extend(
                numbers.filter_map(|mention| Some(mention.readings.first()?.normalize().to_string())),
            );
        }
    }
    let mut seen = BTreeSet::new();
    read.retain(|number| seen.insert(number.clone()));
    read.truncate(MOST_READ);
    read
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
    let read = read(context, at, quotes, currency.is_some());
    let but = if read.is_empty() { String::new() } else { format!(", but {}", values(read)) };
    let message = format!("{neither}{} {says} {number}{but}", quotes.in_words());
    beside(context, at, message, quotes.iter())
        .note("numbers are read in digits and in words of the source's language; a date is no number")
        .help("quote the words with the number, or say in `reports` what the source gives")
}
