//! E003: a quote that does not stand where its evidence says.

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;
use tallybook_text::normal::Normalised;
use tallybook_text::{Match, Text};

use crate::quotes::{in_words, places_in_words};
use crate::wording::{list, shown};
use crate::{CitedAt, Context, QuoteResult, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E003",
    "quote-not-in-text",
    "a quote does not stand in the archived text, or not where its evidence says",
    include_str!("e003_quote_not_in_text.md"),
    Scope::Cited(check),
);

/// Bytes of other texts in which a quote is looked for: as many as are read in no time.
const MOST_BYTES: usize = 8 << 20;

/// A quote that stands in more other texts than this says nothing of which is meant.
const MOST_SOURCES: usize = 3;

fn check(context: &Context<'_>, cited: &CitedAt<'_>, out: &mut Findings) {
    let (Some(result), Some(quote)) = (cited.quote, &cited.at.evidence.quote) else { return };
    // Where the place does not even exist, that is the fault (E012).
    if result.is_verified() || cited.outside().next().is_some() {
        return;
    }
    out.push(elsewhere(cited, result, quote).unwrap_or_else(|| absent(context, cited, quote)));
}

fn elsewhere(cited: &CitedAt<'_>, result: &QuoteResult, quote: &str) -> Option<Finding> {
    // The places that are wrong in least are meant most probably.
    let missed = result.elsewhere.iter().map(|place| cited.missed_by(place)).min_by_key(Vec::len)?;
    let places: Vec<Match> =
        result.elsewhere.iter().filter(|place| cited.missed_by(place) == missed).cloned().collect();
    let message = format!(
        "the quote {} stands {}, not {}",
        shown(quote),
        places_in_words(cited.text, &places, missed.first()?.unit),
        in_words(&missed),
    );
    let mut finding = Finding::new(cited.at.place("/quote"), message).label("not where the evidence says");
    for locator in &missed {
        finding = finding.related(cited.place_of(locator.unit), "where it should stand");
    }
    if let (Some(file), Some(place)) = (cited.file, places.first()) {
        finding = finding.related(Place::span(file, place.range()), "here it stands");
    }
    let finding = finding.help("name the place where it stands, or quote the place that is meant");
    Some(match cited.only_place(&missed) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

fn absent(context: &Context<'_>, cited: &CitedAt<'_>, quote: &str) -> Finding {
    let source = &cited.at.evidence.source;
    let finding = Finding::new(
        cited.at.place("/quote"),
        format!("the quote {} does not stand in the archived text of `{source}`", shown(quote)),
    )
    .label("in these words nowhere in the text")
    .note("a quote is verbatim; only white space, hyphens and quotation marks may be set differently");
    if let Some(others) = Others::of(context, cited, quote) {
        return others.tell(finding);
    }
    let Some(near) = cited.text.nearest(quote) else {
        return finding.help("copy the words from the text; ` … ` joins pieces of one paragraph");
    };
    let finding = match cited.file {
        Some(file) => finding.related(Place::span(file, near.range), "the passage most like it"),
        None => finding,
    };
    finding.help(format!(
        "is paragraph {} meant, {}? It is a suggestion: compare it with the text",
        near.paragraph,
        shown(&near.text)
    ))
}

/// The texts of other sources in which a quote stands.
struct Others<'a> {
    /// The ids of the sources, each with the paragraph.
    sources: Vec<(&'a str, u32)>,
    /// Where it stands in the first of them.
    place: Option<Place>,
}

impl<'a> Others<'a> {
    fn of(context: &'a Context<'_>, cited: &CitedAt<'_>, quote: &str) -> Option<Self> {
        let quote = Normalised::new(quote.trim());
        let mut bytes = 0;
        let others = context.index.numbered(RecordType::Source).filter_map(|(source, id)| {
            Some((source, id, context.archive.text(source).filter(|text| !std::ptr::eq(*text, cited.text))?))
        });
        let affordable = others.take_while(|(.., text): &(usize, &str, &Text)| {
            bytes += text.as_str().len();
            bytes <= MOST_BYTES
        });
        let found: Vec<(usize, &str, Match)> = affordable
            .filter_map(|(source, id, text)| {
                Some((source, id, text.find_as_written(&quote).into_iter().next()?))
            })
            .take(MOST_SOURCES + 1)
            .collect();
        let (source, _, place) = found.first().filter(|_| found.len() <= MOST_SOURCES)?;
        Some(Self {
            place: context.archive.file(*source).map(|file| Place::span(file, place.range())),
            sources: found.iter().map(|(_, id, place)| (*id, place.paragraph)).collect(),
        })
    }

    fn tell(self, finding: Finding) -> Finding {
        let named: Vec<String> =
            self.sources.iter().map(|(id, paragraph)| format!("in `{id}`, paragraph {paragraph}")).collect();
        let finding = match self.place {
            Some(place) => finding.related(place, "here it stands"),
            None => finding,
        };
        finding.help(format!("it stands {}: name that source if it is meant", list(&named)))
    }
}
