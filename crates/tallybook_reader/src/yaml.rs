//! YAML to tree: one document of the YAML 1.2 core, without anchors, aliases, tags and merge keys.

mod dash;
mod signs;

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span};
use tallybook_schema::record::Limits;

use crate::problem::{Hostility, ProblemKind};
use crate::tree::{Document, Duplicates, Entries, Entry, Fault, Node, NodeKind, Style};

/// Parses a YAML document.
pub(crate) fn parse<'t>(text: &'t str, limits: &Limits) -> Result<Document<'t>, Fault> {
    parse_part(text, 0..text.len(), limits)
}

/// Parses a part of a text as a document of its own. Places are those of the text.
pub(crate) fn parse_part<'t>(
    text: &'t str,
    part: Range<usize>,
    limits: &Limits,
) -> Result<Document<'t>, Fault> {
    let (start, depth) = (part.start, limits.depth());
    let (mut read, mut before) = (start, start);
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: depth,
        block_nesting_limit: depth,
    };
    let mut builder = Builder {
        text,
        start,
        depth,
        stack: Vec::new(),
        root: None,
        duplicates: Duplicates::within(limits),
        documents: 0,
    };
    for event in Parser::new_from_str_with_options(&text[part], options) {
        let (event, span) = event.map_err(|error| {
            let open = builder.stack.last().and_then(|open| open.bracket(text));
            let at = error.marker().byte_offset().map_or(text.len(), |offset| start + offset);
            let at = text.floor_char_boundary(at);
            // A text that goes on over lines is read up to what is complained of.
            let from = if read < at { read } else { before.min(at) };
            signs::conflict(text, from, at)
                .or_else(|| closed_late(text, read, at, open, &error))
                .or_else(|| mistaken_sign(text, from, at, &error))
                .unwrap_or_else(|| scan_fault(text, at, open.is_some(), &error, depth))
        })?;
        if !matches!(event, Event::StreamStart | Event::DocumentStart(..)) {
            before = read;
            read = span.byte_range().map_or(read, |range| start + range.end);
        }
        builder.event(event, span)?;
    }
    let mut duplicates = builder.duplicates.into_list();
    dash::say_once(text, &mut duplicates);
    Ok(Document { root: builder.root, duplicates })
}

struct Builder<'t> {
    text: &'t str,
    /// The byte at which the document starts.
    start: usize,
    depth: usize,
    stack: Vec<Open<'t>>,
    root: Option<Node<'t>>,
    duplicates: Duplicates,
    documents: usize,
}

enum Open<'t> {
    List(Range<usize>, Vec<Node<'t>>),
    Mapping(Range<usize>, Entries<'t>, Option<(Cow<'t, str>, Range<usize>)>),
}

impl Open<'_> {
    /// The bracket that opens it, and where.
    fn bracket(&self, text: &str) -> Option<(usize, char)> {
        let (Self::List(range, _) | Self::Mapping(range, ..)) = self;
        let bracket = text.get(range.start..)?.chars().next()?;
        matches!(bracket, '[' | '{').then_some((range.start, bracket))
    }
}

impl<'t> Builder<'t> {
    fn event(&mut self, event: Event<'t>, span: Span) -> Result<(), Fault> {
        let range = span.byte_range().unwrap_or(0..0);
        let range = self.start + range.start..self.start + range.end;
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "the file holds more than one document";
                    return Err(syntax(range, message, "write a list instead of `---` between records"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                refuse(self.text, &range, anchor, tag.is_some())?;
                let range = self.trim(range, style);
                let style = if style == ScalarStyle::Plain { Style::Plain } else { Style::Text };
                self.add(Node { range, kind: NodeKind::Scalar { text, style } })?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                refuse(self.text, &range, anchor, tag.is_some())?;
                self.open(Open::List(range, Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                refuse(self.text, &range, anchor, tag.is_some())?;
                self.open(Open::Mapping(range, Entries::default(), None))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&range)?,
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                return Err((range, ProblemKind::Hostile(Hostility::Alias)));
            }
            _ => {}
        }
        Ok(())
    }

    /// Block scalars end past their text, and plain ones may.
    fn trim(&self, range: Range<usize>, style: ScalarStyle) -> Range<usize> {
        if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
            return range;
        }
        let raw = self.text.get(range.clone()).unwrap_or_default();
        range.start..range.start + raw.trim_end_matches([' ', '\t', '\r', '\n']).len()
    }

