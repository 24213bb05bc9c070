//! E004: a quote that stands in several paragraphs, of which its evidence names none.

use tallybook_diagnostics::{Finding, Findings, Place};

use crate::quotes::{Unit, places_in_words};
use crate::wording::shown;
use crate::{CitedAt, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E004",
    "ambiguous-quote",
    "a quote stands in several paragraphs, and nothing says which is meant",
    include_str!("e004_ambiguous_quote.md"),
    Scope::Cited(check),
);

/// Places that are shown of one quote.
const SHOWN: usize = 3;

fn check(_: &Context<'_>, cited: &CitedAt<'_>, out: &mut Findings) {
    let (Some(result), Some(quote)) = (cited.quote, &cited.at.evidence.quote) else { return };
    let places = &result.places;
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
    // Where the evidence names the paragraph or the line, it does not stand in others.
    if first.paragraph == last.paragraph {
        return;
    }
    let message =
        format!("the quote {} stands {}", shown(quote), places_in_words(cited.text, places, Unit::Paragraph));
    let mut finding = Finding::new(cited.at.place("/quote"), message).label("which of them is meant?");
    if let Some(file) = cited.file {
        for place in places.iter().take(SHOWN) {
            let label = format!("in paragraph {}", place.paragraph);
            finding = finding.related(Place::span(file, place.range()), label);
        }
    }
    out.push(finding.help("add the `paragraph`, or quote a few words more"));
}
