//! E014: a placeholder where evidence should be.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::{Evidence, Source};

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
const PLACEHOLDERS: [&str; 15] = [
    "todo",
    "to do",
    "tbd",
    "tba",
    "tbc",
    "fixme",
    "fix me",
    "xxx",
    "placeholder",
    "placeholder text",
    "quote here",
    "quote goes here",
    "quote",
    "n/a",
    "lorem",
];

/// Letters of the longest of them.
const MOST_LETTERS: usize = "placeholdertext".len();

/// Marks that editors leave in a text. `TBD` and `XXX` name an aircraft and a corps too.
const MARKS: [&str; 4] = ["TODO", "FIXME", "TBD", "XXX"];

/// Languages in which `todo` is a word (ISO 639-1).
const TODO_IS_WORD: [&str; 4] = ["es", "gl", "it", "pt"];

fn check(context: &Context<'_>, at: &EvidenceAt<'_>, out: &mut Findings) {
    let evidence = at.evidence;
    let mut report = |part: &str, placeholder: &str, what: &str, help: &str| {
        out.push(
            Finding::new(at.place(part), format!("`{placeholder}` is a placeholder, not {what}"))
                .note("the facts look supported, and nobody can check by what")
                .help(help),
        );
    };
    let is_todo_word = || todo_is_word(context, evidence);
    if let Some(found) = evidence.quote.as_deref().and_then(|quote| in_quote(quote, is_todo_word)) {
        report("/quote", found, "a quote", "put the words of the source here, or leave `quote` out");
    }
    if let Some(found) = evidence.note.as_deref().and_then(|note| in_note(note, is_todo_word)) {
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

/// Whether `todo` can be a word of the source: it is one of its language, or the language is not known.
fn todo_is_word(context: &Context<'_>, evidence: &Evidence) -> bool {
    let source = context.find::<Source>(evidence.source.as_str());
    let language = source.and_then(|source| source.record.language.as_ref());
    language.is_none_or(|language| {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        TODO_IS_WORD.iter().any(|code| code.eq_ignore_ascii_case(primary))
    })
}

/// The placeholder that a quote is or begins with.
fn in_quote(text: &str, is_todo_word: impl Fn() -> bool) -> Option<&str> {
    // Nearly every quote begins with another letter.
    if text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric() && !may_begin(first)) {
        return None;
    }
    let inner = text.trim_start_matches(is_filler);
    if inner.is_empty() {
        return Some(text.trim()).filter(|dots| !dots.is_empty());
    }
    if !inner.bytes().next().is_some_and(may_begin) {
        return None;
    }
    let lorem = inner.get(.."lorem ipsum".len());
    if let Some(lorem) = lorem.filter(|start| start.eq_ignore_ascii_case("lorem ipsum")) {
        return Some(lorem);
    }
    whole(inner, &is_todo_word).or_else(|| mark_at_start(inner, &is_todo_word))
}

/// The text, if it is nothing but a placeholder.
fn whole(text: &str, is_todo_word: impl Fn() -> bool) -> Option<&str> {
    // Or it has more letters than any placeholder.
    if text.bytes().filter(u8::is_ascii_alphanumeric).nth(MOST_LETTERS).is_some() {
        return None;
    }
    let text = text.trim_end_matches(is_filler);
    let placeholder = PLACEHOLDERS.into_iter().find(|placeholder| placeholder.eq_ignore_ascii_case(text))?;
    (placeholder != "todo" || !is_todo_word()).then_some(text)
}

/// The mark with which a text begins, if what follows shows that it is one: `TODO: find`, `tbd - ask`, `TODO find`.
fn mark_at_start(text: &str, is_todo_word: impl Fn() -> bool) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric())?;
    let (word, rest) = text.split_at(end);
    let mark = MARKS.into_iter().find(|mark| mark.eq_ignore_ascii_case(word))?;
    let in_capitals = word == mark;
    let is_left_to_do = |rest: &str| rest.starts_with(char::is_lowercase);
    let is_mark = match (mark, rest.as_bytes()) {
        ("XXX", [b':', ..]) => in_capitals,
        ("XXX", _) => false,
        (_, [b':', ..]) => in_capitals || mark != "TODO" || !is_todo_word(),
        (_, [b'(' | b')' | b']', ..]) => in_capitals,
        ("TBD", _) => rest.starts_with(" - "),
        _ => {
            let asks =
                rest.starts_with(" - ") || (in_capitals && rest.strip_prefix(' ').is_some_and(is_left_to_do));
            asks && (mark != "TODO" || !is_todo_word())
        }
    };
    is_mark.then_some(word)
}

/// Whether a placeholder begins with a letter.
fn may_begin(letter: u8) -> bool {
    b"tfxpqnl".contains(&letter.to_ascii_lowercase())
}