    fn open(&mut self, open: Open<'t>) -> Result<(), Fault> {
        if self.stack.len() >= self.depth {
            let (Open::List(range, _) | Open::Mapping(range, ..)) = open;
            return Err((range, too_deep(self.depth)));
        }
        self.stack.push(open);
        Ok(())
    }

    fn add(&mut self, node: Node<'t>) -> Result<(), Fault> {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Mapping(_, entries, pending)) => match pending.take() {
                None => {
                    let NodeKind::Scalar { text, .. } = node.kind else {
                        let message = "the name of a field is text, not a list or mapping";
                        return Err(syntax(node.mark(), message, "write `name: value`"));
                    };
                    if text == "<<" {
                        let help = "write the fields out";
                        return Err(syntax(node.range, "a merge key (`<<`) is not read", help));
                    }
                    *pending = Some((text, node.range));
                }
                Some((key, key_range)) => {
                    entries.add(Entry { key, key_range, value: node }, &mut self.duplicates);
                }
            },
        }
        Ok(())
    }

    fn close(&mut self, end: &Range<usize>) -> Result<(), Fault> {
        let node = match self.stack.pop() {
            Some(Open::List(start, items)) => {
                let content = items.first().zip(items.last()).map(|(a, b)| a.range.start..b.range.end);
                Node { range: extent(start, end, content), kind: NodeKind::List(items) }
            }
            Some(Open::Mapping(start, entries, _)) => {
                let range = extent(start, end, entries.extent());
                Node { range, kind: NodeKind::Mapping(entries.into_list()) }
            }
            None => return Ok(()),
        };
        self.add(node)
    }
}

/// The range of a collection: its brackets if it has any, else its content.
fn extent(start: Range<usize>, end: &Range<usize>, content: Option<Range<usize>>) -> Range<usize> {
    if end.is_empty() { content.unwrap_or(start) } else { start.start..end.end }
}

/// Refuses an anchor or a tag, which stand before the value at `range`.
fn refuse(text: &str, range: &Range<usize>, anchor: usize, tagged: bool) -> Result<(), Fault> {
    if anchor == 0 && !tagged {
        return Ok(());
    }
    let before = &text[..range.start];
    let sign = before.rfind(if anchor == 0 { '!' } else { '&' }).unwrap_or(range.start);
    let start = before[..sign].trim_end_matches(|c: char| !c.is_whitespace() && !",[{".contains(c)).len();
    let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
    if anchor != 0 {
        return Err((start..end, ProblemKind::Hostile(Hostility::Anchor)));
    }
    let message = "a tag (`!name`) is not read: the field decides the type of a value";
    Err(syntax(start..end, message, "remove the tag, or put the value in quotes"))
}

fn syntax(range: Range<usize>, message: impl Into<String>, help: &'static str) -> Fault {
    (range, ProblemKind::Syntax { format: "YAML", message: message.into(), help })
}

pub(crate) fn too_deep(limit: usize) -> ProblemKind {
    ProblemKind::Hostile(Hostility::Depth { limit })
}

