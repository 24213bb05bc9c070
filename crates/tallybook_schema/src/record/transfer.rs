//! What changed hands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::exact;
use super::{Evidence, record};
use crate::id::{ActorId, DealId, EquipmentId, TransferId};
use crate::value::{Country, Date, Money, Quantity};
use crate::vocabulary::{Condition, Itemisation, Stage, TransferKind};

/// Something that one actor hands over to another.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Id, unique among transfers.
    pub id: TransferId,
    /// What is transferred.
    pub kind: TransferKind,
    /// Who hands it over.
    pub supplier: ActorId,
    /// Who takes it over.
    pub recipient: ActorId,
    /// The agreement it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<DealId>,
    /// How far it has come.
    pub stage: Stage,
    /// When it was ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<Date>,
    /// When it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Date>,
    /// Where it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The states where it was made, if they are not the supplier.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub origin: Vec<ActorId>,
    /// The type of craft that carried it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<EquipmentId>,
    /// How many pieces the batch has, all items together (materiel).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Quantity>,
    /// Whether the items make up the whole batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub itemisation: Option<Itemisation>,
    /// What the batch is made of (materiel).
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub items: Vec<Item>,
    /// How much money it is (funds).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Editor's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the facts above rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub evidence: Vec<Evidence>,
}

record!(Transfer, transfers, |transfer| &transfer.evidence);

/// Where something was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The place by name.
    pub name: String,
    /// The country it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
}

/// One kind of thing in a batch.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The type of equipment; this or a description is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<EquipmentId>,
    /// What it is, where the reports give no designation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How many.
    pub quantity: Quantity,
    /// In what condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Editor's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the facts above rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub evidence: Vec<Evidence>,
}
