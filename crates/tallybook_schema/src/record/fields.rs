//! Names of fields, and values by them, as evidence and statements give them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::block::{BlockKind, FieldDef, FieldSet, NAMES};
use crate::value::RawValue;

/// Names of fields, in the order of writing.
///
/// Every piece of evidence has some, and nearly all are names that some block has: of these a byte each is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldNames(Names);

#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::box_collection, reason = "a list by itself would make every other twice as large")]
enum Names {
    /// So many of the names, by their numbers; then [`NONE`].
    Known(u8, [u8; INLINE]),
    /// Any names, or very many.
    Any(Box<Vec<SmolStr>>),
}

/// As many as make the type no larger than a list without parts.
const INLINE: usize = 14;

/// The number of no name.
const NONE: u8 = u8::MAX;

/// The number of a name that fields have.
fn number(name: &str) -> Option<u8> {
    /// The names with their numbers, each in the first place that is free from where it belongs.
    static PLACES: LazyLock<[Option<(&str, u8)>; 256]> = LazyLock::new(|| {
        let mut places = [None; 256];
        for def in BlockKind::ALL.iter().flat_map(|kind| kind.defs()) {
            let mut place = place(def.name);
            while places[place].is_some_and(|(known, _)| known != def.name) {
                place = (place + 1) % 256;
            }
            places[place] = Some((def.name, def.number));
        }
        places
    });
    /// Where a name belongs.
    fn place(name: &str) -> usize {
        let byte = |at: usize| name.as_bytes().get(at).copied().map_or(0, usize::from);
        (name.len() * 13 + byte(0) * 3 + byte(2) * 3 + byte(name.len().saturating_sub(2)) * 9) % 256
    }
    let places = &*PLACES;
    let mut place = place(name);
    while let Some((known, number)) = places[place] {
        if known == name {
            return Some(number);
        }
        place = (place + 1) % 256;
    }
    None
}

/// A name, looked up among those that fields have.
#[derive(Debug, Clone)]
pub struct FieldName<'n> {
    text: Cow<'n, str>,
    number: Option<u8>,
}

impl FieldName<'_> {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<'n> From<Cow<'n, str>> for FieldName<'n> {
    fn from(text: Cow<'n, str>) -> Self {
        Self { number: number(&text), text }
    }
}

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

    /// Whether the name of a field is among them.
    #[inline]
    pub fn has(&self, field: &FieldDef) -> bool {
        match &self.0 {
            Names::Known(_, numbers) => has_byte(*numbers, field.number),
            Names::Any(_) => self.known().has(field),
        }
    }

    /// Whether all of them are known to be names that fields have.
    pub fn are_known(&self) -> bool {
        matches!(self.0, Names::Known(..))
    }

    /// Those among them that fields have.
    #[inline]
    pub fn known(&self) -> FieldSet {
        match &self.0 {
            Names::Known(count, numbers) => {
                FieldSet::of_numbers(numbers[..usize::from(*count)].iter().copied())
            }
            Names::Any(names) => FieldSet::of_numbers(names.iter().filter_map(|name| number(name))),
        }
    }

    /// Whether all of them are names of these fields.
    pub fn are_within(&self, fields: FieldSet) -> bool {
        match &self.0 {
            Names::Known(..) => self.known().is_within(fields),
            Names::Any(names) => {
                let is_within = |name: &SmolStr| {
                    number(name).is_some_and(|number| FieldSet::of_numbers([number]).is_within(fields))
                };
                names.iter().all(is_within)
            }
        }
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let (known, any) = match &self.0 {
            Names::Known(count, numbers) => (&numbers[..usize::from(*count)], &[][..]),
            Names::Any(names) => (&[][..], names.as_slice()),
        };
        known.iter().map(|&number| NAMES[usize::from(number)]).chain(any.iter().map(SmolStr::as_str))
    }

    /// Adds a name.
    pub fn push(&mut self, name: &str) {
        self.add(&Cow::Borrowed(name).into());
    }

    /// Adds a name that has been looked up.
    pub fn add(&mut self, name: &FieldName<'_>) {
        let FieldName { text: name, number } = name;
        match (&mut self.0, *number) {
            (Names::Known(count, numbers), Some(number)) if usize::from(*count) < INLINE => {
                numbers[usize::from(*count)] = number;
                *count += 1;
            }
            (Names::Any(names), _) => names.push(name.as_ref().into()),
            (Names::Known(..), _) => {
                let names = self.iter().chain([name.as_ref()]).map(SmolStr::from).collect();
                self.0 = Names::Any(Box::new(names));
            }
        }
    }
}

/// Whether a byte is among some: eight are looked at in one step, as Mycroft's test for a byte of zero does.
fn has_byte(bytes: [u8; INLINE], byte: u8) -> bool {
    const ONES: u64 = u64::MAX / 255;
    let has = |eight: &[u8; 8]| {
        let others = u64::from_le_bytes(*eight) ^ (ONES * u64::from(byte));
        others.wrapping_sub(ONES) & !others & (ONES << 7) != 0
    };
    bytes.first_chunk().is_some_and(has) || bytes.last_chunk().is_some_and(has)
}

impl Default for FieldNames {
    fn default() -> Self {
        Self(Names::Known(0, [NONE; INLINE]))
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
                while list.next_element_seed(Name(&mut names))?.is_some() {}
                Ok(names)
            }
        }

        /// Adds the name that is read.
        struct Name<'n>(&'n mut FieldNames);

        impl<'de> serde::de::DeserializeSeed<'de> for Name<'_> {
            type Value = ();

            fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_str(self)
            }
        }

        impl serde::de::Visitor<'_> for Name<'_> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<(), E> {
                self.0.push(name);
                Ok(())
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
        let mut values: Vec<(SmolStr, RawValue)> =
            pairs.into_iter().map(|(field, value)| (field.into(), value)).collect();
        values.sort_by(|(a, _), (b, _)| a.cmp(b));
        values.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                std::mem::swap(later, earlier);
            }
            is_same
        });
        Self(values.into())
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
            let fields = BlockKind::Transfer.defs();
            for field in fields {
                assert_eq!(list.has(field), names.contains(&field.name));
                assert_eq!(list.known().has(field), names.contains(&field.name));
            }
            let are_fields = |name: &&str| fields.iter().any(|field| field.name == *name);
            assert_eq!(list.are_within(fields.iter().collect()), names.iter().all(are_fields));
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
