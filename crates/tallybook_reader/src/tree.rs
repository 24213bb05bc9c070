//! A small tree over one document, with a byte range for every key and value. YAML and JSON give
//! the same tree, so that everything after it is written once.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span};
use jsonc_parser::ast;
use tallybook_schema::record::Limits;

use crate::problem::ProblemKind;

/// A value with its place in the text.
#[derive(Debug, Clone)]
pub(crate) struct Node<'t> {
    pub(crate) range: Range<usize>,
    pub(crate) kind: NodeKind<'t>,
}

#[derive(Debug, Clone)]
pub(crate) enum NodeKind<'t> {
    /// A scalar. A plain one (not quoted) can be a number, `true` or null; a quoted one is text.
    Scalar {
        text: Cow<'t, str>,
        plain: bool,
    },
    List(Vec<Node<'t>>),
    Mapping(Vec<Entry<'t>>),
    /// Stands where a value was bad or missing and has been reported; reads as any type.
    Placeholder,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry<'t> {
    pub(crate) key: Cow<'t, str>,
    pub(crate) key_range: Range<usize>,
    pub(crate) value: Node<'t>,
}

/// What stops a document from becoming a tree, or was met on the way.
pub(crate) type Fault = (Range<usize>, ProblemKind);

/// One step from a node to one of its children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl<'t> Node<'t> {
    /// The node at the end of a path, or as far along it as nodes go; and whether that is the end.
    pub(crate) fn descend(&self, path: &[Step]) -> (&Self, bool) {
        let mut node = self;
        for step in path {
            let child = match (&node.kind, step) {
                (NodeKind::Mapping(entries), Step::Key(key)) => {
                    entries.iter().find(|entry| entry.key == key.as_str()).map(|entry| &entry.value)
                }
                (NodeKind::List(items), Step::Index(index)) => items.get(*index),
                _ => None,
            };
            match child {
                Some(child) => node = child,
                None => return (node, false),
            }
        }
        (node, true)
    }

    /// The node at the end of a path, to be changed.
    pub(crate) fn descend_mut(&mut self, path: &[Step]) -> Option<&mut Self> {
        path.iter().try_fold(self, |node, step| match (&mut node.kind, step) {
            (NodeKind::Mapping(entries), Step::Key(key)) => {
                entries.iter_mut().find(|entry| entry.key == key.as_str()).map(|entry| &mut entry.value)
            }
            (NodeKind::List(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        })
    }

    /// The entry of a mapping.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry<'t>> {
        match &self.kind {
            NodeKind::Mapping(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// What to underline for the node: a scalar whole, a collection by its first scalar pair or item,
    /// so that the mark stays on one line.
    pub(crate) fn mark(&self) -> Range<usize> {
        match &self.kind {
            NodeKind::Scalar { .. } | NodeKind::Placeholder => self.range.clone(),
            NodeKind::List(items) => items.first().map_or(self.range.clone(), Self::mark),
            NodeKind::Mapping(entries) => {
                let named = entries.iter().find(|entry| entry.key == "id").or_else(|| entries.first());
                named.map_or(self.range.clone(), |entry| entry.key_range.start..entry.value.mark().end)
            }
        }
    }
}

/// Parses a YAML document. `None` for a document without content.
pub(crate) fn parse_yaml<'t>(
    text: &'t str,
    limits: &Limits,
    faults: &mut Vec<Fault>,
) -> Result<Option<Node<'t>>, Fault> {
    let depth = usize::from(limits.depth);
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: depth,
        block_nesting_limit: depth,
    };
    let mut builder = Builder { text, faults, stack: Vec::new(), root: None, documents: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| scan_fault(text, &error, depth))?;
        builder.event(event, span)?;
    }
    Ok(builder.root)
}

fn scan_fault(text: &str, error: &granit_parser::ScanError, depth: usize) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let message = error.info().clone();
    let range = at..text.len().min(at + 1);
    if message.contains("nesting") || message.contains("recursion") {
        return (
            range,
            ProblemKind::Hostile { reason: format!("lists and mappings are nested more than {depth} deep") },
        );
    }
    (range, ProblemKind::Syntax { format: "YAML", message })
}

