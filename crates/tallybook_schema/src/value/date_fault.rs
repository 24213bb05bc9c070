//! Why a text is not a date, in plain words, and which date was probably meant.
//!
//! Only called for texts that are no date. A guess is made where there is one way to read the text
//! (`20.08.2022`, `20 August 2022`, `08/20/2022`), never where there are two (`03/04/2022`).

use super::date::{DateError, DateErrorKind};
use super::months::{month_name, month_number};
use super::{Date, Day};
use crate::letters;

/// What is said of a text of which nothing more is known.
pub(super) const GENERAL: &str = "a date is written as `2022-08-20`, `2022-08` or `2022`";

/// Words for an estimate, which EDTF writes as `~` after the date.
const ABOUT: [&str; 8] = ["circa ", "c. ", "c.", "ca. ", "about ", "around ", "approximately ", "~"];

/// Longer texts are not looked at for what was meant.
const MAX_LENGTH: usize = 100;

/// The plainest words for why `text` is no date; `error` is the parser's own.
pub(super) fn explain(text: &str, error: &DateError) -> DateError {
    if text.len() > MAX_LENGTH {
        return general(error);
    }
    let found = reversed(text)
        .or_else(|| calendar(text))
        .or_else(|| time_of_day(text))
        .or_else(|| shortened_end(text))
        .or_else(|| dashes(text))
        .or_else(|| spreadsheet_day(text))
        .or_else(|| decade(text))
        .or_else(|| two_years(text))
        .or_else(|| day_of_week(text))
        .or_else(|| part_of_time(text))
        .or_else(|| other_notation(text))
        .or_else(|| faulty_end(text))
        .unwrap_or_else(|| general(error));
    // Two ends that are good by themselves may still be no interval.
    if found.suggestion().is_some_and(|meant| !is_date(meant)) { found.meant_nothing() } else { found }
}

fn general(error: &DateError) -> DateError {
    if error.suggestion().is_some() || error.to_string() == GENERAL {
        return error.clone();
    }
    DateError::malformed(format!("{GENERAL}: {error}"), error.offset())
}

fn is_date(text: &str) -> bool {
    Date::read(text).is_ok()
}

/// An interval whose ends stand the wrong way round, or whose end has the year of the start and means the next.
fn reversed(text: &str) -> Option<DateError> {
    let (start, end) = text.split_once('/')?;
    let (first, last) = (Date::read(start).ok()?, Date::read(end).ok()?);
    if !last.bounds_before(&first) {
        return None;
    }
    let message = format!("the interval ends (`{end}`) before it starts (`{start}`)");
    let (message, meant) = match next_year(end).filter(|next| is_nearer(&first, next, &last)) {
        Some(next) => (format!("{message}: the ends are swapped, or `{next}` is meant"), None),
        None => (message, Some(format!("{end}/{start}"))),
    };
    Some(DateError::new(DateErrorKind::Reversed, message, start.len() + 1, meant))
}

/// The same date a year later.
fn next_year(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    Date::read(&format!("{:04}{rest}", year.parse::<u16>().ok()? + 1)).ok()
}

/// Whether it is less far from `start` to `next` than from `end` to `start`, in this order.
fn is_nearer(start: &Date, next: &Date, end: &Date) -> bool {
    let days = |from: &Date, to: &Date| {
        Some(to.latest()?.days_since_epoch() - from.earliest()?.days_since_epoch()).filter(|days| *days >= 0)
    };
    matches!((days(start, next), days(end, start)), (Some(later), Some(swapped)) if later < swapped)
}

/// An interval whose end says only in what it differs from the start: `2022/23`, `2022-08/09`.
fn shortened_end(text: &str) -> Option<DateError> {
    let (start, end) = text.split_once('/')?;
    let is_short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_plain = start.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if !is_plain || !is_date(start) || !end.split('-').all(is_short) {
        return None;
    }
    let whole = with_end_of(start, end).filter(|whole| {
        let (first, last) = (Date::read(start), Date::read(whole));
        matches!((first, last), (Ok(first), Ok(last)) if first.bounds_before(&last))
    });
    let error = |message| DateError::malformed(message, start.len() + 1);
    let month = end.parse().ok().filter(|number| start.len() == 4 && month_name(*number).is_some());
    Some(match (month, whole) {
        (Some(month), Some(whole)) => {
            error(format!("write `{start}-{month:02}` for the month, `{start}/{whole}` for the years"))
        }
        (Some(month), None) => error(format!("write `{start}-{month:02}` for the month")),
        (None, Some(whole)) => {
            error("the end of an interval is written in full".to_owned()).meant(format!("{start}/{whole}"))
        }
        (None, None) => error("the end of an interval is written in full".to_owned()),
    })
}

