//! E013: paragraphs of an archived text that nothing cites and nothing explains.

use std::collections::BTreeSet;

use tallybook_diagnostics::{Finding, Findings};
use tallybook_reader::Archived;
use tallybook_schema::record::Source;

use crate::wording::{count, list};
use crate::{At, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E013",
    "uncovered-paragraph",
    "a paragraph of an archived text is neither cited nor marked as not covered",
    include_str!("e013_uncovered_paragraph.md"),
    Scope::Archived(check),
);

/// Paragraphs whose first words are shown.
const SHOWN: usize = 5;
/// First words that are shown: enough to find the paragraph, and no more of the text.
const WORDS: usize = 5;

fn check(context: &Context<'_>, source: At<'_, Source>, archived: &Archived, out: &mut Findings) {
    let Archived::AtHand(text) = archived else { return };
    // What could not be read may cite any paragraph.
    if !context.complete() {
        return;
    }
    let none = BTreeSet::new();
    let cited = context.cited_paragraphs().get(&source.index).unwrap_or(&none);
    let excused = |n: u32| source.record.not_covered.iter().any(|part| part.paragraphs.contains(n));
    let open: Vec<u32> =
        (1..=text.paragraph_count()).filter(|n| !cited.contains(n) && !excused(*n)).collect();
    if open.is_empty() {
        return;
    }
    let mut finding = Finding::new(
        source.place("/id"),
        format!(
            "nothing cites {} of `{}`: {}",
            count(open.len(), "paragraph", "paragraphs"),
            source.id,
            list(&ranges(&open))
        ),
    )
    .label(format!("has {}", count(text.paragraph_count() as usize, "paragraph", "paragraphs")));
    for &number in open.iter().take(SHOWN) {
        let paragraph = text.paragraph(number).and_then(|range| text.as_str().get(range)).unwrap_or_default();
        let words: Vec<&str> = paragraph.split_whitespace().take(WORDS).collect();
        finding = finding.note(format!("paragraph {number} begins \"{} …\"", words.join(" ")));
    }
    out.push(finding.help("record what they say, or list them under `not_covered` with the reason"));
}

/// Numbers in order, those that follow each other as a range: `2`, `4-6`.
fn ranges(numbers: &[u32]) -> Vec<String> {
    numbers
        .chunk_by(|one, next| one + 1 == *next)
        .map(|run| match run {
            [first, .., last] => format!("{first}-{last}"),
            run => run.iter().map(ToString::to_string).collect(),
        })
        .collect()
}
