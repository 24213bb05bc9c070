//! D005: something is said to have happened after the source that reports it was published.

use tallybook_diagnostics::Findings;
use tallybook_schema::block::BlockKind;

use crate::{Context, FieldAt, FieldKinds, Rule, Scope, Sql, citing, event};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D005",
    "event-after-its-source",
    "a completed event starts after the source that reports it was published",
    include_str!("d005_event_after_its_source.md"),
    Scope::Field { of: FieldKinds::DATE, look: check },
)
.sql(Sql::Query(include_str!("d005_event_after_its_source.sql")));

fn check(_: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    // D006 is the same for statements, which more than their date ties to a source.
    if at.block.kind == BlockKind::Statement {
        return;
    }
    let Some(event) = event::completed(at) else { return };
    let fields = [at.field.def].into_iter().collect();
    let finding = citing::after_its_sources(at, fields, event);
    out.extend(finding.map(|finding| {
        finding.help(format!(
            "correct the date of the {} or of the source, or the stage if the source only announces it",
            event.noun
        ))
    }));
}
