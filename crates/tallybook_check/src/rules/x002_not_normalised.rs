//! X002: a text is not in Unicode Normalization Form C.

use tallybook_diagnostics::{Finding, Findings, Fix};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::is_nfc;

use crate::{Context, Rule, Scope, TextAt};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "X002",
    "not-normalised",
    "a text is not in Unicode Normalization Form C",
    include_str!("x002_not_normalised.md"),
    Scope::Text(check),
);

fn check(_: &Context<'_>, text: &TextAt<'_>, out: &mut Findings) {
    if is_nfc(text.text) {
        return;
    }
    let normal: String = text.text.nfc().collect();
    let written = first_difference(text.text, &normal);
    let wanted = first_difference(&normal, text.text);
    out.push(
        Finding::new(
            text.place.clone(),
            format!("`{wanted}` is written as {}, which is not its normal form", code_points(&written)),
        )
        .note(format!("the normal form (NFC) is {}; to most tools the two are different texts, so that a search for one misses the other", code_points(&wanted)))
        .help("write the text in NFC")
        // Both forms are the same text by definition, and quotes are matched in NFC. An address is
        // not a text: its bytes count.
        .fix(Fix::replace("write it in NFC", text.place.clone(), normal).safe_if(text.free)),
    );
}

/// The first character of `text` that is not in `other`, with the marks that belong to it.
fn first_difference(text: &str, other: &str) -> String {
    let same = text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    // A mark belongs to the letter before it, even if that one is the same in both.
    let chars: Vec<char> = text.chars().collect();
    let mut start = same.min(chars.len());
    while start > 0 && chars.get(start).is_none_or(|&c| is_combining_mark(c)) {
        start -= 1;
    }
    let marks = chars.iter().skip(start + 1).take_while(|&&c| is_combining_mark(c));
    chars.get(start).into_iter().chain(marks).collect()
}

fn code_points(text: &str) -> String {
    let points: Vec<String> = text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    points.join(" ")
}
