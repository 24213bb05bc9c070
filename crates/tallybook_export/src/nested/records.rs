//! Fills records and their parts.

use tallybook_analysis::batch;
use tallybook_schema::RecordType;
use tallybook_schema::block::{Block, BlockKind};
use tallybook_schema::id::StatementId;
use tallybook_schema::vocabulary::{Condition, Itemisation};
use tallybook_schema::{record, value};

use super::evidence::{evidence, facts, positions};
use super::values::{actor_ref, country, date, money, named, quantity, range, values};
use super::{Parts, v1};
use crate::context::{Context, part_id};

pub(super) fn source<'a>(context: &Context<'a>, _: &Parts<'a>, source: &'a record::Source) -> v1::Source<'a> {
    v1::Source {
        id: source.id.as_str(),
        kind: source.kind.as_str(),
        title: &source.title,
        publisher: source.publisher.as_ref().map(|id| actor_ref(context, id)),
        authors: &source.authors,
        language: source.language.as_ref().map(value::Language::as_str),
        published: source.published.as_ref().map(date),
        url: source.url.as_ref().map(value::WebAddress::as_str),
        retrieved: source.retrieved.map(|day| day.to_string()),
        archive_url: source.archive_url.as_ref().map(value::WebAddress::as_str),
        text: source
            .text
            .as_ref()
            .map(|text| v1::SourceText { file: &text.file, sha256: text.sha256.as_str() }),
        licence: source.licence.as_deref(),
        not_covered: source
            .not_covered
            .iter()
            .map(|part| v1::NotCovered { paragraphs: part.paragraphs.to_string(), reason: &part.reason })
            .collect(),
        note: source.note.as_deref(),
    }
}

pub(super) fn actor<'a>(context: &Context<'a>, parts: &Parts<'a>, actor: &'a record::Actor) -> v1::Actor<'a> {
    let role = |(block, role): (&Block<'a>, &'a record::Role)| v1::Role {
        id: block_id(block),
        title: &role.title,
        organization: role.organization.as_ref().map(|id| actor_ref(context, id)),
        start: role.start.as_ref().map(date),
        end: role.end.as_ref().map(date),
    };
    v1::Actor {
        id: actor.id.as_str(),
        kind: actor.kind.as_str(),
        name: &actor.name,
        aliases: &actor.aliases,
        country: actor.country.as_ref().map(country),
        part_of: actor.part_of.as_ref().map(|id| actor_ref(context, id)),
        roles: parts.of(BlockKind::Role).zip(&actor.roles).map(role).collect(),
        anonymous: actor.anonymous.as_ref().map(|a| v1::Anonymous { reason: a.reason.as_deref() }),
        wikidata: actor.wikidata.as_ref().map(value::WikidataId::as_str),
        note: actor.note.as_deref(),
        evidence: parts.evidence(context),
        derived: v1::Derived { facts: parts.facts(context) },
    }
}

pub(super) fn equipment<'a>(
    context: &Context<'a>,
    parts: &Parts<'a>,
    equipment: &'a record::Equipment,
) -> v1::Equipment<'a> {
    let crosswalk = equipment.class.crosswalk();
    v1::Equipment {
        id: equipment.id.as_str(),
        designation: &equipment.designation,
        aliases: &equipment.aliases,
        class: v1::EquipmentClass {
            term: equipment.class.as_str(),
            label: equipment.class.label(),
            sipri_category: crosswalk.sipri_category,
            eu_ml: crosswalk.eu_ml,
        },
        origin: equipment.origin.as_ref().map(|id| actor_ref(context, id)),
        note: equipment.note.as_deref(),
        evidence: parts.evidence(context),
        derived: v1::Derived { facts: parts.facts(context) },
    }
}

pub(super) fn deal<'a>(context: &Context<'a>, parts: &Parts<'a>, deal: &'a record::Deal) -> v1::Deal<'a> {
    v1::Deal {
        id: deal.id.as_str(),
        title: &deal.title,
        parties: deal.parties.iter().map(|id| actor_ref(context, id)).collect(),
        stage: deal.stage.as_str(),
        agreed: deal.agreed.as_ref().map(date),
        value: deal.value.as_ref().map(money),
        note: deal.note.as_deref(),
        evidence: parts.evidence(context),
        derived: v1::DerivedDeal {
            dispute_status: context.positions.dispute(RecordType::Deal, deal.id.as_str()).as_str(),
            positions: positions(context, RecordType::Deal, deal.id.as_str()),
            facts: parts.facts(context),
        },
    }
}

