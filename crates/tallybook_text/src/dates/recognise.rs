//! Finds dates among the tokens of a fragment.

use std::ops::Range;

use tallybook_schema::value::Day;

use super::beside::{
    after_year_word, bound_before, days_after, days_before, follows_phrase, four_digits, may_be_count,
    two_digits, year_after, year_at,
};
use super::{Bound, DatePart, DateReading, Season};
use crate::fragment::{Fragment, Kind};
use crate::language::{DateOrder, Table, Tables, Trust};

/// A date among tokens.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) tokens: Range<usize>,
    /// The bytes of the normalised fragment.
    pub(crate) range: Range<usize>,
    /// None where it is a day that the calendar does not have.
    pub(crate) readings: Vec<DateReading>,
    pub(crate) bound: Option<Bound>,
    pub(crate) may_be_quantity: bool,
}

impl Found {
    /// Whether it is a year alone.
    pub(crate) fn is_bare_year(&self) -> bool {
        !self.is_no_day() && self.readings.iter().all(|reading| reading.part == DatePart::Year)
    }

    /// Whether it is a day that the calendar does not have, and so no date.
    pub(crate) fn is_no_day(&self) -> bool {
        self.readings.is_empty()
    }
}

/// The tokens that make a date, and what it can mean.
type Reading = (Range<usize>, Vec<DateReading>);

/// Every date, in order.
pub(crate) fn recognise(fragment: &Fragment<'_>) -> Vec<Found> {
    const BEGINNINGS: Tables = Tables::of(&[Table::Digits, Table::Months, Table::Seasons]);
    let mut found: Vec<Found> = Vec::new();
    let mut end = 0;
    for (i, token) in fragment.tokens.iter().enumerate() {
        if !token.may_begin(BEGINNINGS) || i < end {
            continue;
        }
        let date = if token.kind == Kind::Digits {
            in_digits(fragment, i)
                .or_else(|| day_and_month(fragment, i))
                .or_else(|| quarter(fragment, i))
                .or_else(|| decade(fragment, i))
                .or_else(|| bare_year(fragment, i))
        } else {
            with_month(fragment, end, i).or_else(|| with_season(fragment, i))
        };
        let counts = |(tokens, readings): &Reading| !readings.is_empty() || is_no_day(fragment, tokens);
        if let Some((tokens, readings)) = date.filter(counts) {
            end = tokens.end;
            let range = fragment.range(tokens.clone());
            let bound = bound_before(fragment, tokens.start);
            let mut date = Found { tokens, range, readings, bound, may_be_quantity: false };
            date.may_be_quantity = date.is_bare_year() && !is_surely_year(fragment, &date.tokens);
            found.push(date);
        }
    }
    found
}

