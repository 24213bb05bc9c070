//! Why a text is not a quantity, in plain words, and which quantity was probably meant.
//!
//! Only called for texts that are no quantity. A guess is made where there is one way to read the
//! text (`1,000`, `>160`, `100-120`), never where there are two (`1,5`, `57E6`).

use super::{Quantity, ValueError, wordy};

const GRAMMAR: &str = "a quantity is a whole number, alone or as `more than N`, `at least N`, `up to N`, `about N`, `N to M`, `few` or `unknown`";

/// Longer texts are not looked at for what was meant.
const MAX_LENGTH: usize = 100;

/// Other ways to write a qualifier, and the one that is read.
const QUALIFIERS: [(&str, &str); 27] = [
    (">=", "at least "),
    ("≥", "at least "),
    ("<=", "up to "),
    ("≤", "up to "),
    (">", "more than "),
    ("over ", "more than "),
    ("not less than ", "at least "),
    ("no fewer than ", "at least "),
    ("no more than ", "up to "),
    ("not more than ", "up to "),
    ("at most ", "up to "),
    ("~", "about "),
    ("circa ", "about "),
    ("ca. ", "about "),
    ("around ", "about "),
    ("approximately ", "about "),
    ("some ", "about "),
    ("approx. ", "about "),
    ("approx ", "about "),
    ("roughly ", "about "),
    ("≈", "about "),
    ("minimum ", "at least "),
    ("min. ", "at least "),
    ("min ", "at least "),
    ("maximum ", "up to "),
    ("max. ", "up to "),
    ("max ", "up to "),
];

/// Words before a number that is one more than the highest.
const BELOW: [&str; 4] = ["<", "less than ", "fewer than ", "under "];

/// The words that may stand between the two numbers of a range.
const RANGES: [&str; 5] = [" to ", "-", "–", " - ", " – "];

/// The plainest words for why `text` is no quantity.
pub(super) fn explain(text: &str) -> ValueError {
    let error = reason(text);
    match (text.len() <= MAX_LENGTH).then(|| meant(text)).flatten() {
        Some(meant) => error.with_suggestion(meant),
        None => error,
    }
}

fn reason(text: &str) -> ValueError {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let starts_as_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    if digits.strip_prefix(['-', '−']).is_some_and(starts_as_number) {
        return ValueError::new("a quantity cannot be negative");
    }
    let lower = digits.to_ascii_lowercase();
    if lower.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit())) {
        return ValueError::new("a quantity is written in decimal digits, not in hexadecimal ones");
    }
    if let Some((mantissa, exponent)) = lower.split_once('e')
        && starts_as_number(mantissa)
        && exponent.trim_start_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit())
    {
        return ValueError::new(
            "an exponent is not read: write the number out, or look for a designation that a spreadsheet has changed",
        );
    }
    if matches!(lower.trim_start_matches('.'), "inf" | "nan") || text.contains('∞') {
        return ValueError::new("a quantity is a finite whole number");
    }
    if digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_digit()) {
        if digits.starts_with('0') {
            return ValueError::new("a number does not start with 0");
        }
        if digits.parse::<i64>().is_err() {
            return ValueError::new("the number is larger than 9223372036854775807");
        }
    }
    if let Some((whole, fraction)) = digits.split_once('.')
        && !whole.is_empty()
        && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        && fraction.len() != 3
    {
        return ValueError::new("a quantity is a whole number, without decimals");
    }
    match wordy::power(&text.to_lowercase()) {
        Some(word) => ValueError::new(format!("a number is written out in digits, without `{word}`")),
        None => ValueError::new(GRAMMAR),
    }
}

/// The quantity that was probably meant.
fn meant(text: &str) -> Option<String> {
    let text = wordy::plain(text);
    if is_unknown_misspelt(&text) {
        return Some(Quantity::UNKNOWN.to_string());
    }
    let guess = qualified(&text).or_else(|| range(&text)).or_else(|| number(&text))?;
    Quantity::read(&guess).map(|_| guess)
}

/// Whether a word is `unknown` with a letter too few, or with two in the wrong order.
fn is_unknown_misspelt(word: &str) -> bool {
    let letters = b"unknown";
    let without = |at: usize| [&letters[..at], &letters[at + 1..]].concat();
    let swapped = |at: usize| {
        let mut letters = letters.to_vec();
        letters.swap(at, at + 1);
        letters
    };
    (0..letters.len()).any(|at| without(at) == word.as_bytes())
        || (0..letters.len() - 1).any(|at| swapped(at) == word.as_bytes())
}

/// Splits a word for a qualifier off a text in small letters, and gives it as it is read.
pub(super) fn split_qualifier(text: &str) -> Option<(&'static str, &str)> {
    let own = super::Qualifier::PREFIXES.iter().map(|(prefix, _)| (*prefix, *prefix));
    own.chain(QUALIFIERS).find_map(|(word, prefix)| Some((prefix, text.strip_prefix(word)?.trim_start())))
}

