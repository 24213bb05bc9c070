//! Spells new values in YAML, in the layout that `tallybook fmt` gives, and in JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use crate::layout::Kind;
use crate::patch::{is_unprintable, json, plain_or_quoted};

/// Columns of a line of YAML. Longer lists stand below each other, longer texts are folded.
const WIDTH: usize = 118;

/// One level of indentation.
const INDENT: &str = "  ";

/// Fields of a mapping in their order.
pub(super) fn ordered(fields: &Map<String, Value>, kind: Kind) -> Vec<(&String, &Value)> {
    let mut fields: Vec<_> = fields.iter().collect();
    let order = kind.order();
    fields.sort_by_key(|(name, _)| order.rank(name));
    fields
}

/// The lines of a field of YAML, without the indentation of the mapping, which begins at `column`.
pub(super) fn field(name: &str, value: &Value, kind: Kind, column: usize) -> Vec<String> {
    let below = kind.below(name);
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let items = items.iter().flat_map(|item| self::item(item, below, column + 2));
            std::iter::once(format!("{name}:")).chain(indented(items)).collect()
        }
        Value::Array(items) => {
            let line = format!("{name}: {}", flow(value));
            if column + line.chars().count() <= WIDTH {
                return vec![line];
            }
            let items = items.iter().map(|item| format!("- {}", scalar(item)));
            std::iter::once(format!("{name}:")).chain(indented(items)).collect()
        }
        Value::Object(fields) if fields.is_empty() || below == Kind::Free => {
            vec![format!("{name}: {}", flow(value))]
        }
        Value::Object(fields) => {
            std::iter::once(format!("{name}:")).chain(indented(mapping(fields, below, column + 2))).collect()
        }
        Value::String(text) if name == "quote" => vec![format!("{name}: {}", json(text))],
        Value::String(text)
            if column + name.len() + 2 + text.chars().count() > WIDTH && is_foldable(text) =>
        {
            let lines = folded(text, WIDTH.saturating_sub(column + 2));
            std::iter::once(format!("{name}: >-")).chain(indented(lines)).collect()
        }
        _ => vec![format!("{name}: {}", scalar(value))],
    }
}

/// The lines of an item of a list of YAML, without the indentation of its dash, which stands at `column`.
pub(super) fn item(value: &Value, kind: Kind, column: usize) -> Vec<String> {
    let lines = match value {
        Value::Object(fields) => mapping(fields, kind, column + 2),
        _ => vec![flow(value)],
    };
    let dashed = |(i, line)| format!("{}{line}", if i == 0 { "- " } else { INDENT });
    lines.into_iter().enumerate().map(dashed).collect()
}

fn mapping(fields: &Map<String, Value>, kind: Kind, column: usize) -> Vec<String> {
    ordered(fields, kind).into_iter().flat_map(|(name, value)| field(name, value, kind, column)).collect()
}

/// A value of YAML on one line, its collections in brackets.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", plain_or_quoted(name), flow(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        _ => scalar(value),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => plain_or_quoted(text),
        _ => value.to_string(),
    }
}

fn indented(lines: impl IntoIterator<Item = String>) -> impl Iterator<Item = String> {
    lines.into_iter().map(|line| format!("{INDENT}{line}"))
}

/// Whether a text reads the same after its lines were joined again.
fn is_foldable(text: &str) -> bool {
    text.split(' ').all(|word| !word.is_empty() && !word.contains(is_unprintable))
}

fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A value of JSON, its fields in the order of the model: on one line, or indented by two spaces.
pub(super) fn as_json(value: &Value, kind: Kind, pretty: bool) -> String {
    let ordered = Ordered { value, kind };
    let text = if pretty { serde_json::to_string_pretty(&ordered) } else { serde_json::to_string(&ordered) };
    text.unwrap_or_else(|_| value.to_string())
}

struct Ordered<'a> {
    value: &'a Value,
    kind: Kind,
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in ordered(fields, self.kind) {
                    map.serialize_entry(name, &Ordered { value, kind: self.kind.below(name) })?;
                }
                map.end()
            }
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for value in items {
                    list.serialize_element(&Ordered { value, kind: self.kind })?;
                }
                list.end()
            }
            other => other.serialize(serializer),
        }
    }
}
