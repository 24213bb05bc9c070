//! A value of any field as the text of one cell, and back.
//!
//! One scalar is its own text. A list is a JSON array (`["iran", "russia"]`), and a scalar that would be taken for one
//! is JSON text (`"[sic]"`).

use tallybook_schema::value::RawValue;

/// The text of a value.
pub(crate) fn encode_raw_value(value: &RawValue) -> String {
    match value {
        RawValue::One(text) if text.starts_with(['[', '"']) => {
            serde_json::Value::from(text.as_str()).to_string()
        }
        RawValue::One(text) => text.clone(),
        RawValue::Many(_) => serde_json::to_string(value).unwrap_or_default(),
    }
}

/// The value of a text; a text that is none of the others is a scalar.
pub fn decode_raw_value(text: &str) -> RawValue {
    let json = || serde_json::from_str::<RawValue>(text).ok();
    match text.chars().next() {
        Some('[' | '"') => json().unwrap_or_else(|| RawValue::One(text.to_owned())),
        _ => RawValue::One(text.to_owned()),
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
            many(&["a; b", "\"c\"", "[d]"]),
        ] {
            assert_eq!(decode_raw_value(&encode_raw_value(&value)), value);
        }
    }
}
