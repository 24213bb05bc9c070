//! Laws of the value types: what parses prints back, what is refused says why, and bounds behave as
//! bounds.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use proptest::sample::select;
use tallybook_schema::RecordType;
use tallybook_schema::id::{self, ActorId, RecordRef};
use tallybook_schema::value::{
    Clip, Country, Date, Day, Locator, Money, ParagraphRange, Qualifier, Quantity, TYPES,
};

/// Text that parses prints back as it was, and is read again as the same value.
fn round_trips<T>(text: &str) -> Result<T, TestCaseError>
where
    T: FromStr<Err: Debug> + Display + PartialEq + Debug,
{
    let value: T = text.parse().map_err(|error| TestCaseError::fail(format!("{text}: {error:?}")))?;
    prop_assert_eq!(value.to_string(), text);
    prop_assert_eq!(&value.to_string().parse::<T>().unwrap(), &value);
    Ok(value)
}

/// A date of EDTF level 0 or 1 that is no interval, without a qualifier.
fn plain_date() -> impl Strategy<Value = String> {
    let year = prop_oneof![4 => 1900..2100_i32, 1 => 0..10_000_i32];
    (year, 1..=12_u8, 1..=31_u8, 0..8_u8).prop_map(|(year, month, day, form)| match form {
        0 => format!("{year:04}"),
        1 => format!("{year:04}-{month:02}"),
        2 => format!("{year:04}-{:02}", 21 + month % 4),
        3 => format!("{year:04}-XX"),
        4 => format!("{year:04}-{month:02}-XX"),
        5 => format!("{:03}X", year / 10),
        6 => format!("{:02}XX", year / 100),
        _ => format!("{year:04}-{month:02}-{:02}", day.min(28)),
    })
}

fn qualified_date() -> impl Strategy<Value = String> {
    (plain_date(), select(&["", "", "", "~", "?", "%"][..])).prop_map(|(date, mark)| date + mark)
}

/// Any date of EDTF level 0 or 1, as text that parses.
fn date_text() -> impl Strategy<Value = String> {
    let interval = (qualified_date(), qualified_date()).prop_map(|(a, b)| {
        let (from, to): (Date, Date) = (a.parse().unwrap(), b.parse().unwrap());
        if from.earliest() <= to.earliest() && from.latest() <= to.latest() {
            format!("{a}/{b}")
        } else {
            format!("{b}/{a}")
        }
    });
    let open = (qualified_date(), 0..4_u8).prop_map(|(date, form)| match form {
        0 => format!("{date}/.."),
        1 => format!("../{date}"),
        2 => format!("{date}/"),
        _ => format!("/{date}"),
    });
    prop_oneof![4 => qualified_date(), 1 => interval, 1 => open]
        .prop_filter("an interval with mixed precision can be reversed", |text| text.parse::<Date>().is_ok())
}

fn date() -> impl Strategy<Value = Date> {
    date_text().prop_map(|text| text.parse().unwrap())
}

fn quantity_text() -> impl Strategy<Value = String> {
    let prefix = select(&["", "more than ", "at least ", "up to ", "about "][..]);
    let count = || prop_oneof![0..1000_i64, 0..=i64::MAX];
    prop_oneof![
        (prefix, count()).prop_map(|(prefix, count)| format!("{prefix}{count}")),
        (count(), count()).prop_map(|(low, high)| format!("{low} to {high}")),
        Just("few".to_owned()),
        Just("unknown".to_owned()),
    ]
}

fn money_text() -> impl Strategy<Value = String> {
    let number = || {
        (0..1_000_000_000_000_000_000_u64, prop::option::of("[0-9]{1,4}")).prop_map(|(whole, fraction)| {
            fraction.map_or_else(|| whole.to_string(), |fraction| format!("{whole}.{fraction}"))
        })
    };
    let prefix = select(&["", "more than ", "at least ", "up to ", "about "][..]);
    prop_oneof![
        (prefix, "[A-Z]{3}", number()).prop_map(|(prefix, code, number)| format!("{prefix}{code} {number}")),
        ("[A-Z]{3}", number(), number()).prop_map(|(code, low, high)| format!("{code} {low} to {high}")),
        Just("unknown".to_owned()),
    ]
}

