//! The list of value types by name.
//!
//! A value type announces itself to the deserializer by name. A reader that met a bad text looks the
//! name up here, to say what was wanted and why the text is not that.

use super::{
    Clip, Country, Date, Day, Language, Locator, Money, ParagraphRange, Quantity, Sha256, ValueError,
    WebAddress, WikidataId,
};
use crate::id::{ActorId, DealId, EquipmentId, RecordRef, SourceId, StatementId, TransferId};

/// A type of value that is written as one scalar with a grammar.
#[derive(Debug, Clone, Copy)]
pub struct ValueType {
    /// The name of its Rust type (`Quantity`).
    pub name: &'static str,
    /// What a value is called in a sentence (`a quantity`).
    pub label: &'static str,
    /// A text that is one.
    pub example: &'static str,
    explain: fn(&str) -> Option<ValueError>,
}

impl ValueType {
    /// Why a text is not a value of this type; `None` if it is one.
    pub fn explain(&self, text: &str) -> Option<ValueError> {
        (self.explain)(text)
    }
}

/// The value type with a name.
pub fn value_type(name: &str) -> Option<&'static ValueType> {
    TYPES.iter().find(|value_type| value_type.name == name)
}

macro_rules! value_types {
    ($($name:ident: $label:literal, $example:literal;)+) => {
        /// Every type of value, terms of vocabularies left out.
        pub const TYPES: &[ValueType] = &[$(ValueType {
            name: stringify!($name),
            label: $label,
            example: $example,
            explain: |text| text.parse::<$name>().err().map(ValueError::from),
        },)+];
    };
}

value_types! {
    ActorId: "an actor id", "north-ministry";
    Clip: "a place in a recording", "00:01:02";
    Country: "a country", "IR";
    Date: "a date", "2022-11";
    Day: "a day", "2022-11-08";
    DealId: "a deal id", "frame-deal";
    EquipmentId: "an equipment id", "shahed-136";
    Language: "a language", "en";
    Locator: "a place in a text", "7";
    Money: "an amount of money", "EUR 140000000";
    ParagraphRange: "a run of paragraphs", "2-4";
    Quantity: "a quantity", "160";
    RecordRef: "a reference", "transfer:uav-batch-1";
    Sha256: "a SHA-256 digest", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    SourceId: "a source id", "seed-article";
    StatementId: "a statement id", "minister-confirms";
    TransferId: "a transfer id", "uav-batch-1";
    WebAddress: "a web address", "https://example.org/report";
    WikidataId: "a Wikidata item", "Q159";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_values_and_names_are_unique() {
        for value_type in TYPES {
            assert_eq!(value_type.explain(value_type.example), None, "{}", value_type.name);
            assert!(value_type.explain("\u{0}").is_some(), "{}", value_type.name);
        }
        assert!(TYPES.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
