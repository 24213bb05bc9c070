//! Turns the edits of a fix into changes of text, written in the way of the file they go into.

mod literal;

use std::ops::Range;

use tallybook_diagnostics::{Edit, FileId, Fix, Part, Patch, Place};

use crate::locate::Trees;
use crate::packing::Packing;
use crate::path::Format;
use crate::reading::Reading;
use crate::revise::item_in_yaml;
use crate::tree::{Node, NodeKind, Step, Style};

/// The changes that a fix makes; none if one of its edits has no place or cannot be written there.
pub(crate) fn patches(trees: &mut Trees<'_>, fix: &Fix) -> Vec<Patch> {
    let patches = fix.edits.iter().map(|edit| match patch(trees, edit) {
        Some(patch) => Some(vec![patch]),
        None => literal::patches(trees, edit),
    });
    patches.collect::<Option<Vec<_>>>().unwrap_or_default().concat()
}

fn patch(trees: &mut Trees<'_>, edit: &Edit) -> Option<Patch> {
    let reading = trees.reading;
    match edit {
        Edit::Replace { place: Place::Span { file, start, end }, text } => {
            let range = *start..*end;
            let raw = reading.files.get(*file)?.get(range.clone())?;
            Some(Patch { file: *file, range, text: rewrite(raw, text, format(reading, *file)?)? })
        }
        Edit::Replace { place, text } => trees.at(place, |file, _, root, path, part| {
            let range = match (part, path.split_last()) {
                (Part::Key, Some((Step::Key(key), parents))) => {
                    root.descend(parents).entry(key)?.key_range.clone()
                }
                _ => scalar(root.descend(path))?,
            };
            let source = reading.files.get(file)?;
            let raw = source.get(range.clone())?;
            let format = format(reading, file)?;
            let may_be_block = part == Part::Value && format == Format::Yaml;
            if may_be_block && block_head(source.text(), root.descend(path)).is_some() {
                return None;
            }
            Some(Patch { file, range, text: rewrite(raw, text, format)? })
        })?,
        Edit::Source { place, text } => {
            let Place::Span { file, start, end } = *place else { return None };
            format(reading, file)?;
            Some(Patch { file, range: start..end, text: text.clone() })
        }
        Edit::Insert { place, field, text } => trees
            .at(place, |file, _, root, path, _| insert(reading, file, root.descend(path), field, text))?,
        Edit::Remove { place } => {
            trees.at(place, |file, _, root, path, _| remove(reading, file, root, path))?
        }
    }
}

/// How a file is written. What is packed, or not UTF-8, is no text that could be changed.
fn format(reading: &Reading, file: FileId) -> Option<Format> {
    let path = reading.files.get(file)?.path();
    (Packing::of(path).0 == Packing::None && reading.is_utf8(file)).then(|| Format::of_path(path))?
}

fn scalar(node: &Node<'_>) -> Option<Range<usize>> {
    matches!(node.kind, NodeKind::Scalar { .. }).then(|| node.range.clone())
}

/// The head of a block scalar (`>-`, `|`) with its comment; `None` for other values. In a block scalar, quotation marks
/// would be text.
pub(crate) fn block_head(text: &str, node: &Node<'_>) -> Option<Range<usize>> {
    let NodeKind::Scalar { style: Style::Text, .. } = node.kind else { return None };
    // The text begins on a line of its own.
    let before = text[..node.range.start].trim_end();
    text[before.len()..node.range.start].contains('\n').then_some(())?;
    let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
    let words = line.split('#').next().unwrap_or_default().trim_end();
    let signs =
        words.trim_end_matches(|c: char| c.is_ascii_digit() || "+-".contains(c)).strip_suffix(['|', '>'])?;
    Some(before.len() - line.len() + signs.len()..before.len())
}

