//! Whole-number quantities as reports give them.

use std::fmt;
use std::str::FromStr;

use smol_str::ToSmolStr;

use super::{Scalar, ValueError, quantity_fault};

/// How a number was qualified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qualifier {
    /// The number itself.
    Exact,
    /// Strictly more than the number.
    MoreThan,
    /// The number or more.
    AtLeast,
    /// The number or less.
    UpTo,
    /// Near the number; how near is not said.
    About,
    /// Between two numbers, both included.
    Between,
    /// A small number; how small is not said (`small numbers`, `a limited number`).
    Few,
    /// Somebody looked, and no number is known.
    Unknown,
}

impl Qualifier {
    /// Every qualifier.
    pub const ALL: [Self; 8] = [
        Self::Exact,
        Self::MoreThan,
        Self::AtLeast,
        Self::UpTo,
        Self::About,
        Self::Between,
        Self::Few,
        Self::Unknown,
    ];

    /// The term used in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::MoreThan => "more-than",
            Self::AtLeast => "at-least",
            Self::UpTo => "up-to",
            Self::About => "about",
            Self::Between => "between",
            Self::Few => "few",
            Self::Unknown => "unknown",
        }
    }

    /// The words that stand before the number.
    pub(crate) const PREFIXES: [(&'static str, Self); 4] = [
        ("more than ", Self::MoreThan),
        ("at least ", Self::AtLeast),
        ("up to ", Self::UpTo),
        ("about ", Self::About),
    ];

    /// Splits a qualifying prefix off a text.
    pub(crate) fn split_prefix(text: &str) -> (Self, &str) {
        Self::PREFIXES
            .iter()
            .find_map(|(prefix, qualifier)| Some((*qualifier, text.strip_prefix(prefix)?)))
            .unwrap_or((Self::Exact, text))
    }

    pub(crate) fn prefix(self) -> &'static str {
        Self::PREFIXES.iter().find(|(_, q)| *q == self).map_or("", |(prefix, _)| prefix)
    }
}

/// A count of things: a whole number from 0 to 2^63 − 1 with its qualifier.
///
/// Grammar: `160`, `more than 160`, `at least 160`, `up to 200`, `about 100`, `100 to 120`,
/// `few`, `unknown`. Digits only: no separators, no sign, no decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    qualifier: Qualifier,
    first: i64,
    second: i64,
}

impl Quantity {
    /// The quantity of which nothing is known.
    pub const UNKNOWN: Self = Self { qualifier: Qualifier::Unknown, first: 0, second: 0 };

    /// A small number that nobody gives.
    pub const FEW: Self = Self { qualifier: Qualifier::Few, first: 0, second: 0 };

    /// An exact count; `None` if it is negative.
    pub fn exact(count: i64) -> Option<Self> {
        (count >= 0).then_some(Self { qualifier: Qualifier::Exact, first: count, second: count })
    }

    /// How the number was qualified.
    pub fn qualifier(&self) -> Qualifier {
        self.qualifier
    }

    /// The least count that the text states; `None` where it states none.
    pub fn low(&self) -> Option<i64> {
        match self.qualifier {
            Qualifier::Exact | Qualifier::AtLeast | Qualifier::Between => Some(self.first),
            Qualifier::MoreThan => Some(self.first.saturating_add(1)),
            Qualifier::UpTo | Qualifier::About | Qualifier::Few | Qualifier::Unknown => None,
        }
    }

    /// The one number that the text gives for the count; `None` for bounds and ranges.
    pub fn best(&self) -> Option<i64> {
        matches!(self.qualifier, Qualifier::Exact | Qualifier::About).then_some(self.first)
    }

    /// The greatest count that the text states; `None` where it states none.
    pub fn high(&self) -> Option<i64> {
        match self.qualifier {
            Qualifier::Exact | Qualifier::UpTo => Some(self.first),
            Qualifier::Between => Some(self.second),
            _ => None,
        }
    }

    /// The number or numbers written in the text, in its order; none for `few` and `unknown`.
    pub fn numbers(&self) -> impl Iterator<Item = i64> + Clone {
        let (first, second) = match self.qualifier {
            Qualifier::Few | Qualifier::Unknown => (None, None),
            Qualifier::Between => (Some(self.first), Some(self.second)),
            _ => (Some(self.first), None),
        };
        first.into_iter().chain(second)
    }

    /// Whether both say the same: `more than 160` and `at least 161`, `100` and `100 to 100`.
    pub fn means_same_as(&self, other: &Self) -> bool {
        self == other || self.low().is_some() && (self.low(), self.high()) == (other.low(), other.high())
    }

    /// Whether a range has its ends the wrong way round.
    pub fn is_reversed(&self) -> bool {
        self.qualifier == Qualifier::Between && self.first > self.second
    }
}

impl FromStr for Quantity {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::read(text).ok_or_else(|| quantity_fault::explain(text))
    }
}

