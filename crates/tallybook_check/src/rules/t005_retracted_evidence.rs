//! T005: nothing but retracted statements backs a fact.

use std::collections::BTreeSet;

use rayon::prelude::*;
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::RecordType;
use tallybook_schema::block::{Block, blocks_of};
use tallybook_schema::id::ActorId;
use tallybook_schema::record::Evidence;

use crate::rule::field_place;
use crate::withdrawn::Withdrawal;
use crate::wording::values;
use crate::{Context, Rule, Scope, Sql, Wanted};

/// The rule.
pub const RULE: Rule = Rule::error(
    "T005",
    "retracted-evidence",
    "nothing but retracted statements backs a fact",
    include_str!("t005_retracted_evidence.md"),
    Scope::Across { wanted: Wanted::Single(falls), look: check },
)
.sql(Sql::Query(include_str!("t005_retracted_evidence.sql")));

/// A piece of evidence falls when somebody on its chain, publisher included, has withdrawn and nobody on it
/// still affirms; a fact falls when it has evidence and all of it falls. Looked at are transfers, their items, and deals.
fn check(context: &Context<'_>, out: &mut Findings) {
    let records = context.withdrawn().records();
    let of_record = |&(record_type, id): &(RecordType, &str)| {
        let index = context.index.position(record_type, id)?;
        Some(findings(context, &blocks_of(context.dataset, record_type, index)))
    };
    out.extend(records.par_iter().filter_map(of_record).collect::<Vec<_>>().into_iter().flatten());
}

/// Whether a fact of a transfer falls.
fn falls(context: &Context<'_>, transfer: &[Block<'_>]) -> bool {
    !findings(context, transfer).is_empty()
}

/// What falls of a record, by its blocks.
fn findings(context: &Context<'_>, blocks: &[Block<'_>]) -> Vec<Finding> {
    let record = blocks.first();
    let withdrawn = record.and_then(|record| context.withdrawn().from(record.record_type, record.id));
    let Some(withdrawn) = withdrawn else { return Vec::new() };
    blocks.iter().filter_map(|block| look(context, block, withdrawn)).collect()
}

fn look(context: &Context<'_>, block: &Block<'_>, withdrawn: &Withdrawal<'_>) -> Option<Finding> {
    // The actor for whose sake each piece of evidence falls.
    let broken = |evidence| {
        let stands = chain(context, evidence).any(|actor| withdrawn.affirming.contains(actor));
        chain(context, evidence).find(|actor| !stands && withdrawn.actors.contains_key(actor))
    };
    let broken: Vec<Option<&str>> = block.evidence.iter().map(broken).collect();
    if broken.iter().all(Option::is_none) || !block.can_cite() {
        return None;
    }
    let mut fallen = Vec::new();
    let mut actors = BTreeSet::new();
    for field in block.fields.iter().filter(|field| field.def.is_fact()) {
        let evidence = block.evidence.iter().zip(&broken);
        let supporting = evidence.filter(|(evidence, _)| evidence.supports.has(field.def));
        let links: Option<Vec<&str>> = supporting.map(|(_, broken)| *broken).collect();
        if let Some(links) = links.filter(|links| !links.is_empty()) {
            fallen.push(field.def.name);
            actors.extend(links);
        }
    }
    let (first, others) = fallen.split_first()?;
    let fields = values(&fallen);
    let verb = if others.is_empty() { "rests" } else { "rest" };
    let mut finding =
        Finding::new(field_place(block, first), format!("{fields} {verb} on retracted statements alone"));
    for field in others {
        finding = finding.related(field_place(block, field), "this too");
    }
    for retraction in actors.iter().flat_map(|actor| &withdrawn.actors[actor]) {
        finding = finding
            .related(retraction.statement.place("/id"), "a statement behind the evidence")
            .related(retraction.by.clone(), "here it is retracted");
    }
    Some(
        finding
            .note(format!(
                "all the evidence goes through {}, who affirmed this and took it back",
                values(actors)
            ))
            .help("cite evidence that still stands, or remove what nobody says any more"),
    )
}

/// The actors that a piece of evidence comes through: the publisher of its source, and the chain that
/// the source names.
fn chain<'s>(context: &'s Context<'_>, evidence: &'s Evidence) -> impl Iterator<Item = &'s str> {
    let publisher =
        context.index.source(evidence.source.as_str()).and_then(|source| source.publisher.as_ref());
    publisher.into_iter().chain(&evidence.via).map(ActorId::as_str)
}
