//! E018: evidence that neither supports nor reports anything.

use tallybook_diagnostics::{Finding, Findings};

use crate::{Context, EvidenceAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E018",
    "evidence-for-nothing",
    "evidence that neither supports nor reports anything",
    include_str!("e018_evidence_for_nothing.md"),
    Scope::Evidence(check),
)
.sql(Sql::Query(include_str!("e018_evidence_for_nothing.sql")));

fn check(_: &Context<'_>, at: &EvidenceAt<'_>, out: &mut Findings) {
    let evidence = at.evidence;
    if evidence.supports.is_empty() && evidence.reports.is_empty() {
        out.push(
            Finding::new(at.place("/source"), "this evidence names no field that it is for")
                .label("for nothing")
                .note("nobody counts it, and no rule holds its quote against a value")
                .help("name the fields that it backs in `supports`, or the values that the source gives in `reports`"),
        );
    }
}
