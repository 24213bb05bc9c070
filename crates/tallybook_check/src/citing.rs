//! The sources that the evidence on a block cites, and whether they can know of what they are cited for.

use tallybook_diagnostics::{Finding, Place};
use tallybook_schema::block::{Block, FieldSet};
use tallybook_schema::record::Source;
use tallybook_schema::value::Date;

use crate::{At, Context, EvidenceAt};

/// A source that backs a value, with the piece of evidence that cites it.
#[derive(Debug, Clone, Copy)]
struct Backing<'a> {
    /// The source.
    source: At<'a, Source>,
    /// The position of the piece of evidence on its block, from 0.
    number: usize,
}

/// The sources published before a date whose evidence supports one of these fields of a block: each once, in the order
/// of the evidence.
fn early<'a>(context: &Context<'a>, block: &Block<'_>, fields: FieldSet, date: &Date) -> Vec<Backing<'a>> {
    let mut found: Vec<Backing<'a>> = Vec::new();
    let supporting =
        block.evidence.iter().enumerate().filter(|(_, evidence)| evidence.supports.known().meets(fields));
    for (number, evidence) in supporting {
        let Some(source) = context.find::<Source>(evidence.source.as_str()) else { continue };
        let is_early = source.published.as_ref().is_some_and(|published| published.certainly_before(date));
        if is_early && found.iter().all(|backing| backing.source.index != source.index) {
            found.push(Backing { source, number });
        }
    }
    found
}

/// A finding that something comes certainly after the publication of sources that are cited for these
/// fields of it; `None` if it comes after that of none.
pub(crate) fn after_its_sources(
    context: &Context<'_>,
    block: &Block<'_>,
    fields: FieldSet,
    date_place: impl FnOnce() -> Place,
    noun: &str,
    date: &Date,
) -> Option<Finding> {
    let early = early(context, block, fields, date);
    let message = match early.as_slice() {
        [] => return None,
        [Backing { source, .. }] => {
            let published = source.published.as_ref().map(Date::to_string).unwrap_or_default();
            format!(
                "the {noun} (`{date}`) comes after the publication of `{}` (`{published}`), which reports it",
                source.id
            )
        }
        several => {
            format!(
                "the {noun} (`{date}`) comes after the publication of {} sources that report it",
                several.len()
            )
        }
    };
    let mut finding = Finding::new(date_place(), message).label(format!("the {noun}"));
    for Backing { source, number } in early {
        let cited = EvidenceAt { block, evidence: &block.evidence[number], number };
        finding = finding
            .related(source.place("/published"), format!("`{}` was published", source.id))
            .related(cited.place("/source"), format!("cited for the {noun}"));
    }
    Some(finding.note("a source cannot report what is still to come"))
}
