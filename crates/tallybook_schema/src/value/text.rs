//! Small values that are text with a grammar.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use smol_str::ToSmolStr;

use super::{Scalar, ValueError, string_value, wordy};

/// An address on the web: `http` or `https` (RFC 3986, read as the WHATWG URL standard does).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WebAddress {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = |reason: &str| {
            ValueError::new(format!("an address starts with `https://` or `http://`: {reason}"))
        };
        let address = url::Url::parse(text).map_err(|reason| error(&reason.to_string()))?;
        if !matches!(address.scheme(), "http" | "https") {
            return Err(error(&format!("`{}:` is not read", address.scheme())));
        }
        if text.contains(char::is_whitespace) {
            return Err(error("it contains a space"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

string_value!(WebAddress, "a web address", {
    "type": "string",
    "title": "WebAddress",
    "description": "Address on the web, http or https.",
    "format": "uri",
    "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://\\S+$",
    "examples": ["https://example.org/report"],
});

/// A Wikidata item, as `Q159`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WikidataId(String);

impl WikidataId {
    /// The item, `Q` and its number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WikidataId {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let digits = text.strip_prefix('Q').unwrap_or_default();
        if digits.bytes().all(|b| b.is_ascii_digit()) && !digits.is_empty() && !digits.starts_with('0') {
            Ok(Self(text.to_owned()))
        } else {
            Err(ValueError::new("a Wikidata item is `Q` and a number, as `Q159`"))
        }
    }
}

impl fmt::Display for WikidataId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

string_value!(WikidataId, "a Wikidata item (as `Q159`)", {
    "type": "string",
    "title": "WikidataId",
    "description": "Item of Wikidata.",
    "pattern": "^Q[1-9][0-9]*$",
    "examples": ["Q159"],
});

/// A SHA-256 digest (FIPS 180-4) in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sha256(Box<str>);

impl Sha256 {
    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Sha256 {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            let lower = text.to_ascii_lowercase();
            if lower == text {
                return Ok(Self(lower.into()));
            }
            return Err(ValueError::new("a SHA-256 digest is written in lower case").with_suggestion(lower));
        }
        Err(ValueError::new(format!(
            "a SHA-256 digest has 64 hexadecimal digits; this has {} characters",
            text.chars().count()
        )))
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

string_value!(Sha256, "a SHA-256 digest", {
    "type": "string",
    "title": "Sha256",
    "description": "SHA-256 digest of the archived file: 64 lower-case hexadecimal digits.",
    "pattern": "^[0-9a-f]{64}$",
});

/// A position counted from 1: a paragraph, a page or a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator(NonZeroU32);

impl Locator {
    /// The number, from 1.
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

impl FromStr for Locator {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(no_number(text));
        }
        match text.trim_start_matches('0') {
            "" => Err(ValueError::new("places in a text are counted from 1").with_suggestion("1")),
            digits => match digits.parse() {
                Ok(number) if digits == text => Ok(Self(number)),
                Ok(_) => Err(ValueError::new("a number does not start with 0").with_suggestion(digits)),
                Err(_) => Err(ValueError::new(format!("no text has more than {} places", u32::MAX))),
            },
        }
    }
}

/// Why a text that is no number is no place, and which number was meant: by a word, or after a sign or a name for it.
fn no_number(text: &str) -> ValueError {
    const NAMES: [&str; 8] = ["¶", "§", "#", "paragraph ", "para. ", "para ", "par. ", "page "];
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if text.split_once(is_dash).is_some_and(|(first, last)| is_number(first.trim()) && is_number(last.trim()))
    {
        return ValueError::new("one place stands here: every other takes evidence of its own");
    }
    let error = ValueError::new("a place in a text is a whole number from 1");
    if text.len() > 40 {
        return error;
    }
    let text = wordy::plain(text);
    let number = NAMES.iter().find_map(|name| text.strip_prefix(name)).unwrap_or(&text).trim();
    let number = wordy::number(number).map_or_else(|| number.to_owned(), |number| number.to_string());
    if is_number(&number) && number.parse::<Locator>().is_ok() {
        error.with_suggestion(number)
    } else {
        error
    }
}

/// Whether a character stands between the ends of a run.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Scalar for Locator {
    fn from_number(number: u64) -> Result<Self, ValueError> {
        match u32::try_from(number).ok().and_then(NonZeroU32::new) {
            Some(number) => Ok(Self(number)),
            None => number.to_smolstr().parse(),
        }
    }
}

impl serde::Serialize for Locator {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.get())
    }
}

