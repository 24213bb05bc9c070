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
pub(super) fn digits(number: usize) -> String {
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
