//! Words that rules share.

use std::fmt::Display;

use tallybook_schema::RecordType;
use tallybook_schema::block::BlockKind;

/// The name nearest to `name` among `known`, if one is near enough to be meant.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let lower = name.to_lowercase();
    let limit = (name.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            *distance <= limit
                || (lower.len() > 3 && (candidate.starts_with(&lower) || lower.starts_with(candidate)))
        })
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
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
