//! Who said what about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::exact;
use super::{Evidence, FieldMap, record};
use crate::id::{ActorId, RecordRef, StatementId};
use crate::value::{Date, Quantity};
use crate::vocabulary::{Act, Measure, Stance};

/// Something that an actor said, with what it says about the records of the dataset.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Id, unique among statements.
    pub id: StatementId,
    /// Who said it.
    pub speaker: ActorId,
    /// The actor for whom it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<ActorId>,
    /// What the speaker does by saying it.
    pub act: Act,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The medium it was said to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<ActorId>,
    /// The actors to whom it was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub addressees: Vec<ActorId>,
    /// What was said, in the editor's words.
    pub summary: String,
    /// Free keywords for what it is about beyond the targets.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub topics: Vec<String>,
    /// The records it is about, and its stance to each.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub about: Vec<Target>,
    /// Numbers that it gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub figures: Vec<Figure>,
    /// Earlier statements that it replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub supersedes: Vec<StatementId>,
    /// Earlier statements that it takes back.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub retracts: Vec<StatementId>,
    /// Editor's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the facts above rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub evidence: Vec<Evidence>,
}

record!(Statement, statements, |statement| &statement.evidence);

impl Statement {
    /// The statements that it replaces: those that it supersedes, then those that it retracts.
    pub fn replaced(&self) -> impl Iterator<Item = &StatementId> {
        self.supersedes.iter().chain(&self.retracts)
    }
}

/// A record that a statement is about.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The record, as `type:id`.
    pub target: RecordRef,
    /// How the statement stands to it.
    pub stance: Stance,
    /// Values that the speaker gives for fields of the target, where they differ from the record's.
    #[serde(default, skip_serializing_if = "FieldMap::is_empty")]
    pub claims: FieldMap,
    /// Editor's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A number that a statement gives.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What is counted.
    pub measure: Measure,
    /// How many.
    pub value: Quantity,
    /// The unit, in the plural (`people`, `aircraft`, `hours`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The time the figure is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// What the facts above rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub evidence: Vec<Evidence>,
}
