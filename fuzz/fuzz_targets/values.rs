//! Every other value type over any text: what parses prints back as it was, what does not says why, and
//! what is suggested parses.
#![no_main]

use tallybook_schema::id::{ActorId, RecordRef};
use tallybook_schema::value::{
    Clip, Country, Currency, Day, Language, Locator, ParagraphRange, Sha256, TYPES, WebAddress, WikidataId,
};

libfuzzer_sys::fuzz_target!(|text: &str| {
    exact::<ActorId>(text);
    exact::<Clip>(text);
    exact::<Country>(text);
    exact::<Currency>(text);
    exact::<Day>(text);
    exact::<Language>(text);
    exact::<Locator>(text);
    exact::<ParagraphRange>(text);
    exact::<RecordRef>(text);
    exact::<Sha256>(text);
    exact::<WebAddress>(text);
    exact::<WikidataId>(text);
    for value_type in TYPES {
        tallybook_fuzz::explained(value_type, text);
    }
});

/// What parses prints back as it was.
fn exact<T: std::str::FromStr + std::fmt::Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string(), text);
    }
}