struct Builder<'t, 'f> {
    text: &'t str,
    faults: &'f mut Vec<Fault>,
    stack: Vec<Open<'t>>,
    root: Option<Node<'t>>,
    documents: usize,
}

enum Open<'t> {
    List(Range<usize>, Vec<Node<'t>>),
    Mapping(Range<usize>, Vec<Entry<'t>>, Option<(Cow<'t, str>, Range<usize>)>),
}

impl<'t> Builder<'t, '_> {
    fn event(&mut self, event: Event<'t>, span: Span) -> Result<(), Fault> {
        let range = span.byte_range().unwrap_or(0..0);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(syntax(
                        range,
                        "a file holds one document; write a list instead of `---` between records",
                    ));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                Self::refuse(&range, anchor, tag.is_some())?;
                let range = self.trim(range, style);
                self.add(Node {
                    range,
                    kind: NodeKind::Scalar { text, plain: style == ScalarStyle::Plain },
                })?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                Self::refuse(&range, anchor, tag.is_some())?;
                self.stack.push(Open::List(range, Vec::new()));
            }
            Event::MappingStart(_, anchor, tag) => {
                Self::refuse(&range, anchor, tag.is_some())?;
                self.stack.push(Open::Mapping(range, Vec::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&range)?,
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let reason =
                    "an alias (`*name`) repeats other text; aliases are not read: write the value out";
                return Err((range, ProblemKind::Hostile { reason: reason.to_owned() }));
            }
            _ => {}
        }
        Ok(())
    }

    fn refuse(range: &Range<usize>, anchor: usize, tagged: bool) -> Result<(), Fault> {
        if anchor != 0 {
            let reason = "an anchor (`&name`) marks text for aliases; neither is read: write the value out";
            return Err((range.clone(), ProblemKind::Hostile { reason: reason.to_owned() }));
        }
        if tagged {
            return Err(syntax(
                range.clone(),
                "a tag (`!name`) is not read: the field decides the type of a value",
            ));
        }
        Ok(())
    }

    /// Block scalars end past their text, and plain ones may.
    fn trim(&self, range: Range<usize>, style: ScalarStyle) -> Range<usize> {
        if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
            return range;
        }
        let raw = self.text.get(range.clone()).unwrap_or_default();
        range.start..range.start + raw.trim_end().len()
    }

    fn add(&mut self, node: Node<'t>) -> Result<(), Fault> {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Mapping(_, entries, pending)) => match pending.take() {
                None => {
                    let NodeKind::Scalar { text, .. } = node.kind else {
                        return Err(syntax(
                            node.range,
                            "the name of a field is plain text, not a list or mapping",
                        ));
                    };
                    if text == "<<" {
                        return Err(syntax(
                            node.range,
                            "a merge key (`<<`) is not read: write the fields out",
                        ));
                    }
                    *pending = Some((text, node.range));
                }
                Some((key, key_range)) => {
                    if let Some(first) = entries.iter().find(|entry| entry.key == key) {
                        let kind = ProblemKind::DuplicateKey {
                            key: key.into_owned(),
                            first: first.key_range.clone(),
                        };
                        self.faults.push((key_range, kind));
                    } else {
                        entries.push(Entry { key, key_range, value: node });
                    }
                }
            },
        }
        Ok(())
    }

    fn close(&mut self, end: &Range<usize>) -> Result<(), Fault> {
        let node = match self.stack.pop() {
            Some(Open::List(start, items)) => {
                let range =
                    extent(&start, end, items.first().map(|n| &n.range), items.last().map(|n| &n.range));
                Node { range, kind: NodeKind::List(items) }
            }
            Some(Open::Mapping(start, entries, _)) => {
                let first = entries.first().map(|entry| &entry.key_range);
                let range = extent(&start, end, first, entries.last().map(|entry| &entry.value.range));
                Node { range, kind: NodeKind::Mapping(entries) }
            }
            None => return Ok(()),
        };
        self.add(node)
    }
}

