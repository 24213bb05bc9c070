//! Evidence: where a fact is printed, and how far it can be traced.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::boxed;
use super::{FieldMap, FieldNames};
use crate::id::{ActorId, SourceId};
use crate::value::{Clip, Locator};

/// One piece of evidence. It stands on a block (a record, an item, a figure) and names the fields of
/// that block whose value it supports, or for which the source gives another value.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The source where it is printed.
    pub source: SourceId,
    /// The paragraph of the archived text, the title included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<Locator>,
    /// The page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Locator>,
    /// The line of the archived text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Locator>,
    /// The place in a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip: Option<Clip>,
    /// A verbatim fragment of the source, a handful of words; ` … ` joins pieces in their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Box<str>>,
    /// Fields of the block whose value the source backs.
    #[serde(default, skip_serializing_if = "FieldNames::is_empty")]
    pub supports: FieldNames,
    /// Fields of the block for which the source gives another value.
    #[serde(default, skip_serializing_if = "FieldMap::is_empty")]
    pub reports: FieldMap,
    /// The chain that the source itself names, nearest first.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty", deserialize_with = "boxed")]
    pub via: Box<[ActorId]>,
    /// Editor's remark, in own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Box<str>>,
}
