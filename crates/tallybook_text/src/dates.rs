//! Dates in a fragment of text, and whether they agree with a date of the dataset.
//!
//! What is a date: a day (`20 August 2022`, `20.08.2022`, `on August 20`, `am 20.08.`), a month, a season, a
//! quarter or half of a year, a year, a decade (`1990s`). What is not: a weekday, a time of day, `yesterday`, `last month`, a
//! day and month in digits without a year where that may be a number (`8/20`).

mod beside;
mod recognise;

use std::ops::Range;

use tallybook_schema::value::{Date, Day};

use crate::fragment::Fragment;
pub use crate::language::Season;
pub(crate) use recognise::{Found, recognise};

/// A date that a fragment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// The bytes of the fragment.
    pub range: Range<usize>,
    /// What it can mean, likeliest first: several for `08/09/2022` or `20-22 August`. Never empty.
    pub readings: Vec<DateReading>,
    /// Whether what happened may be earlier or later, for the words that lead to it.
    pub bound: Option<Bound>,
    /// Whether it is four digits that no word shows to be a year: they may as well be a quantity.
    pub may_be_quantity: bool,
}

/// A date that is named as a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// At the date or later: `since August`.
    Earliest,
    /// At the date or earlier: `by the end of 2021`.
    Latest,
}

impl Bound {
    /// The bound with a negation before it: `not before 2021`.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Earliest => Self::Latest,
            Self::Latest => Self::Earliest,
        }
    }
}

/// One thing that a date can mean. Without a year it is a day, month or season of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateReading {
    /// The year.
    pub year: Option<i16>,
    /// The part of the year.
    pub part: DatePart,
}

impl DateReading {
    /// How it goes with a date; `None` if there is no such day.
    pub(crate) fn compatible(self, date: &Date, bound: Option<Bound>) -> Option<Compatibility> {
        let spans = years(self, date).flat_map(|year| spans(self.part, year));
        spans.map(|span| compare(&span, date, bound)).min()
    }
}

/// How much of a year a date means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// All of it.
    Year,
    /// It and the nine years after it.
    Decade,
    /// A season, a quarter or a half.
    Season(Season),
    /// A month, 1 to 12.
    Month(i8),
    /// A day of a month.
    Day {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

/// How a date named in a text goes with a date of the dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compatibility {
    /// The date is at least as wide as the mention.
    Agrees,
    /// The mention allows the date, which is more precise than it.
    LessPrecise,
    /// No reading of the mention has a day in common with the date, nor is it a bound of it.
    Contradicts,
}

/// Every date that a fragment names, in order. `language` is a BCP 47 tag; for a language without a
/// data file only dates in digits are read.
pub fn dates(language: &str, text: &str) -> Vec<DateMention> {
    let fragment = Fragment::new(language, text);
    mentions(&fragment, recognise(&fragment))
}

pub(crate) fn mentions(fragment: &Fragment<'_>, found: Vec<Found>) -> Vec<DateMention> {
    // Collected in the place of what was found, they would have to be moved to get rid of what is left of it.
    let mut mentions = Vec::with_capacity(found.len());
    mentions.extend(found.into_iter().filter(|found| !found.is_no_day()).map(|found| DateMention {
        range: fragment.original_range(found.range),
        readings: found.readings,
        bound: found.bound,
        may_be_quantity: found.may_be_quantity,
    }));
    mentions
}

/// How a mention goes with a date, by its best reading. A mention without a year is held against
/// every year of the date. `~` and `?` do not widen the date: whoever asks decides what they excuse.
pub fn compatible(mention: &DateMention, date: &Date) -> Compatibility {
    let readings = mention.readings.iter();
    readings
        .filter_map(|reading| reading.compatible(date, mention.bound))
        .min()
        .unwrap_or(Compatibility::Contradicts)
}

/// How the best of several mentions goes with a date; `None` if there is no mention.
pub fn best_compatibility(mentions: &[DateMention], date: &Date) -> Option<Compatibility> {
    mentions.iter().map(|mention| compatible(mention, date)).min()
}

/// The years for which a reading is held against a date. Every day of the calendar occurs within
/// eight years, so a few more than that stand for all years of a long interval.
fn years(reading: DateReading, date: &Date) -> impl Iterator<Item = i16> {
    const ENOUGH: i16 = 10;
    let earliest = date.earliest().map(Day::year);
    let latest = date.latest().map(Day::year);
    let (from, to) = match (reading.year, earliest, latest) {
        (Some(year), _, _) => (year, year),
        (None, Some(from), Some(to)) => (from, to.min(from.saturating_add(ENOUGH))),
        (None, Some(from), None) => (from, from.saturating_add(ENOUGH)),
        (None, None, Some(to)) => (to.saturating_sub(ENOUGH), to),
        // Not written in a dataset: an interval that is open at both ends.
        (None, None, None) => (2000, 2000 + ENOUGH),
    };
    from..=to
}

/// The days that a part of a year can mean: two spans for a winter, which is named after the year of
/// its start or of its end.
fn spans(part: DatePart, year: i16) -> impl Iterator<Item = Range<Day>> {
    let span = |from: (i16, i8), to: (i16, i8)| Some(Day::new(from.0, from.1, 1)?..last_day(to.0, to.1)?);
    let found = match part {
        DatePart::Year => [span((year, 1), (year, 12)), None],
        DatePart::Decade => [span((year, 1), (year.saturating_add(9), 12)), None],
        DatePart::Month(month) => [span((year, month), (year, month)), None],
        DatePart::Day { month, day } => [Day::new(year, month, day).map(|day| day..day), None],
        DatePart::Season(Season::Spring) => [span((year, 3), (year, 5)), None],
        DatePart::Season(Season::Summer) => [span((year, 6), (year, 8)), None],
        DatePart::Season(Season::Autumn) => [span((year, 9), (year, 11)), None],
        DatePart::Season(Season::Q1) => [span((year, 1), (year, 3)), None],
        DatePart::Season(Season::Q2) => [span((year, 4), (year, 6)), None],
        DatePart::Season(Season::Q3) => [span((year, 7), (year, 9)), None],
        DatePart::Season(Season::Q4) => [span((year, 10), (year, 12)), None],
        DatePart::Season(Season::H1) => [span((year, 1), (year, 6)), None],
        DatePart::Season(Season::H2) => [span((year, 7), (year, 12)), None],
        DatePart::Season(Season::Winter) => {
            [span((year, 12), (year.saturating_add(1), 2)), span((year.saturating_sub(1), 12), (year, 2))]
        }
    };
    found.into_iter().flatten()
}

fn last_day(year: i16, month: i8) -> Option<Day> {
    [31, 30, 29, 28].into_iter().find_map(|day| Day::new(year, month, day))
}

/// Compares the days from the start to the end of `span`, both included, with a date.
fn compare(span: &Range<Day>, date: &Date, bound: Option<Bound>) -> Compatibility {
    let ends_before = date.earliest().is_some_and(|earliest| span.end < earliest);
    let starts_after = date.latest().is_some_and(|latest| latest < span.start);
    if (ends_before && bound != Some(Bound::Earliest)) || (starts_after && bound != Some(Bound::Latest)) {
        Compatibility::Contradicts
    } else if date.contains(span.start) && date.contains(span.end) {
        Compatibility::Agrees
    } else {
        Compatibility::LessPrecise
    }
}
