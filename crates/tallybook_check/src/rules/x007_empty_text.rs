//! X007: a text that has to say something is empty.

use tallybook_diagnostics::{Finding, Findings};

use crate::{Context, Rule, Scope, TextAt};

/// The rule.
pub const RULE: Rule = Rule::error(
    "X007",
    "empty-text",
    "a text that has to say something is empty",
    include_str!("x007_empty_text.md"),
    Scope::Text(check),
);

fn check(_: &Context<'_>, text: &TextAt<'_>, out: &mut Findings) {
    if !text.lacks_words() {
        return;
    }
    let message = if text.text.is_empty() { "the text is empty" } else { "the text is nothing but space" };
    let help = if text.quote {
        "quote the words of the source, or take `quote` out and say where it has them"
    } else {
        "write what is known; what is not required can be left out"
    };
    out.push(
        Finding::new(text.place.clone(), message)
            .note("it counts as given, so that nothing else says that it is missing")
            .help(help),
    );
}