/// `2022-08-20`, `20.08.2022`, `8/20/22`, `2022-08`, `08/2022`.
fn in_digits(fragment: &Fragment<'_>, i: usize) -> Option<Reading> {
    let number = |i: usize| fragment.form(i, Kind::Digits);
    let mark = |i: usize| fragment.mark(i).filter(|mark| matches!(mark, '.' | '/' | '-'));
    let separator = mark(i + 1)?;
    let first = number(i).filter(|_| !fragment.is_label(i))?;
    let second = number(i + 2)?;
    let third = number(i + 4).filter(|_| mark(i + 3) == Some(separator));
    let Some(third) = third else {
        let (year, month) = match separator {
            '-' if second.len() == 2 => (first, second),
            '/' => (second, first),
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
            None if third.len() == 2 && separator != '-' => {
                third.parse().map_or_else(|_| Vec::new(), |year: i16| vec![2000 + year, 1900 + year])
            }
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

/// Whether three numbers are a year, a month and a day that the calendar does not have: `30/02/2022`, `2022-04-31`. The month
/// and the year are none of a date then either.
fn is_no_day(fragment: &Fragment<'_>, tokens: &Range<usize>) -> bool {
    let number = |at: usize| fragment.form(tokens.start + at, Kind::Digits).filter(|_| tokens.len() == 5);
    let (Some(first), Some(second), Some(third)) = (number(0), number(2), number(4)) else { return false };
    let (year, others) = match (four_digits(first), four_digits(third)) {
        (Some(year), _) => (year, [second, third]),
        (_, Some(year)) => (year, [first, second]),
        _ => return false,
    };
    let is_month = |number: i8| number <= 12;
    match others.map(|number| two_digits(number, 99)) {
        [Some(a), Some(b)] if is_month(a) != is_month(b) => Day::new(year, a.min(b), a.max(b)).is_none(),
        _ => false,
    }
}

/// A day and month in digits, where full stops after both cannot make a number, and a word leads to a date:
/// `am 20.08.`, `am 20. 8.`.
fn day_and_month(fragment: &Fragment<'_>, i: usize) -> Option<Reading> {
    let language = fragment.language;
    let is_so_written = language.date_orders == [DateOrder::Dmy] && !language.decimal.contains('.');
    let day = two_digits(fragment.form(i, Kind::Digits)?, 31).filter(|_| fragment.is_mark(i + 1, '.'))?;
    let at = if fragment.is_gap(i + 2) { i + 3 } else { i + 2 };
    let month = two_digits(fragment.form(at, Kind::Digits)?, 12).filter(|_| fragment.is_mark(at + 1, '.'))?;
    let is_date = is_so_written
        && fragment.kind(at + 2) != Some(Kind::Digits)
        && Day::new(2000, month, day).is_some()
        && after_preposition(fragment, i);
    is_date.then(|| (i..at + 2, vec![DateReading { year: None, part: DatePart::Day { month, day } }]))
}

/// A month by its name, with the day and year beside it.
fn with_month(fragment: &Fragment<'_>, from: usize, i: usize) -> Option<Reading> {
    let phrase = fragment.phrase(i, &fragment.language.months)?;
    let (month, trust) = *phrase.meaning;
    let mut tokens = i..phrase.next;
    let mut days = None;
    if let Some((before, start)) = days_before(fragment, i).filter(|(_, start)| *start >= from) {
        days = Some(before);
        tokens.start = start;
    }
    if trust == Trust::Abbreviation && fragment.is_mark(tokens.end, '.') {
        tokens.end += 1;
    }
    let month_first = fragment.language.date_orders.contains(&DateOrder::Mdy);
    if days.is_none()
        && month_first
        && let Some((after, end)) = days_after(fragment, tokens.end)
    {
        days = Some(after);
        tokens.end = end;
    }
    let year = year_after(fragment, tokens.end, days.is_some()).map(|(year, end)| {
        tokens.end = end;
        year
    });
    if !is_written_as_name(fragment, i)
        || (trust != Trust::Name && days.is_none() && year.is_none() && !after_preposition(fragment, i))
    {
        return None;
    }
    let readings = match days {
        // 2000 was a leap year: without a year, 29 February is a day.
        Some(days) => days
            .filter(|day| Day::new(year.unwrap_or(2000), month, *day).is_some())
            .map(|day| DateReading { year, part: DatePart::Day { month, day } })
            .collect(),
        None => vec![DateReading { year, part: DatePart::Month(month) }],
    };
    Some((tokens, readings))
}

fn with_season(fragment: &Fragment<'_>, i: usize) -> Option<Reading> {
    let phrase = fragment.phrase(i, &fragment.language.seasons)?;
    let (season, trust) = *phrase.meaning;
    let (year, end) = match year_after(fragment, phrase.next, false) {
        Some((year, end)) => (Some(year), end),
        None => (None, phrase.next),
    };
    let counts = match year {
        Some(_) => true,
        None => !season.needs_year() && (trust == Trust::Name || after_preposition(fragment, i)),
    };
    counts.then(|| (i..end, vec![DateReading { year, part: DatePart::Season(season) }]))
}

/// A quarter or half of a year by its number: `Q4 2022`, `H1 of 2022`.
fn quarter(fragment: &Fragment<'_>, i: usize) -> Option<Reading> {
    let letter = i.checked_sub(1)?;
    let season = match (fragment.form(letter, Kind::Word)?, fragment.form(i, Kind::Digits)?) {
        ("q", "1") => Season::Q1,
        ("q", "2") => Season::Q2,
        ("q", "3") => Season::Q3,
        ("q", "4") => Season::Q4,
        ("h", "1") => Season::H1,
        ("h", "2") => Season::H2,
        _ => return None,
    };
    let (year, end) = year_after(fragment, i + 1, false)?;
    Some((letter..end, vec![DateReading { year: Some(year), part: DatePart::Season(season) }]))
}

/// Ten years by the first of them: `1990s`, `mid-1990's`, `1990er`. Those of a century may be any ten of its years.
fn decade(fragment: &Fragment<'_>, i: usize) -> Option<Reading> {
    let first = year_at(fragment, i).filter(|year| year % 10 == 0 && !is_name_with_year(fragment, i))?;
    let ending = if matches!(fragment.mark(i + 1), Some('\'' | '-')) { i + 2 } else { i + 1 };
    fragment.form(ending, Kind::Word).filter(|word| fragment.language.decade_endings.contains(*word))?;
    let last = if first % 100 == 0 { first + 90 } else { first };
    let decades = (first..=last).step_by(10);
    let readings = decades.map(|year| DateReading { year: Some(year), part: DatePart::Decade });
    Some((i..ending + 1, readings.collect()))
}

/// Four digits that can be a year, or years: `2022`, `2021-2023`.
fn bare_year(fragment: &Fragment<'_>, i: usize) -> Option<Reading> {
    let year = year_at(fragment, i)?;
    let glued = fragment.kind(i + 1) == Some(Kind::Word);
    let in_number = |mark: usize, digits: usize| {
        fragment.mark(mark).is_some_and(|mark| matches!(mark, '.' | ',' | '\''))
            && fragment.kind(digits) == Some(Kind::Digits)
    };
    let part_of_number = in_number(i + 1, i + 2) || (i > 1 && in_number(i - 1, i - 2));
    if glued || part_of_number || is_name_with_year(fragment, i) {
        return None;
    }
    let (last, end) = last_year(fragment, i, year).unwrap_or((year, i + 1));
    let years = (year..=last).map(|year| DateReading { year: Some(year), part: DatePart::Year });
    Some((i..after_year_word(fragment, end), years.collect()))
}

/// Whether four digits belong to a name: `Geran-2022`, but not `mid-2022`.
fn is_name_with_year(fragment: &Fragment<'_>, i: usize) -> bool {
    let prefixed = i > 1
        && fragment.is_mark(i - 1, '-')
        && fragment.written(i - 2).is_some_and(|word| word.chars().all(char::is_lowercase));
    fragment.is_label(i) && !prefixed
}

/// The last year of a range that starts with the year at `i`, and the token after it: `2021-2023`, `2021/22`.
fn last_year(fragment: &Fragment<'_>, i: usize, year: i16) -> Option<(i16, usize)> {
    const LONGEST: i16 = 50;
    fragment.mark(i + 1).filter(|mark| matches!(mark, '-' | '/'))?;
    let short =
        || two_digits(fragment.form(i + 2, Kind::Digits)?, 99).map(|last| year / 100 * 100 + i16::from(last));
    let last =
        year_at(fragment, i + 2).or_else(short).filter(|last| (year..year + LONGEST).contains(last))?;
    (fragment.kind(i + 3) != Some(Kind::Word)).then_some((last, i + 3))
}

/// Whether the words beside these digits show that they are a year: `in 2021`, `by the end of 2021`, `2021 года`.
fn is_surely_year(fragment: &Fragment<'_>, tokens: &Range<usize>) -> bool {
    let i = tokens.start;
    let has_year_word = fragment.kind(tokens.end - 1) == Some(Kind::Word);
    let counts = || year_at(fragment, i).is_some_and(|year| may_be_count(fragment, i, year));
    has_year_word || (follows_phrase(fragment, i, &fragment.language.before_years) && !counts())
}

/// Whether the month at `i` is written with a capital, where the language asks for one.
fn is_written_as_name(fragment: &Fragment<'_>, i: usize) -> bool {
    !fragment.language.capitalised_months
        || fragment.written(i).and_then(|word| word.chars().next()).is_some_and(char::is_uppercase)
}

/// Whether one or two words before `i` lead to a date.
fn after_preposition(fragment: &Fragment<'_>, i: usize) -> bool {
    follows_phrase(fragment, i, &fragment.language.before_dates)
}
