//! What stands beside a month: days before or after it, and the year.

use std::ops::RangeInclusive;

use super::Bound;
use crate::fragment::{Fragment, Kind};
use crate::language::{Table, Words};

/// Days whose last token stands before the month at `i`, with the token where they start:
/// `20`, `20th of`, `20.`, `20-22`, `20 to 22`.
pub(super) fn days_before(fragment: &Fragment<'_>, i: usize) -> Option<(RangeInclusive<i8>, usize)> {
    let mut end = before_gap(fragment, i)?;
    if fragment.form_before(end, Kind::Word).is_some_and(|word| fragment.language.date_links.contains(word)) {
        end = before_gap(fragment, end - 1)?;
    }
    let (last, start) = day_ending_at(fragment, end)?;
    let range_start = if start > 0 && fragment.is_mark(start - 1, '-') {
        Some(start - 1)
    } else {
        before_gap(fragment, start)
            .filter(|at| {
                let word = fragment.form_before(*at, Kind::Word);
                word.is_some_and(|word| fragment.language.range_words.contains(word))
            })
            .and_then(|at| before_gap(fragment, at - 1))
    };
    match range_start.and_then(|end| day_ending_at(fragment, end)) {
        Some((first, start)) if first < last => Some((first..=last, start)),
        _ => Some((last..=last, start)),
    }
}

/// The day whose last token is the one before `end`, with the token where it starts.
fn day_ending_at(fragment: &Fragment<'_>, end: usize) -> Option<(i8, usize)> {
    let last = end.checked_sub(1)?;
    if let Some(word) = fragment.form(last, Kind::Word) {
        if let Some(day) = fragment.language.day_words.get(word) {
            return Some((*day, last));
        }
        let suffix = fragment.language.ordinal_suffixes.contains(word);
        let digits = if last > 0 && fragment.is_mark(last - 1, '-') { last - 1 } else { last };
        return suffix.then(|| day_at(fragment, digits.checked_sub(1)?)).flatten();
    }
    let digits = if fragment.is_mark(last, '.') { last.checked_sub(1)? } else { last };
    day_at(fragment, digits)
}

fn day_at(fragment: &Fragment<'_>, i: usize) -> Option<(i8, usize)> {
    let day = two_digits(fragment.form(i, Kind::Digits)?, 31)?;
    let inside_number = i > 1
        && (fragment.is_mark(i - 1, ',') || fragment.is_mark(i - 1, '.'))
        && fragment.kind(i - 2) == Some(Kind::Digits);
    (!inside_number && !fragment.is_label(i)).then_some((day, i))
}

/// Days after the month whose tokens end at `i`: `August 20`, `August 20th`, `August 20-22`.
pub(super) fn days_after(fragment: &Fragment<'_>, i: usize) -> Option<(RangeInclusive<i8>, usize)> {
    let day_at = |i: usize| {
        let day = two_digits(fragment.form(i, Kind::Digits)?, 31)?;
        let suffix = fragment.form(i + 1, Kind::Word);
        match suffix {
            Some(suffix) if fragment.language.ordinal_suffixes.contains(suffix) => Some((day, i + 2)),
            Some(_) => None,
            None => {
                let in_number = (fragment.is_mark(i + 1, ',') || fragment.is_mark(i + 1, '.'))
                    && fragment.kind(i + 2) == Some(Kind::Digits);
                (!in_number).then_some((day, i + 1))
            }
        }
    };
    let (first, end) = day_at(fragment.is_gap(i).then_some(i + 1)?)?;
    if fragment.is_mark(end, '-')
        && let Some((last, end)) = day_at(end + 1)
        && first < last
    {
        return Some((first..=last, end));
    }
    Some((first..=first, end))
}

