//! The quotes that support a fact, and findings that show value and quotes side by side.

use tallybook_diagnostics::{Finding, Place};
use tallybook_schema::block::FieldDef;
use tallybook_schema::value::Language;
use tallybook_text::normal::Plain;
use tallybook_text::{Said, known_languages};

use crate::quotes::place_of;
use crate::rule::Piece;
use crate::wording::shown;
use crate::{Context, EvidenceAt, FieldAt};

/// A quote that supports a fact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Supporting<'a> {
    /// The quote.
    pub(crate) quote: &'a str,
    /// The position of its evidence on its block, from 0.
    pub(crate) number: usize,
    piece: &'a Piece<'a>,
}

impl<'a> Supporting<'a> {
    /// The quote, if it is plain.
    pub(crate) fn plain(&self) -> Option<Plain<'a>> {
        self.piece.plain
    }

    /// The numbers and dates of the quote.
    pub(crate) fn said(&self) -> &'a Said {
        self.piece.said.get_or_init(|| Said::new(self.language(), self.quote))
    }

    /// The language of its source; `und` where the source does not say.
    pub(crate) fn language(&self) -> &'a str {
        let source = self.piece.source.map(|source| source.record);
        source.and_then(|source| source.language.as_ref()).map_or("und", Language::as_str)
    }

    /// Whether numbers and dates in words can be read in the language of the source.
    fn is_readable(&self) -> bool {
        let primary = self.language().split('-').next().unwrap_or_default();
        known_languages().any(|known| known.eq_ignore_ascii_case(primary))
    }
}

/// The quotes that support a field of a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quotes<'a> {
    pieces: &'a [Piece<'a>],
    field: &'static FieldDef,
}

impl<'a> Quotes<'a> {
    /// The quotes that support a field.
    pub(crate) fn of(at: &FieldAt<'a>) -> Self {
        Self { pieces: at.block.pieces, field: at.field.def }
    }

    /// In the order of the evidence.
    pub(crate) fn iter(self) -> impl Iterator<Item = Supporting<'a>> + Clone {
        self.cited().filter_map(|(number, piece)| Some(Supporting { quote: piece.quote?, number, piece }))
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
        let mut cited = self.cited().map(|(_, piece)| piece.quote.is_some());
        cited.next().is_some_and(|first| first && cited.all(|is_quoted| is_quoted))
    }

    /// Whether every one is in a language whose words can be read.
    pub(crate) fn are_readable(self) -> bool {
        self.iter().all(|quote| quote.is_readable())
    }

    /// As they stand in a message: `` `a` ``, `` `a` nor `b` ``.
    pub(crate) fn in_words(self) -> String {
        self.iter().map(|quote| shown(quote.quote)).collect::<Vec<_>>().join(" nor ")
    }

    fn cited(self) -> impl Iterator<Item = (usize, &'a Piece<'a>)> + Clone {
        self.pieces.iter().enumerate().filter(move |(_, piece)| piece.supports.has(self.field))
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
        let evidence = quote.piece.evidence;
        let cited = EvidenceAt { block: at.block, evidence, number: quote.number };
        finding = finding.related(cited.place("/quote"), "the quote");
        if let Some(place) = place_of(context, evidence) {
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