/// A date with other digits at its end: `2022-09` for `2022-08` and `09`, `2023` for `2022` and `23`.
fn with_end_of(date: &str, end: &str) -> Option<String> {
    let (kept, replaced) = date.split_at_checked(date.len().checked_sub(end.len())?)?;
    let shape = |text: &str| text.bytes().map(|b| b.is_ascii_digit()).collect::<Vec<_>>();
    let is_whole = kept.ends_with('-') || date.len() == 4 && end.len() == 2;
    (is_whole && shape(replaced) == shape(end)).then(|| format!("{kept}{end}"))
}

/// An interval of which an end is at fault, or both are.
fn faulty_end(text: &str) -> Option<DateError> {
    let (start, end) = text.split_once('/').filter(|(_, end)| !end.contains('/'))?;
    let good = |end: &str| matches!(end, "" | "..") || is_date(end);
    match (good(start), good(end)) {
        (false, true) => {
            let error = start.parse::<Date>().err()?;
            Some(error.within(0, |meant| format!("{meant}/{end}")))
        }
        (true, false) => {
            let error = end.parse::<Date>().err()?;
            Some(error.within(start.len() + 1, |meant| format!("{start}/{meant}")))
        }
        (false, false) => {
            let (error, other) = (start.parse::<Date>().err()?, end.parse::<Date>().err()?);
            Some(match other.suggestion() {
                Some(end) => error.within(0, |meant| format!("{meant}/{end}")),
                None => error.meant_nothing(),
            })
        }
        (true, true) => None,
    }
}

/// A date of the right form that the calendar does not have.
fn calendar(text: &str) -> Option<DateError> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next());
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) || !day.is_none_or(|day| digits(day, 2)) {
        return None;
    }
    if month == "00" {
        return Some(
            DateError::malformed("there is no month 00: leave out what is not known", 5).meant(year),
        );
    }
    let Some(name) = month.parse().ok().and_then(month_name) else {
        let error = DateError::malformed(format!("there is no month {month}"), 5);
        let swapped = day.map(|day| format!("{year}-{day}-{month}")).filter(|swapped| is_date(swapped));
        return match (swapped, day) {
            (Some(swapped), _) => Some(error.meant(swapped)),
            // 21 to 41 without a day are seasons and other parts of a year.
            (None, None) if (21..=41).contains(&month.parse().unwrap_or(0)) => None,
            (None, _) => Some(error),
        };
    };
    let day = day?;
    if day == "00" {
        let error = DateError::malformed("there is no day 00: leave out what is not known", 8);
        return Some(error.meant(format!("{year}-{month}")));
    }
    let last = (28..=31).rev().find(|last| is_date(&format!("{year}-{month}-{last}")))?;
    (day.parse::<u8>().ok()? > last)
        .then(|| DateError::malformed(format!("no such day: {name} {year} has {last} days"), 8))
}

/// A day with a time of day.
fn time_of_day(text: &str) -> Option<DateError> {
    let (day, rest) = text.split_at_checked(10)?;
    let time = rest.strip_prefix(['T', 't', ' '])?;
    (is_date(day) && time.contains(':') && time.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| DateError::malformed("a time of day is not kept: write the day alone", 10).meant(day))
}

/// A date with another character in place of its hyphens.
fn dashes(text: &str) -> Option<DateError> {
    let is_dash = |c: char| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}');
    let (at, dash) = text.char_indices().find(|(_, c)| is_dash(*c))?;
    let hyphens = text.replace(is_dash, "-");
    // Two digits after a year may be the end of an interval.
    if hyphens.len() == 7 && hyphens.get(5..) > hyphens.get(2..4) {
        return shortened_end(&hyphens.replacen('-', "/", 1));
    }
    let meant = normalise(&hyphens)?;
    let message = format!("a date has hyphens (`-`) between its parts, and {} is none", letters::named(dash));
    Some(DateError::malformed(message, at).meant(meant))
}

