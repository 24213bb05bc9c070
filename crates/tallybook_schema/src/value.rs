//! Values with a grammar: what a person writes as one scalar.
//!
//! Every type here parses from text and prints back to it (`parse ∘ print` is the identity), keeps
//! what the text says about uncertainty, and never invents a bound that the text does not give.

mod country;
mod currency;
mod date;
mod date_fault;
mod language;
mod money;
mod months;
mod quantity;
mod quantity_fault;
mod text;
mod types;
mod wordy;

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use smol_str::ToSmolStr;

pub use country::Country;
pub use currency::{Currency, CurrencyPeriod};
pub use date::{Date, DateError, DateErrorKind, DatePrecision, Day};
pub use language::Language;
pub use money::Money;
pub use months::{MONTHS, month_number};
pub use quantity::{Qualifier, Quantity};
pub use text::{Clip, Locator, ParagraphRange, RawValue, Sha256, WebAddress, WikidataId};
pub use types::{TYPES, ValueType, value_type};

/// Why a text is not a value of some type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    message: String,
    suggestion: Option<String>,
}

impl ValueError {
    /// An error with its reason: lower case, no full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None }
    }

    /// Adds the text that was probably meant.
    #[must_use]
    pub fn with_suggestion(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    /// What was probably meant, when that is clear.
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ValueError {}

/// A type that is written as one scalar.
pub(crate) trait Scalar: FromStr<Err: fmt::Display> {
    /// Reads a whole number as if it were written as text.
    fn from_number(number: u64) -> Result<Self, Self::Err> {
        number.to_smolstr().parse()
    }
}

/// Implements serde and schemars for a type that is written as one scalar.
///
/// The type announces itself to the deserializer by name, so that a reader which knows positions
/// can say which kind of value failed to parse. Whole numbers are accepted where text is.
macro_rules! string_value {
    ($name:ident, $label:expr, { $($schema:tt)* }) => {
        impl crate::value::Scalar for $name {}

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::value::deserialize_scalar(deserializer, stringify!($name), $label)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ $($schema)* })
            }
        }
    };
}
pub(crate) use string_value;

/// Deserializes a type that is written as one scalar and parses from text.
pub(crate) fn deserialize_scalar<'de, D, T>(
    deserializer: D,
    type_name: &'static str,
    label: &'static str,
) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Scalar,
{
    struct ScalarVisitor<T>(&'static str, PhantomData<T>);

    impl<'de, T: Scalar> serde::de::Visitor<'de> for ScalarVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_newtype_struct<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<T, E> {
            T::from_number(number).map_err(E::custom)
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<T, E> {
            self.visit_str(&number.to_smolstr())
        }
    }

    deserializer.deserialize_newtype_struct(type_name, ScalarVisitor(label, PhantomData))
}
