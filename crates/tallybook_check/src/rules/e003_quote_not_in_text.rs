//! E003: a quote that does not stand where its evidence says.

use tallybook_diagnostics::{Finding, Findings, Place};

use crate::quotes::{locator, places_in_words};
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
    if result.is_verified() || !cited.is_inside() {
        return;
    }
    out.push(if result.elsewhere.is_empty() {
        absent(cited, quote)
    } else {
        elsewhere(cited, result, quote)
    });
}

fn elsewhere(cited: &CitedAt<'_>, result: &QuoteResult, quote: &str) -> Finding {
    let evidence = cited.at.evidence;
    let message = format!(
        "the quote {} stands in {}, not {}",
        shown(quote),
        places_in_words(cited.text, &result.elsewhere, evidence.paragraph.is_none()),
        locator(evidence),
    );
    let mut finding = Finding::new(cited.at.place("/quote"), message).label("not where the evidence says");
    if let (Some(file), Some(place)) = (cited.file, result.elsewhere.first()) {
        finding = finding.related(Place::span(file, place.range()), "here it stands");
    }
    finding.help("name the place where it stands, or quote the place that is meant")
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
