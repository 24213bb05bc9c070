//! X005: a word mixes letters of scripts that look alike.

use tallybook_diagnostics::{Finding, Findings, Fix};
use tallybook_schema::letters::lookalike;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::wording::list;
use crate::{Context, Rule, Scope, TextAt};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "X005",
    "mixed-scripts",
    "a word mixes letters of scripts that look alike",
    include_str!("x005_mixed_scripts.md"),
    Scope::Text(check),
);

/// The scripts whose letters can be taken for each other. Other mixtures (Latin among Chinese or
/// Japanese) are ordinary.
const ALIKE: [Script; 5] =
    [Script::Latin, Script::Cyrillic, Script::Greek, Script::Armenian, Script::Cherokee];

fn check(_: &Context<'_>, text: &TextAt<'_>, out: &mut Findings) {
    if text.text.is_ascii() {
        return;
    }
    let words = text.text.split(|c: char| !c.is_alphabetic() && !is_combining_mark(c));
    let mixed: Vec<(&str, Script)> = words.filter_map(|word| Some((word, main_script(word)?))).collect();
    let Some(&(word, script)) = mixed.first() else { return };
    let strangers: Vec<String> = word
        .chars()
        .filter(|&c| script_of(c).is_some_and(|s| s != script))
        .map(|c| format!("`{c}` is {} (U+{:04X})", c.script().full_name(), u32::from(c)))
        .collect();
    let mut finding = Finding::new(
        text.place.clone(),
        format!(
            "`{word}` has letters of several scripts: among {} ones, {}",
            script.full_name(),
            list(&strangers)
        ),
    )
    .note("letters that look alike are different letters, so that a search for the word misses it");
    if mixed.len() > 1 {
        let others: Vec<String> = mixed.iter().skip(1).map(|(word, _)| format!("`{word}`")).collect();
        finding = finding.note(format!("so has {}", list(&others)));
    }
    out.push(match latin(word).filter(|_| script == Script::Latin) {
        Some(_) if text.quote => finding
            .help("copy the quote from the source again; if the source mixes them, quote another fragment"),
        Some(plain) => {
            let title = format!("write `{plain}`");
            let whole = text.text.replacen(word, &plain, 1);
            finding.help(format!("write `{plain}` with letters of one script")).fix(Fix::replace(
                title,
                text.place.clone(),
                whole,
            ))
        }
        None => finding.help("type the word again with letters of one script"),
    });
}

/// The script of most letters of a word that mixes scripts which look alike; `None` if it does not. Of
/// scripts with equally many letters, the first of the list.
fn main_script(word: &str) -> Option<Script> {
    let letters = |script| word.chars().filter(|&c| script_of(c) == Some(script)).count();
    let counts = ALIKE.map(|script| (letters(script), script));
    if word.is_ascii() || counts.iter().filter(|(count, _)| *count > 0).count() < 2 {
        return None;
    }
    counts.into_iter().rev().max_by_key(|(count, _)| *count).map(|(_, script)| script)
}

/// The script of a letter if it can be taken for another script's. Greek letters that look like no
/// Latin one are symbols as well (`kΩ`, `μm`), and do not count.
fn script_of(c: char) -> Option<Script> {
    let script = c.script();
    (ALIKE.contains(&script) && (script != Script::Greek || lookalike(c).is_some())).then_some(script)
}

/// The word in Latin letters, if each of the others looks like one.
fn latin(word: &str) -> Option<String> {
    word.chars()
        .map(|c| match c.script() {
            Script::Latin | Script::Common | Script::Inherited => Some(c),
            _ => lookalike(c),
        })
        .collect()
}
