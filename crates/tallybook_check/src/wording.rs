//! Words that rules share.

use tallybook_schema::RecordType;

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

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn alternatives(parts: &[String]) -> String {
    joined(parts, "or")
}

fn joined(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} {word} {last}", init.join(", ")),
    }
}

/// A term, an id or another value in backticks.
pub(crate) fn code(value: impl std::fmt::Display) -> String {
    format!("`{value}`")
}

/// What one record of a type is called: `actor`, `type of equipment`.
pub(crate) fn noun(record_type: RecordType) -> &'static str {
    match record_type {
        RecordType::Equipment => "type of equipment",
        other => other.name(),
    }
}

/// The same with its article: `an actor`.
pub(crate) fn one(record_type: RecordType) -> String {
    let article = if record_type == RecordType::Actor { "an" } else { "a" };
    format!("{article} {}", noun(record_type))
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
        assert_eq!(alternatives(&words(3)), "a, b or c");
        assert_eq!(count(1, "item", "items"), "1 item");
        assert_eq!(one(RecordType::Actor), "an actor");
        assert_eq!(one(RecordType::Equipment), "a type of equipment");
    }
}