/// The placeholder that a note is, or the mark that stands in it.
fn in_note(text: &str, is_todo_word: impl Fn() -> bool) -> Option<&str> {
    in_quote(text, is_todo_word).or_else(|| mark_inside(text))
}

/// The mark in capitals that stands in a text, and no name: `page numbers TODO`, `number (XXX)`, but not `TBD Devastator`.
fn mark_inside(text: &str) -> Option<&str> {
    let is_mark = |(at, mark): &(usize, &str)| {
        let (before, rest) = text.split_at(*at);
        let after = rest.strip_prefix(*mark).unwrap_or_default();
        let letter = char::is_alphanumeric;
        let is_word = !before.ends_with(letter) && !after.starts_with(letter);
        let begins_name = || after.trim_start_matches([' ', '-']).starts_with(letter);
        let in_brackets = || before.ends_with(['(', '[']) && after.starts_with([')', ']']);
        is_word
            && match *mark {
                "XXX" => in_brackets(),
                "TBD" => !begins_name(),
                _ => true,
            }
    };
    MARKS.into_iter().find_map(|mark| text.match_indices(mark).find(is_mark)).map(|(_, mark)| mark)
}

/// The id, if one of its words says that it stands for another. `todo` and `xxx` do so only at the end, as they
/// begin names: `xxx-corps`.
fn in_id(id: &str) -> Option<&str> {
    // Each of these words has one of two letters, and most ids have neither.
    if !id.bytes().any(|letter| matches!(letter, b'd' | b'x')) {
        return None;
    }
    let mut words = id.split('-');
    let is_last = matches!(words.clone().next_back(), Some("todo" | "xxx"));
    (is_last || words.any(|word| matches!(word, "tbd" | "fixme" | "placeholder"))).then_some(id)
}

/// Whether a character stands for text that is left out rather than being text.
fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(c, '…' | '–' | '—' | '¿' | '“'..='„' | '‘' | '’' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, is_todo_word: bool, in_a_quote: bool, in_a_note: bool) {
        assert_eq!(in_quote(text, || is_todo_word).is_some(), in_a_quote, "{text}");
        assert_eq!(in_note(text, || is_todo_word).is_some(), in_a_note, "{text}");
    }

    #[test]
    fn placeholders_stand_alone_or_before_what_is_left_to_do() {
        for text in [
            "TODO",
            "todo",
            "(tbd)",
            "?",
            "…",
            "- - -",
            "N/A",
            "TODO(ann): find",
            "Lorem ipsum dolor",
            "“lorem ipsum”",
            "\"lorem ipsum\"",
            "TODO find the words",
            "[TODO] quote",
            "(TODO: find)",
            "todo: find",
            "todo - find",
            "FIXME later",
            "tbd - ask",
            "quote goes here",
            "XXX: ask",
        ] {
            check(text, false, true, true);
        }
    }

    #[test]
    fn words_of_a_source_are_no_placeholders() {
        for text in [
            "todo el mundo",
            "todo sobre la Garza",
            "what is it?",
            "160",
            "…百架無人機",
            "🛩",
            "",
            "XXX Corps",
            "XXX corps",
            "Garrison of XXX Corps.",
            "TBD Devastator",
            "TBD torpedo bombers",
            "TBD-1 Devastator",
            "quotes prices",
            "a MASTODON",
            "TODOS of",
            "a NOTODO",
            "number (XXX Corps)",
            "Corps XXX)",
        ] {
            check(text, false, false, false);
        }
        check("TODO Noticias", false, false, true);
        check("TODO EL MUNDO", true, false, true);
        check("TODO el mundo", true, false, true);
        check("todo - armas", true, false, false);
        check("fixme: find", true, true, true);
        check("tbd", true, true, true);
        check("Todo.", true, false, false);
        check("todo: armas", true, false, false);
        check("TODO: find", true, true, true);
        check("FIXME later", true, true, true);
    }

    #[test]
    fn marks_stand_anywhere_in_a_note() {
        for text in
            ["check the year (TODO)", "page numbers TODO", "Page missing. TBD", "number (XXX)", "TBD; ask"]
        {
            assert!(in_note(text, || true).is_some(), "{text}");
        }
        assert_eq!(in_note("see (TODO)", || true), Some("TODO"));
        assert_eq!(in_note("п TODO", || true), Some("TODO"));
    }

    #[test]
    fn ids_of_what_is_yet_to_be_found() {
        for id in ["source-todo", "tbd-source", "xxx", "source-xxx"] {
            assert!(in_id(id).is_some(), "{id}");
        }
        for id in ["todo-noticias", "tbdx", "xxx-corps"] {
            assert!(in_id(id).is_none(), "{id}");
        }
    }
}
