//! Words that rules share.

use std::fmt::Display;

use tallybook_schema::RecordType;
use tallybook_schema::block::BlockKind;

/// The name nearest to `name` among `known`, if one is near enough to be meant.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    near(name, known).first().map(|(_, candidate)| *candidate)
}

/// The nearest name, if no other is as near.
pub(crate) fn only_nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    match near(name, known).as_slice() {
        [(_, one)] => Some(one),
        [(distance, one), (next, _), ..] if distance < next => Some(one),
        _ => None,
    }
}

/// Whether an id can be a slip of the pen for another one, and not the id of something else: each part of it nearly the
/// same, and numbers and the shortest parts as they are.
pub(crate) fn is_slip(id: &str, meant: &str) -> bool {
    let is_near = |(part, meant): (&str, &str)| {
        let limit = part.len().min(meant.len()) / 3;
        let has_digit = part.bytes().chain(meant.bytes()).any(|byte| byte.is_ascii_digit());
        part == meant || (!has_digit && strsim::osa_distance(part, meant) <= limit)
    };
    let is_in_step = id.split('-').count() == meant.split('-').count();
    let is_near_throughout = is_in_step && id.split('-').zip(meant.split('-')).all(is_near);
    is_near_throughout || id.replace('-', "") == meant.replace('-', "")
}

/// The names near enough to be meant, with their distances, nearest first.
fn near<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<(usize, &'k str)> {
    if name.len() > MAX_NAME {
        return Vec::new();
    }
    let lower = name.to_lowercase();
    let limit = (name.chars().count() / 3).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            *distance <= limit
                || (lower.len() > 3 && (candidate.starts_with(&lower) || lower.starts_with(candidate)))
        })
        .collect();
    near.sort_unstable();
    near
}

/// Longer names are nobody's misspelling.
const MAX_NAME: usize = 100;

/// A text as shown in a message: in backticks, on one line, cut where it is long.
pub(crate) fn shown(text: &str) -> String {
    const LENGTH: usize = 60;
    let mut characters = text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    let start: String = characters.by_ref().take(LENGTH).collect();
    let more = if characters.next().is_some() { "…" } else { "" };
    format!("`{start}{more}`")
}

/// `1 item`, `2 items`.
pub(crate) fn count(number: usize, singular: &str, plural: &str) -> String {
    if number == 1 { format!("1 {singular}") } else { format!("{number} {plural}") }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(parts: &[String]) -> String {
    joined(parts, "and")
}

fn joined(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} {word} {last}", init.join(", ")),
    }
}

/// `100 + 6 = 106`; one part stands alone, as it is its own sum.
pub(crate) fn addition(parts: &[String], sum: impl Display) -> String {
    match parts {
        [one] => one.clone(),
        parts => format!("{} = {sum}", parts.join(" + ")),
    }
}

/// `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``.
pub(crate) fn values(values: impl IntoIterator<Item: Display>) -> String {
    joined(&quoted(values), "and")
}

/// `` `a` ``, `` `a` or `b` ``, `` `a`, `b` or `c` ``.
pub(crate) fn alternatives(values: impl IntoIterator<Item: Display>) -> String {
    joined(&quoted(values), "or")
}

fn quoted(values: impl IntoIterator<Item: Display>) -> Vec<String> {
    values.into_iter().map(|value| format!("`{value}`")).collect()
}

/// What a block is called in a sentence: `the item`.
pub(crate) fn noun(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Source => "source",
        BlockKind::SourceText => "archived text",
        BlockKind::NotCovered => "gap in the coverage",
        BlockKind::Actor => "actor",
        BlockKind::Anonymous => "anonymity",
        BlockKind::Role => "role",
        BlockKind::Equipment => "equipment",
        BlockKind::Deal => "deal",
        BlockKind::Transfer => "transfer",
        BlockKind::Place => "place",
        BlockKind::Item => "item",
        BlockKind::Statement => "statement",
        BlockKind::Target => "target",
        BlockKind::Figure => "figure",
    }
}

/// A token of a JSON Pointer (RFC 6901) for a name that a person wrote.
pub(crate) fn pointer_token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What one record of a type is called: `actor`, `type of equipment`.
pub(crate) fn record_noun(record_type: RecordType) -> &'static str {
    match record_type {
        RecordType::Equipment => "type of equipment",
        other => other.name(),
    }
}

/// The same with its article: `an actor`.
pub(crate) fn one(record_type: RecordType) -> String {
    let article = if record_type == RecordType::Actor { "an" } else { "a" };
    format!("{article} {}", record_noun(record_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["quantity", "equipment", "condition"];
        assert_eq!(nearest("quantitty", known), Some("quantity"));
        assert_eq!(nearest("equip", known), Some("equipment"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("cat", ["car", "cap", "dog"]), Some("cap"));
        assert_eq!(only_nearest("cat", ["car", "cap", "dog"]), None);
        assert_eq!(only_nearest("carr", ["car", "cap", "dog"]), Some("car"));
        assert_eq!(nearest(&"quantity".repeat(1000), known), None);
    }

    #[test]
    fn another_thing_is_no_slip() {
        for (id, meant) in [
            ("norht", "north"),
            ("evening-currier", "evening-courier"),
            ("skynews", "sky-news"),
            ("batch2", "batch-2"),
        ] {
            assert!(is_slip(id, meant), "{id} {meant}");
        }
        for (id, other) in [
            ("batch-2", "batch-1"),
            ("notice-2025-03-04", "notice-2025-03-03"),
            ("harbour-aid-foundation", "harbour-aid"),
            ("aid-us", "aid-uk"),
            ("east-ministry", "west-ministry"),
        ] {
            assert!(!is_slip(id, other), "{id} {other}");
        }
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(shown("a\nb"), "`a\u{fffd}b`");
        assert_eq!(shown(&"é".repeat(60)), format!("`{}`", "é".repeat(60)));
        assert_eq!(shown(&"é".repeat(61)), format!("`{}…`", "é".repeat(60)));
    }

    #[test]
    fn lists_read_as_sentences() {
        let words = |n: usize| ["a", "b", "c"][..n].iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(list(&words(1)), "a");
        assert_eq!(list(&words(2)), "a and b");
        assert_eq!(list(&words(3)), "a, b and c");
        assert_eq!(count(1, "item", "items"), "1 item");
        assert_eq!(one(RecordType::Actor), "an actor");
        assert_eq!(one(RecordType::Equipment), "a type of equipment");
        assert_eq!(values(["a", "b"]), "`a` and `b`");
        assert_eq!(alternatives(["a", "b", "c"]), "`a`, `b` or `c`");
    }

    #[test]
    fn additions_show_their_parts() {
        let parts = |numbers: &[i64]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(addition(&parts(&[100, 6]), 106), "100 + 6 = 106");
        assert_eq!(addition(&parts(&[100]), 100), "100");
    }
}
