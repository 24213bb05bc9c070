//! X001: a text holds a control character, or another one that nobody sees.

use std::collections::BTreeSet;

use tallybook_diagnostics::{Finding, Findings, Fix};
use tallybook_text::normal::Normalised;

use crate::wording::list;
use crate::{Context, Rule, Scope, TextAt};

/// The rule.
pub const RULE: Rule = Rule::error(
    "X001",
    "invisible-character",
    "a text holds a control character, or another one that nobody sees",
    include_str!("x001_invisible_character.md"),
    Scope::Text(check),
);

/// What is shown of the text on either side of the character, in characters.
const AROUND: usize = 24;

fn check(_: &Context<'_>, text: &TextAt<'_>, out: &mut Findings) {
    let is_fault = |c: char| name(c).is_some() && !(c == '\n' && text.is_prose());
    let faults: BTreeSet<char> = text.text.chars().filter(|&c| is_fault(c)).collect();
    if faults.is_empty() {
        return;
    }
    let names: Vec<String> =
        faults.iter().filter_map(|&c| Some(format!("{} ({})", name(c)?, code_point(c)))).collect();
    let finding = Finding::new(text.place.clone(), format!("the text holds what cannot be seen or has no place in it: {}", list(&names)))
        .note(format!("with its place shown: {}", shown(text.text, is_fault)))
        .note("such characters turn the order of letters round, break lines of exports, or keep a text from being found");
    let clean = without(text.text, is_fault);
    out.push(if text.quote && !is_same_quote(text.text, &clean) {
        finding
            .help("take the quote from a part of the source without it; ` … ` can stand for what is left out")
    } else {
        let is_seen = faults.iter().any(|&c| changes_what_is_seen(c));
        let is_safe = text.free && !text.quote && !is_seen;
        finding
            .help("remove it")
            .fix(Fix::replace("write the text without it", text.place.clone(), clean).safe_if(is_safe))
    });
}

/// Whether a quote stands where another one does.
fn is_same_quote(quote: &str, other: &str) -> bool {
    Normalised::new(quote.trim()).as_str() == Normalised::new(other).as_str()
}

/// What a character that nobody sees is called; `None` for every other character. The joiners U+200C
/// and U+200D are letters' business in Persian and many scripts of India, and stay.
fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\t' => "tab",
        '\n' => "line break",
        '\r' => "carriage return",
        c if c.is_control() => "control character",
        '\u{ad}' => "soft hyphen",
        '\u{61c}' => "Arabic letter mark",
        '\u{180e}' => "Mongolian vowel separator",
        '\u{200b}' => "zero width space",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "end of embedding",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}'..='\u{2064}' => "invisible operator or joiner",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "end of isolate",
        '\u{206a}'..='\u{206f}' => "deprecated format character",
        '\u{feff}' => "byte order mark",
        '\u{fff9}'..='\u{fffb}' => "annotation mark",
        '\u{e0000}'..='\u{e007f}' => "tag character",
        _ => return None,
    })
}

/// Whether removing a character changes what is seen: it turns the direction of text, or makes the flag of another land.
fn changes_what_is_seen(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}'
    )
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// The surroundings of the first fault, with every fault written out.
fn shown(text: &str, is_fault: impl Fn(char) -> bool) -> String {
    let first = text.chars().position(&is_fault).unwrap_or(0);
    let start = first.saturating_sub(AROUND);
    let mut shown = String::from(if start > 0 { "`… " } else { "`" });
    let mut rest = text.chars().skip(start);
    for c in rest.by_ref().take(first - start + AROUND) {
        if is_fault(c) {
            shown.push_str(&format!("<{}>", code_point(c)));
        } else {
            shown.push(if c == '\n' { ' ' } else { c });
        }
    }
    shown.push_str(if rest.next().is_some() { " …`" } else { "`" });
    shown
}

/// The text without the faults; where one parted words, a space does.
fn without(text: &str, is_fault: impl Fn(char) -> bool) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_fault(c) {
            clean.push(c);
        } else if c.is_whitespace() && !clean.ends_with(' ') {
            clean.push(' ');
        }
    }
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_known_and_what_turns_the_text() {
        let turning = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{e0041}";
        let others = "\t\n\r\0\u{ad}\u{180e}\u{200b}\u{2028}\u{2029}\u{2060}\u{2064}\u{206a}\u{206f}\u{feff}\u{fff9}\u{fffb}";
        for (text, turns) in [(turning, true), (others, false)] {
            for c in text.chars() {
                assert_eq!((name(c).is_some(), changes_what_is_seen(c)), (true, turns), "{}", code_point(c));
            }
        }
        for c in "a \u{a0}\u{200c}\u{200d}\u{2065}é".chars() {
            assert!(name(c).is_none() && !changes_what_is_seen(c), "{}", code_point(c));
        }
        assert_eq!(name('\r'), Some("carriage return"));
        assert_eq!(without("\u{feff}a \tb\u{200b}c\nd\n", |c| name(c).is_some()), "a bc d");
    }
}
