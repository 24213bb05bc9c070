//! E009: evidence that says neither what the source says nor where.

use tallybook_diagnostics::{Finding, Findings};

use crate::quotes::quoted;
use crate::{Context, EvidenceAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E009",
    "unlocated-evidence",
    "evidence that says neither what the source says nor where",
    include_str!("e009_unlocated_evidence.md"),
    Scope::Evidence(check),
)
.sql(Sql::Query(include_str!("e009_unlocated_evidence.sql")));

fn check(_: &Context<'_>, at: &EvidenceAt<'_>, out: &mut Findings) {
    let evidence = at.evidence;
    let located = evidence.paragraph.is_some()
        || evidence.page.is_some()
        || evidence.line.is_some()
        || evidence.clip.is_some();
    if located || quoted(evidence).is_some() {
        return;
    }
    let source = &evidence.source;
    out.push(
        Finding::new(at.place("/source"), format!("nobody can find the place in `{source}`: there is no quote and no paragraph, page, line or clip"))
            .label("somewhere in it")
            .note("evidence is only as good as the chance to check it")
            .help("add a `quote` of a few words and the `paragraph`, `page`, `line` or `clip` where they stand"),
    );
}
