//! Quotes held against the archived texts, each once a run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use tallybook_diagnostics::{Edit, Fix, Place, RecordKey};
use tallybook_schema::RecordType;
use tallybook_schema::block;
use tallybook_schema::record::Evidence;
use tallybook_text::{Match, Text, Within};

use crate::wording::list;
use crate::{CitedAt, Context};

/// What came of looking for a quote in the archived text of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteResult {
    /// Where it stands, in the paragraph, on the line and on the page that the evidence names.
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

/// Looks for the quote of a piece of evidence in the archived text of its source. An empty quote is none.
pub fn look_up(text: &Text, evidence: &Evidence) -> Option<QuoteResult> {
    let quote = quoted(evidence)?;
    // The narrowest part first, as places do not overlap and one that begins before it may hide one in it.
    let within = match (evidence.line, evidence.paragraph) {
        (Some(line), _) => Within::Line(line.get()),
        (None, Some(paragraph)) => Within::Paragraph(paragraph.get()),
        (None, None) => Within::Text,
    };
    let mut places = text.find(quote, within);
    for locator in locators(text, evidence) {
        places.retain(|place| locator.has(text, place));
    }
    let is_located = locators(text, evidence).next().is_some();
    let elsewhere = if places.is_empty() && is_located { text.find(quote, Within::Text) } else { Vec::new() };
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

/// What a part of a text is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Paragraph,
    Line,
    Page,
}

impl Unit {
    /// What it is called, as the field of the evidence is.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::Line => "line",
            Self::Page => "page",
        }
    }

    /// The word that stands before it where it says where something stands.
    const fn preposition(self) -> &'static str {
        match self {
            Self::Paragraph => "in",
            Self::Line | Self::Page => "on",
        }
    }

    /// How many of them a text has.
    fn count(self, text: &Text) -> u32 {
        match self {
            Self::Paragraph => text.paragraph_count(),
            Self::Line => text.line_count(),
            Self::Page => page_of(text, text.as_str().len()),
        }
    }

    /// The number of the one in which a place begins.
    fn number_of(self, text: &Text, place: &Match) -> u32 {
        match self {
            Self::Paragraph => place.paragraph,
            Self::Line => text.line_of(place.range().start),
            Self::Page => page_of(text, place.range().start),
        }
    }
}

/// The page on which a byte stands: form feeds part the pages.
fn page_of(text: &Text, offset: usize) -> u32 {
    let before = text.as_str().get(..offset).unwrap_or_default();
    u32::try_from(before.matches('\u{c}').count()).map_or(u32::MAX, |breaks| breaks.saturating_add(1))
}

/// A part of a text that evidence names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Locator {
    /// What it counts.
    pub(crate) unit: Unit,
    /// Its number, from 1.
    pub(crate) number: u32,
}

impl Locator {
    /// Whether a place is there. It is on the line on which it begins, and on every page of which it has a part.
    fn has(self, text: &Text, place: &Match) -> bool {
        let first = self.unit.number_of(text, place);
        match self.unit {
            Unit::Page => (first..=page_of(text, place.range().end)).contains(&self.number),
            Unit::Paragraph | Unit::Line => first == self.number,
        }
    }

    /// The bytes of the part, without white space around it; `None` if there is no such part.
    pub(crate) fn range(self, text: &Text) -> Option<Range<usize>> {
        let range = match self.unit {
            Unit::Paragraph => text.paragraph(self.number)?,
            Unit::Line => text.line(self.number)?,
            Unit::Page => {
                let text = text.as_str();
                let mut ends = text.match_indices('\u{c}').map(|(at, _)| at).chain([text.len()]);
                let start = match usize::try_from(self.number).ok()?.checked_sub(2) {
                    Some(before) => ends.nth(before)? + 1,
                    None => 0,
                };
                start..ends.next()?
            }
        };
        let part = text.as_str().get(range.clone())?;
        let start = range.start + part.len() - part.trim_start().len();
        Some(start..start + part.trim().len())
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.unit.noun(), self.number)
    }
}

/// The paragraph, line and page that evidence names. Pages are counted only in a text that has form feeds between
/// them.
pub(crate) fn locators(text: &Text, evidence: &Evidence) -> impl Iterator<Item = Locator> {
    let page = evidence.page.filter(|_| text.as_str().contains('\u{c}'));
    let named = [(Unit::Paragraph, evidence.paragraph), (Unit::Line, evidence.line), (Unit::Page, page)];
    named.into_iter().filter_map(|(unit, number)| Some(Locator { unit, number: number?.get() }))
}

/// Locators that say where something stands: `in paragraph 3, line 7`.
pub(crate) fn in_words(locators: &[Locator]) -> String {
    let Some(first) = locators.first() else { return "in the text".to_owned() };
    let named: Vec<String> = locators.iter().map(ToString::to_string).collect();
    format!("{} {}", first.unit.preposition(), named.join(", "))
}

