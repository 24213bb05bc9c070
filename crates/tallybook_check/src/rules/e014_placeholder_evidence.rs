//! E014: a placeholder where evidence should be.

use tallybook_diagnostics::{Finding, Findings};

use crate::{Context, EvidenceAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E014",
    "placeholder-evidence",
    "a placeholder where evidence should be",
    include_str!("e014_placeholder_evidence.md"),
    Scope::Evidence(check),
)
.sql(Sql::Not("looks at every letter of quotes and notes"));

/// Texts that stand for a text still to come, in lower case.
const PLACEHOLDERS: [&str; 13] = [
    "todo",
    "to do",
    "tbd",
    "tba",
    "tbc",
    "fixme",
    "fix me",
    "xxx",
    "placeholder",
    "quote here",
    "quote",
    "n/a",
    "lorem",
];

/// Marks that editors leave in a text; only in capitals, as `todo` is a word of Spanish.
const MARKS: [&str; 4] = ["TODO", "TBD", "FIXME", "XXX"];

fn check(_: &Context<'_>, at: &EvidenceAt<'_>, out: &mut Findings) {
    let evidence = at.evidence;
    let mut report = |part: &str, placeholder: &str, what: &str, help: &str| {
        out.push(
            Finding::new(at.place(part), format!("`{placeholder}` is a placeholder, not {what}"))
                .note("the facts look supported, and nobody can check by what")
                .help(help),
        );
    };
    if let Some(found) = evidence.quote.as_deref().and_then(in_quote) {
        report("/quote", found, "a quote", "put the words of the source here, or leave `quote` out");
    }
    if let Some(found) = evidence.note.as_deref().and_then(in_note) {
        report(
            "/note",
            found,
            "a remark on evidence",
            "finish what is left to do, then take it out of the `note`",
        );
    }
    if let Some(found) = in_id(evidence.source.as_str()) {
        report("/source", found, "a source", "name the source where the facts are printed");
    }
    for (i, actor) in evidence.via.iter().enumerate() {
        if let Some(found) = in_id(actor.as_str()) {
            report(
                &format!("/via/{i}"),
                found,
                "an actor",
                "name the actor whom the source names, or leave it out",
            );
        }
    }
}

/// The placeholder that a quote is or begins with.
fn in_quote(text: &str) -> Option<&str> {
    // Nearly every quote begins with another letter.
    if text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric() && !may_begin(first)) {
        return None;
    }
    let text = text.trim();
    let lorem = text.get(.."lorem ipsum".len());
    if let Some(lorem) = lorem.filter(|start| start.eq_ignore_ascii_case("lorem ipsum")) {
        return Some(lorem);
    }
    let whole =
        || PLACEHOLDERS.contains(&text.to_lowercase().trim_matches(is_filler)) || text.chars().all(is_filler);
    // Or it has more letters than any placeholder.
    let mut letters = text.bytes().filter(u8::is_ascii_alphanumeric);
    let may_be_one = letters.next().is_none_or(may_begin);
    if may_be_one && letters.nth("placeholder".len() - 1).is_none() && !text.is_empty() && whole() {
        return Some(text);
    }
    if !text.starts_with(['T', 'F', 'X']) {
        return None;
    }
    MARKS.into_iter().find(|mark| text.strip_prefix(mark).is_some_and(|rest| rest.starts_with([':', '('])))
}

/// Whether a placeholder begins with a letter.
fn may_begin(letter: u8) -> bool {
    b"tfxpqnl".contains(&letter.to_ascii_lowercase())
}

/// The placeholder that a note is, or the mark that stands in it.
fn in_note(text: &str) -> Option<&str> {
    let word = || text.split(|c: char| !c.is_alphanumeric()).find(|word| MARKS.contains(word));
    in_quote(text).or_else(word)
}

/// The id, if one of its words says that it stands for another. `todo` does so only at the end, as it
/// begins names in Spanish.
fn in_id(id: &str) -> Option<&str> {
    // Each of these words has one of two letters, and most ids have neither.
    if !id.bytes().any(|letter| matches!(letter, b'd' | b'x')) {
        return None;
    }
    let mut words = id.split('-');
    let last = words.clone().next_back();
    (words.any(|word| matches!(word, "tbd" | "fixme" | "xxx" | "placeholder")) || last == Some("todo"))
        .then_some(id)
}

/// Whether a character stands for text that is left out rather than being text.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '…' | '–' | '—' | '¿')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_source_are_no_placeholders() {
        for placeholder in
            ["TODO", "todo", "(tbd)", "?", "…", "- - -", "N/A", "TODO(ann): find", "Lorem ipsum dolor"]
        {
            assert!(in_quote(placeholder).is_some(), "{placeholder}");
        }
        for quote in ["todo el mundo", "TODO EL MUNDO", "what is it?", "160", "…百架無人機", "🛩"] {
            assert_eq!(in_quote(quote), None, "{quote}");
        }
        assert_eq!(in_note("check the year (TODO)"), Some("TODO"));
        assert_eq!(in_note("todo sobre la Garza"), None);
        assert!(in_id("source-todo").is_some() && in_id("tbd-source").is_some());
        assert!(in_id("todo-noticias").is_none() && in_id("tbdx").is_none());
    }
}
