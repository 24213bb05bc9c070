//! serde over the tree.
//!
//! What a scalar is depends on how it is written ([`Style`]): a plain scalar of YAML is its raw text,
//! and the field decides what that means, so that `NO`, `1984` and `1.0` are never turned into
//! something else on the way; a literal of JSON is a number or a truth value and never text.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Unexpected, Visitor};

use super::error::{Error, ErrorKind};
use crate::tree::{Entry, Node, NodeKind, Step, Style};

#[derive(Clone, Copy)]
pub(super) struct NodeDeserializer<'n, 't> {
    node: &'n Node<'t>,
    /// The name of the value type or vocabulary that is being read; empty outside of one.
    type_name: &'static str,
}

impl<'n, 't> NodeDeserializer<'n, 't> {
    pub(super) fn new(node: &'n Node<'t>) -> Self {
        Self { node, type_name: "" }
    }

    /// The text that reads as the type being read.
    fn placeholder_text(self) -> &'static str {
        let term = || {
            let vocabulary = tallybook_schema::vocabulary::ALL
                .iter()
                .find(|vocabulary| vocabulary.name == self.type_name)?;
            vocabulary.terms.first().map(|term| term.code)
        };
        tallybook_schema::value::value_type(self.type_name)
            .map(|value_type| value_type.example)
            .or_else(term)
            .unwrap_or("placeholder")
    }

    fn integer<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Placeholder => visitor.visit_u64(1),
            NodeKind::Scalar { text, style: Style::Plain | Style::Literal } => {
                match (text.parse(), text.parse()) {
                    (Ok(number), _) if is_integer(text) => visitor.visit_u64(number),
                    (_, Ok(number)) if is_integer(text) => visitor.visit_i64(number),
                    _ => Err(de::Error::invalid_type(Unexpected::Str(text), &visitor)),
                }
            }
            _ => self.deserialize_any(visitor),
        }
    }
}

/// Whether a text is a whole number as JSON writes it. `-0` is none: JSON readers take it for a
/// floating-point number.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain && (text == "0" || !digits.starts_with('0'))
}

/// Gives a number or truth value of JSON to a visitor, as `serde_json` does.
fn visit_literal<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Error> {
    match text {
        "null" => visitor.visit_unit(),
        "true" => visitor.visit_bool(true),
        "false" => visitor.visit_bool(false),
        _ => match (text.parse(), text.parse(), text.parse()) {
            (Ok(number), ..) if is_integer(text) => visitor.visit_u64(number),
            (_, Ok(number), _) if is_integer(text) => visitor.visit_i64(number),
            (.., Ok(number)) => visitor.visit_f64(number),
            _ => Err(de::Error::invalid_type(Unexpected::Other(text), &visitor)),
        },
    }
}

impl<'de> Deserializer<'de> for NodeDeserializer<'_, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            _ if self.node.is_null() => visitor.visit_unit(),
            NodeKind::Scalar { text, style: Style::Literal } => visit_literal(text, visitor),
            NodeKind::Scalar { text, .. } => visitor.visit_str(text),
            NodeKind::List(items) => visitor.visit_seq(List { items: items.iter(), next: 0 }),
            NodeKind::Mapping(entries) => {
                visitor.visit_map(Mapping { entries: entries.iter(), current: None })
            }
            NodeKind::Placeholder => visitor.visit_str(self.placeholder_text()),
        }
        .map_err(|error| error.of_type(self.type_name))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.is_null() || matches!(self.node.kind, NodeKind::Placeholder) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
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
            // A derived type would also read its fields from a list, in their order.
            NodeKind::List(_) => Err(de::Error::invalid_type(Unexpected::Seq, &visitor)),
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
            _ => self.deserialize_map(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.kind {
            NodeKind::Scalar { text, style: Style::Plain | Style::Text } if !self.node.is_null() => {
                visitor.visit_enum(text.as_ref().into_deserializer())
            }
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
        self.integer(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.integer(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.integer(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
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
        let read = seed.deserialize(NodeDeserializer::new(node));
        read.map(Some).map_err(|error| error.within(Step::Index(index)))
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
        let read = seed.deserialize(NodeDeserializer::new(&entry.value));
        read.map_err(|error| error.within(Step::Key(entry.key.to_string())))
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
        seed.deserialize(NodeDeserializer::new(self.node))
    }
}
