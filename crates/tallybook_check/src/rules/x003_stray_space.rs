//! X003: a text has a space at an end, or a doubled one.

use tallybook_diagnostics::{Finding, Findings, Fix};

use crate::{Context, Rule, Scope, TextAt};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "X003",
    "stray-space",
    "a text has a space at an end, or a doubled one",
    include_str!("x003_stray_space.md"),
    Scope::Text(check),
);

fn check(_: &Context<'_>, text: &TextAt<'_>, out: &mut Findings) {
    let tidy = tidy(text);
    if tidy == text.text || text.lacks_words() {
        return;
    }
    if tidy.is_empty() {
        out.push(
            Finding::new(text.place.clone(), "the text is nothing but space")
                .note("it looks as if somebody had answered, and says nothing")
                .help("write what is known, or leave the field out"),
        );
        return;
    }
    let ends = text.text.trim_matches(|c| is_space(c, text.is_prose()));
    let line_end = text.text.ends_with('\n');
    let message = match (ends != text.text, tidy != ends) {
        (true, true) => "the text has a space at an end, and a doubled one",
        (true, false) if line_end => "the text ends with a line break",
        (true, false) => "the text has a space at an end",
        (false, _) => "the text has a doubled space",
    };
    let help = if line_end {
        "remove it; a block written with `>-` or `|-` instead of `>` or `|` has no line break at its end"
    } else {
        "remove it"
    };
    out.push(
        Finding::new(text.place.clone(), message)
            .note("nobody sees it, yet the same text without it is another text: it is not found, not joined, not grouped")
            .help(help)
            .fix(Fix::replace("remove the space", text.place.clone(), tidy).safe_if(text.free)),
    );
}

/// The text without spaces at its ends, and with one space for every run of them in a line. Those at the start of a line of
/// prose indent it, as an entry of a list within another.
fn tidy(text: &TextAt<'_>) -> String {
    let is_space = |c| is_space(c, false);
    let mut tidy = String::with_capacity(text.text.len());
    let (mut run, mut indents) = (0, false);
    for c in text.text.trim_matches(|c| self::is_space(c, text.is_prose())).chars() {
        indents = c == '\n' || (indents && is_space(c));
        run = if is_space(c) && !indents { run + 1 } else { 0 };
        match run {
            0 | 1 => tidy.push(c),
            // One plain space stands for a run.
            2 => {
                tidy.pop();
                tidy.push(' ');
            }
            _ => {}
        }
    }
    tidy
}

/// Whether a character is a space of any width; a line break too, where `lines` says so. Tabs and
/// other controls are a matter of their own (X001).
fn is_space(c: char, lines: bool) -> bool {
    c.is_whitespace() && (!c.is_control() || (lines && c == '\n'))
}

#[cfg(test)]
mod tests {
    use tallybook_diagnostics::Place;

    use super::*;

    #[test]
    fn one_plain_space_stands_for_a_run() {
        for (text, expected) in [
            ("a b", "a b"),
            ("a   b", "a b"),
            ("a\u{a0}b", "a\u{a0}b"),
            ("a\u{a0}\u{a0}b", "a b"),
            ("\u{2003}a ", "a"),
            ("\ta\t\tb", "\ta\t\tb"),
            ("a\n\n  b  c", "a\n\n  b c"),
        ] {
            let text = TextAt { text, place: Place::Dataset, free: true, quote: false, needed: false };
            assert_eq!(tidy(&text), expected, "{}", text.text);
        }
    }
}
