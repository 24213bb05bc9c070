//! The quotes that support a fact, and findings that show value and quotes side by side.

use tallybook_diagnostics::{Finding, Place};
use tallybook_schema::block::FieldDef;
use tallybook_schema::record::{Evidence, Source};
use tallybook_schema::value::Language;
use tallybook_text::{Said, known_languages};

use crate::quotes::place_of;
use crate::rule::Quoted;
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
        at.quotes[self.number].said.get_or_init(|| Said::new(self.language(context), self.quote))
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

/// The quotes that support a field of a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quotes<'a> {
    evidence: &'a [Evidence],
    quoted: &'a [Quoted<'a>],
    field: &'static FieldDef,
}

impl<'a> Quotes<'a> {
    /// The quotes that support a field.
    pub(crate) fn of(at: &FieldAt<'a>) -> Self {
        Self { evidence: at.block.evidence, quoted: at.quotes, field: at.field.def }
    }

    /// In the order of the evidence.
    pub(crate) fn iter(self) -> impl Iterator<Item = Supporting<'a>> + Clone {
        self.cited().filter_map(move |(number, evidence)| {
            Some(Supporting { quote: self.quoted[number].quote?, evidence, number })
        })
    }

    /// Whether there is none.
    pub(crate) fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// Whether there are several.
    pub(crate) fn are_several(self) -> bool {
        self.iter().nth(1).is_some()
    }

    /// Whether they are all that supports the field, and there is one: evidence without a quote may carry what no
    /// quote does.
    pub(crate) fn are_all(self) -> bool {
        let mut cited = self.cited().map(|(number, _)| self.quoted[number].quote.is_some());
        cited.next().is_some_and(|first| first && cited.all(|is_quoted| is_quoted))
    }

    /// Whether every one is in a language whose words can be read.
    pub(crate) fn are_readable(self, context: &Context<'_>) -> bool {
        self.iter().all(|quote| quote.is_readable(context))
    }

    /// As they stand in a message: `` `a` ``, `` `a` nor `b` ``.
    pub(crate) fn in_words(self) -> String {
        self.iter().map(|quote| shown(quote.quote)).collect::<Vec<_>>().join(" nor ")
    }

    fn cited(self) -> impl Iterator<Item = (usize, &'a Evidence)> + Clone {
        self.evidence.iter().enumerate().filter(move |(_, evidence)| evidence.supports.has(self.field))
    }
}

/// Shows a value with the quotes beside it, and where they stand in the archived texts.
pub(crate) fn beside<'q>(
    context: &Context<'_>,
    at: &FieldAt<'_>,
    message: String,
    quotes: impl IntoIterator<Item = Supporting<'q>>,
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
