//! The sources that the evidence on a block cites, and whether they can know of what they are cited for.

use tallybook_diagnostics::Finding;
use tallybook_schema::block::FieldSet;
use tallybook_schema::record::Source;
use tallybook_schema::value::Date;

use crate::event::Event;
use crate::{At, EvidenceAt, FieldAt};

/// A source that backs a value, with the piece of evidence that cites it.
#[derive(Debug, Clone, Copy)]
struct Backing<'a> {
    /// The source.
    source: At<'a, Source>,
    /// The position of the piece of evidence on its block, from 0.
    number: usize,
}

/// The sources published before a date whose evidence supports one of these fields of the block that has the date: each
/// once, in the order of the evidence.
fn early<'a>(at: &FieldAt<'a>, fields: FieldSet, date: &Date) -> Vec<Backing<'a>> {
    let mut found: Vec<Backing<'a>> = Vec::new();
    let pieces = at.block.pieces.iter().enumerate();
    for (number, piece) in pieces.filter(|(_, piece)| piece.supports.meets(fields)) {
        let Some(source) = piece.source else { continue };
        let is_early = source.published.as_ref().is_some_and(|published| published.certainly_before(date));
        if is_early && found.iter().all(|backing| backing.source.index != source.index) {
            found.push(Backing { source, number });
        }
    }
    found
}

/// A finding that an event comes certainly after the publication of sources that are cited for these fields of what it
/// is dated by; `None` if it comes after that of none.
pub(crate) fn after_its_sources(at: &FieldAt<'_>, fields: FieldSet, event: Event<'_>) -> Option<Finding> {
    let Event { noun, date } = event;
    let early = early(at, fields, date);
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
    let mut finding = Finding::new(at.place(), message).label(format!("the {noun}"));
    for Backing { source, number } in early {
        let cited = EvidenceAt { block: at.block, evidence: &at.block.evidence[number], number };
        finding = finding
            .related(source.place("/published"), format!("`{}` was published", source.id))
            .related(cited.place("/source"), format!("cited for the {noun}"));
    }
    Some(finding.note("a source cannot report what is still to come"))
}
