//! Which paragraphs of a source some record cites, which are marked as not covered, which neither.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tallybook_schema::block::{self, Block};
use tallybook_schema::record::{Evidence, Source};
use tallybook_schema::{Dataset, RecordType};

/// Paragraphs of one run that are counted after its first where no text says how many there are.
const LONGEST_RUN: u32 = 1000;

/// A paragraph of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paragraph<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// The records that cite it, in the order of types and ids.
    pub cited_by: BTreeSet<(RecordType, &'a str)>,
    /// Why nothing needs to cite it.
    pub excused: Option<&'a str>,
}

impl Paragraph<'_> {
    /// Whether some record cites it, or it is marked as not covered.
    pub fn is_covered(&self) -> bool {
        !self.cited_by.is_empty() || self.excused.is_some()
    }
}

/// A piece of evidence with the record that it stands on.
#[derive(Debug, Clone, Copy)]
pub struct Citation<'a> {
    /// The type of the record.
    pub record_type: RecordType,
    /// The id of the record.
    pub id: &'a str,
    /// The evidence.
    pub evidence: &'a Evidence,
}

/// The evidence of a dataset by the source that it cites, each in the order of the records.
pub fn citations(dataset: &Dataset) -> HashMap<&str, Vec<Citation<'_>>> {
    let mut by_source: HashMap<&str, Vec<Citation<'_>>> = HashMap::new();
    for Block { record_type, id, evidence, .. } in block::blocks(dataset) {
        for evidence in evidence {
            let citation = Citation { record_type, id, evidence };
            by_source.entry(evidence.source.as_str()).or_default().push(citation);
        }
    }
    by_source
}

/// The paragraphs of a source, in order. With the number of paragraphs of the archived text all of
/// them, without it those of which something is known. `paragraph_of` says in which paragraph a piece
/// of evidence stands.
pub fn coverage<'a>(
    source: &'a Source,
    citations: &[Citation<'a>],
    paragraphs: Option<u32>,
    paragraph_of: impl Fn(&Evidence) -> Option<u32>,
) -> Vec<Paragraph<'a>> {
    let mut found: BTreeMap<u32, Paragraph<'a>> = BTreeMap::new();
    let mut of = |number: u32, change: &mut dyn FnMut(&mut Paragraph<'a>)| {
        // A paragraph that the text does not have is a fault of the citation, and none to be covered.
        if paragraphs.is_some_and(|last| number > last) {
            return;
        }
        let paragraph = found.entry(number).or_insert_with(|| Paragraph { number, ..Paragraph::default() });
        change(paragraph);
    };
    for number in 1..=paragraphs.unwrap_or(0) {
        of(number, &mut |_| {});
    }
    for citation in citations {
        if let Some(number) = paragraph_of(citation.evidence) {
            of(number, &mut |paragraph| {
                paragraph.cited_by.insert((citation.record_type, citation.id));
            });
        }
    }
    for part in &source.not_covered {
        // A run of paragraphs ends with the text, whatever number was written.
        let first = part.paragraphs.first;
        let last = paragraphs.unwrap_or(first.saturating_add(LONGEST_RUN)).max(first);
        for number in first..=part.paragraphs.last.min(last) {
            of(number, &mut |paragraph| paragraph.excused = Some(&part.reason));
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use tallybook_schema::value::Locator;

    use super::*;
    use crate::testing::dataset;

    #[test]
    fn a_paragraph_is_cited_excused_or_neither() {
        let dataset = dataset(&json!({
            "sources": [{
                "id": "s", "kind": "news-article", "title": "S",
                "not_covered": [{"paragraphs": "3-4000000000", "reason": "furniture"}],
            }],
            "transfers": [{
                "id": "t", "kind": "materiel", "supplier": "a", "recipient": "b", "stage": "delivered",
                "items": [{
                    "equipment": "e", "quantity": 1,
                    "evidence": [{"source": "s", "paragraph": 1}, {"source": "s", "paragraph": 18}],
                }],
                "evidence": [{"source": "s", "paragraph": 1}, {"source": "other", "paragraph": 2}],
            }],
        }));
        let citations = citations(&dataset);
        let source = &dataset.sources[0];
        let paragraph_of = |evidence: &Evidence| evidence.paragraph.map(Locator::get);
        let paragraphs = coverage(source, &citations["s"], Some(4), paragraph_of);
        let covered: Vec<_> = paragraphs.iter().map(|p| (p.cited_by.len(), p.excused)).collect();
        assert_eq!(covered, [(1, None), (0, None), (0, Some("furniture")), (0, Some("furniture"))]);
        assert_eq!(
            paragraphs.iter().map(Paragraph::is_covered).collect::<Vec<_>>(),
            [true, false, true, true]
        );
        let known = coverage(source, &citations["s"], None, paragraph_of);
        let wanted: Vec<u32> = [1].into_iter().chain(3..=3 + LONGEST_RUN).collect();
        assert_eq!(known.iter().map(|p| p.number).collect::<Vec<_>>(), wanted);
    }
}
