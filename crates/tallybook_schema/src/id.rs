//! Typed ids. Each record type has its own, so that a deal's id cannot be passed for an actor's.
//!
//! Grammar: `[a-z0-9]+(-[a-z0-9]+)*`, at most [`MAX_LENGTH`] characters, unique within its type.

use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

use crate::value::{ValueError, string_value};
use crate::{RecordType, letters};

/// The longest id accepted, in characters.
pub const MAX_LENGTH: usize = 100;

/// The grammar of an id as a regular expression (ECMA 262 dialect).
pub const PATTERN: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// Checks `text` against the grammar of ids.
pub fn validate(text: &str) -> Result<(), ValueError> {
    if text.len() <= MAX_LENGTH && is_well_formed(text) { Ok(()) } else { Err(fault(text)) }
}

#[cold]
fn fault(text: &str) -> ValueError {
    if text.is_empty() {
        return ValueError::new("an id cannot be empty");
    }
    if text.len() > MAX_LENGTH {
        return ValueError::new(format!("an id has at most {MAX_LENGTH} characters"));
    }
    let grammar = "an id is lower-case letters and digits in words joined by single hyphens";
    let error = ValueError::new(match text.chars().find(|c| !c.is_ascii()) {
        Some(c) => {
            format!("{grammar}, from `a` to `z` and `0` to `9`; {} is none of them", letters::named(c))
        }
        None => grammar.to_owned(),
    });
    match suggestion(text) {
        Some(id) => error.with_suggestion(id),
        None => error,
    }
}

/// Whether a byte stands in the words of ids.
const IN_WORD: [bool; 256] = {
    let mut in_word = [false; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        in_word[byte as usize] = byte.is_ascii_lowercase() || byte.is_ascii_digit();
        byte += 1;
    }
    in_word
};

fn is_well_formed(text: &str) -> bool {
    let mut in_word = false;
    for byte in text.bytes() {
        let goes_on = IN_WORD[usize::from(byte)];
        if !(goes_on || in_word && byte == b'-') {
            return false;
        }
        in_word = goes_on;
    }
    in_word
}

/// The nearest well-formed id.
fn suggestion(text: &str) -> Option<String> {
    match text.split_once(':') {
        // What a target is written like.
        Some((name, id)) if RecordType::from_name(name).is_some() => slug(id),
        _ => slug(text),
    }
}

/// The id that a name makes: its words in small letters, joined by hyphens. `None` if there are none, or if one of its
/// letters looks like none of an id.
pub fn slug(name: &str) -> Option<String> {
    if name.len() > 2 * MAX_LENGTH {
        return None;
    }
    let mut id = String::new();
    for c in letters::plain(name)?.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    (!id.is_empty() && id.len() <= MAX_LENGTH).then(|| id.to_owned())
}

macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident => $record_type:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// The type of the record that the id names.
            pub const RECORD_TYPE: RecordType = RecordType::$record_type;

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Default for $name {
            /// A placeholder that no reader can produce; tests replace it.
            fn default() -> Self {
                Self(SmolStr::new_static("unnamed"))
            }
        }

        impl FromStr for $name {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                validate(text)?;
                Ok(Self(text.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        string_value!($name, "an id (as `uav-batch-1`)", {
            // `47` is an id too.
            "type": ["string", "integer"],
            "title": stringify!($name),
            "description": concat!("Id of a record of type ", stringify!($record_type), ": lower-case words joined by hyphens."),
            "pattern": PATTERN,
            "maxLength": MAX_LENGTH,
            "minimum": 0,
        });
    )*};
}

typed_id! {
    /// Id of a [`Source`](crate::record::Source).
    SourceId => Source;
    /// Id of an [`Actor`](crate::record::Actor).
    ActorId => Actor;
    /// Id of an [`Equipment`](crate::record::Equipment).
    EquipmentId => Equipment;
    /// Id of a [`Deal`](crate::record::Deal).
    DealId => Deal;
    /// Id of a [`Transfer`](crate::record::Transfer).
    TransferId => Transfer;
    /// Id of a [`Statement`](crate::record::Statement).
    StatementId => Statement;
}

