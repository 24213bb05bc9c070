//! Q010: a text looks like what a spreadsheet makes of another text.

use tallybook_diagnostics::{Finding, Findings};

use crate::wording::shown;
use crate::{Context, Rule, Scope, TextAt};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "Q010",
    "spreadsheet-damage",
    "a text looks damaged by a spreadsheet",
    include_str!("q010_spreadsheet_damage.md"),
    Scope::Text(check),
);

/// What spreadsheets write where they cannot compute (Excel, Calc, Google Sheets).
const ERROR_VALUES: &[&str] = &[
    "#CALC!", "#DIV/0!", "#ERROR!", "#FIELD!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#SPILL!",
    "#VALUE!", "Err:502", "Err:504", "Err:508", "Err:509", "Err:522",
];

const MONTHS: &[&str] = &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn check(_: &Context<'_>, text: &TextAt<'_>, out: &mut Findings) {
    let Some(damage) = damage(text) else { return };
    let (note, help) = match damage {
        Damage::Rounded(original) => (
            "a spreadsheet reads digits, an `E` and digits (`57E6`) as a number with an exponent",
            match original {
                Some(original) => format!("write what the source has, perhaps `{original}`"),
                None => "write what the source has".to_owned(),
            },
        ),
        Damage::Date => (
            "a spreadsheet reads `1-3`, `3/1` or `MAR1` as a date",
            "write what the source has (a date as `2022-03-01`)".to_owned(),
        ),
        Damage::Error => (
            "a spreadsheet writes this where a formula fails, so the value itself is lost",
            "write what the source has".to_owned(),
        ),
        Damage::Hidden => (
            "a spreadsheet shows this where a column is too narrow, so the value itself is lost",
            "write what the source has".to_owned(),
        ),
    };
    out.push(
        Finding::new(text.place.clone(), format!("{} looks damaged by a spreadsheet", shown(text.text)))
            .note(note)
            .help(format!("{help}; in a spreadsheet, format the column as text before the data comes in")),
    );
}

/// What happened to a text.
enum Damage {
    /// Read as a number with an exponent; with the text that was probably there.
    Rounded(Option<String>),
    /// Read as a date.
    Date,
    /// Replaced by an error value.
    Error,
    /// Replaced by `###`.
    Hidden,
}

fn damage(text: &TextAt<'_>) -> Option<Damage> {
    let word = text.text.trim();
    if let Some((mantissa, exponent)) = word.split_once("E+").or_else(|| word.split_once("e+"))
        && is_digits(exponent)
        && is_decimal(mantissa)
    {
        Some(Damage::Rounded(with_exponent(mantissa, exponent).filter(|_| is_whole(mantissa))))
    } else if text.free && !text.quote && is_written_out(word) {
        Some(Damage::Rounded(with_exponent(word, "0")))
    } else if is_date(word) {
        Some(Damage::Date)
    } else if ERROR_VALUES.iter().any(|value| word.contains(value)) {
        Some(Damage::Error)
    } else if word.len() >= 3 && word.bytes().all(|b| b == b'#') {
        Some(Damage::Hidden)
    } else {
        None
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `5`, `5.70`, `5,70`.
fn is_decimal(text: &str) -> bool {
    text.split_once(['.', ',']).map_or_else(|| is_digits(text), |(a, b)| is_digits(a) && is_digits(b))
}

/// A number with at least five zeros at its end and at most four digits before them: `57000000`. A
/// designation made of that is not known; `57E6` is.
fn is_written_out(text: &str) -> bool {
    let head = text.trim_end_matches('0');
    is_digits(head) && !head.starts_with('0') && head.len() <= 4 && text.len() - head.len() >= 5
}

/// Whether a number has few digits. Where it has many, there may have been more of them.
fn is_whole(mantissa: &str) -> bool {
    mantissa.bytes().filter(u8::is_ascii_digit).count() <= 3
}

/// The text with an exponent that gives the same number: `57E6` for `5.7E+07` and for `57000000`.
fn with_exponent(mantissa: &str, exponent: &str) -> Option<String> {
    let decimals = mantissa.split_once(['.', ',']).map_or(0, |(_, decimals)| decimals.len());
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let head = digits.trim_start_matches('0').trim_end_matches('0');
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let exponent = exponent.parse::<usize>().ok()?.checked_add(zeros)?.checked_sub(decimals)?;
    (!head.is_empty()).then(|| format!("{head}E{exponent}"))
}

/// `1-Mar`, `1-Mar-03`, `Mar-03`, as spreadsheets print dates. Designations like `Mar-290` or `MAR-1`
/// have other letters or another number of digits.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let month = |part: &str| MONTHS.contains(&part);
    let day =
        |part: &str| (1..=2).contains(&part.len()) && part.parse::<u8>().is_ok_and(|d| (1..=31).contains(&d));
    let year = |part: &str| (part.len() == 2 || part.len() == 4) && is_digits(part);
    match parts.as_slice() {
        [a, b] if is_digits(a) => day(a) && month(b),
        [a, b] => month(a) && b.len() == 2 && is_digits(b),
        [a, b, c] => is_digits(a) && day(a) && month(b) && year(c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use tallybook_diagnostics::Place;

    use super::*;

    fn is_damaged(text: &str) -> bool {
        damage(&TextAt { text, place: Place::Dataset, free: true, quote: false, needed: false }).is_some()
    }

    #[test]
    fn designations_are_left_alone() {
        for text in [
            "57E6",
            "Geran-2",
            "Il-76",
            "Shahed-136",
            "Mohajer-6",
            "9M133",
            "5E61",
            "2S19",
            "E-3",
            "F-16E+",
            "T-90M",
            "Mar-290",
            "MAR-1",
            "Sep-1",
            "May",
            "1-May Street",
            "0-Mar",
            "32-Mar",
            "001-Mar",
            "x-Mar",
            "1-Kar",
            "Mar-x3",
            "32-Mar-03",
            "x-Mar-03",
            "1-Kar-03",
            "1-Mar-3",
            "1-Mar-022",
            "1-Mar-x3",
            "12000",
            "1234500000",
            "+1-Mar-03",
            "0300000",
            "##",
            "1.E+07",
            ".5E+07",
            "155",
            "Su-30MK2",
            "A-50",
            "100000 rounds",
            "#1",
            "C#",
            "1E+",
            "E+07",
            "Kh-101",
            "",
            "-",
            "00000",
        ] {
            assert!(!is_damaged(text), "{text}");
        }
    }

    #[test]
    fn what_spreadsheets_print_is_known() {
        for text in [
            "5.7E+07",
            "5.70E+07",
            "5,7E+07",
            "5.7e+07",
            "1.23457E+11",
            "5E+61",
            "57000000",
            "300000",
            "123400000",
            "1-Mar",
            "01-Mar",
            "31-Dec-22",
            "1-Mar-2003",
            "Mar-03",
            "#REF!",
            "see #N/A",
            "########",
            "###",
            "Err:502",
        ] {
            assert!(is_damaged(text), "{text}");
        }
        assert_eq!(with_exponent("5.70", "07").as_deref(), Some("57E6"));
        assert_eq!(with_exponent("57000000", "0").as_deref(), Some("57E6"));
        assert_eq!(with_exponent("5", "61").as_deref(), Some("5E61"));
        assert_eq!(with_exponent("1.23", "1"), None);
        assert!(is_whole("5.70") && !is_whole("5.700"));
        assert_eq!(with_exponent("5", "99999999999999999999999"), None);
    }
}
