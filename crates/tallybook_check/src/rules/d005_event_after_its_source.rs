//! D005: something is said to have happened after the source that reports it was published.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::block::BlockKind;

use crate::{Context, EvidenceAt, FieldAt, Rule, Scope, citing, event};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D005",
    "event-after-its-source",
    "a completed event starts after the source that reports it was published",
    include_str!("d005_event_after_its_source.md"),
    Scope::Field(check),
);

fn check(context: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    // D006 is the same for statements, which more than their date ties to a source.
    if at.block.kind == BlockKind::Statement {
        return;
    }
    let Some(event) = event::completed(at) else { return };
    let (noun, date) = (event.noun, event.date);
    let mut backings = citing::sources(context, at.block.evidence, &[at.field.def.name]);
    backings.retain(|backing| {
        backing.source.published.as_ref().is_some_and(|published| published.certainly_before(date))
    });
    let message = match backings.as_slice() {
        [] => return,
        [one] => format!("the {noun} (`{date}`) comes after `{}`, which reports it", one.source.id),
        several => format!("the {noun} (`{date}`) comes after {} sources that report it", several.len()),
    };
    let mut finding = Finding::new(at.place(), message)
        .label(format!("the {noun}"))
        .note("a source cannot report what has not happened yet")
        .help(format!("correct the date of the {noun} or of the source, or the stage if the source only announces it"));
    for backing in &backings {
        let source = backing.source;
        let evidence = &at.block.evidence[backing.number];
        let cited = EvidenceAt { block: at.block, evidence, number: backing.number };
        finding = finding
            .related(source.place("/published"), format!("`{}` was published", source.id))
            .related(cited.place("/source"), format!("cited for the {noun}"));
    }
    out.push(finding);
}
