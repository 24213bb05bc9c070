//! E003: a quote that does not stand where its evidence says.

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_text::Match;

use crate::quotes::{in_words, places_in_words};
use crate::wording::shown;
use crate::{CitedAt, Context, QuoteResult, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E003",
    "quote-not-in-text",
    "a quote does not stand in the archived text, or not where its evidence says",
    include_str!("e003_quote_not_in_text.md"),
    Scope::Cited(check),
);

fn check(_: &Context<'_>, cited: &CitedAt<'_>, out: &mut Findings) {
    let (Some(result), Some(quote)) = (cited.quote, &cited.at.evidence.quote) else { return };
    // Where the place does not even exist, that is the fault (E012).
    if result.is_verified() || cited.outside().next().is_some() {
        return;
    }
    out.push(elsewhere(cited, result, quote).unwrap_or_else(|| absent(cited, quote)));
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
    if let (Some(file), Some(place)) = (cited.file, places.first()) {
        finding = finding.related(Place::span(file, place.range()), "here it stands");
    }
    Some(finding.help("name the place where it stands, or quote the place that is meant"))
}

fn absent(cited: &CitedAt<'_>, quote: &str) -> Finding {
    let source = &cited.at.evidence.source;
    let finding = Finding::new(
        cited.at.place("/quote"),
        format!("the quote {} does not stand in the archived text of `{source}`", shown(quote)),
    )
    .label("in these words nowhere in the text")
    .note("a quote is verbatim; only white space, hyphens and quotation marks may be set differently");
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
