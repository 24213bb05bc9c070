//! T005: nothing but retracted statements backs a fact.

use std::collections::{BTreeSet, HashMap};

use tallybook_analysis::affiliation::principals;
use tallybook_analysis::facts::facts_of;
use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;
use tallybook_schema::block::{Block, blocks_of};
use tallybook_schema::id::{ActorId, RecordRef};
use tallybook_schema::record::{Evidence, Statement};
use tallybook_schema::vocabulary::Stance;

use crate::gathered::Hasher;
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
    for record in records {
        let Some(index) = context.index.position(record.record_type, &record.id) else { continue };
        for block in blocks_of(context.dataset, record.record_type, index) {
            out.extend(look(context, &block, &withdrawn[record]));
        }
    }
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
    for statement in context.all::<Statement>().filter(|statement| by(statement).is_none()) {
        for record in affirmed(statement.record) {
            if let Some(actors) = withdrawn.get_mut(record) {
                principals(statement.record).for_each(|actor| drop(actors.remove(actor)));
            }
        }
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
    let broken = |evidence| chain(context, evidence).find(|actor| withdrawn.contains_key(actor));
    let mut fallen = Vec::new();
    let mut actors = BTreeSet::new();
    for fact in facts_of(&context.index, block) {
        let links: Option<Vec<&str>> = fact.supports.iter().map(|cited| broken(cited.evidence)).collect();
        if let Some(links) = links.filter(|links| !links.is_empty()) {
            fallen.push(fact);
            actors.extend(links);
        }
    }
    let (first, others) = fallen.split_first()?;
    let place = |pointer: &str| Place::value(block.record_type, block.index, pointer);
    let fields = values(fallen.iter().map(|fact| fact.field.name));
    let verb = if others.is_empty() { "rests" } else { "rest" };
    let mut finding =
        Finding::new(place(&first.pointer), format!("{fields} {verb} on retracted statements alone"));
    for fact in others {
        finding = finding.related(place(&fact.pointer), "this too");
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
