//! Lists as records keep them: with room for what they hold and no more, as there are millions of them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

/// Parts that room is made for where there are more than two.
const LIKELY: usize = 4;

/// Reads a list without room to grow.
pub(super) fn exact<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_seq(List(PhantomData))
}

/// Reads a list that never grows.
pub(super) fn boxed<'de, T, D>(deserializer: D) -> Result<Box<[T]>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    exact(deserializer).map(Vec::into_boxed_slice)
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let Some(first) = list.next_element()? else { return Ok(Vec::new()) };
        // Most lists have one part, or two.
        let Some(second) = list.next_element()? else { return Ok(vec![first]) };
        let Some(third) = list.next_element()? else { return Ok(vec![first, second]) };
        let mut parts = Vec::with_capacity(LIKELY);
        parts.extend([first, second, third]);
        while let Some(part) = list.next_element()? {
            parts.push(part);
        }
        if parts.len() == parts.capacity() {
            return Ok(parts);
        }
        // An allocator may leave a block that is made smaller as it is.
        let mut exact = Vec::with_capacity(parts.len());
        exact.append(&mut parts);
        Ok(exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_room_for_its_parts_only() {
        for length in 0..20 {
            let parts: Vec<i32> = (0..length).collect();
            let text = serde_json::to_string(&parts).unwrap();
            let read: Vec<i32> = exact(&mut serde_json::Deserializer::from_str(&text)).unwrap();
            assert_eq!((&read, read.capacity()), (&parts, parts.len()));
        }
    }
}
