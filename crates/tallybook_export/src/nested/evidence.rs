//! Fills evidence, and what is computed from it.

use tallybook_analysis::facts;
use tallybook_schema::RecordType;
use tallybook_schema::block::Block;
use tallybook_schema::{record, value};

use super::v1;
use super::values::{actor_ref, named, values};
use crate::context::{Context, evidence_id};

pub(super) fn evidence<'a>(context: &Context<'a>, block: &Block<'a>) -> Vec<v1::Evidence<'a>> {
    let one = |(number, evidence): (usize, &'a record::Evidence)| {
        let id = evidence_id(block.record_type, block.id, &block.pointer, number);
        let quote = context.quote(&id);
        v1::Evidence {
            id,
            source: named(context, RecordType::Source, evidence.source.as_str()),
            paragraph: evidence.paragraph.map(value::Locator::get),
            page: evidence.page.map(value::Locator::get),
            line: evidence.line.map(value::Locator::get),
            clip: evidence.clip.as_ref().map(value::Clip::as_str),
            quote: evidence.quote.as_deref(),
            quote_start: quote.and_then(|quote| quote.start),
            quote_end: quote.and_then(|quote| quote.end),
            quote_verified: quote.map(|quote| quote.verified),
            supports: evidence.supports.iter().collect(),
            reports: values(&evidence.reports),
            via: evidence.via.iter().map(|id| actor_ref(context, id)).collect(),
            note: evidence.note.as_deref(),
        }
    };
    block.evidence.iter().enumerate().map(one).collect()
}

pub(super) fn facts(context: &Context<'_>, block: &Block<'_>) -> v1::Facts {
    let fact = |fact: facts::Fact<'_>| {
        let said = v1::Fact {
            status: fact.status.as_str(),
            supports: fact.supports.len(),
            reports: fact.reports.len(),
            primary_sources: fact.primary_sources.iter().map(ToString::to_string).collect(),
        };
        (fact.field.name, said)
    };
    facts::facts_of(&context.index, block).into_iter().map(fact).collect()
}

pub(super) fn positions<'a>(
    context: &Context<'a>,
    record_type: RecordType,
    id: &str,
) -> Vec<v1::Position<'a>> {
    let statements = &context.index.dataset().statements;
    let held = context.positions.of(record_type, id).iter();
    held.map(|held| v1::Position {
        actor: named(context, RecordType::Actor, held.actor),
        position: held.position.as_str(),
        statement: statements[held.statement].id.as_str(),
    })
    .collect()
}
