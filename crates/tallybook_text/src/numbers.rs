//! Numbers in a fragment of text: in digits, in words, and in both (`1.5 million`).
//!
//! What is a number: a count, a measure, an amount. What is not: an ordinal (`20th`), digits that
//! belong to a designation (`Il-76`, `T-72B3`), a vague word (`dozens`, `several hundred`). Digits of
//! a date are marked as such.

mod digits;
mod sum;
mod words;

use std::ops::Range;

use rust_decimal::Decimal;

use crate::dates;
use crate::fragment::{Fragment, Kind};
use crate::language::{Table, Tables};
use crate::money;

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In digits, with or without a multiplier in words.
    Digits,
    /// In words.
    Words,
    /// As an indefinite article, where that also means one.
    Article,
}

/// A number that a fragment states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberMention {
    /// The bytes of the fragment.
    pub range: Range<usize>,
    /// What it can mean, likeliest first: several where a separator or an abbreviation is ambiguous.
    /// Never empty.
    pub readings: Vec<Decimal>,
    /// How it is written.
    pub form: Form,
    /// Whether it is a part of a date: the day or year of `20 August 2022`, but not `2022` alone.
    pub in_date: bool,
    /// Whether it can be a year that stands alone.
    pub may_be_year: bool,
}

/// Every number that a fragment states, in order. `language` is a BCP 47 tag; for a language without
/// a data file digits are read with any separators, and no words.
pub fn numbers(language: &str, text: &str) -> Vec<NumberMention> {
    let fragment = Fragment::new(language, text);
    mentions(&fragment, &dates::recognise(&fragment))
}

/// Every number of a fragment with these dates, in order, by its bytes of the original.
pub(crate) fn mentions(fragment: &Fragment<'_>, dates: &[dates::Found]) -> Vec<NumberMention> {
    let mut mentions = Vec::new();
    recognise(fragment, dates, |found| {
        mentions.push(NumberMention {
            range: fragment.original_range(found.range),
            readings: found.readings,
            form: found.form,
            in_date: found.in_date,
            may_be_year: found.may_be_year,
        });
    });
    mentions
}

/// Whether one of the mentions, other than parts of dates, can mean the value.
pub fn supports(mentions: &[NumberMention], value: impl Into<Decimal>) -> bool {
    let value = value.into();
    mentions.iter().any(|mention| !mention.in_date && mention.readings.contains(&value))
}

/// A number among tokens.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) tokens: Range<usize>,
    /// The bytes of the normalised fragment.
    pub(crate) range: Range<usize>,
    pub(crate) readings: Vec<Decimal>,
    pub(crate) form: Form,
    pub(crate) in_date: bool,
    pub(crate) may_be_year: bool,
    /// What a word after digits multiplied them by.
    multiplier: Option<Decimal>,
    /// Whether a range leads from this number to the next one.
    pub(crate) range_to_next: bool,
}

/// Gives every number of a fragment with these dates, in order.
pub(crate) fn recognise(fragment: &Fragment<'_>, dates: &[dates::Found], mut give: impl FnMut(Found)) {
    const BEGINNINGS: Tables = Tables::of(&[Table::Digits, Table::NumberWords]);
    let date_at = |i: usize| dates.iter().find(|date| date.tokens.contains(&i));
    let in_date = |i: usize| date_at(i).is_some_and(|date| !date.is_bare_year());
    let has_compounds = fragment.language.compound_joint.is_some();
    let mut last: Option<Found> = None;
    let mut next = 0;
    for (i, token) in fragment.tokens.iter().enumerate() {
        let may_begin = token.may_begin(BEGINNINGS) || (has_compounds && token.kind == Kind::Word);
        if !may_begin || i < next {
            continue;
        }
        let (number, end) = match token.kind {
            Kind::Digits => digits::read(fragment, i, in_date),
            _ => words::read(fragment, i),
        };
        next = end;
        if let Some(mut number) = number {
            let date = date_at(i);
            number.in_date = date.is_some_and(|date| !date.is_bare_year());
            number.may_be_year = date.is_some_and(dates::Found::is_bare_year);
            if let Some(mut before) = last.take() {
                mark_range(fragment, &mut before, &number);
                if !belongs_to(fragment, &before, &number) {
                    give(before);
                }
            }
            last = Some(number);
        }
    }
    last.into_iter().for_each(give);
}

