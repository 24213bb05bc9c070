//! Texts that a spreadsheet would run as a formula when it opens a CSV file, and the guard against it.
//!
//! The rule that warns and the writer that guards share this, so that what is announced is what is done.
//! It follows OWASP's advice on CSV injection: a cell that begins with `=`, `+`, `-`, `@`, a tab, a
//! carriage return, a line feed or a null is guarded with an apostrophe before it. Further than the advice
//! it goes in two ways, as importers trim and fold what they read: white space and invisible characters
//! before the sign do not hide it, and its full-width and small variants count as the sign.
//!
//! A guard can be undone: a text that begins with an apostrophe of its own gets one more, so that a text
//! begins with an apostrophe after [`guard`] only if [`unguard`] has to take one away.

use std::borrow::Cow;

/// What stands before a guarded text. Spreadsheets take what follows it for text.
pub const GUARD: char = '\'';

/// The character for which a spreadsheet would take the text for a formula; `None` if it would not.
pub fn start(text: &str) -> Option<char> {
    let first = text.chars().next()?;
    if matches!(first, '\t' | '\r' | '\n' | '\0') {
        return Some(first);
    }
    text.chars().find(|&c| !is_passed_over(c)).filter(|&c| is_sign(c))
}

/// The text as a cell that no spreadsheet runs.
pub fn guard(text: &str) -> Cow<'_, str> {
    if start(text).is_some() || text.starts_with(GUARD) {
        Cow::Owned(format!("{GUARD}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell that [`guard`] made.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix(GUARD).unwrap_or(cell)
}

/// Whether a formula begins with the character: the four signs, then their full-width and small variants.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '=' | '+'
            | '-'
            | '@'
            | '\u{FF1D}'
            | '\u{FF0B}'
            | '\u{FF0D}'
            | '\u{FF20}'
            | '\u{FE66}'
            | '\u{FE62}'
            | '\u{FE63}'
            | '\u{FE6B}'
    )
}

/// Whether the character can stand before a sign without being seen: white space, control characters, and
/// those without width, among them the marks of direction.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{206F}'
                | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_found() {
        for (text, sign) in [
            ("=cmd|' /C calc'!A0", '='),
            ("+1", '+'),
            ("-1+1", '-'),
            ("-", '-'),
            ("@SUM(1)", '@'),
            ("\tx", '\t'),
            ("\rx", '\r'),
            ("\nx", '\n'),
            ("\0x", '\0'),
            ("  =1", '='),
            ("\u{00A0}=1", '='),
            ("\u{FEFF}=1", '='),
            ("\u{202E}\u{200B}@x", '@'),
            ("\u{1}=1", '='),
            ("＝1", '＝'),
            ("＋1", '＋'),
            ("－1", '－'),
            ("＠x", '＠'),
            ("﹣1", '﹣'),
        ] {
            assert_eq!(start(text), Some(sign), "{text:?}");
        }
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for text in ["", " ", "a=1", "Canal+", "1-Mar", "–5", "“=”", "#1", "(-1)", "007", "1E5"] {
            assert_eq!(start(text), None, "{text:?}");
            assert_eq!(guard(text), text);
        }
    }

    #[test]
    fn guards_can_be_undone() {
        for text in ["=1", "'=1", "''", "'", "'tis", "\t", " -1", "plain", ""] {
            let cell = guard(text);
            assert_eq!(start(&cell), None, "{text:?}");
            assert_eq!(unguard(&cell), text);
        }
    }
}