/// The number by which spreadsheets keep a day.
fn spreadsheet_day(text: &str) -> Option<DateError> {
    /// 1970-01-01 by that number.
    const EPOCH: i32 = 25_569;
    let number: i32 = text.parse().ok().filter(|number| (20_000..80_000).contains(number))?;
    let day = Day::from_days_since_epoch(number - EPOCH)?;
    let message = format!(
        "this is how a spreadsheet keeps a day, `{day}` if it counts from 1900: look the day up there"
    );
    Some(DateError::malformed(message, 0))
}

/// `2020s`.
fn decade(text: &str) -> Option<DateError> {
    let year = text.strip_suffix('s').map(|year| year.trim_end_matches(['\'', '’']))?;
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let error = DateError::malformed("a decade is written with `X` for its last digit, as `202X`", 4);
    Some(if year.ends_with('0') && !year.ends_with("00") {
        error.meant(format!("{}X", &year[..3]))
    } else {
        error
    })
}

/// `2022-2023`.
fn two_years(text: &str) -> Option<DateError> {
    let (start, end) = text.split_once('-')?;
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    (is_year(start) && is_year(end) && start < end).then(|| {
        DateError::malformed("an interval is written `START/END`", 4).meant(format!("{start}/{end}"))
    })
}

/// A day with the name of its day of the week.
fn day_of_week(text: &str) -> Option<DateError> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let (word, rest) = text.split_once([' ', ','])?;
    let word = word.trim_end_matches('.');
    let begins = |day: &&str| day.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let named = DAYS.into_iter().find(begins).filter(|_| word.len() >= 3)?;
    let meant = normalise(rest.trim_start_matches([' ', ',']))?;
    let day: Day = meant.parse().ok()?;
    // 1970-01-01 was a Thursday.
    let is = DAYS[usize::try_from((day.days_since_epoch() + 3).rem_euclid(7)).ok()?];
    Some(if is == named {
        DateError::malformed("a date is written without its day of the week", 0).meant(meant)
    } else {
        DateError::malformed(format!("`{meant}` is a {is}, not a {named}"), 0)
    })
}

/// `early 2022`, `mid-2022`, `end of August 2022`.
fn part_of_time(text: &str) -> Option<DateError> {
    const PARTS: [&str; 10] = [
        "early ",
        "early-",
        "mid ",
        "mid-",
        "late ",
        "late-",
        "beginning of ",
        "start of ",
        "middle of ",
        "end of ",
    ];
    let rest = PARTS.iter().find_map(|part| strip_word(text, part))?;
    normalise(rest)?;
    let message =
        "a part of a year or month is written as an interval, `2022-01/2022-04`, as wide as can be meant";
    Some(DateError::malformed(message, 0))
}

/// A date, or words about one, in a notation that is not read.
fn other_notation(text: &str) -> Option<DateError> {
    let year_first = "a date is written year first, as `2022-08-20` or `2022-08` (ISO 8601)";
    if let Some(about) = ABOUT.iter().find_map(|word| strip_word(text, word)) {
        let date = normalise(about).filter(|date| !date.contains('/'))?;
        return Some(DateError::malformed("an approximate date is marked with `~`", 0).meant(date + "~"));
    }
    if let Some(error) = open_interval(text) {
        return Some(error);
    }
    if let Some(start) = text.strip_suffix("..").and_then(normalise) {
        let error =
            DateError::malformed("an interval with an open end is written `START/..`", text.len() - 2);
        return Some(error.meant(format!("{start}/..")));
    }
    if let Some(end) = text.strip_prefix("..").and_then(normalise) {
        let error = DateError::malformed("an interval with an open start is written `../END`", 2);
        return Some(error.meant(format!("../{end}")));
    }
    if let Some(date) = doubly_marked(text) {
        let message = "a date that is both approximate and uncertain is marked with `%`";
        return Some(DateError::malformed(message, text.len() - 2).meant(date));
    }
    for separator in [" to ", " until ", " – ", "–", " - ", " / ", ".."] {
        if let Some((start, end)) = text.split_once(separator)
            && let (Some(start), Some(end)) = (normalise(start), normalise(end))
        {
            let meant = format!("{start}/{end}");
            let error = DateError::malformed("an interval is written `START/END`", 0);
            return Some(if is_date(&meant) { error.meant(meant) } else { error });
        }
    }
    if let Some(date) = normalise(text) {
        return Some(DateError::malformed(year_first, 0).meant(date));
    }
    let (first, second, year) = three_numbers(text)?;
    let message = if year.len() == 2 {
        "the year has four digits, as in `2022-08-20`".to_owned()
    } else if first <= 12 && second <= 12 {
        "day and month cannot be told apart: write the year first, as `2022-08-20`".to_owned()
    } else {
        year_first.to_owned()
    };
    Some(DateError::malformed(message, 0))
}

