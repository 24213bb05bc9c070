//! What a fragment says in the plainest way, told without reading all of it: most quotes write a number in digits
//! between ordinary words, and a date as `28 April 2016`.
//!
//! What is plainly said is said: [`numbers`](crate::numbers), [`money`](crate::money) and [`dates`](crate::dates) find it
//! too, which a property test holds. What is not may be said all the same.

use rust_decimal::Decimal;
use tallybook_schema::value::{Currency, Date};

use crate::dates::{Compatibility, DatePart, DateReading};
use crate::language::{Language, Table, Trust};
use crate::normal::Plain;

/// Whether a fragment has a number in digits between words that mean nothing in numbers or dates, after a date, or at
/// either end of a range. `language` is a BCP 47 tag.
pub fn says_number(language: &str, text: Plain<'_>, number: Decimal) -> bool {
    whole(number).is_some_and(|number| {
        let language = Language::of(language);
        let mut digits = itoa::Buffer::new();
        let mut places = places(text, digits.format(number));
        places.any(|(before, after)| may_begin_after(language, before) && may_end_before(language, after))
    })
}

/// Whether a fragment has an amount of money as `EUR 140500`, where no date can be meant, between words that mean nothing
/// in numbers or dates, or after a date. `language` is a BCP 47 tag.
pub fn says_amount(language: &str, text: Plain<'_>, currency: Currency, amount: Decimal) -> bool {
    let Some(amount @ 10_000..10_000_000) = whole(amount).filter(|_| currency.is_known()) else {
        return false;
    };
    let language = Language::of(language);
    let words = format!("{currency} {amount}");
    places(text, &words).any(|(before, after)| {
        (follows_a_word(language, before) || follows_a_date(language, before))
            && precedes_a_word(language, after)
    })
}

/// A number without decimals.
fn whole(number: Decimal) -> Option<u64> {
    if number.scale() == 0 { number.mantissa().try_into().ok() } else { None }
}

/// Whether a fragment names a day, a month or a year as wide as a date or narrower: `28 April 2016`, `April 2016`,
/// `2016`. `language` is a BCP 47 tag.
pub fn says_date(language: &str, text: Plain<'_>, date: &Date) -> bool {
    let years = date.earliest().zip(date.latest()).map(|(first, last)| (first.year(), last.year()));
    let Some((year @ 1900..2100, last)) = years else { return false };
    let language = Language::of(language);
    let agrees = |part| {
        let reading = DateReading { year: Some(year), part };
        reading.compatible(date, None) == Some(Compatibility::Agrees)
    };
    let mut digits = itoa::Buffer::new();
    let mut places = places(text, digits.format(year));
    year == last
        && places.any(|(before, after)| is_closed(after) && part_at_end(language, before).is_some_and(agrees))
}

/// What stands before and after each place where a text has these words or digits.
fn places<'t>(text: Plain<'t>, words: &str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let text = text.as_str();
    let first = words.as_bytes().first().copied().unwrap_or_default();
    memchr::memchr_iter(first, text.as_bytes()).filter_map(move |at| {
        let (before, rest) = text.split_at_checked(at)?;
        Some((before, rest.strip_prefix(words)?))
    })
}

/// Whether a number may begin where a text ends: after a word, after a date and a comma, or after the word of a range.
fn may_begin_after(language: &Language, text: &str) -> bool {
    follows_a_word(language, text) || follows_a_date(language, text) || follows_a_range(language, text)
}

/// Whether a number may end where a text begins: before a word, or before the other end of a range.
fn may_end_before(language: &Language, text: &str) -> bool {
    precedes_a_word(language, text)
        || text.strip_prefix(' ').and_then(|text| text.split_once(' ')).is_some_and(|(word, after)| {
            let (end, rest) = after.split_at(after.len() - after.trim_start_matches(is_digit).len());
            is_range_word(language, word) && !end.is_empty() && precedes_a_word(language, rest)
        })
}

/// Whether a text ends where something of its own may begin: with nothing, or with an ordinary word, a comma perhaps
/// and a space.
fn follows_a_word(language: &Language, text: &str) -> bool {
    let Some(text) = text.strip_suffix(' ') else { return text.is_empty() };
    let text = text.strip_suffix(',').unwrap_or(text);
    last_word(text).is_some_and(|(_, word)| is_ordinary(language, word))
}

/// Whether a text ends with a date, a comma and a space: `on 28 April 2016, `.
fn follows_a_date(language: &Language, text: &str) -> bool {
    let Some(text) = text.strip_suffix(", ") else { return false };
    let before = text.trim_end_matches(is_digit);
    let year = text[before.len()..].parse();
    matches!(year, Ok(1900_i16..2100))
        && text.len() == before.len() + 4
        && part_at_end(language, before).is_some()
}

