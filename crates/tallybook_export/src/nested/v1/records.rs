//! Records and their parts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{AnyRef, Country, Date, Derived, Evidence, Facts, Money, Place, Position, Quantity, Range, Ref};

/// A publication that was read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Source<'a> {
    /// Its id.
    pub id: &'a str,
    /// What kind of publication it is.
    pub kind: &'static str,
    /// Its title, as published.
    pub title: &'a str,
    /// The actor that published it.
    pub publisher: Option<Ref<'a>>,
    /// Who wrote it, by name.
    pub authors: &'a [String],
    /// The language of its text (BCP 47).
    pub language: Option<&'a str>,
    /// When it was published.
    pub published: Option<Date>,
    /// Where it was published on the web.
    pub url: Option<&'a str>,
    /// The day on which it was read there.
    pub retrieved: Option<String>,
    /// Where a web archive keeps a copy.
    pub archive_url: Option<&'a str>,
    /// The text that was read, which is not part of the dataset.
    pub text: Option<SourceText<'a>>,
    /// The terms under which it is published.
    pub licence: Option<&'a str>,
    /// Paragraphs that no evidence needs to cite.
    pub not_covered: Vec<NotCovered<'a>>,
    /// Editor's remark.
    pub note: Option<&'a str>,
}

/// The text of a source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SourceText<'a> {
    /// Its file, within the archive.
    pub file: &'a str,
    /// The SHA-256 digest of that file, in hexadecimal.
    pub sha256: &'a str,
}

/// Paragraphs that no evidence needs to cite.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NotCovered<'a> {
    /// One paragraph (`14`) or a run of them (`2-4`).
    pub paragraphs: String,
    /// Why nothing cites them.
    pub reason: &'a str,
}

/// Somebody who supplies, receives, speaks, publishes or is referred to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Actor<'a> {
    /// Its id.
    pub id: &'a str,
    /// What kind of actor it is.
    pub kind: &'static str,
    /// The name by which it is best known in English.
    pub name: &'a str,
    /// Other names.
    pub aliases: &'a [String],
    /// The country that it is (a state) or belongs to.
    pub country: Option<Country<'a>>,
    /// The actor that it is a part of.
    pub part_of: Option<Ref<'a>>,
    /// Offices held.
    pub roles: Vec<Role<'a>>,
    /// Set where the reports leave it unnamed.
    pub anonymous: Option<Anonymous<'a>>,
    /// The same actor in Wikidata.
    pub wikidata: Option<&'a str>,
    /// Editor's remark.
    pub note: Option<&'a str>,
    /// What its facts rest on.
    pub evidence: Vec<Evidence<'a>>,
    /// What is computed.
    pub derived: Derived,
}

/// An office.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Role<'a> {
    /// Its id, as in the table `actor_roles`.
    pub id: String,
    /// The title of the office.
    pub title: &'a str,
    /// The actor in which it is held.
    pub organization: Option<Ref<'a>>,
    /// When it began.
    pub start: Option<Date>,
    /// When it ended.
    pub end: Option<Date>,
}

/// Why an actor has no name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Anonymous<'a> {
    /// Why, as the reports give it.
    pub reason: Option<&'a str>,
}

/// A type of equipment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Equipment<'a> {
    /// Its id.
    pub id: &'a str,
    /// The designation, as its maker gives it.
    pub designation: &'a str,
    /// Other names.
    pub aliases: &'a [String],
    /// What kind of equipment it is.
    pub class: EquipmentClass,
    /// The state where it is made.
    pub origin: Option<Ref<'a>>,
    /// Editor's remark.
    pub note: Option<&'a str>,
    /// What its facts rest on.
    pub evidence: Vec<Evidence<'a>>,
    /// What is computed.
    pub derived: Derived,
}

/// A class of equipment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EquipmentClass {
    /// The term.
    pub term: &'static str,
    /// The term in words.
    pub label: &'static str,
    /// Category of the SIPRI Arms Transfers Database.
    pub sipri_category: Option<&'static str>,
    /// Item of the Common Military List of the European Union.
    pub eu_ml: Option<&'static str>,
}

/// An agreement that ties transfers together.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Deal<'a> {
    /// Its id.
    pub id: &'a str,
    /// What the agreement is.
    pub title: &'a str,
    /// The actors that agreed.
    pub parties: Vec<Ref<'a>>,
    /// How far it has come.
    pub stage: &'static str,
    /// When it was agreed.
    pub agreed: Option<Date>,
    /// What it is worth.
    pub value: Option<Money>,
    /// Editor's remark.
    pub note: Option<&'a str>,
    /// What its facts rest on.
    pub evidence: Vec<Evidence<'a>>,
    /// What is computed.
    pub derived: DerivedDeal<'a>,
}

/// What is computed for a deal.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DerivedDeal<'a> {
    /// Whether actors agree that it is so.
    pub dispute_status: &'static str,
    /// Who affirms and who denies it, in the order of the actors' ids.
    pub positions: Vec<Position<'a>>,
    /// How well each value is backed.
    pub facts: Facts,
}

