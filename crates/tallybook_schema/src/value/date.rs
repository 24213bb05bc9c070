//! Calendar dates with their uncertainty: EDTF (ISO 8601-2:2019, Annex A) levels 0 and 1.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use edtf_core::{Bound, DateField, Edtf, Interval, IntervalEndpoint, Precision};
use jiff::civil;
use smol_str::{SmolStr, ToSmolStr};

use super::{ValueError, date_fault, string_value};

/// What one date looks like, no interval.
macro_rules! date_pattern {
    () => {
        "-?[0-9X]{4}(-2[1-4]|-(0[1-9]|1[0-2]|XX)(-(0[1-9]|[12][0-9]|3[01]|XX))?)?[~?%]?"
    };
}

/// A day of the proleptic Gregorian calendar, written `YYYY-MM-DD` (ISO 8601-1).
///
/// Range: `-9999-01-01` to `9999-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

impl Day {
    /// The first day of the range.
    pub const MIN: Self = Self(civil::Date::MIN);

    /// The day with these calendar fields, if there is one.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Days since 1970-01-01, negative before it.
    pub fn days_since_epoch(self) -> i32 {
        (self.0 - civil::date(1970, 1, 1)).get_days()
    }

    /// The day so many days after 1970-01-01, if it is in the range.
    pub fn from_days_since_epoch(days: i32) -> Option<Self> {
        civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(Self)
    }

    /// The calendar year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    fn from_bound(bound: Bound) -> Result<Option<Self>, DateError> {
        let Bound::Date(date) = bound else { return Ok(None) };
        let day = i16::try_from(date.year)
            .ok()
            .and_then(|year| Self::new(year, date.month.cast_signed(), date.day.cast_signed()));
        day.map(Some).ok_or_else(|| DateError::malformed("the year lies outside -9999 to 9999", 0))
    }
}

impl From<civil::Date> for Day {
    fn from(date: civil::Date) -> Self {
        Self(date)
    }
}

impl FromStr for Day {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let date: Date = text.parse().map_err(|error: DateError| {
            // What was meant may be a date, yet no day.
            match error.suggestion() {
                Some(meant) if Self::from_str(meant).is_err() => error.meant_nothing(),
                _ => error,
            }
        })?;
        match (date.precision(), date.earliest()) {
            (DatePrecision::Day, Some(day)) if date.latest() == Some(day) && !date.is_qualified() => Ok(day),
            _ => Err(ValueError::new("one whole day is wanted here, as `2022-11-08`")),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.year() >= 0 {
            return self.0.fmt(f);
        }
        // As in EDTF, such a year has four digits too.
        write!(f, "-{:04}-{:02}-{:02}", self.year().unsigned_abs(), self.month(), self.day())
    }
}

string_value!(Day, "a day, as `2022-11-08`", {
    "type": "string",
    "title": "Day",
    "description": "One day of the Gregorian calendar, written YYYY-MM-DD (ISO 8601-1).",
    "format": "date",
    "pattern": "^-?[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "examples": ["2022-11-08"],
});

/// The smallest calendar unit that a date names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePrecision {
    /// A whole day.
    Day,
    /// A month.
    Month,
    /// A season or another part of a year (sub-year codes 21 to 24 of level 1).
    Season,
    /// A year.
    Year,
    /// Ten years or more (`202X`, `20XX`).
    Decade,
    /// A start and an end.
    Interval,
}

impl DatePrecision {
    /// The term used in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Season => "season",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Interval => "interval",
        }
    }

    /// Every precision, finest first.
    pub const ALL: [Self; 6] =
        [Self::Day, Self::Month, Self::Season, Self::Year, Self::Decade, Self::Interval];
}

