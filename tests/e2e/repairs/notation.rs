//! Writes records in every notation that a dataset can have.

use serde_json::Value;

/// How a file of records is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// YAML by indentation; scalars without quotation marks where that reads the same.
    Plain,
    /// YAML by indentation; scalars between single quotation marks where that reads the same.
    Single,
    /// YAML by indentation; scalars between double quotation marks.
    Double,
    /// YAML by indentation; long texts as block texts.
    BlockText,
    /// YAML in brackets.
    Flow,
    Json,
    JsonLines,
}

/// A notation, with the line ends and the byte order mark of some editors.
#[derive(Debug, Clone)]
pub(super) struct Writing {
    pub(super) notation: Notation,
    pub(super) windows: bool,
    pub(super) marked: bool,
}

impl Notation {
    pub(super) const ALL: [Self; 7] =
        [Self::Plain, Self::Single, Self::Double, Self::BlockText, Self::Flow, Self::Json, Self::JsonLines];

    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            _ => "yaml",
        }
    }

    fn scalar(self, value: &Value) -> String {
        let Value::String(text) = value else { return value.to_string() };
        let quoted = || Value::from(text.as_str()).to_string();
        match self {
            Self::Plain | Self::BlockText | Self::Flow if is_plain(text) => text.clone(),
            Self::Single if !text.contains('\n') => format!("'{}'", text.replace('\'', "''")),
            _ => quoted(),
        }
    }
}

/// Whether a text reads the same without quotation marks, wherever it stands.
fn is_plain(text: &str) -> bool {
    let word =
        matches!(text.to_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off");
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(char::is_whitespace)
        && !text.contains(|c: char| ":#{}[],&*!|>'\"%@`".contains(c) || c.is_control())
        && !word
}

impl Writing {
    /// Whether the text at a pointer is written as a block text.
    fn is_block_text(&self, pointer: &str) -> bool {
        self.notation == Notation::BlockText && (pointer.ends_with("/note") || pointer.ends_with("/summary"))
    }

    pub(super) fn text(&self, records: &[Value]) -> String {
        let text = match self.notation {
            Notation::Json => serde_json::to_string_pretty(records).unwrap() + "\n",
            Notation::JsonLines => records.iter().map(|record| format!("{record}\n")).collect(),
            Notation::Flow => records
                .iter()
                .map(|record| format!("# a comment\n- {} # a comment\n", self.in_brackets(record)))
                .collect(),
            _ => records
                .iter()
                .map(|record| format!("# a comment\n-{}", self.by_indentation(record, 2, "")))
                .collect(),
        };
        let text = if self.windows { text.replace('\n', "\r\n") } else { text };
        if self.marked { format!("\u{feff}{text}") } else { text }
    }

    fn in_brackets(&self, value: &Value) -> String {
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.in_brackets(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!("{name}: {}", self.in_brackets(value)))
                    .collect();
                format!("{{{}}}", fields.join(", "))
            }
            scalar => self.notation.scalar(scalar),
        }
    }

    /// What stands behind a dash or `name:`, with the end of its last line.
    fn by_indentation(&self, value: &Value, depth: usize, pointer: &str) -> String {
        let indent = " ".repeat(depth);
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let mut text = String::new();
                for (i, (name, value)) in fields.iter().enumerate() {
                    let start =
                        if i == 0 && pointer.is_empty() { " ".to_owned() } else { format!("\n{indent}") };
                    let below = format!("{pointer}/{name}");
                    let value = self.by_indentation(value, depth + 2, &below);
                    text.push_str(&format!("{start}{name}:{}", value.trim_end_matches('\n')));
                }
                text + "\n"
            }
            Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
                let mut text = String::new();
                for (i, item) in items.iter().enumerate() {
                    let item = self.by_indentation(item, depth + 2, &format!("{pointer}/{i}"));
                    text.push_str(&format!("\n{indent}-{}", item.trim_end_matches('\n')));
                }
                text + "\n"
            }
            Value::Array(_) | Value::Object(_) => format!(" {}\n", self.in_brackets(value)),
            Value::String(text) if self.is_block_text(pointer) => {
                let sign = if text.starts_with(' ') { "|2-" } else { "|-" };
                let lines: Vec<String> = text.lines().map(|line| format!("\n{indent}{line}")).collect();
                format!(" {sign} # a comment{}\n", lines.concat())
            }
            scalar => format!(" {} # a comment\n", self.notation.scalar(scalar)),
        }
    }
}
