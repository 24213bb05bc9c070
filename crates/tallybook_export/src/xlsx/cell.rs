//! Writes one cell.

use std::fmt::Write as _;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::style::Style;
use crate::cells::IsoDate;

/// The UTF-16 code units that a cell holds.
const CELL_UNITS: usize = 32_767;

/// The UTF-16 code units of a cell that is written with escapes of our own, see [`needs_own_escapes`]. The
/// library counts them as they stand in the file, where each takes up to eight.
const OWN_ESCAPES_UNITS: usize = 4_000;

/// The significant digits that a spreadsheet shows.
const DIGITS: usize = 15;

/// The greatest whole number up to which binary floating point has them all: 2^53.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// The days from 1899-12-30, from which spreadsheets count, to 1970-01-01.
const DAYS_TO_1970: i32 = 25_569;

/// 1900-03-01 and 9999-12-31 as spreadsheets count: the days that all of them have in common.
const SERIAL_DAYS: std::ops::RangeInclusive<i32> = 61..=2_958_465;

/// Writes a text as a string, whatever it looks like. Gives what did not fit.
pub(super) fn text<'t>(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &'t str,
    format: &Format,
) -> Result<&'t str, XlsxError> {
    let (head, rest) = split(text);
    if needs_own_escapes(head) {
        let run = Format::default();
        sheet.write_rich_string_with_format(row, column, &[(&run, &escaped(head))], format)?;
    } else {
        sheet.write_string_with_format(row, column, head, format)?;
    }
    Ok(rest)
}

/// Writes a text as a string into a column of that format, which the cell then has too. Gives what did not fit.
pub(super) fn text_of_column<'t>(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &'t str,
    format: &Format,
) -> Result<&'t str, XlsxError> {
    // A string that is empty or has markup gets no format from its column.
    if text.is_empty() || !is_plain(text) {
        return self::text(sheet, (row, column), text, format);
    }
    sheet.write_string(row, column, text)?;
    Ok("")
}

/// Writes a number that is given by its digits.
pub(super) fn number(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    digits: &str,
    style: &Style,
) -> Result<(), XlsxError> {
    match exact(digits) {
        Some(number) => {
            let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            sheet.write_number_with_format(row, column, number, style.number(decimals))?;
        }
        None => _ = sheet.write_string_with_format(row, column, digits, &style.text)?,
    }
    Ok(())
}

/// Writes a day.
pub(super) fn day(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    date: IsoDate,
    style: &Style,
) -> Result<(), XlsxError> {
    match serial(date.days()) {
        Some(serial) => sheet.write_number_with_format(row, column, serial, &style.date)?,
        None => sheet.write_string_with_format(row, column, date.to_string(), &style.text)?,
    };
    Ok(())
}

/// The number that a spreadsheet shows with the same digits; `None` if there is none.
fn exact(digits: &str) -> Option<f64> {
    let number: f64 = digits.parse().ok()?;
    let significant: String = digits.chars().filter(char::is_ascii_digit).collect();
    let shown = significant.trim_matches('0').len() <= DIGITS && number.abs() <= WHOLE;
    shown.then_some(number)
}

/// A day as spreadsheets count, from the days since 1970-01-01; `None` if they do not agree on it.
fn serial(days: i32) -> Option<i32> {
    days.checked_add(DAYS_TO_1970).filter(|serial| SERIAL_DAYS.contains(serial))
}

/// The part of a text that a cell holds, and the rest.
pub(super) fn split(text: &str) -> (&str, &str) {
    let (head, rest) = split_at_units(text, CELL_UNITS);
    if needs_own_escapes(head) { split_at_units(text, OWN_ESCAPES_UNITS) } else { (head, rest) }
}

/// Whether a cell holds the text as the library writes it.
pub(super) fn is_plain(text: &str) -> bool {
    split_at_units(text, CELL_UNITS).1.is_empty() && !needs_own_escapes(text)
}