/// Whether a text ends with the word of a range, after a number or an ordinary word: `53 to `, `up to `.
fn follows_a_range(language: &Language, text: &str) -> bool {
    let Some((before, word)) = text.strip_suffix(' ').and_then(last_word) else { return false };
    is_range_word(language, word) && {
        let start = before.strip_suffix(' ').map(|text| text.trim_end_matches(is_digit)).unwrap_or_default();
        follows_a_word(language, before) || start.len() + 1 < before.len() && follows_a_word(language, start)
    }
}

/// Whether a text begins where something of its own may end: with nothing, with a comma, or with a space and an
/// ordinary word.
fn precedes_a_word(language: &Language, text: &str) -> bool {
    let Some(text) = text.strip_prefix(' ') else { return is_closed(text) };
    let end = text.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len());
    text.as_bytes().get(end) != Some(&b'\'')
        && text.get(..end).is_some_and(|word| !word.is_empty() && is_ordinary(language, word))
}

/// Whether a text begins with a space, or with a comma that joins no digits, or is none.
fn is_closed(text: &str) -> bool {
    matches!(text.as_bytes(), [] | [b' ', ..] | [b','] | [b',', b' ', ..])
}

/// How much of the year that follows a text means with its last words: all of it, unless they are as in `on 28 April `.
fn part_at_end(language: &Language, text: &str) -> Option<DatePart> {
    let may_be_month = |word| language.beginnings.tables(word).contain_any(Table::Months.into());
    let at_month = |(before, word)| {
        let first = in_lower_case(word, |word| language.months.first(word))?;
        Some((before, word, first))
    };
    let last = text.strip_suffix(' ').and_then(last_word).filter(|(_, word)| may_be_month(word));
    let Some((text, word, first)) = last.and_then(at_month) else {
        return follows_a_word(language, text).then_some(DatePart::Year);
    };
    let meaning = first.alone.filter(|_| first.longest == 1)?;
    // With a year beside it, it is a month even if its name means something else too.
    let (month, Trust::Name | Trust::Ambiguous) = meaning else { return None };
    if language.capitalised_months && !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    if follows_a_word(language, text) {
        return Some(DatePart::Month(month));
    }
    let text = text.strip_suffix(' ')?;
    let start = text.len() - text.bytes().rev().take(2).take_while(u8::is_ascii_digit).count();
    let (before, day) = text.split_at_checked(start)?;
    let day = day.parse().ok()?;
    follows_a_word(language, before).then_some(DatePart::Day { month, day })
}

/// The word of ASCII letters with which a text ends, if a space or nothing stands before it, and what does.
fn last_word(text: &str) -> Option<(&str, &str)> {
    let start = text.len() - text.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let (before, word) = text.split_at_checked(start)?;
    (!word.is_empty() && (before.is_empty() || before.ends_with(' '))).then_some((before, word))
}

/// Whether a word means nothing in numbers or dates.
fn is_ordinary(language: &Language, word: &str) -> bool {
    !language.beginnings.tables(word).contain_any(Table::NumbersAndDates.into())
        || !in_lower_case(word, |word| language.in_numbers_and_dates.contains(word))
}

/// Whether a word stands between the ends of a range, and means nothing else in numbers.
fn is_range_word(language: &Language, word: &str) -> bool {
    language.range_words.contains(word) && language.number_words.first(word).is_none()
}