/// Text that is nearly a value of some kind.
fn near_miss() -> impl Strategy<Value = String> {
    let piece = select(
        &[
            "2022",
            "-",
            "08",
            "20",
            "/",
            "..",
            "~",
            "?",
            "X",
            "x",
            ".",
            " ",
            "to",
            "about ",
            "more than ",
            "EUR",
            "€",
            "1,000",
            "0",
            "T10:00:00Z",
            "August",
            "Aug",
            ",",
            "th",
            "unknown",
            "until ",
            "c. ",
            "before ",
            "after ",
            "Thursday ",
            "–",
            "−",
            "s",
            "between ",
            " and ",
            "less than ",
            "<",
            "≈",
            " million",
            "1.5",
            "US$",
            "twelve",
            "¶",
            "é",
            "\u{0}",
            "'",
            "+",
            ":",
            "transfer:",
            "9999999999999999999999",
        ][..],
    );
    prop_oneof![
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat()),
        ".{0,20}",
        (date_text(), any::<prop::sample::Index>(), any::<char>()).prop_map(|(mut text, at, c)| {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            text.insert(at, c);
            text
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dates_round_trip(text in date_text()) {
        let date: Date = round_trips(&text)?;
        if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
            prop_assert!(earliest <= latest, "{}", text);
            prop_assert!(date.contains(earliest) && date.contains(latest));
        }
        prop_assert_eq!(date.is_qualified(), text.contains(['~', '?', '%']));
    }

    #[test]
    fn days_round_trip(year in -9999..=9999_i16, month in 1..=12_i8, day in 1..=31_i8) {
        let sign = if year < 0 { "-" } else { "" };
        let text = format!("{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs());
        match Day::new(year, month, day) {
            None => prop_assert!(text.parse::<Day>().is_err()),
            Some(known) => {
                prop_assert_eq!(round_trips::<Day>(&text)?, known);
                let date = Date::from(known);
                prop_assert_eq!(&date, &text.parse::<Date>().unwrap());
                prop_assert_eq!((date.earliest(), date.latest()), (Some(known), Some(known)));
            }
        }
    }

    #[test]
    fn certainly_before_is_a_strict_order(a in date(), b in date(), c in date()) {
        prop_assert!(!a.certainly_before(&a));
        prop_assert!(!(a.certainly_before(&b) && b.certainly_before(&a)));
        if a.certainly_before(&b) && b.certainly_before(&c) {
            prop_assert!(a.certainly_before(&c));
        }
    }

    #[test]
    fn what_is_certain_is_possible(a in date(), b in date()) {
        if a.certainly_before(&b) {
            prop_assert!(a.bounds_before(&b) && !b.bounds_before(&a));
        }
        if a.bounds_before(&b) {
            prop_assert!(!a.overlaps(&b));
        }
        prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
        prop_assert!(a.overlaps(&a));
    }

    #[test]
    fn a_day_in_both_means_that_they_overlap(a in date(), b in date(), year in 1890..2110_i16, month in 1..=12_i8) {
        let day = Day::new(year, month, 15).unwrap();
        if a.contains(day) && b.contains(day) {
            prop_assert!(a.overlaps(&b));
        }
        if a.certainly_after_day(day) {
            prop_assert!(!a.contains(day) && Date::from(day).certainly_before(&a));
        }
    }

    #[test]
    fn quantities_round_trip_and_have_ordered_bounds(text in quantity_text()) {
        let quantity: Quantity = round_trips(&text)?;
        if !quantity.is_reversed() && let (Some(low), Some(high)) = (quantity.low(), quantity.high()) {
            prop_assert!(low <= high);
        }
        if quantity.qualifier() == Qualifier::Exact {
            let all = (quantity.low(), quantity.best(), quantity.high());
            prop_assert_eq!(all, (quantity.best(), quantity.best(), quantity.best()));
        }
        // The way through JSON, where an exact quantity is a number.
        let json = serde_json::to_string(&quantity).unwrap();
        prop_assert_eq!(serde_json::from_str::<Quantity>(&json).unwrap(), quantity);
    }

    #[test]
    fn money_round_trips(text in money_text()) {
        let money: Money = round_trips(&text)?;
        if !money.is_reversed() && let (Some(low), Some(high)) = (money.low(), money.high()) {
            prop_assert!(low <= high);
        }
        prop_assert!(money.decimals() <= Money::MAX_DECIMALS);
    }

    #[test]
    fn ids_and_references_round_trip(
        text in "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}",
        record_type in select(&RecordType::ALL[..]),
    ) {
        round_trips::<ActorId>(&text)?;
        let reference: RecordRef = round_trips(&format!("{record_type}:{text}"))?;
        prop_assert_eq!((reference.record_type, reference.id.as_str()), (record_type, text.as_str()));
    }

    #[test]
    fn small_values_round_trip(a in 1..=u32::MAX, b in 1..=u32::MAX, code in "[A-Z]{2}", clip in "[0-9]{2}:[0-5][0-9]:[0-5][0-9]") {
        round_trips::<Locator>(&a.to_string())?;
        let (first, last) = (a.min(b), a.max(b));
        let text = if first == last { first.to_string() } else { format!("{first}-{last}") };
        round_trips::<ParagraphRange>(&text)?;
        round_trips::<Country>(&code)?;
        round_trips::<Clip>(&clip)?;
    }

    #[test]
    fn what_is_refused_says_why_and_suggests_only_what_would_be_accepted(text in near_miss()) {
        for value_type in TYPES {
            let Some(error) = value_type.explain(&text) else { continue };
            prop_assert!(!error.to_string().is_empty());
            if let Some(meant) = error.suggestion() {
                prop_assert_eq!(value_type.explain(meant), None, "{}: {:?} suggests {:?}", value_type.name, text, meant);
            }
        }
        if let Err(error) = text.parse::<Date>() {
            prop_assert!(error.offset() <= text.len());
        }
    }

    #[test]
    fn an_id_that_is_suggested_is_one(text in ".{0,120}") {
        if let Err(error) = id::validate(&text) && let Some(meant) = error.suggestion() {
            prop_assert!(id::validate(meant).is_ok());
        }
    }
}

#[test]
fn an_id_has_its_most_characters_and_no_more() {
    let of = |length: usize| id::validate(&"a".repeat(length)).is_ok();
    assert_eq!((of(id::MAX_LENGTH), of(id::MAX_LENGTH + 1)), (true, false));
}

#[test]
fn a_range_is_reversed_only_if_its_first_number_is_greater() {
    for (numbers, expected) in [("5 to 4", true), ("5 to 5", false), ("4 to 5", false), ("5", false)] {
        let quantity: Quantity = numbers.parse().unwrap();
        let money: Money = format!("EUR {numbers}").parse().unwrap();
        assert_eq!((quantity.is_reversed(), money.is_reversed()), (expected, expected), "{numbers}");
    }
}

#[test]
fn a_date_is_certainly_after_a_day_from_the_next_day_on() {
    let day: Day = "2022-05-31".parse().unwrap();
    for (date, expected) in [
        ("2022-05-31", false),
        ("2022-06-01", true),
        ("2022-06", true),
        ("2022-06?", false),
        ("2022-05", false),
        ("2022-06-01/..", true),
        ("../2022-06-01", false),
    ] {
        assert_eq!(date.parse::<Date>().unwrap().certainly_after_day(day), expected, "{date}");
    }
}