/// A date as reports give it: a day, month, season, year, decade or interval, each possibly
/// approximate (`~`), uncertain (`?`) or both (`%`), with unspecified digits (`2022-XX`) and open
/// (`..`) or unknown (empty) ends.
///
/// Standard: ISO 8601-2:2019 (EDTF) levels 0 and 1, without times of day. `~` and `?` do not move
/// the bounds: they say how far to trust them.
///
/// Seasons are those of the northern hemisphere, as the standard leaves open whose they are: spring is
/// March to May. A winter is named after the year in which it begins or after that in which it ends, so
/// that `2022-24` runs from December 2021 to February 2023.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    text: SmolStr,
    earliest: Option<Day>,
    latest: Option<Day>,
    precision: DatePrecision,
    is_approximate: bool,
    is_uncertain: bool,
}

impl Date {
    /// The first day the date can mean; `None` where the start is open or unknown.
    pub fn earliest(&self) -> Option<Day> {
        self.earliest
    }

    /// The last day the date can mean; `None` where the end is open or unknown.
    pub fn latest(&self) -> Option<Day> {
        self.latest
    }

    /// The smallest calendar unit that the date names.
    pub fn precision(&self) -> DatePrecision {
        self.precision
    }

    /// Whether the date is marked as an estimate (`~` or `%`).
    pub fn is_approximate(&self) -> bool {
        self.is_approximate
    }

    /// Whether the date is marked as doubtful (`?` or `%`).
    pub fn is_uncertain(&self) -> bool {
        self.is_uncertain
    }

    /// Whether the date is approximate or uncertain, so that its bounds are not to be relied on.
    pub fn is_qualified(&self) -> bool {
        self.is_approximate() || self.is_uncertain()
    }

    /// Whether every day this date can mean lies before every day `other` can mean, and neither
    /// is marked approximate or uncertain.
    pub fn certainly_before(&self, other: &Self) -> bool {
        !self.is_qualified() && !other.is_qualified() && self.bounds_before(other)
    }

    /// Whether every day this date can mean, taken as written, lies before every day `other` can
    /// mean. Ignores `~` and `?`.
    pub fn bounds_before(&self, other: &Self) -> bool {
        matches!((self.latest, other.earliest), (Some(a), Some(b)) if a < b)
    }

    /// Whether every day this date can mean lies after `day`, and the date is not marked
    /// approximate or uncertain.
    pub fn certainly_after_day(&self, day: Day) -> bool {
        !self.is_qualified() && self.earliest.is_some_and(|first| first > day)
    }

    /// Whether both say the same, be a month or day that is not known left out or written `XX`.
    pub fn means_same_as(&self, other: &Self) -> bool {
        const UNKNOWN: &str = "-XX";
        self == other || self.text.replace(UNKNOWN, "") == other.text.replace(UNKNOWN, "")
    }

    /// Whether some day can be meant by both.
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.bounds_before(other) && !other.bounds_before(self)
    }

    /// Whether `day` is one that the date can mean.
    pub fn contains(&self, day: Day) -> bool {
        self.earliest.is_none_or(|first| first <= day) && self.latest.is_none_or(|last| day <= last)
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        Self {
            text: day.to_smolstr(),
            earliest: Some(day),
            latest: Some(day),
            precision: DatePrecision::Day,
            is_approximate: false,
            is_uncertain: false,
        }
    }
}

/// What is wrong with a text that should be a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateErrorKind {
    /// Not a date of EDTF level 0 or 1, or no such day.
    Malformed,
    /// An interval whose end lies before its start.
    Reversed,
}

/// Why a text is not a [`Date`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError {
    kind: DateErrorKind,
    message: String,
    offset: usize,
    suggestion: Option<String>,
}

impl DateError {
    pub(super) fn new(
        kind: DateErrorKind,
        message: impl Into<String>,
        offset: usize,
        suggestion: Option<String>,
    ) -> Self {
        Self { kind, message: message.into(), offset, suggestion }
    }

    pub(super) fn malformed(message: impl Into<String>, offset: usize) -> Self {
        Self::new(DateErrorKind::Malformed, message, offset, None)
    }

