//! D006: a statement is said to be made after its source was published.

use tallybook_diagnostics::Findings;
use tallybook_schema::block::BlockKind;

use crate::{Context, FieldAt, FieldKinds, Rule, Scope, Sql, citing, event};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D006",
    "statement-after-its-source",
    "a statement is dated after the publication of a source that reports it",
    include_str!("d006_statement_after_its_source.md"),
    Scope::Field { of: FieldKinds::DATE, look: check },
)
.sql(Sql::Query(include_str!("d006_statement_after_its_source.sql")));

/// The fields that only a source that knows of the statement can back. An older source may well back
/// for whom somebody speaks, or what a statement is about.
const TELLING: &[&str] = &["speaker", "act", "date", "medium", "addressees"];

fn check(_: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    if at.block.kind != BlockKind::Statement {
        return;
    }
    let Some(event) = event::completed(at) else { return };
    let defs = BlockKind::Statement.defs().iter();
    let telling = defs.filter(|def| TELLING.contains(&def.name)).collect();
    let finding = citing::after_its_sources(at, telling, event);
    out.extend(finding.map(|finding| finding.help("correct the date of the statement or of the source")));
}