/// Whether a number is the article of the next one and counts nothing itself: `a batch of 6 herons`, `a 6-heron batch`.
fn belongs_to(fragment: &Fragment<'_>, article: &Found, number: &Found) -> bool {
    /// `new large batch` and `no fewer than` have as many.
    const MOST_WORDS: usize = 3;
    if article.form != Form::Article || number.form == Form::Article || number.in_date || number.may_be_year {
        return false;
    }
    let mut words = Vec::new();
    for i in article.tokens.end..number.tokens.start {
        match fragment.written(i) {
            _ if fragment.is_gap(i) || money::is_currency_at(fragment, i) => {}
            Some(word) if fragment.kind(i) == Some(Kind::Word) => words.push(word),
            _ => return false,
        }
    }
    match words.iter().position(|word| fragment.language.partitives.contains(*word)) {
        Some(at) => {
            let after = words.split_off(at + 1);
            let is_name = |word: &&str| word.starts_with(char::is_uppercase);
            words.len() <= MOST_WORDS + 1 && after.len() <= MOST_WORDS && !after.iter().any(is_name)
        }
        None => words.is_empty(),
    }
}

/// Finds whether a number and the next one are the ends of a range, and lets a multiplier at its end hold for its start:
/// `100 to 120 million`, `two to three thousand`.
fn mark_range(fragment: &Fragment<'_>, start: &mut Found, end: &Found) {
    /// ` to US$`.
    const MOST_TOKENS: usize = 5;
    let between = start.tokens.end..end.tokens.start;
    if between.len() > MOST_TOKENS {
        return;
    }
    start.range_to_next = leads_to_end(fragment, between.clone())
        || leads_to_end(fragment, before_currency(fragment, between.clone()));
    let factor = match (start.multiplier, end.multiplier) {
        (None, Some(of_end)) => of_end,
        // `two hundred to three hundred thousand`.
        (Some(of_start), Some(of_end)) if start.form == Form::Words && of_start < of_end => {
            of_end.checked_div(of_start).unwrap_or_default()
        }
        _ => Decimal::ZERO,
    };
    if start.range_to_next && start.form != Form::Article && !factor.is_zero() {
        let multiplied: Vec<_> =
            start.readings.iter().filter_map(|value| value.checked_mul(factor)).collect();
        start.readings.extend(multiplied);
    }
    start.readings.extend(with_rest(fragment, start, end));
}

/// The sum of thousands or millions in words and of the hundreds that a comma sets apart: `one thousand, two hundred`.
fn with_rest(fragment: &Fragment<'_>, thousands: &Found, rest: &Found) -> Option<Decimal> {
    let between = thousands.tokens.end..rest.tokens.start;
    let has_comma = between.len() == 2 && fragment.is_mark(between.start, ',');
    let in_words = thousands.form == Form::Words && rest.form == Form::Words;
    let multiplier = thousands.multiplier.filter(|multiplier| *multiplier >= Decimal::ONE_THOUSAND)?;
    let ([thousands], [rest]) = (thousands.readings.as_slice(), rest.readings.as_slice()) else {
        return None;
    };
    let hundreds = multiplier.checked_div(Decimal::TEN)?..multiplier;
    let adds = thousands.checked_rem(multiplier)?.is_zero() && hundreds.contains(rest);
    (has_comma && in_words && adds).then(|| thousands.checked_add(*rest)).flatten()
}

/// Whether tokens lead from the start of a range to its end.
fn leads_to_end(fragment: &Fragment<'_>, between: Range<usize>) -> bool {
    match between.len() {
        1 => fragment.is_mark(between.start, '-'),
        3 => {
            let word = fragment.form(between.start + 1, Kind::Word);
            fragment.is_mark(between.start + 1, '-')
                || word.is_some_and(|word| fragment.language.range_words.contains(word))
        }
        _ => false,
    }
}

/// Tokens before a number, without its currency: all but the sign of `to €`, with the space after it if there is one.
fn before_currency(fragment: &Fragment<'_>, mut tokens: Range<usize>) -> Range<usize> {
    let is_gap = |i: usize| fragment.kind(i) == Some(Kind::Space);
    if tokens.len() > 1 && is_gap(tokens.end - 1) {
        tokens.end -= 1;
    }
    let is_currency = |i: usize| tokens.contains(&i) && money::is_currency_at(fragment, i);
    let Some(last) = tokens.end.checked_sub(1).filter(|last| is_currency(*last)) else { return tokens };
    // `US$`.
    let first =
        last.checked_sub(1).filter(|first| fragment.kind(*first) == Some(Kind::Word) && is_currency(*first));
    tokens.start..first.unwrap_or(last)
}