pub(super) fn transfer<'a>(
    context: &Context<'a>,
    parts: &Parts<'a>,
    transfer: &'a record::Transfer,
) -> v1::Transfer<'a> {
    let item = |(block, item): (&Block<'a>, &'a record::Item)| v1::Item {
        id: block_id(block),
        equipment: item.equipment.as_ref().map(|id| named(context, RecordType::Equipment, id.as_str())),
        description: item.description.as_deref(),
        quantity: quantity(&item.quantity),
        condition: item.condition.map(Condition::as_str),
        note: item.note.as_deref(),
        evidence: evidence(context, block),
        derived: v1::Derived { facts: facts(context, block) },
    };
    let id = transfer.id.as_str();
    v1::Transfer {
        id,
        kind: transfer.kind.as_str(),
        supplier: actor_ref(context, &transfer.supplier),
        recipient: actor_ref(context, &transfer.recipient),
        deal: transfer.deal.as_ref().map(|id| named(context, RecordType::Deal, id.as_str())),
        stage: transfer.stage.as_str(),
        ordered: transfer.ordered.as_ref().map(date),
        delivered: transfer.delivered.as_ref().map(date),
        place: transfer
            .place
            .as_ref()
            .map(|place| v1::Place { name: &place.name, country: place.country.as_ref().map(country) }),
        origin: transfer.origin.iter().map(|id| actor_ref(context, id)).collect(),
        carrier: transfer.carrier.as_ref().map(|id| named(context, RecordType::Equipment, id.as_str())),
        total: transfer.total.as_ref().map(quantity),
        itemisation: transfer.itemisation.map(Itemisation::as_str),
        items: parts.of(BlockKind::Item).zip(&transfer.items).map(item).collect(),
        amount: transfer.amount.as_ref().map(money),
        note: transfer.note.as_deref(),
        evidence: parts.evidence(context),
        derived: v1::DerivedTransfer {
            itemised: batch::itemised(transfer).map(range),
            remainder: batch::remainder(transfer).map(range),
            dispute_status: context.positions.dispute(RecordType::Transfer, id).as_str(),
            positions: positions(context, RecordType::Transfer, id),
            facts: parts.facts(context),
        },
    }
}

pub(super) fn statement<'a>(
    context: &Context<'a>,
    parts: &Parts<'a>,
    statement: &'a record::Statement,
) -> v1::Statement<'a> {
    let target = |(block, target): (&Block<'a>, &'a record::Target)| v1::Target {
        id: block_id(block),
        target: v1::AnyRef {
            record_type: target.target.record_type.name(),
            id: &target.target.id,
            name: context.index.label(target.target.record_type, &target.target.id),
        },
        stance: target.stance.as_str(),
        claims: values(&target.claims),
        note: target.note.as_deref(),
    };
    let figure = |(block, figure): (&Block<'a>, &'a record::Figure)| v1::Figure {
        id: block_id(block),
        measure: figure.measure.as_str(),
        value: quantity(&figure.value),
        unit: figure.unit.as_deref(),
        date: figure.date.as_ref().map(date),
        evidence: evidence(context, block),
        derived: v1::Derived { facts: facts(context, block) },
    };
    // As many as there are blocks of them.
    let targets = statement.about.iter().filter(|about| context.shows_target(&about.target));
    v1::Statement {
        id: statement.id.as_str(),
        speaker: actor_ref(context, &statement.speaker),
        on_behalf_of: statement.on_behalf_of.as_ref().map(|id| actor_ref(context, id)),
        act: statement.act.as_str(),
        date: statement.date.as_ref().map(date),
        medium: statement.medium.as_ref().map(|id| actor_ref(context, id)),
        addressees: statement.addressees.iter().map(|id| actor_ref(context, id)).collect(),
        summary: &statement.summary,
        topics: &statement.topics,
        about: parts.of(BlockKind::Target).zip(targets).map(target).collect(),
        figures: parts.of(BlockKind::Figure).zip(&statement.figures).map(figure).collect(),
        supersedes: statement.supersedes.iter().map(StatementId::as_str).collect(),
        retracts: statement.retracts.iter().map(StatementId::as_str).collect(),
        note: statement.note.as_deref(),
        evidence: parts.evidence(context),
        derived: v1::DerivedStatement {
            live: context.positions.live(parts.index),
            facts: parts.facts(context),
        },
    }
}

fn block_id(block: &Block<'_>) -> String {
    part_id(block.record_type, block.id, &block.pointer)
}
