//! The bytes that values take as JSON, counted without writing it.

use tallybook_export::json_lines::is_plain;
use tallybook_schema::value::RawValue;

/// The bytes of a mapping or of a list, counted entry by entry.
pub(super) struct Bytes(usize);

impl Bytes {
    /// Those of no entry yet.
    pub(super) fn new() -> Self {
        // What opens it. Each entry counts for what follows it: a comma, or what closes it.
        Self(1)
    }

    /// Takes in an entry that has so many bytes.
    pub(super) fn entry(&mut self, bytes: usize) {
        self.0 += bytes + 1;
    }

    /// Takes in a member whose name needs no escapes and whose value has so many bytes.
    pub(super) fn member(&mut self, name: &str, bytes: usize) {
        self.entry(name.len() + "\"\":".len() + bytes);
    }

    /// Takes in a member that is a text, if it is there.
    pub(super) fn text<'t>(&mut self, name: &str, text: Option<&'t str>) -> Option<&'t str> {
        text.inspect(|text| self.member(name, in_quotes(text)))
    }

    /// All of them.
    pub(super) fn all(&self) -> usize {
        self.0.max(2)
    }
}

/// Those of a list.
impl FromIterator<usize> for Bytes {
    fn from_iter<I: IntoIterator<Item = usize>>(entries: I) -> Self {
        let mut bytes = Self::new();
        entries.into_iter().for_each(|entry| bytes.entry(entry));
        bytes
    }
}

/// The bytes of a value of any field.
pub(super) fn of_raw(value: &RawValue) -> usize {
    match value {
        RawValue::One(text) => in_quotes(text),
        RawValue::Many(texts) => texts.iter().map(|text| in_quotes(text)).collect::<Bytes>().all(),
    }
}

/// The bytes of a text as JSON.
pub(super) fn in_quotes(text: &str) -> usize {
    let more = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
        ..0x20 => 5,
        _ => 0,
    };
    text.len() + 2 + if is_plain(text) { 0 } else { text.bytes().map(more).sum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_it_is_written() {
        for character in ('\0'..'\u{100}').chain("\u{2028}й🙂".chars()) {
            for before in 0..9 {
                let text = format!("{}{character}й and more", "a".repeat(before));
                assert_eq!(in_quotes(&text), serde_json::to_string(&text).unwrap().len(), "{text:?}");
            }
        }
    }

    #[test]
    fn a_value_is_as_long_as_it_is_written() {
        let many = |texts: &[&str]| RawValue::Many(texts.iter().map(|text| (*text).to_owned()).collect());
        for value in [RawValue::One("a".to_owned()), many(&[]), many(&["\n"]), many(&["a", "", "b\"c"])] {
            assert_eq!(of_raw(&value), serde_json::to_string(&value).unwrap().len(), "{value:?}");
        }
    }
}
