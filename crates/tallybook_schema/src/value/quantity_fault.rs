//! Why a text is not a quantity, in plain words, and which quantity was probably meant.
//!
//! Only called for texts that are no quantity. A guess is made where there is one way to read the
//! text (`1,000`, `>160`, `100-120`), never where there are two (`1,5`, `57E6`).

use super::{Quantity, ValueError};

const GRAMMAR: &str = "a quantity is a whole number, alone or as `more than N`, `at least N`, `up to N`, `about N`, `N to M`, `few` or `unknown`";

/// Longer texts are not looked at for what was meant.
const MAX_LENGTH: usize = 100;

/// Other ways to write a qualifier, and the one that is read.
const QUALIFIERS: [(&str, &str); 17] = [
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
];

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
    ValueError::new(GRAMMAR)
}

/// The quantity that was probably meant.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let guess = qualified(&lower).or_else(|| range(&lower)).or_else(|| number(&lower))?;
    Quantity::read(&guess).map(|_| guess)
}

fn qualified(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_suffix('+') {
        return Some(format!("at least {}", number(rest)?));
    }
    let own = super::Qualifier::PREFIXES.iter().map(|(prefix, _)| (*prefix, *prefix));
    let (rest, prefix) =
        own.chain(QUALIFIERS).find_map(|(word, prefix)| Some((text.strip_prefix(word)?, prefix)))?;
    Some(format!("{prefix}{}", number(rest.trim_start())?))
}

fn range(text: &str) -> Option<String> {
    RANGES.iter().find_map(|separator| {
        let (low, high) = text.split_once(separator)?;
        Some(format!("{} to {}", number(low)?, number(high)?))
    })
}

/// The digits of one number: grouped by threes, with a plus or zeros before it, or `.0` after it.
fn number(text: &str) -> Option<String> {
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
    }

    #[test]
    fn no_guess_where_there_are_two_readings() {
        for text in ["1,5", "1,00", "140m", "dozens", "more than", "1,0000", "100 or 120", "57e6", ""] {
            assert_eq!(text.parse::<Quantity>().unwrap_err().suggestion(), None, "{text}");
        }
        check("14 000", GRAMMAR, Some("14000"));
    }
}
