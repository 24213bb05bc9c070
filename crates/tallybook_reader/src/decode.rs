//! From tree to typed record, with every problem of a record in one go.
//!
//! serde stops at the first error. So the record is decoded again after each one, with the fault
//! taken out of the tree: an unknown field is removed, a bad or missing value becomes a
//! placeholder that reads as any type. What is known of the shape stays in the types alone. A
//! record with any fault is not returned.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Unexpected, Visitor,
};

use crate::problem::ProblemKind;
use crate::tree::{Entry, Fault, Node, NodeKind, Step};

/// More faults than this in one record are not looked for.
const MAX_FAULTS: usize = 200;

/// Decodes a record. On any fault there is no record, and every fault has been added to `faults`.
pub(crate) fn decode<T: DeserializeOwned>(node: &Node<'_>, faults: &mut Vec<Fault>) -> Option<T> {
    let mut error = match T::deserialize(NodeDeserializer { node, type_name: "" }) {
        Ok(record) => return Some(record),
        Err(error) => error,
    };
    let mut tree = node.clone();
    for _ in 0..MAX_FAULTS {
        error.path.reverse();
        if !repair(&mut tree, error, faults) {
            return None;
        }
        match T::deserialize(NodeDeserializer { node: &tree, type_name: "" }) {
            Ok(_) => return None,
            Err(next) => error = next,
        }
    }
    None
}

/// Reports an error and takes its cause out of the tree. False if that cannot be done.
fn repair(tree: &mut Node<'_>, error: Error, faults: &mut Vec<Fault>) -> bool {
    let Some(node) = tree.descend_mut(&error.path) else { return false };
    let hidden = matches!(node.kind, NodeKind::Placeholder);
    match error.kind {
        ErrorKind::UnknownField { field, known } => {
            let NodeKind::Mapping(entries) = &mut node.kind else { return false };
            let Some(at) = entries.iter().position(|entry| entry.key == field) else { return false };
            let entry = entries.remove(at);
            faults.push((entry.key_range, ProblemKind::UnknownField { field, known }));
        }
        ErrorKind::MissingField(field) => {
            let mark = node.mark();
            let range = node.range.clone();
            let NodeKind::Mapping(entries) = &mut node.kind else { return false };
            if entries.iter().any(|entry| entry.key == field) {
                return false;
            }
            faults.push((mark, ProblemKind::MissingField { field }));
            let value = Node { range: range.start..range.start, kind: NodeKind::Placeholder };
            entries.push(Entry { key: Cow::Borrowed(field), key_range: range.start..range.start, value });
        }
        kind => {
            if hidden {
                return false;
            }
            let range = node.mark();
            faults.push((range, kind.into_problem(node)));
            node.kind = NodeKind::Placeholder;
        }
    }
    true
}

#[derive(Debug)]
pub(crate) struct Error {
    kind: ErrorKind,
    /// Innermost step first.
    path: Vec<Step>,
    type_name: &'static str,
}

#[derive(Debug)]
enum ErrorKind {
    UnknownField { field: String, known: &'static [&'static str] },
    UnknownTerm { term: String, known: &'static [&'static str], vocabulary: &'static str },
    MissingField(&'static str),
    WrongType { expected: String },
    BadValue { reason: String, type_name: &'static str },
}

impl ErrorKind {
    fn into_problem(self, node: &Node<'_>) -> ProblemKind {
        match self {
            Self::UnknownField { field, known } => ProblemKind::UnknownField { field, known },
            Self::MissingField(field) => ProblemKind::MissingField { field },
            Self::UnknownTerm { term, known, vocabulary } => {
                ProblemKind::UnknownTerm { vocabulary, term, known }
            }
            Self::WrongType { expected } => ProblemKind::WrongType { found: describe(node), expected },
            Self::BadValue { reason, type_name } => {
                let text = match &node.kind {
                    NodeKind::Scalar { text, .. } => text.to_string(),
                    _ => String::new(),
                };
                ProblemKind::BadValue { type_name, text, reason }
            }
        }
    }
}

fn describe(node: &Node<'_>) -> String {
    match &node.kind {
        NodeKind::List(_) => "a list".to_owned(),
        NodeKind::Mapping(_) => "a mapping".to_owned(),
        NodeKind::Placeholder => "nothing".to_owned(),
        NodeKind::Scalar { text, plain: true } if is_null(text) => "nothing".to_owned(),
        NodeKind::Scalar { text, .. } => {
            let short: String = text.chars().take(40).collect();
            if short.len() < text.len() { format!("`{short}…`") } else { format!("`{short}`") }
        }
    }
}

impl Error {
    fn new(kind: ErrorKind) -> Self {
        Self { kind, path: Vec::new(), type_name: "" }
    }

    fn within(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in {}", self.kind, self.type_name)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::new(ErrorKind::BadValue { reason: reason.to_string(), type_name: "" })
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(ErrorKind::WrongType { expected: expected.to_string() })
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self::new(ErrorKind::UnknownTerm { term: variant.to_owned(), known, vocabulary: "" })
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::new(ErrorKind::UnknownField { field: field.to_owned(), known })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(ErrorKind::MissingField(field))
    }
}

#[derive(Clone, Copy)]
struct NodeDeserializer<'n, 't> {
    node: &'n Node<'t>,
    type_name: &'static str,
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// A whole number as YAML 1.2 and JSON write it; anything else stays text.
fn integer(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (plain && (digits == "0" || !digits.starts_with('0'))).then(|| text.parse().ok()).flatten()
}

/// Gives a scalar to a visitor, with its type by the core schema of YAML 1.2 if it is plain.
fn visit_scalar<'de, V: Visitor<'de>>(text: &str, plain: bool, visitor: V) -> Result<V::Value, Error> {
    if !plain {
        return visitor.visit_str(text);
    }
    match text {
        _ if is_null(text) => visitor.visit_unit(),
        "true" | "True" | "TRUE" => visitor.visit_bool(true),
        "false" | "False" | "FALSE" => visitor.visit_bool(false),
        _ => match integer(text) {
            Some(number) => match (u64::try_from(number), i64::try_from(number)) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => visitor.visit_str(text),
            },
            None => visitor.visit_str(text),
        },
    }
}

impl NodeDeserializer<'_, '_> {
    /// The text that reads as the type with this name.
    fn placeholder_text(self) -> &'static str {
        match self.type_name {
            "Quantity" | "Money" => "unknown",
            "Date" | "Day" => "2000-01-01",
            "Locator" | "ParagraphRange" => "1",
            "RecordRef" => "source:placeholder",
            "Country" => "XX",
            "Language" => "en",
            "WebAddress" => "https://example.org/",
            "WikidataId" => "Q1",
            "Clip" => "00:00:00",
            "Sha256" => "0000000000000000000000000000000000000000000000000000000000000000",
            name => tallybook_schema::vocabulary::ALL
                .iter()
                .find(|vocabulary| vocabulary.name == name)
                .and_then(|vocabulary| vocabulary.terms.first())
                .map_or("placeholder", |term| term.code),
        }
    }

    fn name_type(self, mut error: Error) -> Error {
        if self.type_name.is_empty() || !error.path.is_empty() {
            return error;
        }
        match &mut error.kind {
            ErrorKind::BadValue { type_name, .. } if type_name.is_empty() => *type_name = self.type_name,
            ErrorKind::UnknownTerm { vocabulary, .. } if vocabulary.is_empty() => {
                *vocabulary = self.type_name
            }
            _ => {}
        }
        error
    }
}