/// The quote or the bracket that opens before the line of which the scanner complains: that it is not closed is what is
/// wrong. What is before `read` is well-formed.
fn closed_late(
    text: &str,
    read: usize,
    at: usize,
    open: Option<(usize, char)>,
    error: &ScanError,
) -> Option<Fault> {
    let line = |at: usize| 1 + text[..at].matches('\n').count();
    let quote = |sign: char| Some(read + text.get(read..at)?.find(sign)?);
    let closes = "the quote that opens here closes only";
    let (opens, message, help) = match (error.kind(), open) {
        (ErrorKind::InvalidTrailingSingleQuotedScalar, _) => {
            (quote('\'')?, closes, "close it where the text ends; for an apostrophe within it write `''`")
        }
        (ErrorKind::InvalidTrailingDoubleQuotedScalar, _) => {
            (quote('"')?, closes, r#"close it where the text ends; for a quote within it write `\"`"#)
        }
        (
            ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator,
            Some((opens, bracket)),
        ) => match bracket {
            '[' => (opens, "the bracket `[` that opens here is still open", "close it where the list ends"),
            _ => (
                opens,
                "the bracket `{` that opens here is still open",
                "close it behind the last field in it",
            ),
        },
        _ => return None,
    };
    let message = format!("{message} in line {}", line(at));
    (line(opens) < line(at)).then(|| syntax(opens..opens + 1, message, help))
}

/// A sign that looks like one of YAML and is none, between what is well-formed and the place of a complaint that it can
/// be behind.
fn mistaken_sign(text: &str, from: usize, at: usize, error: &ScanError) -> Option<Fault> {
    let spaces = match error.kind() {
        ErrorKind::SimpleKeyExpected
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement => true,
        ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::InvalidIndentation
        | ErrorKind::MissingAnchorOrAliasName => false,
        _ => return None,
    };
    signs::mistaken(text, from, at, spaces)
}

/// What the scanner complains of at a byte, in the words of somebody who writes a dataset.
fn scan_fault(text: &str, at: usize, in_brackets: bool, error: &ScanError, depth: usize) -> Fault {
    let range = at..text.ceil_char_boundary(text.len().min(at + 1));
    if let Some(tab) = indenting_tab(text, at, error.kind()) {
        let message = "a tab is used for indentation; YAML allows only spaces there";
        return syntax(tab..tab + 1, message, "replace the tab by spaces");
    }
    let quote = "put the whole value in quotes";
    let next = text[at..].chars().next();
    let rest = text[at..].lines().next().unwrap_or_default();
    let before = text[..at].rsplit('\n').next().unwrap_or_default().trim_end();
    let (message, help) = match error.kind() {
        ErrorKind::RecursionLimitExceeded => return (range, too_deep(depth)),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            "`:` begins a value where none can stand",
            "put text that contains `: ` in quotes; if a field begins here, indent it like the fields beside it",
        ),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            let message = format!("the control character U+{:04X} cannot stand here", u32::from(*character));
            let at = text[at..].find(*character).map_or(at, |behind| at + behind);
            return syntax(at..text.ceil_char_boundary(text.len().min(at + 1)), message, "remove it");
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return syntax(range, format!("a value cannot begin with `{character}`"), quote);
        }
        ErrorKind::UnclosedQuotedScalar => (
            "the quote that opens here is never closed",
            "close it; inside single quotes write `''` for an apostrophe",
        ),
        ErrorKind::UnclosedFlowCollection { open } => {
            return syntax(
                range,
                format!("the bracket `{open}` that opens here is never closed"),
                "close it",
            );
        }
        ErrorKind::SimpleKeyExpected => (
            "a field is a name, `:` and a value; here the `:` is missing",
            "write `name: value`; text that goes on from the line before is indented deeper than its field",
        ),
        ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
            if next == Some(',') && !in_brackets && !before.is_empty() =>
        {
            ("a comma stands behind the value", "remove it: in YAML a field ends with its line")
        }
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::ExpectedBlockMappingKey
            if before.ends_with([']', '}']) =>
        {
            ("more text follows the closing bracket", quote)
        }
        ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::InvalidIndentation => (
            "this line is indented neither like the one before it nor like any it could belong to",
            "indent it like the fields or items beside it",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list cannot begin behind `:` on the same line", "begin the list on a line of its own")
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => {
            return syntax(
                unknown_escape(text, at).unwrap_or(range),
                "this escape is not known",
                r"inside double quotes write `\\` for a backslash, or use single quotes",
            );
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar if rest.contains('"') && !in_brackets => (
            "more text follows the closing quote, and another quote",
            r#"for a quote within double quotes write `\"`, or put the whole value in single quotes"#,
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar
            if in_brackets =>
        {
            (
                "more text follows the closing quote",
                "put a comma between the two, or the whole value in quotes",
            )
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "more text follows the closing quote",
            "put the whole value in quotes; inside single quotes write `''` for an apostrophe",
        ),
        ErrorKind::BomInsideDocument => ("a byte order mark (U+FEFF) stands inside the text", "remove it"),
        ErrorKind::InvalidBlockScalarHeader
        | ErrorKind::ZeroBlockScalarIndent
        | ErrorKind::InvalidBlockScalarIndent
            if next == Some('>') =>
        {
            (
                "`>` does not compare here: it says that a text of several lines begins below",
                "write a quantity in words, as `more than 12` or `at least 12`; put text that begins with `>` in quotes",
            )
        }
        ErrorKind::InvalidBlockScalarHeader if next == Some('|') => {
            ("`|` says that a text of several lines begins below, and more follows it here", quote)
        }
        ErrorKind::ExpectedFlowMappingSeparator => (
            "a field ends here without a comma",
            "put a comma between fields in braces, and text that contains `: ` in quotes",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => {
            ("a part of the list ends here without a comma", "put a comma between the parts")
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            let message = format!("the bracket `{open}` that opens here is closed by `{close}`");
            return syntax(range, message, "close it by the bracket that belongs to it");
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            let message = "a bracket closes here that nothing has opened";
            let at = text[..at].trim_end().strip_suffix([']', '}']).map_or(at, str::len);
            return syntax(at..at + 1, message, "remove it, or put the whole value in quotes");
        }
        ErrorKind::MappingKeyNotAllowed if next == Some('?') => (
            "`?` alone is no value",
            "write what is known, or leave the field out; put text that begins with `?` in quotes",
        ),
        ErrorKind::MissingAnchorOrAliasName => ("a value cannot begin with `*` or `&`", quote),
        ErrorKind::CommentInterceptedScalar => (
            "a comment has begun (` #`), and the text before it goes on behind",
            "put the whole value in quotes, or move the comment away from it",
        ),
        _ if next == Some(',') => (
            "a comma stands where a value is wanted",
            "remove it, or write the value that is missing before it",
        ),
        _ => return syntax(range, error.info(), "compare this line with those around it"),
    };
    syntax(range, message, help)
}

/// The first escape that YAML does not know in a text in double quotes, which begins at a byte.
fn unknown_escape(text: &str, start: usize) -> Option<Range<usize>> {
    let mut at = start + 1;
    loop {
        at += text.get(at..)?.find('\\')?;
        let sign = text[at + 1..].chars().next()?;
        let digits = match sign {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ if "0abtnvfre \"/\\N_LP\t\n\r".contains(sign) => 0,
            _ => return Some(at..at + 1 + sign.len_utf8()),
        };
        let end = at + 1 + sign.len_utf8() + digits;
        let number = text.get(at + 2..end).unwrap_or_default();
        if digits > 0 && !u32::from_str_radix(number, 16).is_ok_and(|number| char::from_u32(number).is_some())
        {
            return Some(at..at + 2);
        }
        at = end;
    }
}

/// The tab in the indentation that an error is about. The scanner notices some tabs only from the
/// line before.
fn indenting_tab(text: &str, at: usize, kind: &ErrorKind) -> Option<usize> {
    let about_tabs = matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    );
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let mut line_start = start;
    for line in text[start..].split_inclusive('\n').take(if about_tabs { usize::MAX } else { 1 }) {
        let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if let Some(tab) = indentation.find('\t') {
            return Some(line_start + tab);
        }
        line_start += line.len();
    }
    None
}
