//! Numbers, amounts, dates and names in any text, read in every language.
#![no_main]

use std::ops::Range;
use std::sync::LazyLock;

use tallybook_fuzz::part;
use tallybook_schema::value::Date;
use tallybook_text::dates::{best_compatibility, compatible, dates};
use tallybook_text::known_languages;
use tallybook_text::money::money;
use tallybook_text::names::names;
use tallybook_text::numbers::{numbers, supports};

/// Dates of every width, and those at the ends of the calendar.
static DATES: LazyLock<Vec<Date>> = LazyLock::new(|| {
    ["2022-08-20", "2022-11", "2022", "2022-22", "201X", "../2022-02", "2022-02-24/..", "-9999", "9999-12-31"]
        .map(|text| text.parse().expect("a date"))
        .to_vec()
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    for language in known_languages().chain(["und", "en-GB", "zh"]) {
        let numbers = numbers(language, text);
        in_order(text, numbers.iter().map(|mention| mention.range.clone()));
        for mention in &numbers {
            assert!(!mention.readings.is_empty(), "{language}: {mention:?}");
            let meant = mention.readings.iter().all(|value| supports(&numbers, *value));
            assert!(mention.in_date || meant, "{language}: {mention:?}");
        }

        let amounts = money(language, text);
        in_order(text, amounts.iter().map(|mention| mention.range.clone()));
        for mention in &amounts {
            assert!(!mention.amounts.is_empty() && !mention.currencies.is_empty(), "{language}: {mention:?}");
            let number = numbers.iter().any(|number| number.range == mention.range && !number.in_date);
            assert!(number, "{language}: {mention:?} is no number");
        }

        let dates = dates(language, text);
        in_order(text, dates.iter().map(|mention| mention.range.clone()));
        assert!(dates.iter().all(|mention| !mention.readings.is_empty()), "{language}: {dates:?}");
        for date in DATES.iter() {
            let best = dates.iter().map(|mention| compatible(mention, date)).min();
            assert_eq!(best, best_compatibility(&dates, date));
        }
    }
    let (first, rest) = text.split_once('\n').unwrap_or((text, text));
    names(rest, [first]);
    assert!(names(text, [text]) || !text.contains(|c: char| c.is_ascii_alphanumeric()), "{text:?}");
});

/// Every mention is a part of the text, and none overlaps the one before it.
fn in_order(text: &str, ranges: impl Iterator<Item = Range<usize>>) {
    let mut end = 0;
    for range in ranges {
        part(text, range.clone());
        assert!(range.start >= end, "{range:?} begins before {end} in {text:?}");
        end = range.end;
    }
}
