//! Finds dates among the tokens of a fragment.

use std::ops::Range;

use tallybook_schema::value::Day;

use super::{DatePart, DateReading};
use crate::fragment::{Fragment, Kind};
use crate::language::{DateOrder, Trust};

/// A date among tokens.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) tokens: Range<usize>,
    /// The bytes of the normalised fragment.
    pub(crate) range: Range<usize>,
    pub(crate) readings: Vec<DateReading>,
}

impl Found {
    pub(crate) fn is_bare_year(&self) -> bool {
        self.readings.iter().all(|reading| reading.part == DatePart::Year)
    }
}

/// The tokens that make a date, and what it can mean.
type Reading = (Range<usize>, Vec<DateReading>);

/// Every date, in order.
pub(crate) fn recognise(fragment: &Fragment) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut i = 0;
    while i < fragment.tokens.len() {
        let from = found.last().map_or(0, |found| found.tokens.end);
        let date = in_digits(fragment, i)
            .or_else(|| with_month(fragment, from, i))
            .or_else(|| with_season(fragment, i))
            .or_else(|| bare_year(fragment, i));
        if let Some((tokens, readings)) = date.filter(|(_, readings)| !readings.is_empty()) {
            i = tokens.end;
            let range = fragment.range(tokens.clone());
            found.push(Found { tokens, range, readings });
        } else {
            i += 1;
        }
    }
    found
}

