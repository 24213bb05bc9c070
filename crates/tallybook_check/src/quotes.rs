//! Quotes held against the archived texts, each once a run.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use tallybook_diagnostics::{Place, RecordKey};
use tallybook_schema::RecordType;
use tallybook_schema::block;
use tallybook_schema::record::Evidence;
use tallybook_text::{Match, Text, Within};

use crate::wording::list;
use crate::{CitedAt, Context};

/// What came of looking for a quote in the archived text of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteResult {
    /// Where it stands, in the paragraph and on the line that the evidence names.
    pub places: Vec<Match>,
    /// Where it stands otherwise, if it does not stand there.
    pub elsewhere: Vec<Match>,
}

impl QuoteResult {
    /// Whether it stands where the evidence says.
    pub fn is_verified(&self) -> bool {
        !self.places.is_empty()
    }
}

/// A quote that was looked for.
#[derive(Debug, Clone)]
pub struct CheckedQuote {
    /// The record that its evidence stands on.
    pub record: RecordKey,
    /// The JSON Pointer of the block that its evidence stands on, within the record.
    pub block: String,
    /// The position of the evidence on the block, from 0.
    pub number: usize,
    /// The position of the source, from 0.
    pub source: usize,
    /// Where it first stands (bytes of the archived text), from the first to the last of its pieces, if it stands where the evidence
    /// says.
    pub place: Option<Range<usize>>,
}

/// The text of a piece of evidence, with the position of its source, if it is at hand.
pub(crate) fn text_of<'a>(context: &'a Context<'_>, evidence: &Evidence) -> Option<(usize, &'a Text)> {
    let source = context.index.position(RecordType::Source, evidence.source.as_str())?;
    Some((source, context.archive.text(source)?))
}

/// Looks for the quote of a piece of evidence. An empty quote is none.
pub(crate) fn look_up(text: &Text, evidence: &Evidence) -> Option<QuoteResult> {
    let quote = quoted(evidence)?;
    let within = match (evidence.paragraph, evidence.line) {
        (Some(paragraph), _) => Within::Paragraph(paragraph.get()),
        (None, Some(line)) => Within::Line(line.get()),
        (None, None) => Within::Text,
    };
    let mut places = text.find(quote, within);
    if let Some(line) = evidence.line {
        places.retain(|place| text.line_of(place.range().start) == line.get());
    }
    let elsewhere = if places.is_empty() && (evidence.paragraph.is_some() || evidence.line.is_some()) {
        text.find(quote, Within::Text)
    } else {
        Vec::new()
    };
    Some(QuoteResult { places, elsewhere })
}

/// The quote of a piece of evidence, unless it is empty.
pub(crate) fn quoted(evidence: &Evidence) -> Option<&str> {
    evidence.quote.as_deref().filter(|quote| quote.contains(|c: char| !c.is_whitespace()))
}

/// Where the quote of a piece of evidence stands in the archived text, if that is at hand.
pub(crate) fn place_of(context: &Context<'_>, evidence: &Evidence) -> Option<Place> {
    let (source, text) = text_of(context, evidence)?;
    let result = look_up(text, evidence)?;
    Some(Place::span(context.archive.file(source)?, result.places.first()?.range()))
}

/// Where the evidence says that its quote stands: `in paragraph 3, line 7`.
pub(crate) fn locator(evidence: &Evidence) -> String {
    match (evidence.paragraph, evidence.line) {
        (Some(paragraph), Some(line)) => format!("in paragraph {paragraph}, line {line}"),
        (Some(paragraph), None) => format!("in paragraph {paragraph}"),
        (None, Some(line)) => format!("on line {line}"),
        (None, None) => "in the text".to_owned(),
    }
}

/// The paragraphs, or the lines, of places: `paragraph 3`, `paragraphs 3, 4 and 7`.
pub(crate) fn places_in_words(text: &Text, places: &[Match], by_line: bool) -> String {
    let number = |place: &Match| if by_line { text.line_of(place.range().start) } else { place.paragraph };
    let mut numbers: Vec<u32> = places.iter().map(number).collect();
    numbers.dedup();
    let noun = if by_line { "line" } else { "paragraph" };
    let plural = if numbers.len() == 1 { "" } else { "s" };
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("{noun}{plural} {}", list(&numbers))
}

impl CitedAt<'_> {
    /// The paragraph, page and line that the evidence names, each with the number of them in the text.
    /// Pages are counted only in a text that has form feeds between them.
    pub(crate) fn locators(&self) -> impl Iterator<Item = (&'static str, u32, u32)> {
        let Evidence { paragraph, page, line, .. } = self.at.evidence;
        let paragraph = paragraph.map(|number| ("paragraph", number.get(), self.text.paragraph_count()));
        let page = page.and_then(|number| {
            let breaks = self.text.as_str().matches('\u{c}').count();
            let pages = u32::try_from(breaks + 1).unwrap_or(u32::MAX);
            (breaks > 0).then_some(("page", number.get(), pages))
        });
        let line = line.map(|number| ("line", number.get(), self.text.line_count()));
        [paragraph, page, line].into_iter().flatten()
    }

    /// Whether the text has the paragraph, page and line that the evidence names.
    pub(crate) fn is_inside(&self) -> bool {
        self.locators().all(|(_, number, count)| number <= count)
    }
}

/// The paragraphs of each archived text that evidence cites, by the position of the source: by number,
/// by a line in them, or by a quote that stands in them.
pub(crate) fn cited_paragraphs(context: &Context<'_>) -> BTreeMap<usize, BTreeSet<u32>> {
    let mut cited: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for block in block::blocks(context.dataset) {
        for evidence in block.evidence {
            let Some((source, text)) = text_of(context, evidence) else { continue };
            let paragraphs = cited.entry(source).or_default();
            if let Some(paragraph) = evidence.paragraph {
                paragraphs.insert(paragraph.get());
            } else if let Some(line) = evidence.line.and_then(|line| text.line(line.get())) {
                let blank =
                    text.as_str()[line.clone()].len() - text.as_str()[line.clone()].trim_start().len();
                paragraphs.extend(text.paragraph_of(line.start + blank));
            } else if let Some(result) = look_up(text, evidence) {
                paragraphs.extend(result.places.iter().map(|place| place.paragraph));
            }
        }
    }
    cited
}
