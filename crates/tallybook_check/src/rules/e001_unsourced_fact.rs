//! E001: a fact that no evidence supports.

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::block::{Block, Duty, Field};

use crate::rule::field_place;
use crate::wording::{noun, values};
use crate::{BlockAt, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "E001",
    "unsourced-fact",
    "a fact that no evidence supports",
    include_str!("e001_unsourced_fact.md"),
    Scope::Block(check),
)
.sql(Sql::Query(include_str!("e001_unsourced_fact.sql")));

/// A block without evidence is one omission and one finding; on a block with evidence each fact that
/// it leaves out is one.
fn check(_: &Context<'_>, block: &BlockAt<'_>, out: &mut Findings) {
    if block.facts.is_within(block.supported) {
        return;
    }
    let is_uncited = |field: &&Field<'_>| field.def.duty == Duty::MustCite && !block.supported.has(field.def);
    let uncited: Vec<&Field<'_>> = block.fields.iter().filter(is_uncited).collect();
    if block.evidence.is_empty() {
        out.extend(nothing_cited(block, &uncited));
    } else {
        out.extend(uncited.into_iter().map(|field| left_out(block, field)));
    }
}

fn nothing_cited(block: &Block<'_>, uncited: &[&Field<'_>]) -> Option<Finding> {
    let first = uncited.first()?;
    let names = || uncited.iter().map(|field| field.def.name);
    let noun = noun(block.kind);
    Some(
        Finding::new(
            field_place(block, first.def.name),
            format!("the {noun} has no evidence for {}", values(names())),
        )
        .label("no source says so")
        .note("a fact without a source cannot be checked by anybody else")
        .help(format!(
            "add to the {noun}: evidence: [{{source: …, paragraph: …, quote: \"…\", supports: [{}]}}]",
            names().collect::<Vec<_>>().join(", ")
        )),
    )
}

fn left_out(block: &Block<'_>, field: &Field<'_>) -> Finding {
    let name = field.def.name;
    let mut finding = Finding::new(
        field_place(block, name),
        format!("no evidence of the {} supports its `{name}`", noun(block.kind)),
    )
    .label("no source says so")
    .help(format!("add `{name}` to the `supports` of the evidence that backs it, or add evidence that does"));
    for (number, evidence) in block.evidence.iter().enumerate() {
        if let Some(value) = evidence.reports.get(name) {
            let pointer = format!("{}/evidence/{number}/reports/{name}", block.pointer);
            finding = finding.related(
                Place::value(block.record_type, block.index, pointer),
                format!("`{}` gives another value, `{value}`, which backs nothing", evidence.source),
            );
        }
    }
    finding
}
