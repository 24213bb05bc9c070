//! Writes a document line by line, following its tree and its text side by side.

use crate::tree::{Entry, Node, NodeKind, Style};

use super::order::Kind;

/// Why a file is left alone.
type Unusual = &'static str;

/// Why a file is left alone that has, say, `? key` in it.
const OWN_WAY: Unusual = "something between its fields that is written in a way of its own";

/// One level of indentation.
const INDENT: &str = "  ";

/// The document laid out.
pub(super) fn document(text: &str, root: Option<&Node<'_>>, kind: Kind) -> Result<String, Unusual> {
    let Some(root) = root else { return Ok(text.to_owned()) };
    if Shape::of(text, root) == Shape::Inline {
        return Ok(text.to_owned());
    }
    let mut writer = Writer { text, at: 0 };
    let mut lines = match &root.kind {
        NodeKind::List(items) => writer.records(items, kind)?,
        NodeKind::Mapping(entries) => {
            let gap = writer.gap(root.range.start)?;
            let (mut lines, leading) = header(gap);
            lines.extend(writer.mapping(entries, kind, 0, leading)?);
            lines
        }
        NodeKind::Scalar { .. } | NodeKind::Placeholder => return Ok(text.to_owned()),
    };
    lines.extend(writer.gap(text.len())?);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// How a value is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A list or mapping by indentation.
    Block,
    /// Anything that begins on the line of its key: a scalar or a collection in brackets.
    Inline,
}

impl Shape {
    fn of(text: &str, node: &Node<'_>) -> Self {
        let start = node.range.start;
        let (bracket, first) = match &node.kind {
            NodeKind::List(items) => ('[', items.first().map(|item| item.range.start)),
            NodeKind::Mapping(entries) => ('{', entries.first().map(|entry| entry.key_range.start)),
            NodeKind::Scalar { .. } | NodeKind::Placeholder => return Self::Inline,
        };
        let bracketed = text[start..].starts_with(bracket) && first.is_none_or(|first| first > start);
        if bracketed { Self::Inline } else { Self::Block }
    }
}

/// What stands at the head of a file, and what belongs to its first field.
fn header(mut lines: Vec<String>) -> (Vec<String>, Vec<String>) {
    let head = lines
        .iter()
        .rposition(|line| line.is_empty() || line == "---" || line.starts_with("# yaml-language-server:"));
    let leading = lines.split_off(head.map_or(0, |last| last + 1));
    (lines, leading)
}

struct Writer<'t> {
    text: &'t str,
    /// Up to where the text has been written.
    at: usize,
}