/// `since 2022-02-24`, `before 2022-02-24`.
fn open_interval(text: &str) -> Option<DateError> {
    let starting = || ["since ", "from "].iter().find_map(|word| strip_word(text, word));
    let ending = || ["until ", "up to "].iter().find_map(|word| strip_word(text, word));
    // Of a month or a year, every day is left out.
    let of_day = |rest| normalise(rest).filter(|date| date.parse::<Day>().is_ok());
    let after = || strip_word(text, "after ");
    let before = || strip_word(text, "before ");
    let (start, end) = (starting().and_then(normalise), ending().and_then(normalise));
    let open_end = "an interval with an open end is written `START/..`";
    let open_start = "an interval with an open start is written `../END`";
    if let Some(start) = start.or_else(|| after().and_then(of_day)) {
        return Some(DateError::malformed(open_end, 0).meant(format!("{start}/..")));
    }
    if let Some(end) = end.or_else(|| before().and_then(of_day)) {
        return Some(DateError::malformed(open_start, 0).meant(format!("../{end}")));
    }
    match (after().and_then(normalise), before().and_then(normalise)) {
        (Some(_), _) => Some(DateError::malformed(open_end, 0)),
        (_, Some(_)) => Some(DateError::malformed(open_start, 0)),
        _ => None,
    }
}

fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

/// A date with both of the marks that EDTF writes as one.
fn doubly_marked(text: &str) -> Option<String> {
    let date = text.strip_suffix("~?").or_else(|| text.strip_suffix("?~"))?;
    Some(normalise(date)? + "%").filter(|date| is_date(date))
}

/// The EDTF form of a date that can be read in one way only.
fn normalise(text: &str) -> Option<String> {
    let text = text.trim();
    if is_date(text) {
        return Some(text.to_owned());
    }
    let unspecified = text.replace(['x', '*', '?'], "X");
    let guess = if is_date(&unspecified) {
        unspecified
    } else {
        compact(text).or_else(|| numeric(text)).or_else(|| named_month(text))?
    };
    is_date(&guess).then_some(guess)
}

/// `20220820`.
fn compact(text: &str) -> Option<String> {
    (text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
}

/// `2022/8/20`, `20.08.2022`, `08/20/2022`, `08/2022`.
fn numeric(text: &str) -> Option<String> {
    let parts = parts(text)?;
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u16>().ok())?;
    // More than 12 are seasons.
    let month = |part: &str| number(part).filter(|month| month_name(usize::from(*month)).is_some());
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && number(year).is_some() => {
            Some(format!("{year}-{:02}-{:02}", number(month)?, number(day)?))
        }
        // Of a year and two digits with a slash, the digits may be another year.
        [year, end] if year.len() == 4 && number(year).is_some() && !text.contains('/') => {
            Some(format!("{year}-{:02}", month(end)?))
        }
        [start, year] if year.len() == 4 => Some(format!("{:04}-{:02}", number(year)?, month(start)?)),
        _ => {
            let (first, second, year) = three_numbers(text).filter(|(_, _, year)| year.len() == 4)?;
            // Dots are only used day first; with other separators the numbers must tell.
            let day_first = text.contains('.') || first > 12 || first == second;
            let (day, month) = if day_first { (first, second) } else { (second, first) };
            (day_first || second > 12).then(|| format!("{year}-{month:02}-{day:02}"))
        }
    }
}

/// What stands between separators, if they are all the same.
fn parts(text: &str) -> Option<Vec<&str>> {
    let separator = text.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let parts: Vec<&str> = text.split(separator).collect();
    parts.iter().all(|part| !part.contains(['.', '/', '-'])).then_some(parts)
}

