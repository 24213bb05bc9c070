//! Passages of archived texts as people are shown them.

use std::ops::Range;

use tallybook_diagnostics::render::visible;
use tallybook_text::Text;

use crate::output::{Output, Style};

/// Characters shown on either side of a fragment.
const AROUND: usize = 60;

/// A passage with fragments of it marked: by colour, or without colour between brackets.
pub(crate) fn mark(text: &Text, range: &Range<usize>, fragments: &[Range<usize>], output: &Output) -> String {
    let slice = |range: Range<usize>| visible(text.as_str().get(range).unwrap_or_default());
    let mut marked = String::new();
    let mut from = range.start;
    for fragment in fragments {
        marked.push_str(&slice(from..fragment.start));
        let cited = slice(fragment.clone());
        if output.colour {
            // Each word for itself, as lines are broken between them.
            let words: Vec<String> = cited.split(' ').map(|word| output.style(Style::Green, word)).collect();
            marked.push_str(&words.join(" "));
        } else {
            marked.push_str(&format!("⟦{cited}⟧"));
        }
        from = fragment.end;
    }
    marked.push_str(&slice(from..range.end));
    marked
}

/// Fragments of a paragraph with some of the words around them.
pub(crate) fn excerpt(text: &Text, paragraph: u32, fragments: &[Range<usize>], output: &Output) -> String {
    let (Some(whole), Some(first), Some(last)) =
        (text.paragraph(paragraph), fragments.first(), fragments.last())
    else {
        return String::new();
    };
    let slice = |range: Range<usize>| text.as_str().get(range).unwrap_or_default();
    // To the space before the last character that is shown, so that no word is cut.
    let before = slice(whole.start..first.start);
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let start =
        if start == 0 { 0 } else { before[start..].find(' ').map_or(start, |space| start + space + 1) };
    let after = slice(last.end..whole.end);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let end = if end == after.len() { end } else { after[..end].rfind(' ').unwrap_or(end) };
    let range = whole.start + start..last.end + end;
    let (left, right) = (if start > 0 { "… " } else { "" }, if end < after.len() { " …" } else { "" });
    format!("{left}{}{right}", mark(text, &range, fragments, output))
}