impl Writer<'_> {
    /// The list of records: at the left edge, an empty line between any two.
    fn records(&mut self, items: &[Node<'_>], kind: Kind) -> Result<Vec<String>, Unusual> {
        let mut lines: Vec<String> = Vec::new();
        let mut last_is_line = false;
        for (i, item) in items.iter().enumerate() {
            let (leading, column) = self.dash()?;
            let item_lines = self.item(item, kind, column)?;
            let is_line = item_lines.len() == 1;
            let apart = leading.first().is_some_and(String::is_empty);
            // Records of one line each may stand close together.
            if i > 0 && !apart && !(is_line && last_is_line && leading.is_empty()) {
                lines.push(String::new());
            }
            lines.extend(leading);
            lines.extend(item_lines);
            last_is_line = is_line;
        }
        Ok(lines)
    }

    /// A list in a record, without its indentation. `floor` is the column of what it belongs to.
    fn list(&mut self, items: &[Node<'_>], kind: Kind, floor: usize) -> Result<Vec<String>, Unusual> {
        let mut lines = Vec::new();
        let mut own = 0;
        for item in items {
            let (leading, column) = self.dash()?;
            own = column;
            append(&mut lines, leading);
            lines.extend(self.item(item, kind, column)?);
        }
        lines.extend(self.tail(own.max(floor + 1)));
        Ok(lines)
    }

    /// Goes to the dash of an item, and past it. Gives what stands before it, and its column.
    fn dash(&mut self) -> Result<(Vec<String>, usize), Unusual> {
        let dash = self.next();
        if !self.text[dash..].starts_with('-') {
            return Err("a list that is written in a way of its own");
        }
        let leading = self.gap(dash)?;
        self.at = dash + 1;
        Ok((leading, self.column(dash)))
    }

    /// An item after its dash.
    fn item(&mut self, item: &Node<'_>, kind: Kind, column: usize) -> Result<Vec<String>, Unusual> {
        let mut lines = vec!["-".to_owned()];
        let aside = self.trailing(&mut lines);
        let leading = self.before(item, aside)?;
        let value = match (&item.kind, Shape::of(self.text, item)) {
            (NodeKind::Mapping(entries), Shape::Block) => {
                self.mapping(entries, kind, column + 1, Vec::new())?
            }
            (NodeKind::List(items), Shape::Block) => self.list(items, kind, column)?,
            _ => self.inline(item, "", column, false)?,
        };
        if aside || !leading.is_empty() {
            lines.extend(leading.into_iter().chain(value).map(|line| indented(&line)));
        } else {
            let mut value = value.into_iter();
            if let Some(first) = value.next().filter(|first| !first.is_empty()) {
                lines = vec![format!("- {first}")];
            }
            lines.extend(value.map(|line| indented(&line)));
        }
        Ok(lines)
    }

    /// A mapping by indentation, its fields in their order. `floor` is the least column of its own comments.
    fn mapping(
        &mut self,
        entries: &[Entry<'_>],
        kind: Kind,
        floor: usize,
        leading: Vec<String>,
    ) -> Result<Vec<String>, Unusual> {
        let mut parts: Vec<(usize, Vec<String>)> = Vec::new();
        let mut own = floor;
        let mut lines = leading;
        for entry in entries {
            lines.extend(self.gap(entry.key_range.start)?);
            own = self.column(entry.key_range.start);
            lines.extend(self.entry(entry, kind, own)?);
            parts.push((kind.rank(&entry.key), std::mem::take(&mut lines)));
        }
        parts.sort_by_key(|(rank, _)| *rank);
        let mut lines: Vec<String> = Vec::new();
        for (_, part) in parts {
            append(&mut lines, part);
        }
        lines.extend(self.tail(own.max(floor)));
        Ok(lines)
    }

    /// A key with its value.
    fn entry(&mut self, entry: &Entry<'_>, kind: Kind, column: usize) -> Result<Vec<String>, Unusual> {
        let key = &self.text[entry.key_range.clone()];
        let rest = &self.text[entry.key_range.end..];
        let colon = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if !rest[colon..].starts_with(':') {
            return Err("a key that is written in a way of its own");
        }
        self.at = entry.key_range.end + colon + 1;
        let mut lines = vec![format!("{key}:")];
        let below = kind.below(&entry.key);
        let aside = self.trailing(&mut lines);
        if entry.value.range.is_empty() && !self.is_block_scalar(&entry.value) {
            return Ok(lines);
        }
        let leading = self.before(&entry.value, aside)?;
        let value = match (&entry.value.kind, Shape::of(self.text, &entry.value)) {
            (NodeKind::Mapping(entries), Shape::Block) => {
                self.mapping(entries, below, column + 1, Vec::new())?
            }
            (NodeKind::List(items), Shape::Block) => self.list(items, below, column)?,
            _ => {
                let quote = kind == Kind::Evidence && entry.key == "quote";
                if aside || !leading.is_empty() {
                    self.inline(&entry.value, "", column, quote)?
                } else {
                    let mut value = self.inline(&entry.value, INDENT, column, quote)?.into_iter();
                    let first = value.next().unwrap_or_default();
                    lines = vec![format!("{key}: {first}")];
                    lines.extend(value);
                    return Ok(lines);
                }
            }
        };
        lines.extend(leading.into_iter().chain(value).map(|line| indented(&line)));
        Ok(lines)
    }

    /// Comments between a key or dash and its value; none for a list, whose items take what is before them.
    fn before(&mut self, value: &Node<'_>, aside: bool) -> Result<Vec<String>, Unusual> {
        let is_list = matches!(value.kind, NodeKind::List(_));
        if is_list && Shape::of(self.text, value) == Shape::Block {
            return Ok(Vec::new());
        }
        let block = self.is_block_scalar(value);
        if !block && value.range.is_empty() {
            return Ok(Vec::new());
        }
        let gap = self.gap(if block { self.next() } else { value.range.start })?;
        let comments: Vec<String> = gap.into_iter().filter(|line| !line.is_empty()).collect();
        if block && (aside || !comments.is_empty()) {
            return Err("a comment between a key and its block text");
        }
        Ok(comments)
    }

    /// A scalar or a collection in brackets, with what follows it on its line. Further lines get `prefix`.
    fn inline(
        &mut self,
        node: &Node<'_>,
        prefix: &str,
        column: usize,
        quote: bool,
    ) -> Result<Vec<String>, Unusual> {
        if self.is_block_scalar(node) {
            return self.block_scalar(prefix, column);
        }
        if node.range.is_empty() {
            return Ok(vec![String::new()]);
        }
        let raw = &self.text[node.range.clone()];
        let mut lines = raw.split('\n');
        let mut out: Vec<String> = vec![lines.next().unwrap_or_default().to_owned()];
        match &node.kind {
            NodeKind::Scalar { text, .. } if quote && !raw.starts_with('"') => {
                out = vec![serde_json::Value::from(text.as_ref()).to_string()];
            }
            NodeKind::Scalar { .. } => out.extend(lines.map(|line| {
                let line = line.trim_start_matches([' ', '\t']);
                if line.is_empty() { String::new() } else { format!("{prefix}{line}") }
            })),
            _ => out.extend(lines.map(|line| {
                let body = line.trim_start_matches([' ', '\t']);
                let base = if prefix.is_empty() { column + INDENT.len() } else { column };
                let depth = (line.len() - body.len()).saturating_sub(base);
                if body.is_empty() { String::new() } else { format!("{}{body}", " ".repeat(depth)) }
            })),
        }
        self.at = node.range.end;
        self.trailing(&mut out);
        Ok(out)
    }

    /// Whether a value that comes next is a block scalar. Its range begins behind its head.
    fn is_block_scalar(&self, node: &Node<'_>) -> bool {
        let is_text = matches!(node.kind, NodeKind::Scalar { style: Style::Text, .. });
        is_text && self.text[self.next()..].starts_with(['|', '>'])
    }

    /// Where the next thing is that is neither space nor comment.
    fn next(&self) -> usize {
        let mut offset = self.at;
        loop {
            let trimmed = self.text[offset..].trim_start();
            offset = self.text.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return offset;
            }
            offset += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    /// A block scalar: its head, and its lines indented anew.
    fn block_scalar(&mut self, prefix: &str, column: usize) -> Result<Vec<String>, Unusual> {
        let start = self.at;
        let mut lines = self.text[start..].split_inclusive('\n');
        let head = lines.next().unwrap_or_default();
        let sign = head.split_whitespace().next().unwrap_or_default();
        if sign.contains(|c: char| c == '+' || c.is_ascii_digit()) {
            return Err(
                "a block text that begins with `+` or a number, whose empty lines or indentation count",
            );
        }
        let mut end = start + head.len();
        let mut out = vec![head.trim_end().to_owned()];
        let mut base = None;
        let mut pending = Vec::new();
        let mut offset = end;
        for line in lines {
            offset += line.len();
            let line = line.trim_end_matches('\n');
            let depth = line.len() - line.trim_start_matches(' ').len();
            if line.trim_matches(' ').is_empty() {
                pending.push(line.get(base.unwrap_or(depth)..).unwrap_or_default().to_owned());
                continue;
            }
            if depth < base.unwrap_or(column + 1) {
                break;
            }
            let base = *base.get_or_insert(depth);
            out.extend(pending.drain(..).map(|line| prefixed(prefix, &line)));
            out.push(prefixed(prefix, &line[base..]));
            end = offset;
        }
        // The line end stays to be read by what comes next.
        self.at = if self.text[..end].ends_with('\n') { end - 1 } else { end };
        Ok(out)
    }

    /// Adds a comment that stands behind what was written last, and goes to the end of the line. Gives whether
    /// there is one.
    fn trailing(&mut self, lines: &mut [String]) -> bool {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().unwrap_or_default();
        let comment = line.trim_start_matches([' ', '\t']);
        if !(comment.is_empty() || comment.starts_with('#')) {
            return false;
        }
        self.at += line.len();
        if let Some(last) = lines.last_mut().filter(|_| !comment.is_empty()) {
            last.push_str(line.trim_end());
        }
        !comment.is_empty()
    }

    /// The comments and empty lines up to the next thing at `until`; never two empty lines together.
    fn gap(&mut self, until: usize) -> Result<Vec<String>, Unusual> {
        let gap = self.text.get(self.at..until).unwrap_or_default();
        let mut lines: Vec<&str> = gap.split('\n').collect();
        let ends_the_file = until == self.text.len();
        // The first part ends the line before, the last begins the line of the next thing.
        if !ends_the_file && !lines.pop().unwrap_or_default().trim().is_empty() {
            return Err(OWN_WAY);
        }
        let from_start = self.at == 0;
        let mut asides: Vec<String> = Vec::new();
        for (i, line) in lines.into_iter().enumerate() {
            let comment = line.trim();
            if i == 0 && comment.is_empty() && !from_start {
                continue;
            }
            let marker = matches!(comment, "---" | "...") && line.starts_with(comment);
            if !(comment.is_empty() || comment.starts_with('#') || marker) {
                return Err(OWN_WAY);
            }
            let doubled = asides.last().map_or(from_start, String::is_empty);
            if comment.is_empty() && doubled {
                continue;
            }
            asides.push(comment.to_owned());
        }
        self.at = until;
        Ok(asides)
    }

    /// The comments that follow a block and are indented as it is, or deeper.
    fn tail(&mut self, column: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut empty = false;
        let mut offset = self.at;
        let Some(rest) = self.text[offset..].strip_prefix('\n') else { return lines };
        offset += 1;
        for line in rest.split_inclusive('\n') {
            let comment = line.trim();
            let own = line.len() - line.trim_start().len() >= column;
            if comment.is_empty() {
                empty = true;
            } else if comment.starts_with('#') && own && column > 0 {
                if std::mem::take(&mut empty) {
                    lines.push(String::new());
                }
                lines.push(comment.to_owned());
                // The line end stays to be read by what comes next.
                self.at = offset + line.trim_end_matches('\n').len();
            } else {
                break;
            }
            offset += line.len();
        }
        lines
    }

    /// The column of an offset, in bytes from the start of its line.
    fn column(&self, offset: usize) -> usize {
        offset - self.text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
    }
}

/// Adds lines; a block does not begin with empty ones.
fn append(lines: &mut Vec<String>, more: Vec<String>) {
    let first = lines.is_empty();
    lines.extend(more.into_iter().skip_while(|line| first && line.is_empty()));
}

fn indented(line: &str) -> String {
    prefixed(INDENT, line)
}

fn prefixed(prefix: &str, line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("{prefix}{line}") }
}
