//! `tallybook coverage`: how much of each source the dataset uses.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use serde_json::{Value, json};
use tallybook_analysis::coverage::{Citation, Paragraph, citations, coverage};
use tallybook_diagnostics::render::{escape_json, visible_line};
use tallybook_reader::Reading;
use tallybook_schema::record::{Evidence, Source};
use tallybook_schema::value::Locator;
use tallybook_text::{Text, Within};

use crate::Verdict;
use crate::cli::{CoverageArgs, Format};
use crate::output::{self, Output, Style};
use crate::{passage, run};

/// The column at which the text of a paragraph stands.
const TEXT: usize = 6;

pub(crate) fn run(args: &CoverageArgs, output: &Output) -> anyhow::Result<Verdict> {
    let mut reading = run::read(&args.dataset)?;
    run::attach_archive(&mut reading, &args.dataset, args.archive.as_deref())?;
    let citations = citations(&reading.dataset);
    let positions = match &args.source {
        Some(id) => vec![run::find_source(&reading, id)?],
        None => (0..reading.dataset.sources.len()).collect(),
    };
    let sources: Vec<Covered<'_>> =
        positions.into_iter().map(|position| Covered::new(&reading, &citations, position)).collect();
    let text = match args.format {
        Format::Text => {
            let whole = args.source.is_some();
            let parts: Vec<String> = sources.iter().map(|source| source.text(whole, output)).collect();
            parts.concat() + &run::unread(&reading, "cite more paragraphs", output)
        }
        Format::Json => {
            let sources: Vec<Value> = sources.iter().map(Covered::json).collect();
            let complete = reading.problems.is_empty();
            escape_json(&json!({ "version": 1, "complete": complete, "sources": sources }))
        }
    };
    output.print(&text)?;
    Ok(run::verdict_of(&reading))
}

/// A source with what is known of its paragraphs.
struct Covered<'a> {
    source: &'a Source,
    /// The evidence that cites it.
    citations: &'a [Citation<'a>],
    /// Its archived text, if that is at hand.
    archived: Option<&'a Text>,
    paragraphs: Vec<Paragraph<'a>>,
}

impl<'a> Covered<'a> {
    fn new(
        reading: &'a Reading,
        citations: &'a HashMap<&'a str, Vec<Citation<'a>>>,
        position: usize,
    ) -> Self {
        let source = &reading.dataset.sources[position];
        let citations = citations.get(source.id.as_str()).map_or(&[][..], Vec::as_slice);
        let archived = reading.archive.text(position);
        let count = archived.map(Text::paragraph_count);
        let paragraphs = coverage(source, citations, count, |evidence| paragraph_of(evidence, archived));
        Self { source, citations, archived, paragraphs }
    }

    fn covered(&self) -> usize {
        self.paragraphs.iter().filter(|paragraph| paragraph.is_covered()).count()
    }

    /// Covered paragraphs in a hundred, rounded down; `None` while it is not known how many there are.
    fn percentage(&self) -> Option<usize> {
        self.archived.and((self.covered() * 100).checked_div(self.paragraphs.len()))
    }

    fn text(&self, whole: bool, output: &Output) -> String {
        let cited = self.paragraphs.iter().filter(|paragraph| !paragraph.cited_by.is_empty()).count();
        let excused = self.covered() - cited;
        let known = match self.percentage() {
            Some(percentage) => {
                let all = self.paragraphs.len();
                format!(
                    "{percentage} % of {all} paragraphs: {cited} cited, {excused} not covered for a reason"
                )
            }
            None => format!("no text at hand; {cited} paragraphs cited, {excused} not covered for a reason"),
        };
        let id = output.style(Style::Bold, self.source.id.as_str());
        let mut text = format!("{id}  {known}\n");
        if whole {
            for paragraph in &self.paragraphs {
                text.push_str(&self.paragraph(paragraph, output));
            }
        }
        text
    }

    fn paragraph(&self, paragraph: &Paragraph<'_>, output: &Output) -> String {
        let mut text = format!("\n{:<TEXT$}", format!("¶{}", paragraph.number));
        if let Some(archived) = self.archived {
            let range = archived.paragraph(paragraph.number).unwrap_or_default();
            let marked = passage::mark(archived, &range, &self.fragments(paragraph.number), output);
            text.push_str(&output::wrap(&marked, output.width, TEXT));
            text.push_str(&format!("\n{:TEXT$}", ""));
        }
        let cited: Vec<String> = paragraph.cited_by.iter().map(|(t, id)| format!("{t}:{id}")).collect();
        let (style, note) = match (cited.as_slice(), paragraph.excused) {
            ([], Some(reason)) => (Style::Dim, format!("not covered: {}", visible_line(reason))),
            ([], None) => (Style::Yellow, "neither cited nor marked as not covered".to_owned()),
            (cited, _) => (Style::Dim, format!("cited by {}", cited.join(", "))),
        };
        let note = output::wrap(&note, output.width, TEXT);
        text.push_str(&output.style(style, &note));
        text.push('\n');
        text
    }

    /// The bytes of the cited fragments of a paragraph, in their order, none inside another.
    fn fragments(&self, paragraph: u32) -> Vec<Range<usize>> {
        let Some(archived) = self.archived else { return Vec::new() };
        let mut pieces: Vec<Range<usize>> = self
            .citations
            .iter()
            .map(|citation| citation.evidence)
            .filter(|evidence| paragraph_of(evidence, self.archived) == Some(paragraph))
            .filter_map(|evidence| evidence.quote.as_deref())
            .filter_map(|quote| archived.find(quote, Within::Paragraph(paragraph)).into_iter().next())
            .flat_map(|place| place.pieces)
            .collect();
        pieces.sort_by_key(|piece| (piece.start, piece.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for piece in pieces {
            match joined.last_mut() {
                Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
                _ => joined.push(piece),
            }
        }
        joined
    }

    fn json(&self) -> Value {
        let paragraphs: Vec<Value> = self
            .paragraphs
            .iter()
            .map(|paragraph| {
                let cited: BTreeSet<String> =
                    paragraph.cited_by.iter().map(|(t, id)| format!("{t}:{id}")).collect();
                json!({
                    "paragraph": paragraph.number,
                    "cited_by": cited,
                    "not_covered": paragraph.excused,
                    "covered": paragraph.is_covered(),
                })
            })
            .collect();
        json!({
            "source": self.source.id.as_str(),
            "text_at_hand": self.archived.is_some(),
            "percentage": self.percentage(),
            "paragraphs": paragraphs,
        })
    }
}

/// The paragraph in which evidence stands: the one it names, or the only one that has its quote.
fn paragraph_of(evidence: &Evidence, archived: Option<&Text>) -> Option<u32> {
    evidence.paragraph.map(Locator::get).or_else(|| {
        let places = archived?.find(evidence.quote.as_deref()?, Within::Text);
        match places.as_slice() {
            [place] => Some(place.paragraph),
            _ => None,
        }
    })
}