impl<'de> Deserializer<'de> for NodeDeserializer<'_, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Scalar { text, plain } => visit_scalar(text, *plain, visitor),
            NodeKind::List(items) => visitor.visit_seq(List { items: items.iter(), next: 0 }),
            NodeKind::Mapping(entries) => {
                visitor.visit_map(Mapping { entries: entries.iter(), current: None })
            }
            NodeKind::Placeholder => visitor.visit_str(self.placeholder_text()),
        }
        .map_err(|error| self.name_type(error))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            // The field wants text, so that `1984` and `NO` are text, quoted or not.
            NodeKind::Scalar { text, plain } if !(*plain && is_null(text)) => {
                visitor.visit_str(text).map_err(|error| self.name_type(error))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Scalar { text, plain: true } if is_null(text) => visitor.visit_none(),
            NodeKind::Placeholder => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.type_name = name;
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Placeholder => visitor.visit_seq(List { items: [].iter(), next: 0 }),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Placeholder => visitor.visit_map(Mapping { entries: [].iter(), current: None }),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Placeholder => {
                visitor.visit_map(Placeholders { node: self.node, fields: fields.iter() })
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Scalar { text, .. } => visitor.visit_enum(text.as_ref().into_deserializer()),
            NodeKind::Placeholder => {
                visitor.visit_enum(variants.first().copied().unwrap_or_default().into_deserializer())
            }
            _ => {
                Err(Error::new(ErrorKind::WrongType { expected: format!("one of {}", variants.join(", ")) }))
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Placeholder => visitor.visit_u64(1),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u32 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

struct List<'n, 't> {
    items: std::slice::Iter<'n, Node<'t>>,
    next: usize,
}

impl<'de> de::SeqAccess<'de> for List<'_, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let index = self.next;
        self.next += 1;
        let deserializer = NodeDeserializer { node, type_name: "" };
        seed.deserialize(deserializer).map(Some).map_err(|error| error.within(Step::Index(index)))
    }
}

struct Mapping<'n, 't> {
    entries: std::slice::Iter<'n, Entry<'t>>,
    current: Option<&'n Entry<'t>>,
}

impl<'de> de::MapAccess<'de> for Mapping<'_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.current = self.entries.next();
        let Some(entry) = self.current else { return Ok(None) };
        let key: StrDeserializer<'_, Error> = entry.key.as_ref().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(entry) = self.current else {
            return Err(de::Error::custom("a value was asked for before its key"));
        };
        let deserializer = NodeDeserializer { node: &entry.value, type_name: "" };
        seed.deserialize(deserializer).map_err(|error| error.within(Step::Key(entry.key.to_string())))
    }
}

/// A mapping in place of a missing one: every field a placeholder.
struct Placeholders<'n, 't> {
    node: &'n Node<'t>,
    fields: std::slice::Iter<'static, &'static str>,
}

impl<'de> de::MapAccess<'de> for Placeholders<'_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(field) = self.fields.next() else { return Ok(None) };
        let key: StrDeserializer<'_, Error> = field.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(NodeDeserializer { node: self.node, type_name: "" })
    }
}
