//! Every value type over any text: what parses prints back as it was, what does not says why, and what
//! is suggested parses.
#![no_main]

use std::fmt::Display;
use std::str::FromStr;

use tallybook_schema::id::{ActorId, RecordRef};
use tallybook_schema::value::{
    Clip, Country, Date, Day, Language, Locator, Money, ParagraphRange, Quantity, Sha256, TYPES, WebAddress,
    WikidataId,
};

libfuzzer_sys::fuzz_target!(|text: &str| {
    exact::<ActorId>(text);
    exact::<Clip>(text);
    exact::<Country>(text);
    exact::<Date>(text);
    exact::<Day>(text);
    exact::<Language>(text);
    exact::<Locator>(text);
    exact::<Money>(text);
    exact::<ParagraphRange>(text);
    exact::<Quantity>(text);
    exact::<RecordRef>(text);
    exact::<Sha256>(text);
    exact::<WebAddress>(text);
    exact::<WikidataId>(text);
    for value_type in TYPES {
        if let Some(error) = value_type.explain(text)
            && let Some(meant) = error.suggestion()
        {
            assert_eq!(value_type.explain(meant), None, "{}: {text:?} suggests {meant:?}", value_type.name);
        }
    }
});

/// What parses prints back as it was.
fn exact<T: FromStr + Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string(), text);
    }
}