/// A reference that may name a record of any type, written `type:id` (`transfer:uav-batch-1`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// The type of the record.
    pub record_type: RecordType,
    /// The record's id.
    pub id: SmolStr,
}

impl FromStr for RecordRef {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let Some((name, id)) = text.split_once(':') else {
            return Err(ValueError::new("a reference is written `type:id`, as in `transfer:uav-batch-1`"));
        };
        let known = RecordType::from_name(name);
        let (error, meant) = match (known, validate(id)) {
            (Some(record_type), Ok(())) => return Ok(Self { record_type, id: id.into() }),
            (Some(_), Err(error)) => {
                let meant = error.suggestion().map(str::to_owned);
                (ValueError::new(error.to_string()), meant)
            }
            (None, valid) => {
                let names: Vec<_> = RecordType::ALL.iter().map(|t| t.name()).collect();
                let error =
                    ValueError::new(format!("the type of a reference is one of {}", names.join(", ")));
                (error, valid.is_ok().then(|| id.to_owned()))
            }
        };
        Err(match known.or_else(|| RecordType::from_plural(name)).zip(meant) {
            Some((record_type, id)) => error.with_suggestion(format!("{record_type}:{id}")),
            None => error,
        })
    }
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.record_type.name(), self.id)
    }
}

string_value!(RecordRef, "a reference (as `transfer:uav-batch-1`)", {
    "type": "string",
    "title": "RecordRef",
    "description": "Reference to a record of any type, written `type:id`.",
    "pattern": "^(source|actor|equipment|deal|transfer|statement):[a-z0-9]+(-[a-z0-9]+)*$",
    "examples": ["transfer:uav-batch-1"],
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_the_grammar() {
        for good in ["a", "uav-batch-1", "9"] {
            assert!(validate(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "Uav", "a_b", "é", "a b"] {
            assert!(validate(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_malformed_id_suggests_the_nearest_good_one() {
        let error = validate("UAV_Batch 1").unwrap_err();
        assert_eq!(error.suggestion(), Some("uav-batch-1"));
        assert_eq!(validate("actor:sky-news").unwrap_err().suggestion(), Some("sky-news"));
        assert_eq!(validate("desk:sky-news").unwrap_err().suggestion(), Some("desk-sky-news"));
    }

    #[test]
    fn letters_that_look_like_those_of_ids_are_named_and_replaced() {
        let check = |text: &str, says: &str, meant: Option<&str>| {
            let error = validate(text).unwrap_err();
            assert!(error.to_string().contains(says), "{text}: {error}");
            assert_eq!(error.suggestion(), meant, "{text}");
        };
        check("s\u{430}ltmarsh", "; `\u{430}` (U+0430, Cyrillic) is none of them", Some("saltmarsh"));
        check("\u{421}oastal", "`\u{421}` (U+0421, Cyrillic)", Some("coastal"));
        check("réef-côte", "; `é` (U+00E9, Latin) is none of them", Some("reef-cote"));
        check("re\u{301}ef", "`\\u{301}` (U+0301)", Some("reef"));
        check("reef\u{2011}front", "`\u{2011}` (U+2011)", Some("reef-front"));
        check("reef\u{200b}-front", "`\\u{200b}` (U+200B)", Some("reef-front"));
        check("\u{436}ук", "(U+0436, Cyrillic)", None);
        check("UAV", "single hyphens", Some("uav"));
    }

    #[test]
    fn references_round_trip() {
        let reference: RecordRef = "deal:cash-for-uavs".parse().unwrap();
        assert_eq!(reference.to_string(), "deal:cash-for-uavs");
        assert_eq!("deals:x".parse::<RecordRef>().unwrap_err().suggestion(), Some("deal:x"));
        assert_eq!("deals:X".parse::<RecordRef>().unwrap_err().suggestion(), None);
        assert_eq!("deal:X Y".parse::<RecordRef>().unwrap_err().suggestion(), Some("deal:x-y"));
        assert!("x".parse::<RecordRef>().is_err());
    }
}
