//! E011: all evidence of a fact reaches one primary source.

use std::collections::{BTreeMap, BTreeSet};

use tallybook_analysis::facts::{Fact, FactStatus, Origin, facts, facts_of, has_single};
use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;
use tallybook_schema::block::{Block, Duty};

use crate::wording::{count, list, values};
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::info(
    "E011",
    "single-source",
    "all evidence of a fact reaches one primary source",
    include_str!("e011_single_source.md"),
    Scope::Record(check),
)
.sql(Sql::Query(include_str!("e011_single_source.sql")));

/// The most primary sources that a finding names.
const NAMED: usize = 8;

/// One finding for each record; for a dataset with one source, where it holds of nearly every fact,
/// one finding at that source.
fn check(context: &Context<'_>, blocks: &[Block<'_>], out: &mut Findings) {
    if context.dataset.sources.len() > 1 {
        let finding = record(context, blocks, out);
        out.extend(finding);
    } else if let Some(source) = blocks.first().filter(|block| block.record_type == RecordType::Source) {
        out.extend(dataset(context, source));
    }
}

fn record(context: &Context<'_>, blocks: &[Block<'_>], out: &mut Findings) -> Option<Finding> {
    let record = blocks.first()?;
    if !has_single(&context.index, blocks) {
        return None;
    }
    if out.only_counts() {
        out.count();
        return None;
    }
    let facts: Vec<Fact<'_>> =
        blocks.iter().flat_map(|block| facts_of(&context.index, block)).filter(is_single).collect();
    let mut by_origin: BTreeMap<Origin<'_>, Vec<&Fact<'_>>> = BTreeMap::new();
    for fact in &facts {
        by_origin.entry(*fact.primary_sources.first()?).or_default().push(fact);
    }
    let place = |pointer: &str| Place::value(record.record_type, record.index, pointer);
    let names = |facts: &[&Fact<'_>]| values(facts.iter().map(|fact| &fact.pointer[1..]));
    let message = match by_origin.iter().next()? {
        (origin, facts) if by_origin.len() == 1 => {
            format!("only {} stands behind {}", called(*origin), names(facts))
        }
        _ => format!("{} facts have only one primary source each", facts.len()),
    };
    let mut finding = Finding::new(place(&facts.first()?.pointer), message);
    if by_origin.len() > 1 {
        for (origin, facts) in &by_origin {
            finding = finding.note(format!("only {} stands behind {}", called(*origin), names(facts)));
        }
    }
    // What backs several facts is named once.
    let cited: BTreeSet<_> = facts
        .iter()
        .flat_map(|fact| {
            let block = fact.pointer.strip_suffix(fact.field.name).unwrap_or_default();
            fact.supports.iter().map(move |cited| (block, cited.number, cited.end))
        })
        .collect();
    let evidence: BTreeMap<String, Origin<'_>> = cited
        .into_iter()
        .map(|(block, number, end)| (format!("{block}evidence/{number}/source"), end))
        .collect();
    for (pointer, end) in evidence {
        finding = finding.related(place(&pointer), format!("goes back to {}", called(end)));
    }
    Some(finding.help("look for a source that knows it from somebody else"))
}

fn dataset(context: &Context<'_>, source: &Block<'_>) -> Option<Finding> {
    let mut cited = 0;
    let mut by_origin: BTreeMap<Origin<'_>, usize> = BTreeMap::new();
    for fact in facts(&context.index).filter(|fact| fact.field.duty == Duty::MustCite) {
        cited += usize::from(!fact.supports.is_empty());
        if is_single(&fact) {
            *by_origin.entry(*fact.primary_sources.first()?).or_default() += 1;
        }
    }
    let single: usize = by_origin.values().sum();
    if single == 0 {
        return None;
    }
    let mut shares: Vec<_> = by_origin.into_iter().collect();
    shares.sort_by_key(|&(origin, share)| (std::cmp::Reverse(share), origin));
    let named = shares.iter().take(NAMED).map(|&(origin, share)| format!("{share} on {}", called(origin)));
    let rest: usize = shares.iter().skip(NAMED).map(|(_, share)| share).sum();
    let named: Vec<String> = named.chain((rest > 0).then(|| format!("{rest} on others"))).collect();
    Some(
        Finding::new(
            Place::value(source.record_type, source.index, "/id"),
            format!(
                "{single} of {} rest on one primary source each",
                count(cited, "fact with evidence", "facts with evidence")
            ),
        )
        .label("the only source of the dataset")
        .note(format!("of these, {}", list(&named)))
        .help("look for a second source for the facts that matter most"),
    )
}

fn is_single(fact: &Fact<'_>) -> bool {
    fact.field.duty == Duty::MustCite && fact.status == FactStatus::SingleSource
}

fn called(origin: Origin<'_>) -> String {
    match origin {
        Origin::Actor(id) => format!("`{id}`"),
        Origin::Source(id) => format!("the source `{id}` itself"),
    }
}