/// The year after the token at `i`, with the token where it ends: ` 2022`, `, 2022`, ` de 2022 года`. After a comma and
/// no day, it may count what follows: `In August, 2014 drones`.
pub(super) fn year_after(fragment: &Fragment<'_>, i: usize, has_day: bool) -> Option<(i16, usize)> {
    let has_comma = fragment.is_mark(i, ',');
    let mut at = if has_comma { i + 1 } else { i };
    at = fragment.is_gap(at).then_some(at + 1)?;
    if fragment.form(at, Kind::Word).is_some_and(|word| fragment.language.date_links.contains(word)) {
        at = fragment.is_gap(at + 1).then_some(at + 2)?;
    }
    let year = year_at(fragment, at).filter(|year| !may_be_count(fragment, at, *year))?;
    if has_comma && !has_day && precedes_other_word(fragment, at) {
        return None;
    }
    (fragment.kind(at + 1) != Some(Kind::Word)).then(|| (year, after_year_word(fragment, at + 1)))
}

/// Four digits that can be a year of the twentieth or twenty-first century.
pub(super) fn year_at(fragment: &Fragment<'_>, i: usize) -> Option<i16> {
    four_digits(fragment.form(i, Kind::Digits)?).filter(|year| (1900..2100).contains(year))
}

/// Whether the year at `i` may count what follows: a round number before a word that is none for a year
/// (`On August 20, 2000 shells`).
pub(super) fn may_be_count(fragment: &Fragment<'_>, i: usize, year: i16) -> bool {
    year % 50 == 0 && precedes_other_word(fragment, i)
}

/// Whether a word that is none for a year follows the digits at `i`.
fn precedes_other_word(fragment: &Fragment<'_>, i: usize) -> bool {
    fragment.is_gap(i + 1)
        && fragment.kind(i + 2) == Some(Kind::Word)
        && after_year_word(fragment, i + 1) == i + 1
}

/// Whether one or two words before `i` are one of these phrases, which lead to dates.
pub(super) fn follows_phrase(fragment: &Fragment<'_>, i: usize, phrases: &Words) -> bool {
    let Some(last) = leading_word_before(fragment, i) else { return false };
    let first =
        || before_gap(fragment, last)?.checked_sub(1).filter(|i| fragment.kind(*i) == Some(Kind::Word));
    fragment.form(last, Kind::Word).is_some_and(|word| phrases.contains(word))
        || first().is_some_and(|first| phrases.contains(&*fragment.phrase_of(first..last + 1)))
}

/// How the words before `i` bound what happened: `by`, `since the end of`, `not before`.
pub(super) fn bound_before(fragment: &Fragment<'_>, i: usize) -> Option<Bound> {
    /// `no later than the end of the year 2021`.
    const MOST_WORDS: usize = 8;
    let language = fragment.language;
    let mut at = i;
    for _ in 0..MOST_WORDS {
        at = leading_word_before(fragment, at)?;
        let word = fragment.form(at, Kind::Word)?;
        if let Some(bound) = language.bounds.get(word) {
            let negation = before_gap(fragment, at).and_then(|gap| fragment.form_before(gap, Kind::Word));
            let is_negated = negation.is_some_and(|word| language.negations.contains(word));
            return Some(if is_negated { bound.negated() } else { *bound });
        }
        if !language.inside_bounds.contains(word) {
            return None;
        }
    }
    None
}

/// The word before `i`, beyond a gap, if it may lead to a date.
fn leading_word_before(fragment: &Fragment<'_>, i: usize) -> Option<usize> {
    let word = before_gap(fragment, i)?.checked_sub(1)?;
    fragment.tokens.get(word)?.may_begin(Table::BeforeDates.into()).then_some(word)
}

/// The token after the word that may follow a year.
pub(super) fn after_year_word(fragment: &Fragment<'_>, i: usize) -> usize {
    let word = fragment.form(i + 1, Kind::Word).filter(|_| fragment.is_gap(i));
    match word {
        Some(word) if fragment.language.year_words.contains(word) => i + 2,
        _ => i,
    }
}

/// The token of the gap before `i`.
pub(super) fn before_gap(fragment: &Fragment<'_>, i: usize) -> Option<usize> {
    i.checked_sub(1).filter(|gap| fragment.is_gap(*gap))
}

pub(super) fn four_digits(digits: &str) -> Option<i16> {
    (digits.len() == 4).then(|| digits.parse().ok()).flatten()
}

pub(super) fn two_digits(digits: &str, most: i8) -> Option<i8> {
    let number = (digits.len() <= 2).then(|| digits.parse().ok()).flatten();
    number.filter(|number| (1..=most).contains(number))
}
