//! Agreements that tie transfers together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::exact;
use super::{Evidence, record};
use crate::id::{ActorId, DealId};
use crate::value::{Date, Money};
use crate::vocabulary::Stage;

/// An agreement between two or more actors.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deal {
    /// Id, unique among deals.
    pub id: DealId,
    /// What the agreement is, in the editor's words.
    pub title: String,
    /// The actors that agreed.
    #[serde(deserialize_with = "exact")]
    #[schemars(length(min = 2))]
    pub parties: Vec<ActorId>,
    /// How far it has come.
    pub stage: Stage,
    /// When it was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Date>,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
    /// Editor's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the facts above rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub evidence: Vec<Evidence>,
}

record!(Deal, deals, |deal| &deal.evidence);