/// Where places are: `in paragraph 3`, `on lines 3, 4 and 7`.
pub(crate) fn places_in_words(text: &Text, places: &[Match], unit: Unit) -> String {
    let mut numbers: Vec<u32> = places.iter().map(|place| unit.number_of(text, place)).collect();
    numbers.dedup();
    let plural = if numbers.len() == 1 { "" } else { "s" };
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("{} {}{plural} {}", unit.preposition(), unit.noun(), list(&numbers))
}

impl CitedAt<'_> {
    /// The place of what the evidence says of a part of the text.
    pub(crate) fn place_of(&self, unit: Unit) -> Place {
        self.at.place(&format!("/{}", unit.noun()))
    }

    /// Names the only place where the quote stands, in the stead of parts of the text where it does not.
    pub(crate) fn only_place(&self, wrong: &[Locator]) -> Option<Fix> {
        let [place] = self.quote?.elsewhere.as_slice() else { return None };
        let right = |wrong: &Locator| Locator { number: wrong.unit.number_of(self.text, place), ..*wrong };
        let titles: Vec<String> =
            wrong.iter().map(right).map(|part| format!("`{}: {}`", part.unit.noun(), part.number)).collect();
        let edits = wrong.iter().map(|part| Edit::Replace {
            place: self.place_of(part.unit),
            text: right(part).number.to_string(),
        });
        Some(Fix { title: format!("write {}", list(&titles)), edits: edits.collect(), safe: false })
    }

    /// The paragraph, line and page that the evidence names.
    pub(crate) fn locators(&self) -> impl Iterator<Item = Locator> {
        locators(self.text, self.at.evidence)
    }

    /// The same, as far as the text does not have them, each with the last that it has.
    pub(crate) fn outside(&self) -> impl Iterator<Item = (Locator, u32)> {
        self.locators().filter_map(|locator| {
            let count = locator.unit.count(self.text);
            (locator.number > count).then_some((locator, count))
        })
    }

    /// Those that a place is not in.
    pub(crate) fn missed_by(&self, place: &Match) -> Vec<Locator> {
        self.locators().filter(|locator| !locator.has(self.text, place)).collect()
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const PAGES: &str =
        "Title\n\nNorth moved herons.\n\n\u{c}Page two.\n\nNorth moved ospreys,\n\u{c}and gulls.\n";

    /// Where a quote stands, as paragraphs, and whether it stands elsewhere if it does not.
    #[track_caller]
    fn check(text: &str, located: &Value, quote: &str, places: &[u32], is_elsewhere: bool) {
        let mut evidence = json!({"source": "report", "quote": quote});
        evidence.as_object_mut().unwrap().extend(located.as_object().unwrap().clone());
        let evidence: Evidence = serde_json::from_value(evidence).unwrap();
        let result = look_up(&Text::new(text.to_owned()), &evidence).unwrap();
        let found: Vec<u32> = result.places.iter().map(|place| place.paragraph).collect();
        assert_eq!(
            (found.as_slice(), !result.elsewhere.is_empty()),
            (places, is_elsewhere),
            "{quote} {located}"
        );
    }

    #[test]
    fn a_quote_stands_on_its_page() {
        check(PAGES, &json!({}), "North moved", &[2, 4], false);
        check(PAGES, &json!({"page": 1}), "North moved", &[2], false);
        check(PAGES, &json!({"page": 2}), "North moved", &[4], false);
        check(PAGES, &json!({"page": 3}), "North moved", &[], true);
        check(PAGES, &json!({"page": 1, "paragraph": 4}), "North moved", &[], true);
        // It goes on over the end of the page.
        check(PAGES, &json!({"page": 3}), "North … gulls", &[4], false);
        check(PAGES, &json!({"page": 2}), "ospreys, and gulls", &[4], false);
        check(PAGES, &json!({"page": 1}), "gulls", &[], true);
        check("A text without pages.", &json!({"page": 7}), "pages", &[1], false);
    }

    #[test]
    fn a_quote_stands_on_its_line_of_its_paragraph() {
        let text = "Title\n\nalpha beta\nalpha gamma omega\n";
        check(text, &json!({"paragraph": 2, "line": 4}), "alpha … omega", &[2], false);
        check(text, &json!({"paragraph": 2, "line": 3}), "alpha … omega", &[2], false);
        check(text, &json!({"paragraph": 1, "line": 4}), "alpha … omega", &[], true);
        check(text, &json!({"line": 4}), "beta", &[], true);
    }

    #[test]
    fn parts_of_a_text_have_their_bytes() {
        let text = Text::new(PAGES.to_owned());
        let part = |unit, number| Locator { unit, number }.range(&text).map(|range| &PAGES[range]);
        assert_eq!(part(Unit::Page, 1), Some("Title\n\nNorth moved herons."));
        assert_eq!(part(Unit::Page, 2), Some("Page two.\n\nNorth moved ospreys,"));
        assert_eq!(part(Unit::Page, 3), Some("and gulls."));
        assert_eq!(part(Unit::Page, 4), None);
        assert_eq!(part(Unit::Line, 2), Some(""));
        assert_eq!(part(Unit::Paragraph, 1), Some("Title"));
        assert_eq!(Unit::Page.count(&text), 3);
    }
}
