//! The whole dataset as one nested document: `dataset.json`.
//!
//! [`v1`] is its form; here it is filled. Records are made one at a time as they are written.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use tallybook_analysis::{Interval, batch, facts};
use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block, BlockKind};
use tallybook_schema::id::{ActorId, StatementId};
use tallybook_schema::record::{self, FieldMap, Record};
use tallybook_schema::value;

use crate::context::{Context, evidence_id, part_id};
use crate::metadata::{EXPORT_VERSION, Metadata};

pub mod v1;

/// Writes the document.
pub fn write(context: &Context<'_>, metadata: &Metadata, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        tallybook: EXPORT_VERSION,
        title: &metadata.title,
        version: metadata.version.as_deref(),
        description: metadata.description.as_deref(),
        licence: metadata.licence.as_deref(),
        language: metadata.language.as_deref(),
        creators: &metadata.creators,
        homepage: metadata.homepage.as_deref(),
        as_of: metadata.as_of.map(|day| day.to_string()),
        sources: Each { context, make: source },
        actors: Each { context, make: actor },
        equipment: Each { context, make: equipment },
        deals: Each { context, make: deal },
        transfers: Each { context, make: transfer },
        statements: Each { context, make: statement },
    };
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The JSON Schema of the document.
pub fn schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Document<'_, '_>>()
}

/// A dataset with everything that is computed from it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Dataset")]
struct Document<'c, 'a> {
    /// The version of this form.
    tallybook: u32,
    /// The title of the dataset.
    title: &'c str,
    /// Its version.
    version: Option<&'c str>,
    /// What it holds.
    description: Option<&'c str>,
    /// The licence of the data, as an SPDX identifier.
    licence: Option<&'c str>,
    /// The language of notes and summaries (BCP 47).
    language: Option<&'c str>,
    /// Who made it.
    creators: &'c [String],
    /// Where it is published.
    homepage: Option<&'c str>,
    /// The day as of which positions were computed; `null` where every statement counts.
    as_of: Option<String>,
    /// The publications that were read, in the order of their ids, as all records are.
    #[schemars(with = "Vec<v1::Source<'a>>")]
    sources: Each<'c, 'a, record::Source, v1::Source<'a>>,
    /// Who.
    #[schemars(with = "Vec<v1::Actor<'a>>")]
    actors: Each<'c, 'a, record::Actor, v1::Actor<'a>>,
    /// What kind of thing.
    #[schemars(with = "Vec<v1::Equipment<'a>>")]
    equipment: Each<'c, 'a, record::Equipment, v1::Equipment<'a>>,
    /// Agreements that tie transfers together.
    #[schemars(with = "Vec<v1::Deal<'a>>")]
    deals: Each<'c, 'a, record::Deal, v1::Deal<'a>>,
    /// What changed hands.
    #[schemars(with = "Vec<v1::Transfer<'a>>")]
    transfers: Each<'c, 'a, record::Transfer, v1::Transfer<'a>>,
    /// Who said what about it.
    #[schemars(with = "Vec<v1::Statement<'a>>")]
    statements: Each<'c, 'a, record::Statement, v1::Statement<'a>>,
}

/// The records of a type, each made when its turn comes.
struct Each<'c, 'a, T, V> {
    context: &'c Context<'a>,
    make: fn(&Context<'a>, &Parts<'a>, &'a T) -> V,
}

impl<T: Record, V: Serialize> Serialize for Each<'_, '_, T, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let dataset = self.context.index.dataset();
        serializer.collect_seq(self.context.sorted::<T>().into_iter().map(|(index, record)| {
            let parts = Parts { index, blocks: block::blocks_of(dataset, T::TYPE, index) };
            (self.make)(self.context, &parts, record)
        }))
    }
}

/// A record as its blocks.
struct Parts<'a> {
    index: usize,
    blocks: Vec<Block<'a>>,
}

impl<'a> Parts<'a> {
    /// The blocks of a kind, in their order.
    fn of(&self, kind: BlockKind) -> impl Iterator<Item = &Block<'a>> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// The evidence on the record itself.
    fn evidence(&self, context: &Context<'a>) -> Vec<v1::Evidence<'a>> {
        self.blocks.first().map(|block| evidence(context, block)).unwrap_or_default()
    }

    /// The facts of the record itself.
    fn facts(&self, context: &Context<'a>) -> v1::Facts {
        self.blocks.first().map(|block| facts(context, block)).unwrap_or_default()
    }
}

fn source<'a>(context: &Context<'a>, _: &Parts<'a>, source: &'a record::Source) -> v1::Source<'a> {
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

