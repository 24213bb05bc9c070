//! Quotes held against the archived texts, each once a run.

use tallybook_diagnostics::{Place, RecordKey};
use tallybook_schema::RecordType;
use tallybook_schema::record::Evidence;
use tallybook_text::{Match, Text, Within};

use crate::Context;

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
    /// Where it first stands, from the first to the last of its pieces, if it stands where the evidence
    /// says.
    pub place: Option<Match>,
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
    evidence.quote.as_deref().filter(|quote| !quote.trim().is_empty())
}

/// Where the quote of a piece of evidence stands in the archived text, if that is at hand.
pub(crate) fn place_of(context: &Context<'_>, evidence: &Evidence) -> Option<Place> {
    let (source, text) = text_of(context, evidence)?;
    let result = look_up(text, evidence)?;
    Some(Place::span(context.archive.file(source)?, result.places.first()?.range()))
}
