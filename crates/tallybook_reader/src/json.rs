//! JSON (RFC 8259) to tree.
//!
//! `serde_json` checks the grammar; what is left to do over a text that is known to be well-formed is
//! to note where things stand.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use tallybook_schema::record::Limits;

use crate::problem::ProblemKind;
use crate::tree::{Document, Entries, Entry, Fault, Node, NodeKind, Style};
use crate::yaml::too_deep;

/// Parses a JSON text. `offset` is where it starts in its file. White space alone has no content.
pub(crate) fn parse<'t>(text: &'t str, offset: usize, limits: &Limits) -> Result<Document<'t>, Fault> {
    if text.trim_ascii().is_empty() {
        return Ok(Document { root: None, duplicates: Vec::new() });
    }
    // serde_json stops at its own depth, far below any stack's.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let at = line_column_offset(text, error.line(), error.column());
        let range = offset + at..offset + text.ceil_char_boundary((at + 1).min(text.len()));
        let message = error.to_string();
        if message.starts_with("recursion limit") {
            return Err((range, too_deep(limits.depth())));
        }
        let message = match message.split(" at line ").next().unwrap_or_default() {
            end if end.starts_with("EOF") => "the text ends before the value is complete",
            "trailing characters" => "more text follows the value",
            "trailing comma" => "a comma follows the last part",
            "key must be a string" => "the name of a field is text in double quotes",
            "expected value" => "no value begins here: text stands in double quotes",
            other => other,
        };
        return Err((range, syntax(message)));
    }
    let mut cursor = Cursor { text, at: 0, offset, limit: limits.depth(), duplicates: Vec::new() };
    let root = cursor.value(cursor.limit)?;
    cursor.duplicates.sort_by_key(|(range, _)| range.start);
    Ok(Document { root: Some(root), duplicates: cursor.duplicates })
}

fn syntax(message: &str) -> ProblemKind {
    ProblemKind::Syntax { format: "JSON", message: message.to_owned(), help: None }
}

/// A position in a text that is well-formed JSON.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    offset: usize,
    limit: usize,
    duplicates: Vec<Fault>,
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

    fn value(&mut self, depth: usize) -> Result<Node<'t>, Fault> {
        let first = self.peek();
        let start = self.at;
        let kind = match first {
            Some(b'"') => NodeKind::Scalar { text: self.string()?, style: Style::Text },
            Some(bracket @ (b'[' | b'{')) => {
                let place = self.offset + start..self.offset + start + 1;
                let depth = depth.checked_sub(1).ok_or_else(|| (place, too_deep(self.limit)))?;
                self.at += 1;
                if bracket == b'[' { self.list(depth)? } else { self.mapping(depth)? }
            }
            _ => NodeKind::Scalar { text: Cow::Borrowed(self.literal()?), style: Style::Literal },
        };
        Ok(Node { range: self.offset + start..self.offset + self.at, kind })
    }

    fn list(&mut self, depth: usize) -> Result<NodeKind<'t>, Fault> {
        let mut items = Vec::new();
        while !self.take(b']') {
            items.push(self.value(depth)?);
            self.take(b',');
        }
        Ok(NodeKind::List(items))
    }

    fn mapping(&mut self, depth: usize) -> Result<NodeKind<'t>, Fault> {
        let mut entries = Entries::default();
        while !self.take(b'}') {
            self.peek();
            let start = self.at;
            let key = self.string()?;
            let key_range = self.offset + start..self.offset + self.at;
            self.take(b':');
            let value = self.value(depth)?;
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
            (range, syntax(r"an escape (`\u…`) in this text is no character"))
        })
    }

    fn literal(&mut self) -> Result<&'t str, Fault> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(rest.len());
        if end == 0 {
            // Not reachable in a well-formed text; without it the cursor could stand still for ever.
            return Err((self.offset + self.at..self.offset + self.at, syntax("no value begins here")));
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
