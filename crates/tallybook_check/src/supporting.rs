//! The quotes that support a fact, and findings that show value and quotes side by side.

use tallybook_diagnostics::{Finding, Place};
use tallybook_schema::block::Block;
use tallybook_schema::record::{Evidence, Source};
use tallybook_schema::value::Language;
use tallybook_text::{Said, known_languages};

use crate::quotes::{place_of, quoted};
use crate::wording::shown;
use crate::{Context, EvidenceAt, FieldAt};

/// A quote that supports a fact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Supporting<'a> {
    /// The quote.
    pub(crate) quote: &'a str,
    /// Its evidence.
    pub(crate) evidence: &'a Evidence,
    /// The position of the evidence on its block, from 0.
    pub(crate) number: usize,
}

impl Supporting<'_> {
    /// The numbers and dates of the quote.
    pub(crate) fn said<'a>(&self, context: &Context<'_>, at: &FieldAt<'a>) -> &'a Said {
        at.said[self.number].get_or_init(|| Said::new(self.language(context), self.quote))
    }

    /// The language of its source; `und` where the source does not say.
    pub(crate) fn language<'c>(&self, context: &'c Context<'_>) -> &'c str {
        let source: Option<&Source> = context.index.get(self.evidence.source.as_str());
        source.and_then(|source| source.language.as_ref()).map_or("und", Language::as_str)
    }

    /// Whether numbers and dates in words can be read in the language of the source.
    fn is_readable(&self, context: &Context<'_>) -> bool {
        let primary = self.language(context).split('-').next().unwrap_or_default();
        known_languages().any(|known| known.eq_ignore_ascii_case(primary))
    }
}

/// The quotes that support a field of a block, in the order of the evidence.
pub(crate) fn quotes<'a>(block: &'a Block<'_>, field: &'a str) -> Vec<Supporting<'a>> {
    cited(block, field)
        .filter_map(|(number, evidence)| Some(Supporting { quote: quoted(evidence)?, evidence, number }))
        .collect()
}

/// Whether the quotes are all that supports the field: evidence without a quote may carry what no
/// quote does.
pub(crate) fn are_all(quotes: &[Supporting<'_>], block: &Block<'_>, field: &str) -> bool {
    !quotes.is_empty() && cited(block, field).count() == quotes.len()
}

/// Whether every quote is in a language whose words can be read.
pub(crate) fn are_readable(context: &Context<'_>, quotes: &[Supporting<'_>]) -> bool {
    quotes.iter().all(|quote| quote.is_readable(context))
}

fn cited<'a>(block: &'a Block<'_>, field: &'a str) -> impl Iterator<Item = (usize, &'a Evidence)> {
    let supports = move |evidence: &Evidence| evidence.supports.contains(field);
    block.evidence.iter().enumerate().filter(move |(_, evidence)| supports(evidence))
}

/// The quotes as they stand in a message: `` `a` ``, `` `a` nor `b` ``.
pub(crate) fn in_words(quotes: &[Supporting<'_>]) -> String {
    let quotes: Vec<String> = quotes.iter().map(|quote| shown(quote.quote)).collect();
    quotes.join(" nor ")
}

/// Shows a value with the quotes beside it, and where they stand in the archived texts.
pub(crate) fn beside(
    context: &Context<'_>,
    at: &FieldAt<'_>,
    message: String,
    quotes: &[Supporting<'_>],
) -> Finding {
    let mut finding = Finding::new(at.place(), message).label("the value");
    for quote in quotes {
        let cited = EvidenceAt { block: at.block, evidence: quote.evidence, number: quote.number };
        finding = finding.related(cited.place("/quote"), "the quote");
        if let Some(place) = place_of(context, quote.evidence) {
            finding = finding.related(place, "where it stands");
        }
    }
    finding
}

/// The place of a value among those of a field that is a list.
pub(crate) fn element(at: &FieldAt<'_>, index: Option<usize>) -> Place {
    match index {
        Some(index) => {
            let pointer = format!("{}/{index}", at.block.field_pointer(at.field.def.name));
            Place::value(at.block.record_type, at.block.index, pointer)
        }
        None => at.place(),
    }
}
