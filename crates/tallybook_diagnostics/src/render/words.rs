//! Numbers and lists as words.

/// `1 item`, `2 items`.
pub(super) fn count(number: usize, singular: &str, plural: &str) -> String {
    if number == 1 { format!("1 {singular}") } else { format!("{} {plural}", digits(number)) }
}

/// `no items`, `1 item`, `2 items`.
pub(super) fn count_or_no(number: usize, singular: &str, plural: &str) -> String {
    if number == 0 { format!("no {plural}") } else { count(number, singular, plural) }
}

/// `1,234,567`.
pub fn digits(number: usize) -> String {
    let plain = number.to_string();
    let mut out = String::new();
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<S: AsRef<str>>(parts: &[S]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_read_as_words() {
        assert_eq!(count(1, "item", "items"), "1 item");
        assert_eq!(count(1_234_567, "item", "items"), "1,234,567 items");
        assert_eq!(count_or_no(0, "item", "items"), "no items");
        assert_eq!([digits(0), digits(999), digits(1000)], ["0", "999", "1,000"]);
        assert_eq!(list(&["a"; 0]), "");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
