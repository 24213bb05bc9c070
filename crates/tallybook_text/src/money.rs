//! Amounts of money in a fragment of text: a number beside the sign, code or name of a currency.

use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;
use tallybook_schema::value::Currency;

use crate::dates;
use crate::edge::is_edge;
use crate::fragment::{Fragment, Kind};
use crate::language::CURRENCY_SIGNS;
use crate::numbers::{self, Found};

/// An amount of money that a fragment states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyMention {
    /// The bytes of the number in the fragment, without the currency.
    pub range: Range<usize>,
    /// What the number can mean, likeliest first. Never empty.
    pub amounts: Vec<Decimal>,
    /// The currencies that are meant: several for `$`. Never empty.
    pub currencies: Vec<Currency>,
}

/// Every amount of money that a fragment states, in order. `language` is a BCP 47 tag; for a
/// language without a data file signs and ISO 4217 codes are read, and no names.
pub fn money(language: &str, text: &str) -> Vec<MoneyMention> {
    let fragment = Fragment::new(language, text);
    let mut found = Vec::new();
    numbers::recognise(&fragment, &dates::recognise(&fragment), |number| {
        if !number.in_date {
            found.push(number);
        }
    });
    let mut mentions = Vec::new();
    for (i, number) in found.iter().enumerate() {
        let before = currencies_before(&fragment, number);
        let own = before.clone().or_else(|| currencies_after(&fragment, number));
        let Some(currencies) = own.or_else(|| across_range(&fragment, &found, i)) else { continue };
        let mut amounts = number.readings.clone();
        if before.is_some() {
            amounts.extend(abbreviated(&fragment, number));
        }
        mentions.push(MoneyMention {
            range: fragment.original_range(number.range.clone()),
            amounts,
            currencies,
        });
    }
    mentions
}

/// Whether one of the mentions can mean the amount in the currency.
pub fn supports(mentions: &[MoneyMention], currency: Currency, amount: Decimal) -> bool {
    mentions.iter().any(|mention| mention.currencies.contains(&currency) && mention.amounts.contains(&amount))
}

/// The currencies whose sign or code stands before a number: `€140`, `US$ 5`, `EUR 140`.
fn currencies_before(fragment: &Fragment<'_>, number: &Found) -> Option<Vec<Currency>> {
    let before = fragment.text().get(..number.range.start)?;
    let before = before.strip_suffix(' ').unwrap_or(before);
    CURRENCY_SIGNS
        .at_end_of(before, |sign| is_edge(fragment.text(), before.len() - sign.len()))
        .map(<[Currency]>::to_vec)
        .or_else(|| currency_of_code(fragment, before.len().checked_sub(3)?))
}

/// The currencies whose sign, code or name stands after a number: `140 €`, `140 Mio. Euro`,
/// `140 millions d'euros`.
fn currencies_after(fragment: &Fragment<'_>, number: &Found) -> Option<Vec<Currency>> {
    let mut next = number.tokens.end;
    let after_abbreviation = fragment.is_mark(next, '.') && fragment.kind(next - 1) == Some(Kind::Word);
    next += usize::from(after_abbreviation);
    next += usize::from(fragment.is_gap(next));
    let language = fragment.language;
    let start = fragment.tokens.get(next)?.range.start;
    let text = fragment.text().get(start..)?;
    let sign = CURRENCY_SIGNS.at_start_of(text, |sign| is_edge(fragment.text(), start + sign.len()));
    if let Some(currencies) = sign {
        return Some(currencies.to_vec());
    }
    if let Some(currencies) = currency_of_code(fragment, start) {
        return Some(currencies);
    }
    if let Some(link) = fragment.phrase(next, &language.currency_links)
        && fragment.is_gap(link.next)
    {
        next = link.next + 1;
    }
    let name = fragment.phrase(next, &language.currencies)?;
    Some(name.meaning.clone())
}

/// The currency at the other end of a range: `€100 to 120 million`, `100-120 million euros`.
fn across_range(fragment: &Fragment<'_>, found: &[Found], i: usize) -> Option<Vec<Currency>> {
    let number = found.get(i)?;
    let before = i.checked_sub(1).and_then(|i| found.get(i)).filter(|before| before.range_to_next);
    before.and_then(|before| currencies_before(fragment, before)).or_else(|| {
        let after = found.get(i + 1).filter(|_| number.range_to_next)?;
        currencies_after(fragment, after)
    })
}

/// Whether the token at `i` is or begins the sign of a currency, or is its code.
pub(crate) fn is_currency_at(fragment: &Fragment<'_>, i: usize) -> bool {
    let Some(start) = fragment.tokens.get(i).map(|token| token.range.start) else { return false };
    let text = fragment.text();
    let is_whole = |sign: &str| is_edge(text, start + sign.len());
    fragment.is_currency_code(i)
        || text.get(start..).is_some_and(|rest| CURRENCY_SIGNS.at_start_of(rest, is_whole).is_some())
}

/// The known currency whose three-letter code starts at `start`.
fn currency_of_code(fragment: &Fragment<'_>, start: usize) -> Option<Vec<Currency>> {
    let text = fragment.text();
    let end = start + 3;
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    // Anything else makes an error that says so.
    let code = text.get(start..end).filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase()))?;
    let inside_word =
        letter(text.get(..start)?.chars().next_back()) || letter(text.get(end..)?.chars().next());
    let currency = Currency::from_str(code).ok().filter(|currency| !inside_word && currency.is_known())?;
    Some(vec![currency])
}

/// What a number with a currency before it means when a space stands before its abbreviated
/// multiplier: `€140 m`.
fn abbreviated(fragment: &Fragment<'_>, number: &Found) -> Vec<Decimal> {
    let end = number.tokens.end;
    let word = fragment.form(end, Kind::Space).and_then(|_| fragment.form(end + 1, Kind::Word));
    let factors = word.and_then(|word| fragment.language.attached_multipliers.get(word));
    let products = |factor: &u64| {
        let factor = Decimal::from(*factor);
        number.readings.iter().filter_map(move |reading| reading.checked_mul(factor))
    };
    factors.into_iter().flatten().filter(|factor| **factor > 1).flat_map(products).collect()
}
