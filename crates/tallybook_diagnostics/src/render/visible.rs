//! Text that comes from the data, made fit to be shown: characters that a terminal would obey instead
//! of showing, and characters that nobody would see, are written as `<U+202E>`.
//!
//! The joiners U+200C and U+200D stay: Persian and emoji need them, and they move nothing.

use std::borrow::Cow;
use std::fmt::Write;

use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text with every hidden character written out; lines stay lines.
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |ch| ch == '\n')
}

/// A text on one line with every hidden character written out.
pub fn visible_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// Text of a source file with every hidden character but tabs and line ends written out. Signs that are asked to be shown
/// as coloured pictures are not: terminals disagree on how wide those are, and underlines would lose their place. A byte
/// that is no text is shown as such.
pub(super) fn visible_source(text: &str) -> Cow<'_, str> {
    match shown(text, |ch| matches!(ch, '\n' | '\t' | SUBSTITUTE)) {
        shown if shown.contains([AS_PICTURE, SUBSTITUTE]) => {
            Cow::Owned(shown.replace(AS_PICTURE, "").replace(SUBSTITUTE, "\u{fffd}"))
        }
        shown => shown,
    }
}

/// What stands for a byte that is no text.
const SUBSTITUTE: char = '\u{1a}';

/// The character that asks for the sign before it to be shown as a picture.
const AS_PICTURE: char = '\u{fe0f}';

/// A value as JSON with a line end, with hidden characters in its strings escaped: nothing is lost, and nothing
/// is hidden from whoever looks at it in a terminal. All JSON that is printed goes through here; exports, which
/// are read by programs, hold the characters themselves.
pub fn escape_json(value: &impl Serialize) -> String {
    let plain =
        serde_json::to_string_pretty(value).expect("only strings are keys, and nothing fails to serialise");
    let mut out = String::with_capacity(plain.len() + 1);
    for ch in plain.chars() {
        // Outside strings JSON is ASCII without control characters other than line feeds.
        if is_hidden(ch) && ch != '\n' {
            for unit in ch.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(ch);
        }
    }
    out.push('\n');
    out
}

fn shown(text: &str, kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|ch| is_hidden(ch) && !kept(ch)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for ch in text.chars() {
        if is_hidden(ch) && !kept(ch) {
            let _ = write!(out, "<U+{:04X}>", u32::from(ch));
        } else {
            out.push(ch);
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal would obey a character, or show nothing for it: control characters, marks and
/// overrides of direction, separators of lines, invisible spaces and tags, and what is no character.
pub(super) fn is_hidden(ch: char) -> bool {
    ch.is_control()
        || matches!(ch,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(ch) & 0xfffe == 0xfffe
}

/// The columns that a character takes when it is shown.
pub(super) fn columns(ch: char) -> usize {
    match ch {
        '\t' => 4,
        ch if is_hidden(ch) => "<U+0000>".len(),
        ch => ch.width().unwrap_or(1),
    }
}

/// Breaks lines at spaces so that none is wider than `width`, unless a word alone is.
pub(super) fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let mut used = 0;
        for (position, word) in line.split(' ').enumerate() {
            if position > 0 && used + 1 + word.width() > width {
                out.push('\n');
                used = 0;
            } else if position > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += word.width();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_written_out_and_letters_are_not() {
        assert_eq!(visible("a\u{202e}b\u{1b}[31m\u{9b}\u{feff}"), "a<U+202E>b<U+001B>[31m<U+009B><U+FEFF>");
        assert_eq!(visible_line(" a\n\tb "), "a b");
        assert_eq!(visible_source("a\tb\r\n"), "a\tb<U+000D>\n");
        assert_eq!(visible_source("caf\u{1a}"), "caf\u{fffd}");
        assert_eq!(
            (visible_source("✈\u{fe0f}\u{202e}"), visible("✈\u{fe0f}")),
            ("✈<U+202E>".into(), "✈\u{fe0f}".into())
        );
        for text in ["БпЛА", "می\u{200c}خواهم", "👨\u{200d}👩\u{200d}👧", "e\u{301}", "無人機"]
        {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn json_keeps_what_it_escapes() {
        let text = "a\u{202e}\u{1b}\u{e0041}\n\"\\ б";
        let json = escape_json(&text);
        assert_eq!(json, "\"a\\u202e\\u001b\\udb40\\udc41\\n\\\"\\\\ б\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn lines_break_at_spaces_only() {
        assert_eq!(wrap("one two three", 7), "one two\nthree");
        assert_eq!(wrap("unbreakable x", 3), "unbreakable\nx");
        assert_eq!(wrap("無人機 無人機", 8), "無人機\n無人機");
        assert_eq!(wrap("a\nb c", 80), "a\nb c");
    }
}
