//! Signs that look like those of YAML and are none, and the space that belongs to them.
//!
//! They are looked for only where the scanner complains: from the last value that is well-formed to the place of the
//! complaint, which may come lines later.

use std::ops::Range;

use super::syntax;
use crate::tree::Fault;

/// What marks the versions of a merge that nobody has settled.
const CONFLICT: [&str; 4] = ["<<<<<<< ", "||||||| ", "=======", ">>>>>>> "];

/// Characters that are taken for the `-` of an item.
const BULLETS: [char; 9] = ['–', '—', '−', '‐', '‑', '•', '·', '‣', '*'];

/// The lines in which what is wrong at a byte can begin, each with its first byte.
fn lines(text: &str, from: usize, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let line_start = text[..from].rfind('\n').map_or(0, |newline| newline + 1);
    // A key can begin with what is taken for a sign.
    let is_key = text[from..].starts_with(':');
    let is_begun = !is_key && !text[line_start..from].trim().is_empty();
    let mut next = line_start;
    text[line_start..]
        .split_inclusive('\n')
        .map(move |line| {
            let start = next;
            next += line.len();
            (start, line.trim_end_matches(['\n', '\r']))
        })
        .skip(usize::from(is_begun))
        .take_while(move |(start, _)| *start <= at)
}

/// The first mark of a merge that nobody has settled.
pub(super) fn conflict(text: &str, from: usize, at: usize) -> Option<Fault> {
    let is_mark = |line: &str| {
        CONFLICT.iter().any(|mark| if mark.ends_with(' ') { line.starts_with(mark) } else { line == *mark })
    };
    let (start, _) = lines(text, from, at).find(|(_, line)| is_mark(line))?;
    let message = "two versions of the file meet here, as a merge left them, and nobody has chosen";
    let help = "keep what is right of the two, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`";
    Some(syntax(start..start + CONFLICT[2].len(), message, help))
}

/// The first sign that looks like another. `spaces` says whether a space can be missing behind a `:` too.
pub(super) fn mistaken(text: &str, from: usize, at: usize, spaces: bool) -> Option<Fault> {
    lines(text, from, at).find_map(|(start, line)| {
        let (range, message, help) = in_line(line, spaces)?;
        Some(syntax(start + range.start..start + range.end, message, help))
    })
}

fn in_line(line: &str, spaces: bool) -> Option<(Range<usize>, String, &'static str)> {
    let mut rest = line.trim_start_matches(' ');
    let here = |rest: &str, c: char| {
        let start = line.len() - rest.len();
        start..start + c.len_utf8()
    };
    let no_space = |rest: &str, c: char| {
        let code = format!("U+{:04X}", u32::from(c));
        let shown: String = line.trim_start_matches(' ').chars().take(40).collect();
        let shown = shown.replace(c, &format!("<{code}>"));
        let name = if c == '\u{a0}' { "a no-break space" } else { "another space" };
        let message = format!("{name} ({code}) stands where only a plain one parts words: `{shown}`");
        (here(rest, c), message, "write a plain space in its place")
    };
    loop {
        let c = rest.chars().next()?;
        let behind = &rest[c.len_utf8()..];
        let next = behind.chars().next().unwrap_or(' ');
        if looks_like_space(c) {
            return Some(no_space(rest, c));
        }
        if BULLETS.contains(&c) && (next.is_whitespace() || (c != '*' && next.is_ascii_lowercase())) {
            let message = format!("`{c}` looks like the `-` of an item and is none");
            return Some((here(rest, c), message, "write a hyphen and a space: `- `"));
        }
        if c != '-' {
            break;
        }
        if next.is_ascii_lowercase() && behind.contains(':') {
            let message = "the space behind `-` is missing".to_owned();
            return Some((
                here(rest, c),
                message,
                "begin an item with a hyphen and a space: `- name: value`",
            ));
        }
        rest = behind.trim_start_matches(' ');
    }
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
    if behind.len() == rest.len() {
        return None;
    }
    let mut behind_name = behind.chars();
    match (behind_name.next()?, behind_name.next()) {
        ('：', _) => {
            let message = "`：` (U+FF1A) looks like `:` and is none".to_owned();
            Some((here(behind, '：'), message, "write a plain `:` and a space: `name: value`"))
        }
        (':', Some(c)) if looks_like_space(c) => Some(no_space(&behind[1..], c)),
        (':', Some(c)) if spaces && c != '/' && !c.is_whitespace() => {
            let message = "the space behind `:` is missing".to_owned();
            Some((here(behind, ':'), message, "write `name: value`"))
        }
        _ => None,
    }
}

/// Whether a character looks like a space and is a letter to YAML.
fn looks_like_space(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}
