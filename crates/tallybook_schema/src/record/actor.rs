//! Who.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::exact;
use super::{Evidence, record};
use crate::id::ActorId;
use crate::value::{Country, Date, WikidataId};
use crate::vocabulary::ActorKind;

/// Somebody who supplies, receives, speaks, publishes or is referred to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Id, unique among actors.
    pub id: ActorId,
    /// What kind of actor it is.
    pub kind: ActorKind,
    /// The name by which it is best known in English; for an unnamed person, a description.
    pub name: String,
    /// Other names by which reports call it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub aliases: Vec<String>,
    /// The country it is (a state) or belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The actor that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<ActorId>,
    /// Offices held.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub roles: Vec<Role>,
    /// Set where the reports do not name the actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Anonymous>,
    /// The same actor in Wikidata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<WikidataId>,
    /// Editor's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the facts above rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub evidence: Vec<Evidence>,
}

record!(Actor, actors, |actor| &actor.evidence);

/// An office that an actor holds or held.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The title of the office.
    pub title: String,
    /// The actor in which it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<ActorId>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
}

/// Why an actor has no name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Anonymous {
    /// Why the reports do not name the actor, as they give it. Needed; its absence is a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