fn qualified(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_suffix('+') {
        return Some(format!("at least {}", number(rest)?));
    }
    if let Some((prefix, rest)) = split_qualifier(text) {
        return Some(format!("{prefix}{}", number(rest)?));
    }
    let rest = BELOW.iter().find_map(|word| text.strip_prefix(word))?;
    let highest = number(rest.trim_start())?.parse::<i64>().ok()?.checked_sub(1)?;
    Some(format!("up to {highest}"))
}

fn range(text: &str) -> Option<String> {
    if let Some((low, high)) = text.strip_prefix("between ").and_then(|ends| ends.split_once(" and ")) {
        return Some(format!("{} to {}", number(low)?, number(high)?));
    }
    RANGES.iter().find_map(|separator| {
        let (low, high) = text.split_once(separator)?;
        Some(format!("{} to {}", number(low)?, number(high)?))
    })
}

/// The digits of one number: in words, grouped by threes, with a plus or zeros before it, or `.0` after it.
fn number(text: &str) -> Option<String> {
    if let Some(number) = wordy::number(text) {
        return Some(number.to_string());
    }
    if let Some(digits) = wordy::written_out(text) {
        return Some(digits);
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let text = match text.split_once('.') {
        Some((whole, "0" | "00")) => whole,
        _ => text,
    };
    // A comma or a full stop may be a decimal mark, so only groups of three are read as thousands.
    let mut groups = text.split([',', '.', '_', '\'', '’', ' ', '\u{a0}', '\u{202f}']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let grouped = first.len() <= 3 && rest.iter().all(|group| group.len() == 3 && digits(group));
    if !digits(first) || !(rest.is_empty() || grouped && !first.starts_with('0')) {
        return None;
    }
    let plain = format!("{first}{}", rest.concat());
    let plain = plain.trim_start_matches('0');
    Some(if plain.is_empty() { "0".to_owned() } else { plain.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, message: &str, meant: Option<&str>) {
        let error = text.parse::<Quantity>().unwrap_err();
        assert!(error.to_string().contains(message), "{text}: {error}");
        assert_eq!(error.suggestion(), meant, "{text}");
    }

    #[test]
    fn numbers_that_other_readers_take_for_something_else() {
        check("0x10", "hexadecimal", None);
        check("1_000", GRAMMAR, Some("1000"));
        check("1e3", "an exponent is not read", None);
        check("57E6", "an exponent is not read", None);
        check(".inf", "finite", None);
        check("1.0", "without decimals", Some("1"));
        check("1.5", "without decimals", None);
        check("007", "does not start with 0", Some("7"));
        check("12:30:45", GRAMMAR, None);
        check("+5", GRAMMAR, Some("5"));
        check("-5", "negative", None);
        check("-0", "negative", None);
        check("99999999999999999999", "larger than", None);
    }

    #[test]
    fn a_qualifier_is_never_lost_in_what_was_meant() {
        check("more than 1,000", GRAMMAR, Some("more than 1000"));
        check("1,000 to 2,000", GRAMMAR, Some("1000 to 2000"));
        check("About 100", GRAMMAR, Some("about 100"));
        check(">160", GRAMMAR, Some("more than 160"));
        check(">= 160", GRAMMAR, Some("at least 160"));
        check("160+", GRAMMAR, Some("at least 160"));
        check("~100", GRAMMAR, Some("about 100"));
        check("100-120", GRAMMAR, Some("100 to 120"));
        check("100 – 120", GRAMMAR, Some("100 to 120"));
        check("over 160", GRAMMAR, Some("more than 160"));
        check("at most 20", GRAMMAR, Some("up to 20"));
        check("between 10 and 12", GRAMMAR, Some("10 to 12"));
        check("approx. 12", GRAMMAR, Some("about 12"));
        check("≈12", GRAMMAR, Some("about 12"));
        check("<12", GRAMMAR, Some("up to 11"));
        check("less than twelve", GRAMMAR, Some("up to 11"));
        check("min 12", GRAMMAR, Some("at least 12"));
        check("max. 12", GRAMMAR, Some("up to 12"));
        check("more  than 12", GRAMMAR, Some("more than 12"));
        check("Twelve", GRAMMAR, Some("12"));
        check("more than 1.5 million", "without `million`", Some("more than 1500000"));
        check("2 billion", "without `billion`", None);
        for text in ["unkown", "Unknwon", "unknow"] {
            check(text, GRAMMAR, Some("unknown"));
        }
    }

    #[test]
    fn no_guess_where_there_are_two_readings() {
        for text in [
            "1,5",
            "1,00",
            "140m",
            "dozens",
            "more than",
            "1,0000",
            "100 or 120",
            "57e6",
            "",
            "<0",
            "known",
            "1,5 million",
            "between 10",
            "dozen",
        ] {
            assert_eq!(text.parse::<Quantity>().unwrap_err().suggestion(), None, "{text}");
        }
        check("14 000", GRAMMAR, Some("14000"));
    }
}