/// Looks at a word of ASCII letters in lower case.
fn in_lower_case<R>(word: &str, look: impl FnOnce(&str) -> R) -> R {
    // Few have more letters.
    let mut letters = [0; 24];
    match letters.get_mut(..word.len()) {
        Some(letters) => {
            letters.copy_from_slice(word.as_bytes());
            letters.make_ascii_lowercase();
            look(std::str::from_utf8(letters).unwrap_or_default())
        }
        None => look(&word.to_ascii_lowercase()),
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{dates, money, numbers};

    fn plain(text: &str) -> Plain<'_> {
        Plain::of(text).unwrap()
    }

    #[test]
    fn most_quotes_say_it_plainly() {
        let says = |text: &str, number: u64| says_number("en", plain(text), number.into());
        assert!(says("at least 77 Yosuba-105", 77) && says("77", 77) && says("of them 77, all told", 77));
        assert!(says("ordered 2 March 2016, 77 pieces", 77) && says("up to 77 boats", 77));
        assert!(says("77 to 97 boats", 77) && says("stored 57 to 77, all told", 77));
        for other in [
            "77 million",
            "August 77",
            "Il-77",
            "177 boats",
            "$77",
            "two to 77 August",
            "77th",
            "1 77 b",
            "77 to 97 million",
            "two and 77 boats",
            "2016 77 boats",
        ] {
            assert!(!says(other, 77), "{other}");
        }
        let says = |text: &str, date: &str| says_date("en", plain(text), &date.parse().unwrap());
        assert!(says("ordered 28 April 2016, handed over", "2016-04-28"));
        assert!(says("ordered 28 April 2016", "2016-04") && says("handed over 2017, in all", "2017"));
        assert!(
            says("April 2016", "2016-04")
                && says("in April 2016", "2016")
                && !says("in April 2016", "2016-04-28")
        );
        for other in
            ["28 april 2016", "27-28 April 2016", "March 28 April 2016", "29 April 2016", "28 April 20167"]
        {
            assert!(!says(other, "2016-04-28"), "{other}");
        }
        assert!(!says("in winter 2017", "2017") && !says("winter, 2017", "2017"));
    }

    #[test]
    fn most_amounts_are_said_plainly() {
        let says = |text: &str| says_amount("en", plain(text), "EUR".parse().unwrap(), 140_500.into());
        assert!(says("EUR 140500") && says("ordered 2 March 2016, EUR 140500 in all"));
        for other in
            ["EUR 1405001", "USD 140500", "XEUR 140500", "EUR 140500 million", "5 EUR 140500", "EUR 140500.5"]
        {
            assert!(!says(other), "{other}");
        }
    }

    fn words() -> impl Strategy<Value = String> {
        prop::sample::select(
            &[
                "boats",
                "Boats",
                "over",
                "in",
                "on",
                "of",
                "de",
                "du",
                "to",
                "or",
                "up",
                "bis",
                "y",
                "March",
                "and",
                "the",
                "a",
                "half",
                "million",
                "Millionen",
                "mil",
                "millones",
                "hundred",
                "several",
                "two",
                "zwei",
                "zweihundert",
                "zwanzig",
                "April",
                "april",
                "Apr",
                "Apr.",
                "May",
                "may",
                "mai",
                "avril",
                "abril",
                "August",
                "août",
                "summer",
                "winter",
                "fourth",
                "quarter",
                "Q4",
                "Winter",
                "invierno",
                "th",
                "er",
                "a.m",
                "mid",
                "year",
                "Jahr",
                "g",
                "28",
                "28",
                "28",
                "28th",
                "7",
                "16",
                "2016",
                "2016",
                "2016",
                "016",
                "000",
                "1",
                "27",
                "31",
                "30",
                "28,",
                "2016,",
                "28.",
                "28-30",
                "Il-28",
                "(28)",
                "28%",
                "28km",
                "28m",
                "April,",
                "boats,",
                "–",
                "'",
                "l'28",
                "$28",
                "EUR 28000",
                "EUR 28000,",
                "USD 28000",
                "28000",
                "28000",
                "28/2016",
                "2016-04-28",
                "28.04.2016",
                "USD",
                "EUR",
                "d'avril",
                "…",
                "½",
            ][..],
        )
        .prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn what_is_plainly_said_is_said(
            words in prop::collection::vec((words(), " |-|  |, "), 1..7),
            language in prop::sample::select(&["en", "fr", "de", "es", "ru", "uk", "und", "xx"][..]),
        ) {
            let text: String = words.into_iter().flat_map(|(word, gap)| [word, gap]).collect();
            let text = text.trim();
            let Some(plain) = Plain::of(text) else { return Ok(()) };
            for number in [28_u64, 16, 2016, 7, 1, 27] {
                if says_number(language, plain, number.into()) {
                    let read = numbers::numbers(language, text);
                    prop_assert!(numbers::supports(&read, number), "{text:?} in {language}: {number}, {read:?}");
                }
            }
            let euro = "EUR".parse().unwrap();
            if says_amount(language, plain, euro, 28_000.into()) {
                let read = money::money(language, text);
                prop_assert!(money::supports(&read, euro, 28_000.into()), "{text:?} in {language}: {read:?}");
            }
            for date in ["2016-04-28", "2016-05-28", "2016-08-28", "2016-04", "2016", "2016-04-20/2016-05-02"] {
                let date: Date = date.parse().unwrap();
                if says_date(language, plain, &date) {
                    let read = dates::dates(language, text);
                    let best = dates::best_compatibility(&read, &date);
                    prop_assert_eq!(best, Some(Compatibility::Agrees), "{:?} in {}: {}", text, language, date);
                }
            }
        }
    }
}
