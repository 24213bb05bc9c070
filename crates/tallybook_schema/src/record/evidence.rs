//! Evidence: where a fact is printed, and how far it can be traced.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::id::{ActorId, SourceId};
use crate::value::{Clip, Locator, RawValue};

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
    pub quote: Option<String>,
    /// Fields of the block whose value the source backs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supports: Vec<SmolStr>,
    /// Fields of the block for which the source gives another value.
    #[serde(default, skip_serializing_if = "FieldMap::is_empty")]
    pub reports: FieldMap,
    /// The chain that the source itself names, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<ActorId>,
    /// Editor's remark, in own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Values by the name of the field that they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct FieldMap(BTreeMap<SmolStr, RawValue>);

impl FieldMap {
    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value for a field.
    pub fn get(&self, field: &str) -> Option<&RawValue> {
        self.0.get(field)
    }

    /// Fields and values, in the order of the field names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(field, value)| (field.as_str(), value))
    }
}

impl<S: Into<SmolStr>> FromIterator<(S, RawValue)> for FieldMap {
    fn from_iter<I: IntoIterator<Item = (S, RawValue)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(field, value)| (field.into(), value)).collect())
    }
}

impl<'de> Deserialize<'de> for FieldMap {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> serde::de::Visitor<'de> for Fields {
            type Value = FieldMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields with their values")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<FieldMap, A::Error> {
                let mut fields = BTreeMap::new();
                while let Some((field, value)) = map.next_entry::<SmolStr, RawValue>()? {
                    if fields.contains_key(&field) {
                        return Err(serde::de::Error::custom(format_args!("duplicate key `{field}`")));
                    }
                    fields.insert(field, value);
                }
                Ok(FieldMap(fields))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}