impl<'de> serde::Deserialize<'de> for Locator {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize_scalar(deserializer, "Locator", "a number from 1")
    }
}

impl schemars::JsonSchema for Locator {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Locator".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["integer", "string"],
            "title": "Locator",
            "description": "A place in a text, counted from 1.",
            "pattern": "^[1-9][0-9]*$",
            "minimum": 1,
            "maximum": u32::MAX,
        })
    }
}

/// One paragraph or a run of them: `14` or `2-4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParagraphRange {
    /// The first paragraph, from 1.
    pub first: u32,
    /// The last paragraph, included.
    pub last: u32,
}

impl ParagraphRange {
    /// Whether the paragraph with this number is meant.
    pub fn contains(&self, paragraph: u32) -> bool {
        (self.first..=self.last).contains(&paragraph)
    }
}

impl FromStr for ParagraphRange {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let number = |text: &str| text.parse::<Locator>().map_err(|error| ValueError::new(error.to_string()));
        let Some((first, last)) = text.split_once('-').filter(|_| !text.contains(' ')) else {
            let meant = text.replace(is_dash, "-").replace(" to ", "-").replace(' ', "");
            if meant != text && meant.contains('-') && meant.parse::<Self>().is_ok() {
                let error = ValueError::new("a run of paragraphs is written with a hyphen, as `2-4`");
                return Err(error.with_suggestion(meant));
            }
            return text.parse::<Locator>().map(|only| Self { first: only.get(), last: only.get() });
        };
        let range = Self { first: number(first)?.get(), last: number(last)?.get() };
        if range.last == range.first {
            return Err(
                ValueError::new("a run of one paragraph is written as its number").with_suggestion(first)
            );
        }
        if range.last < range.first {
            return Err(ValueError::new("the run of paragraphs ends before it starts")
                .with_suggestion(format!("{}-{}", range.last, range.first)));
        }
        Ok(range)
    }
}

impl fmt::Display for ParagraphRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

string_value!(ParagraphRange, "paragraphs (as `14` or `2-4`)", {
    "title": "ParagraphRange",
    "description": "One paragraph (`14`) or a run of them (`2-4`), counted from 1.",
    "anyOf": [
        { "type": "integer", "minimum": 1, "maximum": u32::MAX },
        { "type": "string", "pattern": "^[1-9][0-9]*(-[1-9][0-9]*)?$" },
    ],
    "examples": ["14", "2-4"],
});

/// A position in a recording: `HH:MM:SS` from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clip([u8; 8]);

impl Clip {
    /// The position as written.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Clip {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let read = || {
            let letters: [u8; 8] = text.as_bytes().try_into().ok()?;
            let [hour, hours, b':', minute, minutes, b':', second, seconds] = letters else { return None };
            let fits =
                |tens: u8, ones: u8, most: u8| tens.is_ascii_digit() && ones.is_ascii_digit() && tens <= most;
            let fits = fits(hour, hours, b'9') && fits(minute, minutes, b'5') && fits(second, seconds, b'5');
            fits.then_some(Self(letters))
        };
        read().ok_or_else(|| ValueError::new("a place in a recording is written `HH:MM:SS`, as `00:01:02`"))
    }
}

impl fmt::Display for Clip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

string_value!(Clip, "a place in a recording (as `00:01:02`)", {
    "type": "string",
    "title": "Clip",
    "description": "Place in a recording, from its start: HH:MM:SS.",
    "pattern": "^[0-9]{2}:[0-5][0-9]:[0-5][0-9]$",
    "examples": ["00:01:02"],
});