/// The range of a collection: its brackets if it has any, else from its first to its last part.
fn extent(
    start: &Range<usize>,
    end: &Range<usize>,
    first: Option<&Range<usize>>,
    last: Option<&Range<usize>>,
) -> Range<usize> {
    if !end.is_empty() {
        return start.start..end.end;
    }
    match (first, last) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => start.clone(),
    }
}

fn syntax(range: Range<usize>, message: &str) -> Fault {
    (range, ProblemKind::Syntax { format: "YAML", message: message.to_owned() })
}

/// Parses a JSON text (RFC 8259). `offset` is where it starts in its file.
pub(crate) fn parse_json<'t>(
    text: &'t str,
    offset: usize,
    limits: &Limits,
    faults: &mut Vec<Fault>,
) -> Result<Node<'t>, Fault> {
    // serde_json knows the grammar best and stops at its own depth, far below any stack's.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let at = offset + line_column_offset(text, error.line(), error.column());
        let range = at..(at + 1).min(offset + text.len()).max(at);
        if error.to_string().starts_with("recursion limit") {
            return Err((range, too_deep(limits)));
        }
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        return Err((range, ProblemKind::Syntax { format: "JSON", message }));
    }
    let options = jsonc_parser::ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = jsonc_parser::parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &options);
    let value = parsed.map(|result| result.value).unwrap_or_default();
    let Some(value) = value else {
        let kind =
            ProblemKind::Syntax { format: "JSON", message: "the text is not one JSON value".to_owned() };
        return Err((offset..offset + text.len(), kind));
    };
    json_node(value, offset, usize::from(limits.depth), limits, faults)
}

fn too_deep(limits: &Limits) -> ProblemKind {
    ProblemKind::Hostile { reason: format!("lists and mappings are nested more than {} deep", limits.depth) }
}

fn json_node<'t>(
    value: ast::Value<'t>,
    offset: usize,
    depth: usize,
    limits: &Limits,
    faults: &mut Vec<Fault>,
) -> Result<Node<'t>, Fault> {
    let place = |range: jsonc_parser::common::Range| offset + range.start..offset + range.end;
    let scalar = |range, text, plain| Node { range: place(range), kind: NodeKind::Scalar { text, plain } };
    Ok(match value {
        ast::Value::StringLit(lit) => scalar(lit.range, lit.value, false),
        ast::Value::NumberLit(lit) => scalar(lit.range, Cow::Borrowed(lit.value), true),
        ast::Value::BooleanLit(lit) => {
            scalar(lit.range, Cow::Borrowed(if lit.value { "true" } else { "false" }), true)
        }
        ast::Value::NullKeyword(lit) => scalar(lit.range, Cow::Borrowed("null"), true),
        ast::Value::Array(array) => {
            let range = place(array.range);
            let depth = depth.checked_sub(1).ok_or_else(|| (range.clone(), too_deep(limits)))?;
            let items = array.elements.into_iter().map(|item| json_node(item, offset, depth, limits, faults));
            Node { range, kind: NodeKind::List(items.collect::<Result<_, _>>()?) }
        }
        ast::Value::Object(object) => {
            let range = place(object.range);
            let depth = depth.checked_sub(1).ok_or_else(|| (range.clone(), too_deep(limits)))?;
            let mut entries: Vec<Entry<'t>> = Vec::with_capacity(object.properties.len());
            for property in object.properties {
                let (key, key_range) = match property.name {
                    ast::ObjectPropName::String(lit) => (lit.value, place(lit.range)),
                    ast::ObjectPropName::Word(lit) => (Cow::Borrowed(lit.value), place(lit.range)),
                };
                let value = json_node(property.value, offset, depth, limits, faults)?;
                if let Some(first) = entries.iter().find(|entry| entry.key == key) {
                    let kind =
                        ProblemKind::DuplicateKey { key: key.into_owned(), first: first.key_range.clone() };
                    faults.push((key_range, kind));
                } else {
                    entries.push(Entry { key, key_range, value });
                }
            }
            Node { range, kind: NodeKind::Mapping(entries) }
        }
    })
}

/// The byte at which a line (from 1) and a column (from 1, in bytes) stand.
fn line_column_offset(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    text.floor_char_boundary((start + column.saturating_sub(1)).min(text.len()))
}