/// Splits a text after so many UTF-16 code units, or one less where a character has two of them.
fn split_at_units(text: &str, room: usize) -> (&str, &str) {
    // No character has more units than bytes.
    if text.len() <= room {
        return (text, "");
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > room
    });
    text.split_at(end.map_or(text.len(), |(end, _)| end))
}

/// Whether the library would write the text so that it is read as another: it takes one between `<r>` and
/// `</r>` for markup of its own, and does not see that the `_` with which the escape of a character begins
/// may end what then looks like an escape itself.
fn needs_own_escapes(text: &str) -> bool {
    let markup = text.starts_with("<r>") && text.ends_with("</r>");
    markup
        || text
            .match_indices("_x")
            .any(|(at, _)| is_escape_but_for_its_end(&text[at..]) && text[at + 6..].starts_with(is_escaped))
}

/// A text with escapes for everything that needs them.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let looks_escaped = is_escape_but_for_its_end(rest)
            && rest[6..].starts_with(|end: char| end == '_' || is_escaped(end));
        if looks_escaped || is_escaped(c) {
            let _ = write!(escaped, "_x{:04X}_", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Whether a text begins with `_xHHHH`.
fn is_escape_but_for_its_end(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 6 && bytes.starts_with(b"_x") && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

/// Whether XML cannot hold the character as it is.
fn is_escaped(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        for (digits, number) in [
            ("0", Some(0.0)),
            ("-5", Some(-5.0)),
            ("999999999999999", Some(999_999_999_999_999.0)),
            ("9000000000000000", Some(9_000_000_000_000_000.0)),
            ("9007199254740993", None),
            ("9223372036854775807", None),
            ("-9223372036854775808", None),
            ("10000000000000000", None),
            ("140000000", Some(140_000_000.0)),
            ("0.0001", Some(0.0001)),
            ("12345678901.2345", Some(12_345_678_901.234_5)),
            ("123456789012.3456", None),
        ] {
            assert_eq!(exact(digits), number, "{digits}");
        }
    }

    #[test]
    fn days_that_spreadsheets_do_not_agree_on_have_no_number() {
        let day = |text: &str| text.parse::<tallybook_schema::value::Day>().unwrap().days_since_epoch();
        assert_eq!(serial(day("1970-01-01")), Some(25_569));
        assert_eq!(serial(day("1900-03-01")), Some(61));
        assert_eq!(serial(day("1900-02-28")), None);
        assert_eq!(serial(day("9999-12-31")), Some(2_958_465));
        assert_eq!(serial(day("9999-12-31") + 1), None);
        assert_eq!(serial(i32::MAX), None);
    }

    #[test]
    fn texts_are_split_between_characters() {
        let fits = "a".repeat(CELL_UNITS);
        assert_eq!(split(&fits), (fits.as_str(), ""));
        let long = "a".repeat(CELL_UNITS + 1);
        assert_eq!(split(&long), (fits.as_str(), "a"));
        // Sixteen thousand characters of two units each, and one unit before them: the last does not fit.
        let astral = format!("{}b", "\u{1F6A2}".repeat(16_384));
        let (head, rest) = split(&astral);
        assert_eq!((head.chars().count(), rest), (16_383, "\u{1F6A2}b"));
    }

    #[test]
    fn escapes_are_unmistakable() {
        for (text, expected) in [
            ("<r>a</r>", "<r>a</r>"),
            ("_x0001\r", "_x005F_x0001_x000D_"),
            ("_x0001_\r", "_x005F_x0001__x000D_"),
            ("_x0001_x0002\u{FFFF}", "_x005F_x0001_x005F_x0002_xFFFF_"),
        ] {
            assert!(needs_own_escapes(text) || text.contains("_\r"), "{text:?}");
            assert_eq!(escaped(text), expected);
        }
        for text in ["_x0041_", "\r", "_x00\r", "_x00zz\r", "<r>", "_x0001\n"] {
            assert!(!needs_own_escapes(text), "{text:?}");
        }
    }
}