/// A value as written, whose type depends on the field that it is given for: one scalar or a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum RawValue {
    /// One scalar.
    One(String),
    /// A list of scalars.
    Many(Vec<String>),
}

impl fmt::Display for RawValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(text) => f.write_str(text),
            Self::Many(texts) => f.write_str(&texts.join("; ")),
        }
    }
}

impl<'de> serde::Deserialize<'de> for RawValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Scalar(String);

        impl<'de> serde::Deserialize<'de> for Scalar {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = Scalar;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("text or a whole number")
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Scalar, E> {
                        Ok(Scalar(text.to_owned()))
                    }

                    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Scalar, E> {
                        Ok(Scalar(number.to_string()))
                    }

                    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Scalar, E> {
                        Ok(Scalar(number.to_string()))
                    }
                }
                deserializer.deserialize_any(Text)
            }
        }

        struct Raw;

        impl<'de> serde::de::Visitor<'de> for Raw {
            type Value = RawValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list of values")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawValue, E> {
                Ok(RawValue::One(text.to_owned()))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<RawValue, E> {
                Ok(RawValue::One(number.to_string()))
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<RawValue, E> {
                Ok(RawValue::One(number.to_string()))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<RawValue, A::Error> {
                let mut texts = Vec::new();
                while let Some(Scalar(text)) = list.next_element()? {
                    texts.push(text);
                }
                Ok(RawValue::Many(texts))
            }
        }

        deserializer.deserialize_any(Raw)
    }
}

impl schemars::JsonSchema for RawValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RawValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "title": "RawValue",
            "description": "A value of the field it stands under, in that field's own grammar.",
            "anyOf": [
                { "type": ["string", "number"] },
                { "type": "array", "items": { "type": ["string", "number"] } },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_place_as_its_text_is() {
        for number in [0, 1, u64::from(u32::MAX), u64::from(u32::MAX) + 1, u64::MAX] {
            assert_eq!(Locator::from_number(number), number.to_string().parse());
        }
    }

    #[test]
    fn small_values_accept_and_refuse() {
        assert!("https://example.org/a?b=c".parse::<WebAddress>().is_ok());
        assert!("javascript:alert(1)".parse::<WebAddress>().is_err());
        assert!("example.org".parse::<WebAddress>().is_err());
        assert!("Q159".parse::<WikidataId>().is_ok());
        assert!("Q0".parse::<WikidataId>().is_err());
        assert!("0".parse::<Locator>().is_err());
        assert!("+7".parse::<Locator>().is_err());
        for (text, number) in
            [("four", "4"), ("¶4", "4"), ("§ 12", "12"), ("para. 3", "3"), ("Paragraph 7", "7")]
        {
            assert_eq!(text.parse::<Locator>().unwrap_err().suggestion(), Some(number), "{text}");
        }
        for text in ["1-2", "1–2", "zero", "many", "¶", "4a", "¶0", &"¶".repeat(60)] {
            assert_eq!(text.parse::<Locator>().unwrap_err().suggestion(), None, "{text}");
        }
        assert!("1–2".parse::<Locator>().unwrap_err().to_string().contains("evidence of its own"));
        for text in ["2–4", "2 - 4", "2 to 4", "2 – 4"] {
            assert_eq!(text.parse::<ParagraphRange>().unwrap_err().suggestion(), Some("2-4"), "{text}");
        }
        assert_eq!("2 4".parse::<ParagraphRange>().unwrap_err().suggestion(), None);
        assert_eq!("007".parse::<Locator>().unwrap_err().suggestion(), Some("7"));
        assert!("99999999999".parse::<Locator>().is_err());
        assert_eq!("2-2".parse::<ParagraphRange>().unwrap_err().suggestion(), Some("2"));
        assert!("+1:02:03".parse::<Clip>().is_err());
        assert_eq!("4-2".parse::<ParagraphRange>().unwrap_err().suggestion(), Some("2-4"));
        assert!("00:61:00".parse::<Clip>().is_err());
        assert!("00:01:02".parse::<Clip>().is_ok());
        assert!("abc".parse::<Sha256>().is_err());
    }
}
