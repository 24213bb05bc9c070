//! JSON (RFC 8259) to tree.
//!
//! `serde_json` checks the grammar. What is left to do over a text that is known to be well-formed, and
//! not nested too deep for a recursive function, is to note where things stand.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use tallybook_schema::record::Limits;

use crate::problem::ProblemKind;
use crate::tree::{Document, Duplicates, Entries, Entry, Fault, Node, NodeKind, Style};
use crate::yaml::too_deep;

/// Parses a JSON text. `offset` is where it starts in its file. White space alone has no content.
pub(crate) fn parse<'t>(text: &'t str, offset: usize, limits: &Limits) -> Result<Document<'t>, Fault> {
    if text.trim_ascii().is_empty() {
        return Ok(Document { root: None, duplicates: Vec::new() });
    }
    let limit = limits.depth();
    if let Some(at) = too_deep_at(text, limit) {
        return Err((offset + at..offset + at + 1, too_deep(limit)));
    }
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let at = line_column_offset(text, error.line(), error.column());
        let range = offset + at..offset + text.ceil_char_boundary((at + 1).min(text.len()));
        let message = error.to_string();
        let comma = ("a comma follows the last part", "remove the comma");
        let (message, help) = match message.split(" at line ").next().unwrap_or_default() {
            end if end.starts_with("EOF") => {
                ("the text ends before the value is complete", "close every quote, bracket and brace")
            }
            "trailing comma" => comma,
            "key must be a string" if text[at..].starts_with('}') => comma,
            "key must be a string" => {
                ("the name of a field is text in double quotes", "put it in double quotes")
            }
            "trailing characters" if text[at..].trim() == "," => {
                ("a comma follows the value", "remove the comma; lines of JSON Lines have none between them")
            }
            "trailing characters" => (
                "more text follows the value",
                "put several records in a list, or, in JSON Lines, each on a line of its own",
            ),
            "expected value" => ("no value begins here", "put text in double quotes; JSON has no comments"),
            other => (other, "compare this line with those around it"),
        };
        return Err((range, syntax(message, help)));
    }
    let mut cursor = Cursor { text, at: 0, offset, duplicates: Duplicates::within(limits) };
    let root = cursor.value()?;
    Ok(Document { root: Some(root), duplicates: cursor.duplicates.into_list() })
}

/// The bracket that is nested deeper than the limit.
fn too_deep_at(text: &str, limit: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    text.bytes().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > limit
    })
}

fn syntax(message: &str, help: &'static str) -> ProblemKind {
    ProblemKind::Syntax { format: "JSON", message: message.to_owned(), help }
}

/// A position in a text that is well-formed JSON.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    offset: usize,
    duplicates: Duplicates,
}

impl<'t> Cursor<'t> {
    /// The byte after white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        let blank = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.at += blank;
        rest.get(blank).copied()
    }

    /// Steps over a byte if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self) -> Result<Node<'t>, Fault> {
        let first = self.peek();
        let start = self.at;
        let kind = match first {
            Some(b'"') => NodeKind::Scalar { text: self.string()?, style: Style::Text },
            Some(b'[') => self.list()?,
            Some(b'{') => self.mapping()?,
            _ => NodeKind::Scalar { text: Cow::Borrowed(self.literal()?), style: Style::Literal },
        };
        Ok(Node { range: self.offset + start..self.offset + self.at, kind })
    }

    fn list(&mut self) -> Result<NodeKind<'t>, Fault> {
        let mut items = Vec::new();
        self.take(b'[');
        while !self.take(b']') {
            items.push(self.value()?);
            self.take(b',');
        }
        Ok(NodeKind::List(items))
    }

    fn mapping(&mut self) -> Result<NodeKind<'t>, Fault> {
        let mut entries = Entries::default();
        self.take(b'{');
        while !self.take(b'}') {
            self.peek();
            let start = self.at;
            let key = self.string()?;
            let key_range = self.offset + start..self.offset + self.at;
            self.take(b':');
            let value = self.value()?;
            entries.add(Entry { key, key_range, value }, &mut self.duplicates);
            self.take(b',');
        }
        Ok(NodeKind::Mapping(entries.into_list()))
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        let mut escaped = false;
        while bytes.get(end).is_some_and(|&b| b != b'"') {
            let escape = bytes[end] == b'\\';
            escaped |= escape;
            end += 1 + usize::from(escape);
        }
        self.at = (end + 1).min(bytes.len());
        let raw = &self.text[start..self.at];
        if !escaped {
            return Ok(Cow::Borrowed(raw.trim_matches('"')));
        }
        // Half of a surrogate pair is well-formed, but it is no text.
        serde_json::from_str::<String>(raw).map(Cow::Owned).map_err(|_| {
            let range = self.offset + start..self.offset + self.at;
            (range, syntax(r"an escape (`\u…`) in this text is no character", "write the character itself"))
        })
    }

    fn literal(&mut self) -> Result<&'t str, Fault> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(rest.len());
        if end == 0 {
            // Not reachable in a well-formed text; without it the cursor could stand still for ever.
            return Err((
                self.offset + self.at..self.offset + self.at,
                syntax("no value begins here", "write one"),
            ));
        }
        self.at += end;
        Ok(&rest[..end])
    }
}

/// The byte at which a line (from 1) and a column (from 1, in bytes) stand.
fn line_column_offset(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    text.floor_char_boundary((start + column.saturating_sub(1)).min(text.len()))
}
