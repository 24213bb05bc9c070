//! What kind of thing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::exact;
use super::{Evidence, record};
use crate::id::{ActorId, EquipmentId};
use crate::vocabulary::EquipmentClass;

/// A type of equipment by its designation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Equipment {
    /// Id, unique among equipment.
    pub id: EquipmentId,
    /// The designation, as its maker gives it.
    pub designation: String,
    /// Other names by which reports call it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub aliases: Vec<String>,
    /// What kind of equipment it is.
    pub class: EquipmentClass,
    /// The state where it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<ActorId>,
    /// Editor's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the facts above rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub evidence: Vec<Evidence>,
}

record!(Equipment, equipment, |equipment| &equipment.evidence);
