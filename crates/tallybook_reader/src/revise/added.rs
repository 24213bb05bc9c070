//! Where records that come go, and how they are written there.

use serde_json::Value;
use tallybook_diagnostics::RecordKey;
use tallybook_schema::RecordType;

use super::splice::Splicer;
use super::{Revised, id, spell};
use crate::layout::Kind;
use crate::path::{Content, Format, Role, role};
use crate::reading::{OriginPart, Reading};
use crate::records;
use crate::tree::{Node, NodeKind};

impl Reading {
    /// Where new records go: to the end of the last file that holds a list of their type; where each has a
    /// file of its own, into new ones.
    pub(super) fn rooms<'v>(
        &self,
        record_type: RecordType,
        values: &[&'v Value],
    ) -> Vec<(String, Vec<&'v Value>)> {
        if values.is_empty() {
            return Vec::new();
        }
        let table = record_type.plural();
        let keys = (0..self.dataset.count(record_type)).map(|index| RecordKey { record_type, index });
        let origins: Vec<_> = keys.filter_map(|key| self.origin(key)).collect();
        let list = origins.iter().rev().find(|origin| origin.part != OriginPart::Whole);
        let holds =
            |path: &str| matches!(role(path), Role::Read(Content::Records(held), _) if held == record_type);
        if let Some(file) = list.and_then(|origin| self.files.get(origin.file)) {
            vec![(file.path().to_owned(), values.to_vec())]
        } else if !origins.is_empty() {
            let own = |value: &&'v Value| (format!("{table}/{}.yaml", id(value)), vec![*value]);
            values.iter().map(own).collect()
        } else {
            let empty = self.files.iter().map(|(_, file)| file.path()).filter(|path| holds(path)).last();
            vec![(empty.map_or_else(|| format!("{table}.yaml"), str::to_owned), values.to_vec())]
        }
    }

    /// The text of a file with records after those it has.
    pub(super) fn append(&self, file: &Revised, record_type: RecordType, values: &[&Value]) -> String {
        let (kind, limits) = (Kind::of(record_type), &self.dataset.manifest.checks.limits);
        let format = Format::of_path(&file.path).unwrap_or(Format::Yaml);
        let newline = if file.new.contains("\r\n") { "\r\n" } else { "\n" };
        let mut text = file.new.clone();
        if format == Format::JsonLines {
            for value in values {
                end_line(&mut text, newline);
                text.push_str(&spell::as_json(value, kind, false));
            }
            end_line(&mut text, newline);
            return text;
        }
        let root = records::parse(&file.new, format, limits).ok().and_then(|document| document.root);
        let items = match &root {
            Some(Node { kind: NodeKind::List(items), .. }) => items.as_slice(),
            _ => &[],
        };
        let brackets = root.as_ref().filter(|root| file.new[root.range.start..].starts_with('['));
        if format == Format::Json || brackets.is_some_and(|_| !items.is_empty()) {
            let spelled = values.iter().map(|value| spell::as_json(value, kind, true).replace('\n', "\n  "));
            let spelled: Vec<String> = spelled.map(|value| format!("\n  {value}")).collect();
            let spelled = spelled.join(",").replace('\n', newline);
            match (items.last(), brackets) {
                (Some(last), _) => text.insert_str(last.range.end, &format!(",{spelled}")),
                (None, Some(list)) => {
                    text.replace_range(list.range.clone(), &format!("[{spelled}{newline}]"));
                }
                (None, None) => text = format!("[{spelled}{newline}]{newline}"),
            }
            return text;
        }
        if let Some(list) = brackets {
            text.replace_range(list.range.clone(), "");
            text.truncate(text.trim_end().len());
        }
        let column = items.last().map_or(0, |last| dash_column(&file.new, last));
        let rest = text.split_off(end_of_document(&text, items.last().map_or(0, |last| last.range.end)));
        for value in values {
            end_line(&mut text, newline);
            if !text.is_empty() && !text.ends_with(&format!("{newline}{newline}")) {
                text.push_str(newline);
            }
            let lines = spell::item(value, kind, column).into_iter();
            let lines: Vec<String> = lines.map(|line| format!("{}{line}", " ".repeat(column))).collect();
            text.push_str(&lines.join(newline));
        }
        end_line(&mut text, newline);
        text + &rest
    }
}

/// The column of the dash of an item of a list.
fn dash_column(text: &str, item: &Node<'_>) -> usize {
    let splicer = Splicer { text, format: Format::Yaml, splices: Vec::new() };
    splicer.dash(item.range.start).map_or(0, |dash| splicer.column(dash))
}

/// Where the line `...` stands that ends a document, or the end of the text. Before `from` there are values.
fn end_of_document(text: &str, from: usize) -> usize {
    let ends = |(at, _): &(usize, &str)| {
        let begins_line = *at == 0 || text[..*at].ends_with('\n');
        begins_line && text[at + 3..].chars().next().is_none_or(char::is_whitespace)
    };
    text.match_indices("...").filter(|(at, _)| *at >= from).find(ends).map_or(text.len(), |(at, _)| at)
}

fn end_line(text: &mut String, newline: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(newline);
    }
}
