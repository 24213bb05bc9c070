//! What is said of a fragment that was looked for.

use std::ops::Range;

use tallybook_diagnostics::render::visible_line;
use tallybook_schema::id::SourceId;
use tallybook_text::{Match, Text, Within};

use crate::cli::CiteArgs;
use crate::output::{Output, Style};
use crate::passage;

/// Places that are shown of a fragment that stands in many.
const PLACES_SHOWN: usize = 10;

/// Words by which a fragment is made longer to find one that stands in one place only.
const MORE_WORDS: usize = 8;

/// `beacon-report, paragraph 3, characters 120 to 141: the only place in the text`, and the words around it.
pub(super) fn found(
    text: &Text,
    place: &Match,
    source: &SourceId,
    anywhere: bool,
    output: &Output,
) -> String {
    let only = if anywhere { "the only place in the text" } else { "the only place in that paragraph" };
    let id = output.style(Style::Bold, source.as_str());
    let excerpt = passage::excerpt(text, place.paragraph, &place.pieces, output);
    format!("{id}, {}: {only}\n  {excerpt}\n", position(text, place))
}

/// The paragraph, and the characters (Unicode code points) from 0, as exports count them.
fn position(text: &Text, place: &Match) -> String {
    let range = place.range();
    let count = |end: usize| text.as_str().get(..end).unwrap_or_default().chars().count();
    format!("paragraph {}, characters {} to {}", place.paragraph, count(range.start), count(range.end))
}

pub(super) fn not_found(text: &Text, source: &SourceId, args: &CiteArgs, output: &Output) -> String {
    let fragment = visible_line(&args.fragment);
    let whole = text.find(&args.fragment, Within::Text);
    let missing = output.style(Style::Red, "not found");
    if let (Some(paragraph), false) = (args.paragraph, whole.is_empty()) {
        let mut answer =
            format!("{missing}: \"{fragment}\" is not in paragraph {paragraph} of {source}, but in\n");
        for place in whole.iter().take(PLACES_SHOWN) {
            answer.push_str(&self::place(text, place, output));
        }
        return answer;
    }
    let mut answer = format!("{missing}: \"{fragment}\" does not stand in the text of {source}\n");
    match text.nearest(&args.fragment) {
        Some(near) => {
            let excerpt = passage::excerpt(text, near.paragraph, std::slice::from_ref(&near.range), output);
            answer.push_str(&format!("  most like it, in paragraph {}:\n    {excerpt}\n", near.paragraph));
            answer.push_str("  = help: quotes are verbatim; upper and lower case count\n");
        }
        None => answer.push_str("  = help: nothing in it is alike: see whether it is the right source\n"),
    }
    answer
}

pub(super) fn several(
    text: &Text,
    source: &SourceId,
    places: &[Match],
    args: &CiteArgs,
    output: &Output,
) -> String {
    let count = output.style(Style::Yellow, &format!("{} places", places.len()));
    let fragment = visible_line(&args.fragment);
    let mut answer = format!("\"{fragment}\" stands in {count} of the text of {source}\n");
    for place in places.iter().take(PLACES_SHOWN) {
        answer.push_str(&self::place(text, place, output));
        if let Some(longer) = longer(text, place) {
            answer.push_str(&format!("    alone here: \"{}\"\n", visible_line(&longer)));
        }
    }
    if places.len() > PLACES_SHOWN {
        answer.push_str(&format!("  … and {} more\n", places.len() - PLACES_SHOWN));
    }
    let same = places.windows(2).any(|pair| pair[0].paragraph == pair[1].paragraph);
    answer.push_str(if same || args.paragraph.is_some() {
        "  = help: take more words, so that it is clear which place is meant\n"
    } else {
        "  = help: choose the paragraph with `--paragraph N`, or take more words\n"
    });
    answer
}

fn place(text: &Text, place: &Match, output: &Output) -> String {
    let excerpt = passage::excerpt(text, place.paragraph, &place.pieces, output);
    format!("  {}\n    {excerpt}\n", position(text, place))
}

/// The shortest fragment around a place that stands nowhere else: more words after it, or else before it.
fn longer(text: &Text, place: &Match) -> Option<String> {
    let (range, paragraph) = (place.range(), text.paragraph(place.paragraph)?);
    let slice = |range: Range<usize>| text.as_str().get(range).map(|part| words(part).join(" "));
    let after = words(text.as_str().get(range.end..paragraph.end)?);
    let before = words(text.as_str().get(paragraph.start..range.start)?);
    let own = slice(range)?;
    let longer = (1..=MORE_WORDS).flat_map(|count| {
        let following = after.get(..count).map(|words| format!("{own} {}", words.join(" ")));
        let preceding =
            before.len().checked_sub(count).map(|from| format!("{} {own}", before[from..].join(" ")));
        [following, preceding]
    });
    longer.flatten().find(|longer| text.find(longer, Within::Text).len() == 1)
}

pub(super) fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}
