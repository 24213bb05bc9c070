//! E015: another source gives a different value.

use tallybook_analysis::facts::{Fact, Reported, facts_of, repeats};
use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::block::{Block, Field};

use crate::wording::{list, values};
use crate::{BlockAt, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::info(
    "E015",
    "other-value-reported",
    "another source gives a different value",
    include_str!("e015_other_value_reported.md"),
    Scope::Block(check),
)
.sql(Sql::Query(concat!(
    include_str!("../reported_values.sql"),
    include_str!("e015_other_value_reported.sql")
)));

fn check(context: &Context<'_>, block: &BlockAt<'_>, out: &mut Findings) {
    if block.evidence.iter().all(|evidence| evidence.reports.is_empty()) {
        return;
    }
    if out.only_counts() {
        let disputed = |field: &&Field<'_>| field.def.is_fact() && is_disputed(block, field);
        block.fields.iter().filter(disputed).for_each(|_| out.count());
        return;
    }
    out.extend(facts_of(&context.index, block).iter().filter_map(|fact| disagreement(block, fact)));
}

/// Whether some evidence gives another value that the field can have. Says whether there is a [`disagreement`],
/// without making it.
fn is_disputed(block: &Block<'_>, field: &Field<'_>) -> bool {
    let mut reported = block.evidence.iter().filter_map(|evidence| evidence.reports.get(field.def.name));
    reported.any(|value| !repeats(field, value) && field.def.kind.check(value).is_ok())
}

fn disagreement(block: &Block<'_>, fact: &Fact<'_>) -> Option<Finding> {
    // A value that the field cannot have is a fault of its own (E002) and no disagreement.
    let others: Vec<&Reported<'_>> = fact
        .reports
        .iter()
        .filter(|reported| reported.differs && fact.field.kind.check(reported.value).is_ok())
        .collect();
    if others.is_empty() {
        return None;
    }
    let name = fact.field.name;
    let place = |pointer: String| Place::value(block.record_type, block.index, pointer);
    let given: Vec<String> = others
        .iter()
        .map(|reported| format!("`{}` gives `{}`", reported.cited.evidence.source, reported.value))
        .collect();
    let mut finding = Finding::new(
        place(fact.pointer.clone()),
        format!("{} for `{name}`, the dataset has `{}`", list(&given), fact.value),
    )
    .label("the adopted value");
    for reported in others {
        let evidence = reported.cited.evidence;
        let pointer = format!("{}/evidence/{}/reports/{name}", block.pointer, reported.cited.number);
        let via = match &*evidence.via {
            [] => String::new(),
            via => format!(", which has it from {}", values(via)),
        };
        finding = finding.related(place(pointer), format!("the value of `{}`{via}", evidence.source));
    }
    Some(finding)
}