fn actor<'a>(context: &Context<'a>, parts: &Parts<'a>, actor: &'a record::Actor) -> v1::Actor<'a> {
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

fn equipment<'a>(
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

fn deal<'a>(context: &Context<'a>, parts: &Parts<'a>, deal: &'a record::Deal) -> v1::Deal<'a> {
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

fn transfer<'a>(
    context: &Context<'a>,
    parts: &Parts<'a>,
    transfer: &'a record::Transfer,
) -> v1::Transfer<'a> {
    let item = |(block, item): (&Block<'a>, &'a record::Item)| v1::Item {
        id: block_id(block),
        equipment: item.equipment.as_ref().map(|id| named(context, RecordType::Equipment, id.as_str())),
        description: item.description.as_deref(),
        quantity: quantity(&item.quantity),
        condition: item.condition.map(|condition| condition.as_str()),
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
        itemisation: transfer.itemisation.map(|itemisation| itemisation.as_str()),
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

fn statement<'a>(
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
        about: parts.of(BlockKind::Target).zip(&statement.about).map(target).collect(),
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

fn evidence<'a>(context: &Context<'a>, block: &Block<'a>) -> Vec<v1::Evidence<'a>> {
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
            supports: &evidence.supports,
            reports: values(&evidence.reports),
            via: evidence.via.iter().map(|id| actor_ref(context, id)).collect(),
            note: evidence.note.as_deref(),
        }
    };
    block.evidence.iter().enumerate().map(one).collect()
}

fn facts(context: &Context<'_>, block: &Block<'_>) -> v1::Facts {
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

fn positions<'a>(context: &Context<'a>, record_type: RecordType, id: &str) -> Vec<v1::Position<'a>> {
    let statements = &context.index.dataset().statements;
    let held = context.positions.of(record_type, id).iter();
    held.map(|held| v1::Position {
        actor: named(context, RecordType::Actor, held.actor),
        position: held.position.as_str(),
        statement: statements[held.statement].id.as_str(),
    })
    .collect()
}

fn block_id(block: &Block<'_>) -> String {
    part_id(block.record_type, block.id, &block.pointer)
}

fn named<'a>(context: &Context<'a>, record_type: RecordType, id: &'a str) -> v1::Ref<'a> {
    v1::Ref { id, name: context.index.label(record_type, id) }
}

fn actor_ref<'a>(context: &Context<'a>, id: &'a ActorId) -> v1::Ref<'a> {
    named(context, RecordType::Actor, id.as_str())
}

fn values(values: &FieldMap) -> std::collections::BTreeMap<&str, String> {
    values.iter().map(|(field, value)| (field, value.to_string())).collect()
}

fn date(date: &value::Date) -> v1::Date {
    v1::Date {
        edtf: date.to_string(),
        start: date.earliest().map(|day| day.to_string()),
        end: date.latest().map(|day| day.to_string()),
        precision: date.precision().as_str(),
        approximate: date.is_approximate(),
        uncertain: date.is_uncertain(),
    }
}

fn quantity(quantity: &value::Quantity) -> v1::Quantity {
    v1::Quantity {
        text: quantity.to_string(),
        qualifier: quantity.qualifier().as_str(),
        low: quantity.low(),
        best: quantity.best(),
        high: quantity.high(),
    }
}

fn money(money: &value::Money) -> v1::Money {
    let plain = |amount: Option<rust_decimal::Decimal>| amount.map(|amount| amount.normalize().to_string());
    v1::Money {
        text: money.to_string(),
        qualifier: money.qualifier().as_str(),
        currency: money.currency().map(|currency| currency.to_string()),
        low: plain(money.low()),
        best: plain(money.best()),
        high: plain(money.high()),
    }
}

fn country(country: &value::Country) -> v1::Country<'_> {
    v1::Country { alpha2: country.alpha2(), alpha3: country.alpha3(), name: country.name() }
}

fn range(interval: Interval) -> v1::Range {
    v1::Range { low: interval.low, high: interval.high }
}