/// Adds a field before the lists and mappings of its block, where people look for scalars.
fn insert(reading: &Reading, file: FileId, block: &Node<'_>, field: &str, text: &str) -> Option<Patch> {
    let NodeKind::Mapping(entries) = &block.kind else { return None };
    let source = reading.files.get(file)?;
    let next = entries.iter().find(|entry| !matches!(entry.value.kind, NodeKind::Scalar { .. }))?;
    let at = next.key_range.start;
    let before = source.get(source.line(source.line_of(at))?.start..at)?;
    let format = format(reading, file)?;
    let text = match format {
        Format::Yaml if source.get(block.range.clone())?.starts_with('{') => {
            format!("{field}: {}, ", plain_or_quoted(text))
        }
        Format::Yaml if before.chars().all(|c| c == ' ') => {
            format!("{field}: {}\n{before}", plain_or_quoted(text))
        }
        Format::Yaml => return None,
        Format::Json | Format::JsonLines => format!("{}: {}, ", json(field), json(text)),
    };
    Some(Patch { file, range: at..at, text })
}

/// Takes an entry out of its list, with what parts it from its neighbour.
fn remove(reading: &Reading, file: FileId, root: &Node<'_>, path: &[Step]) -> Option<Patch> {
    let (entry, parents) = path.split_last()?;
    let list = root.descend(parents);
    let NodeKind::List(items) = &list.kind else { return None };
    let number = match entry {
        Step::Index(number) => *number,
        Step::Key(key) => key.parse().ok()?,
    };
    let format = format(reading, file)?;
    let range = match (format, number.checked_sub(1)) {
        (Format::Yaml, _) => item_in_yaml(reading.files.get(file)?.text(), list, number)?,
        (_, Some(before)) => items.get(before)?.range.end..items.get(number)?.range.end,
        (_, None) => items.first()?.range.start..items.get(1)?.range.start,
    };
    Some(Patch { file, range, text: String::new() })
}

/// A scalar in place of another one, in the same notation; `None` for a block scalar.
pub(crate) fn rewrite(raw: &str, text: &str, format: Format) -> Option<String> {
    match (format, raw.chars().next()) {
        (Format::Yaml, Some('\'')) if !text.contains(is_unprintable) => {
            Some(format!("'{}'", text.replace('\'', "''")))
        }
        (Format::Json | Format::JsonLines, Some('0'..='9')) if text.parse::<u32>().is_ok() => {
            Some(text.to_owned())
        }
        (Format::Json | Format::JsonLines, _) | (Format::Yaml, Some('"' | '\'')) => Some(json(text)),
        (Format::Yaml, _) => (!raw.contains('\n')).then(|| plain_or_quoted(text)),
    }
}

/// Text between double quotes, escaped as both JSON and YAML read it.
pub(crate) fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    if !quoted.contains(is_unprintable) {
        return quoted;
    }
    let escaped =
        |c: char| if is_unprintable(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    quoted.chars().map(escaped).collect()
}

/// Whether YAML calls a character not printable, or some of its readers take it for the end of a line.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{2028}' | '\u{2029}')
}

/// What readers of YAML take for nothing, a truth, a number or a sign, in lower case.
const WORDS: [&str; 15] =
    ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", ".nan", ".inf", "+.inf"];

