//! A value of any field as the text of one cell, and back.
//!
//! One scalar is its own text, and a list is its entries joined with `; `, as facts have it. What would be taken for
//! something else – a scalar with `;` in it, a list of fewer than two – is JSON (`"a; b"`, `["iran"]`).

use tallybook_schema::value::RawValue;

/// What stands between the entries of a list.
const SEPARATOR: &str = "; ";

/// The text of a value.
pub(crate) fn encode_raw_value(value: &RawValue) -> String {
    let is_plain = |text: &str| !text.is_empty() && !text.contains(';') && !text.starts_with(['[', '"']);
    match value {
        RawValue::One(text) if text.is_empty() || is_plain(text) => text.clone(),
        RawValue::Many(texts) if texts.len() > 1 && texts.iter().all(|text| is_plain(text)) => {
            texts.join(SEPARATOR)
        }
        _ => serde_json::to_string(value).unwrap_or_default(),
    }
}

/// The value of a text.
pub fn decode_raw_value(text: &str) -> RawValue {
    let one = || RawValue::One(text.to_owned());
    match text.chars().next() {
        Some('[' | '"') => serde_json::from_str::<RawValue>(text).unwrap_or_else(|_| one()),
        _ if text.contains(SEPARATOR) => RawValue::Many(text.split(SEPARATOR).map(str::to_owned).collect()),
        _ => one(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back() {
        let many = |texts: &[&str]| RawValue::Many(texts.iter().map(|text| (*text).to_owned()).collect());
        for value in [
            RawValue::One(String::new()),
            RawValue::One("more than 160".to_owned()),
            RawValue::One("[sic]".to_owned()),
            RawValue::One("\"quoted\"".to_owned()),
            RawValue::One("a; b".to_owned()),
            many(&[]),
            many(&["a"]),
            many(&["a", "b"]),
            many(&["a", ""]),
            many(&["a; b", "\"c\"", "[d]"]),
            RawValue::One("a;b".to_owned()),
        ] {
            assert_eq!(decode_raw_value(&encode_raw_value(&value)), value);
        }
    }
}
