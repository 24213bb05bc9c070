//! Lists as records keep them: with room for what they hold and no more, as there are millions of them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

/// Reads a list without room to grow.
pub(super) fn exact<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct List<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a sequence")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let Some(first) = list.next_element()? else { return Ok(Vec::new()) };
            // Most lists have one part.
            let mut parts = Vec::with_capacity(1);
            parts.push(first);
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

    deserializer.deserialize_seq(List(PhantomData))
}
