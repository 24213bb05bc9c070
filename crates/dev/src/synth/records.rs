//! Writes records one after the other, as JSON Lines or as YAML in block style, which people write.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::Value;

/// A file of records of one type.
pub(super) struct Records {
    out: BufWriter<File>,
    path: PathBuf,
    /// Its name.
    pub(super) name: String,
    yaml: bool,
    /// The records written so far: in JSON Lines also the lines.
    pub(super) count: usize,
}

impl Records {
    pub(super) fn create(folder: &Path, table: &str, yaml: bool) -> anyhow::Result<Self> {
        let name = format!("{table}.{}", if yaml { "yaml" } else { "jsonl" });
        let path = folder.join(&name);
        let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        let out = BufWriter::with_capacity(1 << 20, file);
        Ok(Self { out, path, name, yaml, count: 0 })
    }

    /// Writes a record. `garble` changes the line that it makes.
    pub(super) fn write(&mut self, record: &Value, garble: Option<fn(&str) -> String>) -> io::Result<()> {
        self.count += 1;
        if self.yaml {
            let mut text = "- ".to_owned();
            block(&mut text, record, 2, true);
            return self.out.write_all(text.as_bytes());
        }
        if let Some(garble) = garble {
            writeln!(self.out, "{}", garble(&record.to_string()))
        } else {
            serde_json::to_writer(&mut self.out, record)?;
            self.out.write_all(b"\n")
        }
    }

    /// Whether it holds the records of this table.
    pub(super) fn holds(&self, table: &str) -> bool {
        self.name.split('.').next() == Some(table)
    }

    /// Writes what is left. There is no file without records.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        if self.count == 0 { fs::remove_file(&self.path) } else { Ok(()) }
    }
}

/// Writes a value in block style; scalars and lists of them as in JSON, which is YAML too.
fn block(text: &mut String, value: &Value, indent: usize, inline: bool) {
    match value {
        Value::Object(fields) => {
            for (i, (name, value)) in fields.iter().enumerate() {
                if i > 0 || !inline {
                    text.extend(std::iter::repeat_n(' ', indent));
                }
                text.push_str(name);
                text.push(':');
                text.push(if is_nested(value) { '\n' } else { ' ' });
                block(text, value, indent + 2, false);
            }
        }
        Value::Array(items) if is_nested(value) => {
            for item in items {
                text.extend(std::iter::repeat_n(' ', indent));
                text.push_str("- ");
                block(text, item, indent + 2, true);
            }
        }
        scalar => {
            text.push_str(&scalar.to_string());
            text.push('\n');
        }
    }
}

fn is_nested(value: &Value) -> bool {
    value.is_object() || value.get(0).is_some_and(Value::is_object)
}