/// `2022-08-20`, `20.08.2022`, `8/20/22`, `2022-08`, `08/2022`.
fn in_digits(fragment: &Fragment, i: usize) -> Option<Reading> {
    let number = |i: usize| fragment.form(i, Kind::Digits);
    let mark = |i: usize| fragment.form(i, Kind::Mark).filter(|mark| matches!(*mark, "." | "/" | "-"));
    let first = number(i).filter(|_| !fragment.is_label(i))?;
    let (separator, second) = (mark(i + 1)?, number(i + 2)?);
    let third = number(i + 4).filter(|_| mark(i + 3) == Some(separator));
    let Some(third) = third else {
        let (year, month) = match separator {
            "-" if second.len() == 2 => (first, second),
            "/" => (second, first),
            _ => return None,
        };
        let (year, month) = (four_digits(year)?, two_digits(month, 12)?);
        return Some((i..i + 3, vec![DateReading { year: Some(year), part: DatePart::Month(month) }]));
    };
    if mark(i + 5).is_some() && number(i + 6).is_some() {
        return None;
    }
    let mut readings = Vec::new();
    let mut read = |years: &[i16], month: &str, day: &str| {
        let (Some(month), Some(day)) = (two_digits(month, 12), two_digits(day, 31)) else { return };
        for &year in years {
            let reading = DateReading { year: Some(year), part: DatePart::Day { month, day } };
            if Day::new(year, month, day).is_some() && !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    };
    if let Some(year) = four_digits(first) {
        read(&[year], second, third);
    } else {
        let years = match four_digits(third) {
            Some(year) => vec![year],
            None if third.len() == 2 && separator != "-" => two_digits(third, 99)
                .map_or_else(Vec::new, |year| vec![2000 + i16::from(year), 1900 + i16::from(year)]),
            None => Vec::new(),
        };
        for order in &fragment.language.date_orders {
            match order {
                DateOrder::Dmy => read(&years, second, first),
                DateOrder::Mdy => read(&years, first, second),
            }
        }
    }
    Some((i..i + 5, readings))
}

/// A month by its name, with the day and year beside it.
fn with_month(fragment: &Fragment, from: usize, i: usize) -> Option<Reading> {
    let phrase = fragment.phrase(i, &fragment.language.months)?;
    let (month, trust) = *phrase.meaning;
    let mut tokens = i..phrase.next;
    let mut days = Vec::new();
    if let Some((before, start)) = days_before(fragment, i).filter(|(_, start)| *start >= from) {
        days = before;
        tokens.start = start;
    }
    if trust == Trust::Abbreviation && fragment.is_mark(tokens.end, ".") {
        tokens.end += 1;
    }
    let month_first = fragment.language.date_orders.contains(&DateOrder::Mdy);
    if days.is_empty()
        && month_first
        && let Some((after, end)) = days_after(fragment, tokens.end)
    {
        days = after;
        tokens.end = end;
    }
    let year = year_after(fragment, tokens.end).map(|(year, end)| {
        tokens.end = end;
        year
    });
    if !is_written_as_name(fragment, i)
        || (trust != Trust::Name && days.is_empty() && year.is_none() && !after_preposition(fragment, i))
    {
        return None;
    }
    let readings = if days.is_empty() {
        vec![DateReading { year, part: DatePart::Month(month) }]
    } else {
        // 2000 was a leap year: without a year, 29 February is a day.
        days.into_iter()
            .filter(|day| Day::new(year.unwrap_or(2000), month, *day).is_some())
            .map(|day| DateReading { year, part: DatePart::Day { month, day } })
            .collect()
    };
    Some((tokens, readings))
}

fn with_season(fragment: &Fragment, i: usize) -> Option<Reading> {
    let phrase = fragment.phrase(i, &fragment.language.seasons)?;
    let (season, trust) = *phrase.meaning;
    let (year, end) = match year_after(fragment, phrase.next) {
        Some((year, end)) => (Some(year), end),
        None => (None, phrase.next),
    };
    let counts = trust == Trust::Name || year.is_some() || after_preposition(fragment, i);
    counts.then(|| (i..end, vec![DateReading { year, part: DatePart::Season(season) }]))
}

/// Four digits that can be a year of the twentieth or twenty-first century.
fn bare_year(fragment: &Fragment, i: usize) -> Option<Reading> {
    let year = four_digits(fragment.form(i, Kind::Digits)?).filter(|year| (1900..2100).contains(year))?;
    let glued = fragment.form(i + 1, Kind::Word).is_some();
    let in_number = |mark: usize, digits: usize| {
        fragment.form(mark, Kind::Mark).is_some_and(|mark| matches!(mark, "." | "," | "'"))
            && fragment.form(digits, Kind::Digits).is_some()
    };
    let part_of_number = in_number(i + 1, i + 2) || (i > 1 && in_number(i - 1, i - 2));
    // `mid-2022` is a year, `Geran-2022` is not.
    let prefixed = i > 1
        && fragment.is_mark(i - 1, "-")
        && fragment.written(i - 2).is_some_and(|word| word.chars().all(char::is_lowercase));
    if glued || part_of_number || (fragment.is_label(i) && !prefixed) {
        return None;
    }
    let end = after_year_word(fragment, i + 1);
    Some((i..end, vec![DateReading { year: Some(year), part: DatePart::Year }]))
}

/// Days whose last token stands before the month at `i`, with the token where they start:
/// `20`, `20th of`, `20.`, `20-22`, `20 to 22`.
fn days_before(fragment: &Fragment, i: usize) -> Option<(Vec<i8>, usize)> {
    let mut end = before_gap(fragment, i)?;
    if fragment.form_before(end, Kind::Word).is_some_and(|word| fragment.language.date_links.contains(word)) {
        end = before_gap(fragment, end - 1)?;
    }
    let (last, start) = day_ending_at(fragment, end)?;
    let range_start = if start > 0 && fragment.is_mark(start - 1, "-") {
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
        Some((first, start)) if first < last => Some(((first..=last).collect(), start)),
        _ => Some((vec![last], start)),
    }
}

/// The day whose last token is the one before `end`, with the token where it starts.
fn day_ending_at(fragment: &Fragment, end: usize) -> Option<(i8, usize)> {
    let last = end.checked_sub(1)?;
    if let Some(word) = fragment.form(last, Kind::Word) {
        if let Some(day) = fragment.language.day_words.get(word) {
            return Some((*day, last));
        }
        let suffix = fragment.language.ordinal_suffixes.contains(word);
        let digits = if last > 0 && fragment.is_mark(last - 1, "-") { last - 1 } else { last };
        return suffix.then(|| day_at(fragment, digits.checked_sub(1)?)).flatten();
    }
    let digits = if fragment.is_mark(last, ".") { last.checked_sub(1)? } else { last };
    day_at(fragment, digits)
}

fn day_at(fragment: &Fragment, i: usize) -> Option<(i8, usize)> {
    let day = two_digits(fragment.form(i, Kind::Digits)?, 31)?;
    let inside_number = i > 1
        && (fragment.is_mark(i - 1, ",") || fragment.is_mark(i - 1, "."))
        && fragment.form(i - 2, Kind::Digits).is_some();
    (!inside_number && !fragment.is_label(i)).then_some((day, i))
}

/// Days after the month whose tokens end at `i`: `August 20`, `August 20th`, `August 20-22`.
fn days_after(fragment: &Fragment, i: usize) -> Option<(Vec<i8>, usize)> {
    let day_at = |i: usize| {
        let day = two_digits(fragment.form(i, Kind::Digits)?, 31)?;
        let suffix = fragment.form(i + 1, Kind::Word);
        match suffix {
            Some(suffix) if fragment.language.ordinal_suffixes.contains(suffix) => Some((day, i + 2)),
            Some(_) => None,
            None => {
                let in_number =
                    fragment.form(i + 1, Kind::Mark).is_some_and(|mark| mark == "," || mark == ".")
                        && fragment.form(i + 2, Kind::Digits).is_some();
                (!in_number).then_some((day, i + 1))
            }
        }
    };
    let (first, end) = day_at(fragment.is_gap(i).then_some(i + 1)?)?;
    if fragment.is_mark(end, "-")
        && let Some((last, end)) = day_at(end + 1)
        && first < last
    {
        return Some(((first..=last).collect(), end));
    }
    Some((vec![first], end))
}

/// The year after the token at `i`, with the token where it ends: ` 2022`, `, 2022`, ` de 2022 года`.
fn year_after(fragment: &Fragment, i: usize) -> Option<(i16, usize)> {
    let mut at = if fragment.is_mark(i, ",") { i + 1 } else { i };
    at = fragment.is_gap(at).then_some(at + 1)?;
    if fragment.form(at, Kind::Word).is_some_and(|word| fragment.language.date_links.contains(word)) {
        at = fragment.is_gap(at + 1).then_some(at + 2)?;
    }
    let year = four_digits(fragment.form(at, Kind::Digits)?).filter(|year| (1000..2200).contains(year))?;
    fragment.form(at + 1, Kind::Word).is_none().then(|| (year, after_year_word(fragment, at + 1)))
}

/// The token after the word that may follow a year.
fn after_year_word(fragment: &Fragment, i: usize) -> usize {
    let word = fragment.form(i + 1, Kind::Word).filter(|_| fragment.is_gap(i));
    match word {
        Some(word) if fragment.language.year_words.contains(word) => i + 2,
        _ => i,
    }
}

/// The token of the gap before `i`.
fn before_gap(fragment: &Fragment, i: usize) -> Option<usize> {
    i.checked_sub(1).filter(|gap| fragment.is_gap(*gap))
}

/// Whether the month at `i` is written with a capital, where the language asks for one.
fn is_written_as_name(fragment: &Fragment, i: usize) -> bool {
    !fragment.language.capitalised_months
        || fragment.written(i).and_then(|word| word.chars().next()).is_some_and(char::is_uppercase)
}

/// Whether one or two words before `i` lead to a date.
fn after_preposition(fragment: &Fragment, i: usize) -> bool {
    let word_before = |i: usize| {
        let gap = before_gap(fragment, i)?;
        Some((fragment.form_before(gap, Kind::Word)?, gap - 1))
    };
    let Some((word, at)) = word_before(i) else { return false };
    let leads = |phrase: &str| fragment.language.before_dates.contains(phrase);
    leads(word) || word_before(at).is_some_and(|(first, _)| leads(&format!("{first} {word}")))
}

fn four_digits(digits: &str) -> Option<i16> {
    digits.parse().ok().filter(|_| digits.len() == 4)
}

fn two_digits(digits: &str, most: i8) -> Option<i8> {
    digits.parse().ok().filter(|number| digits.len() <= 2 && (1..=most).contains(number))
}
