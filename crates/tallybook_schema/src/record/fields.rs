//! Names of fields, and values by them, as evidence and statements give them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::block::{BlockKind, FieldDef};
use crate::value::RawValue;

/// Names of fields, in the order of writing.
///
/// Every piece of evidence has some, and nearly all are names that some block has: of these a byte each is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldNames(Names);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Names {
    /// So many of the names, by their positions among [`KNOWN`].
    Known(u8, [u8; INLINE]),
    /// Any names, or very many.
    Any(Box<Vec<SmolStr>>),
}

/// As many as make the type no larger than a list without parts.
const INLINE: usize = 14;

/// The names that fields of blocks have, in their order.
static KNOWN: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut names: Vec<&str> =
        BlockKind::ALL.iter().flat_map(|kind| kind.defs()).map(|def: &FieldDef| def.name).collect();
    names.sort_unstable();
    names.dedup();
    names
});

impl FieldNames {
    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of names.
    pub fn len(&self) -> usize {
        match &self.0 {
            Names::Known(count, _) => usize::from(*count),
            Names::Any(names) => names.len(),
        }
    }

    /// Whether a name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|known| known == name)
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let (known, any) = match &self.0 {
            Names::Known(count, names) => (&names[..usize::from(*count)], &[][..]),
            Names::Any(names) => (&[][..], names.as_slice()),
        };
        let of_all: &[&str] = if known.is_empty() { &[] } else { &KNOWN };
        known.iter().map(|&name| of_all[usize::from(name)]).chain(any.iter().map(SmolStr::as_str))
    }

    /// Adds a name.
    pub fn push(&mut self, name: &str) {
        let known = KNOWN.binary_search(&name).ok().and_then(|position| u8::try_from(position).ok());
        match (&mut self.0, known) {
            (Names::Known(count, names), Some(known)) if usize::from(*count) < INLINE => {
                names[usize::from(*count)] = known;
                *count += 1;
            }
            (Names::Any(names), _) => names.push(name.into()),
            (Names::Known(..), _) => {
                let names = self.iter().chain([name]).map(SmolStr::from).collect();
                self.0 = Names::Any(Box::new(names));
            }
        }
    }
}

impl Default for FieldNames {
    fn default() -> Self {
        Self(Names::Known(0, [0; INLINE]))
    }
}

impl<S: AsRef<str>> FromIterator<S> for FieldNames {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        let mut list = Self::default();
        for name in names {
            list.push(name.as_ref());
        }
        list
    }
}

impl Serialize for FieldNames {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for FieldNames {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> serde::de::Visitor<'de> for List {
            type Value = FieldNames;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<FieldNames, A::Error> {
                let mut names = FieldNames::default();
                while let Some(name) = list.next_element::<SmolStr>()? {
                    names.push(&name);
                }
                Ok(names)
            }
        }

        deserializer.deserialize_seq(List)
    }
}

impl JsonSchema for FieldNames {
    fn schema_name() -> Cow<'static, str> {
        Vec::<SmolStr>::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<SmolStr>::json_schema(generator)
    }
}

/// Values by the name of the field that they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, JsonSchema)]
pub struct FieldMap(
    /// In the order of the names.
    #[schemars(with = "BTreeMap<SmolStr, RawValue>")]
    Box<[(SmolStr, RawValue)]>,
);

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
        self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value)
    }

    /// Fields and values, in the order of the field names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(field, value)| (field.as_str(), value))
    }
}

/// Of several values for a field, the last counts.
impl<S: Into<SmolStr>> FromIterator<(S, RawValue)> for FieldMap {
    fn from_iter<I: IntoIterator<Item = (S, RawValue)>>(pairs: I) -> Self {
        let values: BTreeMap<SmolStr, RawValue> =
            pairs.into_iter().map(|(field, value)| (field.into(), value)).collect();
        Self(values.into_iter().collect())
    }
}

impl Serialize for FieldMap {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
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
                Ok(FieldMap(fields.into_iter().collect()))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_as_written_whether_blocks_have_them_or_not() {
        let known = ["total", "supplier", "total"];
        let unknown = ["total", "nowhere-known", "supplier"];
        let many = vec!["stage"; INLINE + 1];
        for names in [&[][..], &known, &unknown, &many] {
            let list: FieldNames = names.iter().collect();
            assert_eq!(list.iter().collect::<Vec<_>>(), names);
            assert_eq!((list.len(), list.is_empty()), (names.len(), names.is_empty()));
            assert_eq!(
                serde_json::from_value::<FieldNames>(serde_json::to_value(&list).unwrap()).unwrap(),
                list
            );
            assert!(names.iter().all(|name| list.contains(name)) && !list.contains("deal"));
        }
        assert_eq!(size_of::<FieldNames>(), 16);
    }

    #[test]
    fn values_stand_in_the_order_of_their_fields() {
        let one = |text: &str| RawValue::One(text.into());
        let map: FieldMap =
            [("total", one("1")), ("amount", one("2")), ("total", one("3"))].into_iter().collect();
        assert_eq!(map.iter().collect::<Vec<_>>(), [("amount", &one("2")), ("total", &one("3"))]);
        assert_eq!((map.get("total"), map.get("stage")), (Some(&one("3")), None));
    }
}