/// What one actor hands over to another.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Transfer<'a> {
    /// Its id.
    pub id: &'a str,
    /// What is transferred.
    pub kind: &'static str,
    /// Who hands it over.
    pub supplier: Ref<'a>,
    /// Who takes it over.
    pub recipient: Ref<'a>,
    /// The deal that it belongs to.
    pub deal: Option<Ref<'a>>,
    /// How far it has come.
    pub stage: &'static str,
    /// When it was ordered.
    pub ordered: Option<Date>,
    /// When it was handed over.
    pub delivered: Option<Date>,
    /// Where it was handed over.
    pub place: Option<Place<'a>>,
    /// The states where it was made, if they are not the supplier.
    pub origin: Vec<Ref<'a>>,
    /// The type of craft that carried it.
    pub carrier: Option<Ref<'a>>,
    /// How many pieces the batch has.
    pub total: Option<Quantity>,
    /// Whether the items make up the whole batch.
    pub itemisation: Option<&'static str>,
    /// What the batch is made of.
    pub items: Vec<Item<'a>>,
    /// How much money it is.
    pub amount: Option<Money>,
    /// Editor's remark.
    pub note: Option<&'a str>,
    /// What its facts rest on.
    pub evidence: Vec<Evidence<'a>>,
    /// What is computed.
    pub derived: DerivedTransfer<'a>,
}

/// What is computed for a transfer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DerivedTransfer<'a> {
    /// What the items add up to.
    pub itemised: Option<Range>,
    /// How many pieces no item accounts for.
    pub remainder: Option<Range>,
    /// Whether actors agree that it is so.
    pub dispute_status: &'static str,
    /// Who affirms and who denies it, in the order of the actors' ids.
    pub positions: Vec<Position<'a>>,
    /// How well each value is backed.
    pub facts: Facts,
}

/// One kind of thing in a batch.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Item<'a> {
    /// Its id, as in the table `items`.
    pub id: String,
    /// The type of equipment.
    pub equipment: Option<Ref<'a>>,
    /// What it is, where the reports give no designation.
    pub description: Option<&'a str>,
    /// How many.
    pub quantity: Quantity,
    /// In what condition.
    pub condition: Option<&'static str>,
    /// Editor's remark.
    pub note: Option<&'a str>,
    /// What its facts rest on.
    pub evidence: Vec<Evidence<'a>>,
    /// What is computed.
    pub derived: Derived,
}

/// Something that an actor said.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Statement<'a> {
    /// Its id.
    pub id: &'a str,
    /// Who said it.
    pub speaker: Ref<'a>,
    /// The actor for which it was said.
    pub on_behalf_of: Option<Ref<'a>>,
    /// What the speaker does by saying it.
    pub act: &'static str,
    /// When it was said.
    pub date: Option<Date>,
    /// The medium it was said to.
    pub medium: Option<Ref<'a>>,
    /// The actors to whom it was said.
    pub addressees: Vec<Ref<'a>>,
    /// What was said, in the editor's words.
    pub summary: &'a str,
    /// Keywords.
    pub topics: &'a [String],
    /// The records it is about.
    pub about: Vec<Target<'a>>,
    /// Numbers that it gives.
    pub figures: Vec<Figure<'a>>,
    /// The ids of earlier statements that it replaces.
    pub supersedes: Vec<&'a str>,
    /// The ids of earlier statements that it takes back.
    pub retracts: Vec<&'a str>,
    /// Editor's remark.
    pub note: Option<&'a str>,
    /// What its facts rest on.
    pub evidence: Vec<Evidence<'a>>,
    /// What is computed.
    pub derived: DerivedStatement,
}

/// What is computed for a statement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DerivedStatement {
    /// Whether it counts and no later statement supersedes or retracts it.
    pub live: bool,
    /// How well each value is backed.
    pub facts: Facts,
}

/// A record that a statement is about.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Target<'a> {
    /// Its id, as in the table `statement_targets`.
    pub id: String,
    /// The record.
    pub target: AnyRef<'a>,
    /// How the statement stands to it.
    pub stance: &'static str,
    /// Values that the speaker gives where they differ from the record's, by field.
    pub claims: BTreeMap<&'a str, String>,
    /// Editor's remark.
    pub note: Option<&'a str>,
}

/// A number that a statement gives.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Figure<'a> {
    /// Its id, as in the table `figures`.
    pub id: String,
    /// What is counted.
    pub measure: &'static str,
    /// How many.
    pub value: Quantity,
    /// The unit, in the plural.
    pub unit: Option<&'a str>,
    /// The time that the figure is for.
    pub date: Option<Date>,
    /// What its facts rest on.
    pub evidence: Vec<Evidence<'a>>,
    /// What is computed.
    pub derived: Derived,
}