    /// Adds the date that was probably meant.
    pub(super) fn meant(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    /// Takes back what was probably meant.
    pub(super) fn meant_nothing(self) -> Self {
        Self { suggestion: None, ..self }
    }

    /// The same error seen from a longer text: where the faulty part starts in it, and how what was
    /// meant is put in place of that part.
    pub(super) fn within(self, start: usize, replace: impl FnOnce(String) -> String) -> Self {
        Self { offset: self.offset + start, suggestion: self.suggestion.map(replace), ..self }
    }

    /// The kind of fault.
    pub fn kind(&self) -> DateErrorKind {
        self.kind
    }

    /// The byte of the text where the fault was noticed.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The date that was probably meant, when that is clear.
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl From<DateError> for ValueError {
    fn from(error: DateError) -> Self {
        let value_error = Self::new(error.message);
        match error.suggestion {
            Some(suggestion) => value_error.with_suggestion(suggestion),
            None => value_error,
        }
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DateError {}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        match Self::plain(text) {
            Some(date) => Ok(date),
            None => Self::read(text).map_err(|error| date_fault::explain(text, &error)),
        }
    }
}

impl Date {
    /// Parses a day, month or year of four digits, be it doubtful, or an interval from one on, as nearly all dates are;
    /// `None` for any other text, be it a date or not.
    fn plain(text: &str) -> Option<Self> {
        let (is_approximate, is_uncertain) = match text.as_bytes().last()? {
            b'~' => (true, false),
            b'?' => (false, true),
            b'%' => (true, true),
            _ => (false, false),
        };
        let date = if is_approximate || is_uncertain { &text[..text.len() - 1] } else { text };
        let (earliest, latest, precision) = if let Some((first, last, precision)) = Self::plain_bounds(date) {
            (first, Some(last), precision)
        } else {
            let (start, end) = text.split_once('/')?;
            let (earliest, latest, _) = Self::plain_bounds(start)?;
            let end = match end {
                ".." => None,
                end => Some(Self::plain_bounds(end).filter(|(first, ..)| latest < *first)?.1),
            };
            (earliest, end, DatePrecision::Interval)
        };
        let earliest = Some(earliest);
        Some(Self { text: text.into(), earliest, latest, precision, is_approximate, is_uncertain })
    }

    /// The first and the last day of a day, month or year of four digits that nothing is added to.
    fn plain_bounds(text: &str) -> Option<(Day, Day, DatePrecision)> {
        let number = |range: Range<usize>| {
            let digits = text.as_bytes().get(range)?;
            digits.iter().try_fold(0_i16, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0'))
            })
        };
        let number8 = |range| number(range).and_then(|number| i8::try_from(number).ok());
        let hyphen = |at: usize| text.as_bytes().get(at) == Some(&b'-');
        let year = number(0..4).filter(|year| *year >= 1000)?;
        match text.len() {
            4 => Some((Day::new(year, 1, 1)?, Day::new(year, 12, 31)?, DatePrecision::Year)),
            7 if hyphen(4) => {
                let first = Day::new(year, number8(5..7)?, 1)?;
                Some((first, Day(first.0.last_of_month()), DatePrecision::Month))
            }
            10 if hyphen(4) && hyphen(7) => {
                let day = Day::new(year, number8(5..7)?, number8(8..10)?)?;
                Some((day, day, DatePrecision::Day))
            }
            _ => None,
        }
    }

    /// Parses, without looking for the plainest words or for what was meant.
    pub(super) fn read(text: &str) -> Result<Self, DateError> {
        let edtf = Edtf::parse(text)
            .map_err(|error| DateError::malformed(date_fault::GENERAL, error.offset.min(text.len())))?;
        match &edtf {
            Edtf::DateTime(_) => {
                return Err(DateError::malformed("a time of day is not kept: write the day alone", 10));
            }
            Edtf::Set(_) => {
                return Err(DateError::malformed(
                    "sets of dates are EDTF level 2; levels 0 and 1 are read",
                    0,
                ));
            }
            _ if edtf.level() > 1 => {
                return Err(DateError::malformed("this is EDTF level 2; levels 0 and 1 are read", 0));
            }
            Edtf::Interval(interval) => {
                let plain = |end: &IntervalEndpoint| {
                    !matches!(end, IntervalEndpoint::OnOrBefore(_) | IntervalEndpoint::OnOrAfter(_))
                };
                if !plain(&interval.start) || !plain(&interval.end) {
                    return Err(DateError::malformed("an end is a date, `..` (open) or empty (unknown)", 0));
                }
            }
            Edtf::Date(_) => {}
        }
        // `?2022` is `2022?` in the notation of level 2.
        if edtf.to_string() != text {
            return Err(
                DateError::malformed("`~`, `?` and `%` stand after the date", 0).meant(edtf.to_string())
            );
        }
        let bounds = edtf.bounds();
        let earliest = earlier_winter(&edtf).or(Day::from_bound(bounds.earliest)?);
        let latest = Day::from_bound(bounds.latest)?;
        Ok(Self {
            text: text.into(),
            earliest,
            latest,
            precision: precision(&edtf),
            is_approximate: edtf.is_approximate(),
            is_uncertain: edtf.is_uncertain(),
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The first day of the winter that ends in its year, if a date begins with a winter.
fn earlier_winter(edtf: &Edtf) -> Option<Day> {
    let (Edtf::Date(date) | Edtf::Interval(Interval { start: IntervalEndpoint::Date(date), .. })) = edtf
    else {
        return None;
    };
    date.month.and_then(DateField::value).filter(|code| *code == WINTER)?;
    Day::new(i16::try_from(date.year.value()?).ok()?.checked_sub(1)?, 12, 1)
}

/// The sub-year code of winter.
const WINTER: u8 = 24;

fn precision(edtf: &Edtf) -> DatePrecision {
    let Edtf::Date(date) = edtf else { return DatePrecision::Interval };
    match date.precision() {
        _ if date.year.has_unspecified() => DatePrecision::Decade,
        Precision::Day if date.day.is_some_and(|d| !d.has_unspecified()) => DatePrecision::Day,
        Precision::Day | Precision::Month if date.month.is_some_and(|m| !m.has_unspecified()) => {
            DatePrecision::Month
        }
        Precision::Season => DatePrecision::Season,
        _ => DatePrecision::Year,
    }
}

/// What a date looks like, as a regular expression (ECMA 262 dialect): every date does, and some texts that do are none,
/// as `2022-02-30`.
const PATTERN: &str = concat!(
    "^(",
    date_pattern!(),
    "|",
    date_pattern!(),
    "/(",
    date_pattern!(),
    "|\\.\\.)?|(\\.\\.)?/",
    date_pattern!(),
    ")$"
);

string_value!(Date, "a date (EDTF, as `2022-11`)", {
    // A year may be a number; YAML drops the zeros of `0044`.
    "type": ["string", "integer"],
    "title": "Date",
    "pattern": PATTERN,
    "minimum": -9999,
    "maximum": 9999,
    "description": "A date of EDTF (ISO 8601-2) level 0 or 1: a day, month, season, year, decade or interval; `~` approximate, `?` uncertain, `%` both; `..` open end, nothing for an unknown one.",
    "examples": ["2022-08-20", "2022-11", "2022-10~", "2022-08-20/2022-11-08", "../2022-02-23", "2022-XX"],
});

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, earliest: &str, latest: &str, precision: &str) {
        let date: Date = text.parse().unwrap();
        let show = |day: Option<Day>| day.map_or_else(|| "-".to_owned(), |d| d.to_string());
        assert_eq!(
            (show(date.earliest()).as_str(), show(date.latest()).as_str(), date.precision().as_str()),
            (earliest, latest, precision)
        );
        assert_eq!(date.to_string(), text);
    }

    #[test]
    fn a_plain_date_is_read_as_any_other() {
        let mut plain = 0;
        let years = ["1000", "1900", "2000", "2023", "2024", "9999", "0999", "202X", "20222"];
        let rests = [
            "", "-00", "-02", "-12", "-13", "-21", "-02-00", "-02-28", "-02-29", "-02-30", "-2-3", "-02-XX",
            "-13-XX", "-XX", "-XX-01",
        ];
        let ends =
            ["", "~", "?", "%", "~~", "/..", "/", "/2000-02", "/2023-02-28", "/2024~", "/..?", "/9999/.."];
        for year in years {
            for rest in rests {
                for end in ends {
                    let text = format!("{year}{rest}{end}");
                    if let Some(date) = Date::plain(&text) {
                        assert_eq!(Date::read(&text), Ok(date), "{text}");
                        plain += 1;
                    }
                }
            }
        }
        assert_eq!(plain, 151);
    }

    #[test]
    fn bounds_and_precision() {
        check("2022-08-20", "2022-08-20", "2022-08-20", "day");
        check("2022-11", "2022-11-01", "2022-11-30", "month");
        check("2022-10~", "2022-10-01", "2022-10-31", "month");
        check("2022-11-XX", "2022-11-01", "2022-11-30", "month");
        check("2022-21", "2022-03-01", "2022-05-31", "season");
        check("2022-24", "2021-12-01", "2023-02-28", "season");
        check("2022-24~", "2021-12-01", "2023-02-28", "season");
        check("2022-24/2023-05", "2021-12-01", "2023-05-31", "interval");
        check("2021-06/2022-24", "2021-06-01", "2023-02-28", "interval");
        check("2022", "2022-01-01", "2022-12-31", "year");
        check("2022-XX", "2022-01-01", "2022-12-31", "year");
        check("202X", "2020-01-01", "2029-12-31", "decade");
        check("2022-08-20/2022-11-08", "2022-08-20", "2022-11-08", "interval");
        check("../2022-02-23", "-", "2022-02-23", "interval");
        check("/2022-02-23", "-", "2022-02-23", "interval");
        check("2022-02-24/..", "2022-02-24", "-", "interval");
    }

    #[test]
    fn what_is_not_a_date_says_why() {
        for bad in [
            "",
            "2022-02-30",
            "2022-13",
            "2022-1-3",
            "20 August",
            "2022-08-20T10:00:00Z",
            "XXXX-12-XX",
            "Y170000002",
            "../..",
            "2022?-08-20",
        ] {
            let error = bad.parse::<Date>().unwrap_err();
            assert_eq!(error.kind(), DateErrorKind::Malformed, "{bad}");
            assert!(error.offset() <= bad.len());
        }
        let error = "2022-11/2022-08".parse::<Date>().unwrap_err();
        assert_eq!(error.kind(), DateErrorKind::Reversed);
    }

    #[test]
    fn what_is_not_known_can_be_left_out() {
        let same = |one: &str, other: &str| {
            one.parse::<Date>().unwrap().means_same_as(&other.parse::<Date>().unwrap())
        };
        assert!(same("2022-11", "2022-11-XX") && same("2022", "2022-XX") && same("2022~", "2022-XX~"));
        assert!(
            same("2022-11-XX?", "2022-11?")
                && !same("2022-11", "2022-11?")
                && !same("2022", "2022-01/2022-12")
                && !same("2022", "202X")
        );
    }

    #[test]
    fn qualified_dates_are_never_certain() {
        let early: Date = "2022-08".parse().unwrap();
        let late: Date = "2022-11-05".parse().unwrap();
        let about: Date = "2022-08~".parse().unwrap();
        assert!(early.certainly_before(&late));
        assert!(!about.certainly_before(&late));
        assert!(about.bounds_before(&late));
    }

    #[test]
    fn a_day_is_one_whole_certain_day() {
        assert!("2022-11-08".parse::<Day>().is_ok());
        for bad in ["2022-11", "2022-11-08?", "2022-11-08/2022-11-08"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_prints_as_edtf_writes_it() {
        for text in ["2022-11-08", "0001-01-01", "0000-12-31", "-0043-03-15", "-9999-01-01"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
    }
}
