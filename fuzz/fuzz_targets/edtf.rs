//! Dates: one a line, each by itself and each against the next.
#![no_main]

use tallybook_schema::value::Date;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let dates: Vec<Date> = text.lines().filter_map(date).collect();
    for pair in dates.windows(2) {
        if let [a, b] = pair {
            order(a, b);
            order(b, a);
        }
    }
});

/// The date that a text is: it prints back as it was, and its bounds are in order and belong to it.
fn date(text: &str) -> Option<Date> {
    match tallybook_fuzz::value::<Date>("Date", text) {
        Ok(date) => {
            if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
                assert!(earliest <= latest, "{date}");
            }
            assert!(
                [date.earliest(), date.latest()].into_iter().flatten().all(|day| date.contains(day)),
                "{date}"
            );
            assert_eq!(date.is_qualified(), date.is_approximate() || date.is_uncertain(), "{date}");
            order(&date, &date);
            Some(date)
        }
        Err(error) => {
            assert!(text.is_char_boundary(error.offset()), "{text:?}: {error}");
            None
        }
    }
}

/// What the order of two dates promises.
fn order(a: &Date, b: &Date) {
    let before = a.bounds_before(b);
    assert!(!a.certainly_before(b) || (before && !a.is_qualified() && !b.is_qualified()), "{a} and {b}");
    assert!(!before || !b.bounds_before(a), "{a} and {b}");
    assert_eq!(a.overlaps(b), b.overlaps(a), "{a} and {b}");
    assert_eq!(a.overlaps(b), !before && !b.bounds_before(a), "{a} and {b}");
    if let Some(day) = b.latest() {
        assert_eq!(a.certainly_after_day(day), b.bounds_before(a) && !a.is_qualified(), "{a} and {b}");
        assert!(!a.contains(day) || a.overlaps(b), "{a} and {b}");
    }
}