/// Plain where every YAML reader takes it for the same text, else between double quotes.
pub(crate) fn plain_or_quoted(text: &str) -> String {
    let unsafe_start = text.starts_with(|c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c) || c.is_whitespace());
    let unsafe_part = text.contains(": ") || text.contains(" #") || text.contains(is_unprintable);
    let unsafe_in_flow = text.contains([',', '[', ']', '{', '}']);
    let unsafe_end = text.ends_with([':', ' ']);
    let lower = text.to_ascii_lowercase();
    let word = WORDS.contains(&lower.as_str());
    // Other readers of YAML take these for numbers or times that print differently.
    let number = text.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '.')
        && text.chars().all(|c| c.is_ascii_digit() || "_.:+eExXoObB".contains(c))
        && (text.starts_with('0') && text != "0" || !text.chars().all(|c| c.is_ascii_digit()));
    let hexadecimal = lower
        .trim_start_matches('+')
        .strip_prefix("0x")
        .is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit() || c == '_'));
    let time =
        text.starts_with(|c: char| c.is_ascii_digit()) && text.get(4..5) == Some("-") && text.contains(':');
    if number || hexadecimal || time || unsafe_start || unsafe_part || unsafe_in_flow || unsafe_end || word {
        json(text)
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use tallybook_diagnostics::{Edit, Fix, Place};
    use tallybook_schema::RecordType;

    use super::*;

    #[track_caller]
    fn check(text: &str, edit: Edit, expected: &str) {
        check_in("deals.yaml", text, edit, expected);
    }

    #[track_caller]
    fn check_in(path: &str, text: &str, edit: Edit, expected: &str) {
        let manifest = ("dataset.yaml", "title: T\n");
        let reading = Reading::from_memory([manifest, (path, text)]);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let fix = Fix { title: String::new(), edits: vec![edit], safe: true };
        let mut changed = text.to_owned();
        for patch in patches(&mut Trees::of(&reading), &fix).into_iter().rev() {
            changed.replace_range(patch.range, &patch.text);
        }
        assert_eq!(changed, expected);
    }

    fn replace(pointer: &str, text: &str) -> Edit {
        Edit::Replace { place: Place::value(RecordType::Deal, 0, pointer), text: text.to_owned() }
    }

    #[test]
    fn a_scalar_keeps_its_notation() {
        let with = |title: &str| format!("- id: a\n  title: {title}\n  parties: [b, c]\n  stage: agreed\n");
        check(&with("X  y # why"), replace("/title", "X y"), &with("X y # why"));
        check(&with("X"), replace("/title", "X: y"), &with("\"X: y\""));
        check(&with("\"X\""), replace("/title", "a \"b\""), &with("\"a \\\"b\\\"\""));
        check(&with("'X'"), replace("/title", "it's"), &with("'it''s'"));
        check(&with("NO"), replace("/title", "no"), &with("\"no\""));
        check(&with(">-\n    X\n    y"), replace("/title", "z"), &with(">-\n    X\n    y"));
        check(&with(">-\n    X  y"), replace("/title", "X: y"), &with(">-\n    X  y"));
        check(&with("# >-\n    'X'"), replace("/title", "y"), &with("# >-\n    'y'"));
        for (raw, text, expected) in [("3", "4", "4"), ("\"3\"", "4", "\"4\""), ("3", "4 or 5", "\"4 or 5\"")]
        {
            assert_eq!(rewrite(raw, text, Format::Json).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_a_reader_of_yaml_takes_for_another_value_is_quoted() {
        for text in [
            "",
            "~",
            "No",
            "=",
            ".inf",
            "+.INF",
            ".NaN",
            "007",
            "0x1F",
            "0XaB",
            "+0x1f",
            "0b101",
            "0o17",
            "1_000",
            "1e3",
            "12:30:45",
            "2001-12-14 21:59:43",
            "2001-12-14t21:59:43Z",
            "-5",
            "a: b",
            "a #b",
        ] {
            assert_eq!(plain_or_quoted(text), json(text));
        }
        for text in
            ["57", "2022-08-20", "at least 160", "0xyz", "face", "1f", "http://a.example", "1:1 in kind", "é"]
        {
            assert_eq!(plain_or_quoted(text), text);
        }
    }

    #[test]
    fn a_literal_block_keeps_its_lines() {
        let with = |title: &str| format!("- id: a\n  title: {title}\n  parties: [b, c]\n  stage: agreed\n");
        let change = |old: &str, new: &str, expected: &str| {
            check(&with(old), replace("/title", new), &with(expected));
        };
        change("|-\n    X  y", "X y", "|-\n    X y");
        change("|- # why\n    'X'\n\n    y  z \n\n", "'X'\n\ny z", "|- # why\n    'X'\n\n    y z\n\n");
        change("|-\n\n    a  b\n      c  d", "\na b\n  c d", "|-\n\n    a b\n      c d");
        change("|\n    a: b # c  d", "a: b # c d\n", "|\n    a: b # c d");
        change("|2+ # why\n      a  b\n\n", "  a b", "|2- # why\n      a b\n\n");
        change("|  # why\n    'X'", "y", "|-  # why\n    y");
        change("|-\r\n    a  b\r\n    c  d\r", "a b\nc d", "|-\r\n    a b\r\n    c d\r");
        // Lines that come or go, a line that would be read as indented, one that is folded, what cannot be written.
        for (old, new) in [
            ("|-\n    X\n    y", "X y"),
            ("|-\n    X y", "X\ny"),
            ("|-\n    X", "X\n"),
            ("|-\n    X", " X"),
            ("|-\n    X\n\n    y", "X\nz\ny"),
            ("|-\n    X", "\u{85}"),
            ("|-\n    X", ""),
            (">-\n    X  y", "X y"),
        ] {
            change(old, new, old);
        }
    }

    #[test]
    fn nothing_is_written_into_a_file_that_is_not_utf8() {
        let line = br#"{"id": "a", "title": "X", "parties": ["b", "c"], "stage": "agreed"}"#;
        let count = |after: &[u8]| {
            let lines = [line, after].concat();
            let files = [("dataset.yaml", &b"title: T\n"[..]), ("deals.jsonl", &lines)];
            let fix = Fix { title: String::new(), edits: vec![replace("/title", "Y")], safe: true };
            patches(&mut Trees::of(&Reading::from_memory(files)), &fix).len()
        };
        assert_eq!((count(b"\n"), count(b"\n\xe9\n")), (1, 0));
    }

    #[test]
    fn an_entry_is_taken_out_of_its_list() {
        let remove = |number: usize| Edit::Remove {
            place: Place::value(RecordType::Deal, 0, format!("/parties/{number}")),
        };
        let with = |parties: &str| format!("- id: a\n  title: T\n  parties: {parties}\n  stage: agreed\n");
        check(&with("[b, c, b] # why"), remove(2), &with("[b, c] # why"));
        check(&with("[b, b, c]"), remove(1), &with("[b, c]"));
        check(&with("[b, c]"), remove(0), &with("[c]"));
        check(&with("\n    - b\n    - c\n    - b\n"), remove(2), &with("\n    - b\n    - c\n"));
        check(&with("\n  - b\n  - b # again\n  - c"), remove(1), &with("\n  - b\n  # again\n  - c"));
        check(&with("[b, # why\n    b, c]"), remove(1), &with("[b, # why\n    b, c]"));
        check(&with("[b]"), remove(0), &with("[b]"));
    }

    #[test]
    fn an_entry_is_taken_out_of_a_list_of_json() {
        let edit = |number: usize| Edit::Remove {
            place: Place::value(RecordType::Deal, 0, format!("/parties/{number}")),
        };
        let with = |parties: &str| {
            format!("{{\"id\": \"a\", \"title\": \"T\", \"parties\": [{parties}], \"stage\": \"agreed\"}}\n")
        };
        for (number, before, after) in [
            (1, "\"b\", \"b\", \"c\"", "\"b\", \"c\""),
            (2, "\"b\" ,\"c\",\n\"b\"", "\"b\" ,\"c\""),
            (0, "\"b\", \"c\"", "\"c\""),
            (0, "\"b\"", "\"b\""),
        ] {
            check_in("deals.json", &with(before), edit(number), &with(after));
        }
    }

    #[test]
    fn a_field_is_added_before_the_lists() {
        let edit = |field: &str| Edit::Insert {
            place: Place::value(RecordType::Deal, 0, ""),
            field: field.to_owned(),
            text: "2022".to_owned(),
        };
        check(
            "- id: a\n  title: T\n  parties: [b, c]\n  stage: agreed\n",
            edit("agreed"),
            "- id: a\n  title: T\n  agreed: 2022\n  parties: [b, c]\n  stage: agreed\n",
        );
        check(
            "- {id: a, title: T, parties: [b, c], stage: agreed}\n",
            edit("agreed"),
            "- {id: a, title: T, agreed: 2022, parties: [b, c], stage: agreed}\n",
        );
        check(
            "- {id: a, title: T,\n   parties: [b, c], stage: agreed}\n",
            edit("agreed"),
            "- {id: a, title: T,\n   agreed: 2022, parties: [b, c], stage: agreed}\n",
        );
    }
}
