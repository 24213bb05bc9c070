//! T005: nothing but retracted statements backs a fact.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;
use tallybook_analysis::affiliation::principals;
use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;
use tallybook_schema::block::{Block, blocks_of};
use tallybook_schema::id::{ActorId, RecordRef};
use tallybook_schema::record::{Evidence, Statement};
use tallybook_schema::vocabulary::Stance;

use crate::gathered::Hasher;
use crate::rule::field_place;
use crate::wording::values;
use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "T005",
    "retracted-evidence",
    "nothing but retracted statements backs a fact",
    include_str!("t005_retracted_evidence.md"),
    Scope::Across { wanted, look: check, evidence: true },
)
.sql(Sql::Query(include_str!("t005_retracted_evidence.sql")));

/// A statement and the place where another one retracts it.
#[derive(Clone)]
struct Retraction<'a> {
    statement: At<'a, Statement>,
    by: Place,
}

/// By record, the actors that have affirmed it and have retracted all that they affirmed, with those
/// statements.
type Withdrawn<'a> = HashMap<&'a RecordRef, HashMap<&'a str, Vec<Retraction<'a>>>, Hasher>;

/// A piece of evidence falls when somebody on its chain, publisher included, has withdrawn; a fact
/// falls when it has evidence and all of it falls. Looked at are transfers, their items, and deals.
fn check(context: &Context<'_>, out: &mut Findings) {
    let withdrawn = withdrawn(context);
    let mut records: Vec<&RecordRef> = withdrawn.keys().copied().collect();
    records.sort();
    let of_record = |record: &&RecordRef| {
        let index = context.index.position(record.record_type, &record.id)?;
        let blocks = blocks_of(context.dataset, record.record_type, index);
        Some(blocks.iter().filter_map(|block| look(context, block, &withdrawn[*record])).collect::<Vec<_>>())
    };
    out.extend(records.par_iter().filter_map(of_record).collect::<Vec<_>>().into_iter().flatten());
}

/// The transfers that somebody has withdrawn from.
fn wanted(context: &Context<'_>) -> Vec<usize> {
    let withdrawn = withdrawn(context);
    let transfers = withdrawn.keys().filter(|record| record.record_type == RecordType::Transfer);
    transfers.filter_map(|record| context.index.position(record.record_type, &record.id)).collect()
}

fn withdrawn<'a>(context: &Context<'a>) -> Withdrawn<'a> {
    let mut retracted: HashMap<&str, Place, Hasher> = HashMap::default();
    for statement in context.all::<Statement>() {
        for (i, earlier) in statement.record.retracts.iter().enumerate() {
            retracted.entry(earlier.as_str()).or_insert_with(|| statement.place(format!("/retracts/{i}")));
        }
    }
    if retracted.is_empty() {
        return Withdrawn::default();
    }
    let mut withdrawn = Withdrawn::default();
    let by = |statement: &At<'_, Statement>| retracted.get(statement.record.id.as_str());
    for statement in context.all::<Statement>() {
        let Some(by) = by(&statement) else { continue };
        for record in affirmed(statement.record) {
            let actors: BTreeSet<&str> = principals(statement.record).collect();
            for actor in actors {
                let retractions = withdrawn.entry(record).or_default().entry(actor).or_default();
                retractions.push(Retraction { statement, by: by.clone() });
            }
        }
    }
    // Whoever has affirmed the same elsewhere, and stands by that, has not withdrawn.
    let statements: Vec<&Statement> = context.all::<Statement>().map(|statement| statement.record).collect();
    let standing = statements.par_iter().filter(|statement| !retracted.contains_key(statement.id.as_str()));
    let affirms_again = |statement: &&'a Statement| {
        let again = affirmed(statement).filter(|record| withdrawn.contains_key(record));
        let by = |record| principals(statement).map(move |actor| (record, actor));
        again.flat_map(by).collect::<Vec<_>>()
    };
    for (record, actor) in standing.flat_map_iter(affirms_again).collect::<Vec<_>>() {
        withdrawn.get_mut(record).map(|actors| actors.remove(actor));
    }
    withdrawn.retain(|_, actors| !actors.is_empty());
    withdrawn
}

/// The transfers and deals that a statement affirms.
fn affirmed(statement: &Statement) -> impl Iterator<Item = &RecordRef> {
    let affirmed = statement.about.iter().filter(|about| about.stance == Stance::Affirms);
    let has_facts =
        |record: &&RecordRef| matches!(record.record_type, RecordType::Transfer | RecordType::Deal);
    affirmed.map(|about| &about.target).filter(has_facts)
}

fn look(
    context: &Context<'_>,
    block: &Block<'_>,
    withdrawn: &HashMap<&str, Vec<Retraction<'_>>>,
) -> Option<Finding> {
    // The actor for whose sake each piece of evidence falls.
    let broken = |evidence| chain(context, evidence).find(|actor| withdrawn.contains_key(actor));
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
    for retraction in actors.iter().flat_map(|actor| &withdrawn[actor]) {
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