impl Quantity {
    /// Parses, without looking for the reason if that fails.
    pub(super) fn read(text: &str) -> Option<Self> {
        match text {
            "unknown" => return Some(Self::UNKNOWN),
            "few" => return Some(Self::FEW),
            _ => {}
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return match text.split_once(' ') {
                None => count(text).and_then(Self::exact),
                Some((low, rest)) => {
                    let (first, second) = (count(low)?, count(rest.strip_prefix("to ")?)?);
                    Some(Self { qualifier: Qualifier::Between, first, second })
                }
            };
        }
        let (qualifier, digits) = Qualifier::split_prefix(text);
        let number = count(digits)?;
        Some(Self { qualifier, first: number, second: number })
    }
}

/// A number without a sign and without zeros in front.
fn count(digits: &str) -> Option<i64> {
    let (first, rest) = digits.as_bytes().split_first()?;
    if *first == b'0' && !rest.is_empty() {
        return None;
    }
    digits.bytes().try_fold(0_i64, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| i64::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

impl Scalar for Quantity {
    fn from_number(number: u64) -> Result<Self, ValueError> {
        match i64::try_from(number).ok().and_then(Self::exact) {
            Some(quantity) => Ok(quantity),
            None => number.to_smolstr().parse(),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.qualifier {
            Qualifier::Few | Qualifier::Unknown => f.write_str(self.qualifier.as_str()),
            Qualifier::Between => write!(f, "{} to {}", self.first, self.second),
            qualifier => write!(f, "{}{}", qualifier.prefix(), self.first),
        }
    }
}

impl serde::Serialize for Quantity {
    /// An exact quantity is a number, every other one text.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.qualifier {
            Qualifier::Exact => serializer.serialize_i64(self.first),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Quantity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize_scalar(deserializer, "Quantity", "a quantity (as `160` or `more than 160`)")
    }
}

impl schemars::JsonSchema for Quantity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "title": "Quantity",
            "description": "A count: a whole number from 0, alone or as `more than N`, `at least N`, `up to N`, `about N`, `N to M`; `few` for a small number that is not given; `unknown` where somebody looked and found none.",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": i64::MAX },
                { "type": "string", "pattern": "^(few|unknown|((more than|at least|up to|about) )?(0|[1-9][0-9]*)|(0|[1-9][0-9]*) to (0|[1-9][0-9]*))$" },
            ],
            "examples": [160, "more than 160", "about 100", "100 to 120", "few", "unknown"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, low: Option<i64>, best: Option<i64>, high: Option<i64>) {
        let quantity: Quantity = text.parse().unwrap();
        assert_eq!((quantity.low(), quantity.best(), quantity.high()), (low, best, high), "{text}");
        assert_eq!(quantity.to_string(), text);
    }

    #[test]
    fn nothing_is_invented() {
        check("160", Some(160), Some(160), Some(160));
        check("more than 160", Some(161), None, None);
        check("at least 160", Some(160), None, None);
        check("up to 200", None, None, Some(200));
        check("about 100", None, Some(100), None);
        check("100 to 120", Some(100), None, Some(120));
        check("unknown", None, None, None);
        check("few", None, None, None);
        check("0", Some(0), Some(0), Some(0));
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        for bad in [
            "",
            " ",
            "007",
            "+7",
            "-7",
            "1 000",
            "1 to",
            "1 to ",
            "1  to 2",
            "1 to 2 to 3",
            "01 to 2",
            "up to 1 to 2",
            "about 1 to 2",
            "about",
            "about few",
            "9223372036854775808",
            "1 to 9223372036854775808",
            "7٣",
        ] {
            assert!(bad.parse::<Quantity>().is_err(), "{bad}");
        }
        check("9223372036854775807", Some(i64::MAX), Some(i64::MAX), Some(i64::MAX));
    }

    #[test]
    fn a_number_is_read_as_its_text_is() {
        for number in [0, 7, i64::MAX.cast_unsigned(), i64::MAX.cast_unsigned() + 1, u64::MAX] {
            assert_eq!(Quantity::from_number(number), number.to_string().parse());
        }
    }

    #[test]
    fn one_quantity_can_be_written_in_two_ways() {
        let same = |one: &str, other: &str| {
            one.parse::<Quantity>().unwrap().means_same_as(&other.parse::<Quantity>().unwrap())
        };
        assert!(same("more than 160", "at least 161") && same("100", "100 to 100") && same("few", "few"));
        for (one, other) in [
            ("100", "at least 100"),
            ("about 100", "100"),
            ("up to 5", "about 5"),
            ("few", "unknown"),
            ("about 5", "unknown"),
        ] {
            assert!(!same(one, other), "{one}, {other}");
        }
    }

    #[test]
    fn a_reversed_range_is_kept_and_known() {
        assert!("120 to 100".parse::<Quantity>().unwrap().is_reversed());
    }
}