/// Three numbers with the year last, of four or of two digits.
fn three_numbers(text: &str) -> Option<(u16, u16, &str)> {
    let parts = parts(text)?;
    let [first, second, year] = parts.as_slice() else { return None };
    let number = |part: &str| {
        let short = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        short.then(|| part.parse::<u16>().ok())?
    };
    let whole = matches!(year.len(), 2 | 4) && year.bytes().all(|b| b.is_ascii_digit());
    whole.then_some((number(first)?, number(second)?, *year))
}

/// `20 August 2022`, `Aug. 20th, 2022`, `August 2022`.
fn named_month(text: &str) -> Option<String> {
    let (mut year, mut month, mut day) = (None::<u16>, None::<u16>, None::<u16>);
    for word in text.split([' ', ',', '.', '-']).filter(|word| !word.is_empty() && *word != "of") {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let (slot, number) = match (digits, &word[digits.len()..]) {
            ("", name) => (&mut month, month_number(name)?),
            (digits, "") if digits.len() == 4 => (&mut year, digits.parse().ok()?),
            (digits, "" | "st" | "nd" | "rd" | "th") if digits.len() <= 2 => (&mut day, digits.parse().ok()?),
            _ => return None,
        };
        if slot.replace(number).is_some() {
            return None;
        }
    }
    let (year, month) = (year?, month?);
    Some(match day {
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, message: &str, meant: Option<&str>) {
        let error = text.parse::<Date>().unwrap_err();
        assert!(error.to_string().contains(message), "{text}: {error}");
        assert_eq!(error.suggestion(), meant, "{text}");
        assert!(error.offset() <= text.len(), "{text}");
    }

    #[test]
    fn days_that_the_calendar_does_not_have() {
        check("2022-02-30", "no such day: February 2022 has 28 days", None);
        check("2024-02-30", "February 2024 has 29 days", None);
        check("2022-04-31", "April 2022 has 30 days", None);
        check("2022-13", "there is no month 13", None);
        check("2022-20-08", "there is no month 20", Some("2022-08-20"));
        check("2022-25-12", "there is no month 25", Some("2022-12-25"));
        check("2022-08-00", "leave out what is not known", Some("2022-08"));
        check("2022-00", "leave out what is not known", Some("2022"));
    }

    #[test]
    fn other_notations_that_read_in_one_way() {
        for text in [
            "20.08.2022",
            "20 August 2022",
            "08/20/2022",
            "20/08/2022",
            "August 20, 2022",
            "20th of Aug. 2022",
        ] {
            check(text, "year first", Some("2022-08-20"));
        }
        check("2022/8/5", "year first", Some("2022-08-05"));
        check("2022-8-5", "year first", Some("2022-08-05"));
        check("20220820", "year first", Some("2022-08-20"));
        check("Sept 2022", "year first", Some("2022-09"));
        check("08/2022", "year first", Some("2022-08"));
        check("2022-08-??", "year first", Some("2022-08-XX"));
        check("2022-08-20T10:00:00Z", "time of day", Some("2022-08-20"));
        check("2022-08-20 10:00", "time of day", Some("2022-08-20"));
        check("about 2022", "`~`", Some("2022~"));
        check("?2022", "stand after the date", Some("2022?"));
        check("~2022/2023", "`~`", Some("2022~/2023"));
        check("c. August 2022", "`~`", Some("2022-08~"));
        check("since 2022-02-24", "START/..", Some("2022-02-24/.."));
        check("until 2022-02-23", "../END", Some("../2022-02-23"));
        check("2022-08-20 to 2022-11-08", "START/END", Some("2022-08-20/2022-11-08"));
        check("2022-08-20/20 August 2023", "year first", Some("2022-08-20/2023-08-20"));
        check("2024-03~?", "both approximate and uncertain", Some("2024-03%"));
        check("2024?~", "both approximate and uncertain", Some("2024%"));
        check("2024-03?~/2024-05", "both approximate and uncertain", Some("2024-03%/2024-05"));
        check("2024-03..2024-04", "START/END", Some("2024-03/2024-04"));
        check("2024-03..", "START/..", Some("2024-03/.."));
        check("..2024-3", "../END", Some("../2024-03"));
        check("2024-3/2024-4", "year first", Some("2024-03/2024-04"));
        check("20.08.2022/8.11.2022", "year first", Some("2022-08-20/2022-11-08"));
        check("31.04.2022", "year first", None);
    }

    #[test]
    fn what_is_meant_by_words_and_other_characters() {
        for text in ["2025\u{2013}02\u{2013}20", "2025\u{2212}02\u{2212}20", "20\u{2010}02\u{2010}2025"] {
            check(text, "has hyphens (`-`)", Some("2025-02-20"));
        }
        check("2025\u{2013}02", "`\u{2013}` (U+2013)", Some("2025-02"));
        check("2025\u{2013}26", "in full", Some("2025/2026"));
        check("2010\u{2013}11", "", None);
        check("2024\u{2013}2025", "START/END", Some("2024/2025"));
        check("2024-2025", "START/END", Some("2024/2025"));
        check("2025-2024", GENERAL, None);
        check("before 2025-02-20", "../END", Some("../2025-02-20"));
        check("after 20 February 2025", "START/..", Some("2025-02-20/.."));
        check("before 2025", "../END", None);
        check("after 2025-02", "START/..", None);
        check("Thursday 20 February 2025", "day of the week", Some("2025-02-20"));
        check("Thu, 2025-02-20", "day of the week", Some("2025-02-20"));
        check("Friday 20 February 2025", "`2025-02-20` is a Thursday, not a Friday", None);
        check("2020s", "a decade is written", Some("202X"));
        check("2025s", "a decade is written", None);
        check("2000s", "a decade is written", None);
        check("45708", "how a spreadsheet keeps a day, `2025-02-20` if", None);
        check("early 2025", "as an interval", None);
        check("mid-August 2025", "as an interval", None);
    }

    #[test]
    fn what_is_said_is_in_plain_words() {
        for text in
            ["yesterday", "20 f\u{e9}vrier 2025", "Thursday", "2025 02", "2025-", "2025/2026/2027", "", "/"]
        {
            let error = text.parse::<Date>().unwrap_err();
            assert_eq!((error.to_string().as_str(), error.suggestion()), (GENERAL, None), "{text}");
        }
    }

    #[test]
    fn an_end_in_short_is_no_month_or_day() {
        check("2022/23", "in full", Some("2022/2023"));
        check("2022-08/09", "in full", Some("2022-08/2022-09"));
        check("2022-08-20/25", "in full", Some("2022-08-20/2022-08-25"));
        check("2022-08-20/09-05", "in full", Some("2022-08-20/2022-09-05"));
        check("2010/11", "`2010-11` for the month, `2010/2011` for the years", None);
        check("2022/08", "write `2022-08` for the month", None);
        check("2022/8", "write `2022-08` for the month", None);
        // An end before the start, or none at all.
        for text in ["2022-12/01", "2022-08/20", "1999/00", "2022-08-20/5", "2022/23-01", "2022/08-20"] {
            check(text, "in full", None);
        }
    }

    #[test]
    fn a_day_has_one_kind_of_separator() {
        for text in ["20.08/2022", "20/08-2022", "2022.08-20", "2022.23", "23/2022"] {
            check(text, "", None);
        }
        check("2022.8", "year first", Some("2022-08"));
        check("2022/23 to 2024", "", None);
    }

    #[test]
    fn no_guess_where_there_are_two_readings() {
        check("03/04/2022", "day and month cannot be told apart", None);
        check("05/05/2022", "year first", Some("2022-05-05"));
        check("20/08/22", "four digits", None);
        check("2022,1q", "a date is written as", None);
        check("8 2022", "a date is written as", None);
        check("2023-99/2022", "there is no month 99", None);
        check("August 2022/2021", "year first", None);
        check("summer", "a date is written as", None);
        check("May", "a date is written as", None);
    }

    #[test]
    fn intervals_name_the_end_at_fault() {
        check("2022-11/2022-08", "ends (`2022-08`) before it starts (`2022-11`)", Some("2022-08/2022-11"));
        check("2023-08/2021-11", "before it starts (`2023-08`)", Some("2021-11/2023-08"));
        check("2022-12-20/2022-01-05", "swapped, or `2023-01-05` is meant", None);
        check("2022-11/2022-02", "swapped, or `2023-02` is meant", None);
        check("2022-08-20/2022-11-31", "November 2022 has 30 days", None);
        check("2022-3/2022-13", "year first", None);
        check("2022-3/4", "year first", None);
        check("2022-13/2022-3", "there is no month 13", None);
        check("../2022-13", "there is no month 13", None);
        check("2022-02-30/..", "February 2022 has 28 days", None);
    }
}
