//! JSON Schemas (draft 2020-12) generated from the types, for editors and other tools.

mod examples;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::RecordType;
use crate::record::{Actor, Deal, Equipment, Manifest, Source, Statement, Transfer};

/// The schema of one record of a type.
pub fn record_schema(record_type: RecordType) -> Value {
    let schema = match record_type {
        RecordType::Source => schema_of::<Source>(),
        RecordType::Actor => schema_of::<Actor>(),
        RecordType::Equipment => schema_of::<Equipment>(),
        RecordType::Deal => schema_of::<Deal>(),
        RecordType::Transfer => schema_of::<Transfer>(),
        RecordType::Statement => schema_of::<Statement>(),
    };
    let mut schema = finish(schema.to_value(), &format!("Tallybook {record_type}"));
    schema["examples"] = json!([examples::example(record_type)]);
    schema
}

/// The schema of a file of records: one record or a list of them.
pub fn file_schema(record_type: RecordType) -> Value {
    let Value::Object(mut record) = record_schema(record_type) else { return Value::Null };
    let definitions = record.remove("$defs").unwrap_or_else(|| json!({}));
    let dialect = record.remove("$schema");
    let Value::Object(mut definitions) = definitions else { return Value::Null };
    record.remove("title");
    definitions.insert("Record".to_owned(), Value::Object(record));
    let mut file = Map::new();
    file.extend(dialect.map(|dialect| ("$schema".to_owned(), dialect)));
    file.insert("title".to_owned(), json!(format!("Tallybook {} file", record_type.plural())));
    file.insert("description".to_owned(), json!("One record, or a list of records."));
    file.insert(
        "anyOf".to_owned(),
        json!([{ "$ref": "#/$defs/Record" }, { "type": "array", "items": { "$ref": "#/$defs/Record" } }]),
    );
    file.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(file)
}

/// The schema of `dataset.yaml`.
pub fn manifest_schema() -> Value {
    finish(schema_of::<Manifest>().to_value(), "Tallybook dataset description")
}

/// The fields of a record type that must be present, at its top level.
pub fn required_fields(record_type: RecordType) -> Vec<String> {
    strings(&record_schema(record_type)["required"])
}

fn schema_of<T: JsonSchema>() -> Schema {
    SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<T>()
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

fn finish(mut schema: Value, title: &str) -> Value {
    schema["title"] = json!(title);
    allow_numbers(&mut schema);
    schema
}

/// Lets a number stand for a text without a grammar: YAML writes `designation: 47` and `version: 1.10` without quotes,
/// and the reader takes them as they are written.
fn allow_numbers(schema: &mut Value) {
    /// What holds values, and no schemas.
    const VALUES: [&str; 3] = ["const", "default", "examples"];
    match schema {
        Value::Object(node) => {
            let has_grammar =
                ["const", "enum", "format", "oneOf", "pattern"].iter().any(|key| node.contains_key(*key));
            if let Some(types) = node.get_mut("type").filter(|_| !has_grammar) {
                let mut names = strings(types);
                names.extend(types.as_str().map(str::to_owned));
                if names.iter().any(|name| name == "string") && !names.iter().any(|name| name == "number") {
                    names.insert(1, "number".to_owned());
                    *types = json!(names);
                }
            }
            let inner = node.iter_mut().filter(|(key, _)| !VALUES.contains(&key.as_str()));
            inner.for_each(|(_, inner)| allow_numbers(inner));
        }
        Value::Array(list) => list.iter_mut().for_each(allow_numbers),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;
    use crate::block::BlockKind;
    use crate::value::Date;

    /// Fields that are evidence, blocks of their own, or read by nobody but the schema.
    const NOT_FIELDS: &[&str] =
        &["evidence", "items", "figures", "text", "not_covered", "sha256", "paragraphs", "claims"];

    fn properties(schema: &Value) -> Vec<String> {
        let mut names: Vec<String> =
            schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        names.retain(|name| !NOT_FIELDS.contains(&name.as_str()));
        names.sort_unstable();
        names
    }

    #[test]
    fn the_list_of_block_fields_matches_the_schema() {
        let mut definitions = Map::new();
        for record_type in RecordType::ALL {
            let schema = record_schema(record_type);
            definitions.extend(schema["$defs"].as_object().cloned().unwrap_or_default());
            definitions.insert(format!("{:?}", BlockKind::of(record_type)), schema);
        }
        for kind in BlockKind::ALL {
            let mut names: Vec<String> = kind.defs().iter().map(|def| def.name.to_owned()).collect();
            names.sort_unstable();
            assert_eq!(names, properties(&definitions[&format!("{kind:?}")]), "{kind:?}");
        }
    }

    #[test]
    fn every_example_is_a_record() {
        fn read<T: Record>() {
            let example = examples::example(T::TYPE);
            let record: T = serde_json::from_value(example.clone()).unwrap();
            assert_eq!(serde_json::to_value(record).unwrap(), example);
        }
        read::<Source>();
        read::<Actor>();
        read::<Equipment>();
        read::<Deal>();
        read::<Transfer>();
        read::<Statement>();
    }

    /// Whether a value follows the schema of a property of a record.
    fn is_valid(schema: &Value, property: &str, value: &Value) -> bool {
        let mut whole = schema["properties"][property].clone();
        whole["$defs"] = schema["$defs"].clone();
        jsonschema::is_valid(&whole, value)
    }

    #[test]
    fn every_date_of_the_reader_is_one_of_the_schema() {
        let transfer = record_schema(RecordType::Transfer);
        let check = |value: &Value, wanted: bool| {
            assert_eq!(is_valid(&transfer, "delivered", value), wanted, "{value}");
        };
        for text in [
            "20.02.2025",
            "2025-13",
            "2025-00",
            "2025-02-32",
            "2025-02-20T10:00",
            "2025-2-3",
            "yesterday",
            "2025/26",
            "2025–02–20",
            "2025s",
            "",
            "/",
            "..",
            "../..",
            " 2025",
            "20250220",
        ] {
            check(&json!(text), false);
        }
        for number in [2025, 1000, 9999, -2025] {
            check(&json!(number), true);
        }
        for number in [45708, 20_250_220, -10_000] {
            check(&json!(number), false);
            assert!(number.to_string().parse::<Date>().is_err(), "{number}");
        }
        let schema = json!({ "$defs": transfer["$defs"], "$ref": "#/$defs/Date" });
        let validator = jsonschema::validator_for(&schema).unwrap();
        let years = ["2024", "-0044", "0000", "202X", "20XX", "2XXX", "XXXX", "2X24", "Y2024", "20245"];
        let parts: Vec<String> = (0..=41)
            .map(|n| format!("{n:02}"))
            .chain(["XX", "0X", "1X", "X1", "X"].map(str::to_owned))
            .collect();
        let ends = ["", "~", "?", "%", "/", "/..", "/2025-03~", "/2024-12-31"];
        let mut dates = 0;
        let mut look = |text: &str| {
            if text.parse::<Date>().is_ok() {
                dates += 1;
                assert!(validator.is_valid(&json!(text)), "{text}");
            }
        };
        for year in years {
            for end in ends {
                look(&format!("{year}{end}"));
                look(&format!("../{year}{end}"));
                look(&format!("/{year}{end}"));
                for month in &parts {
                    look(&format!("{year}-{month}{end}"));
                    for day in ["00", "01", "09", "10", "29", "31", "32", "XX", "0X", "3X", "X"] {
                        look(&format!("{year}-{month}-{day}{end}"));
                    }
                }
            }
        }
        assert!(dates > 1000, "{dates}");
    }

    #[test]
    fn what_yaml_takes_for_a_number_can_be_a_text() {
        let equipment = record_schema(RecordType::Equipment);
        assert!(is_valid(&equipment, "designation", &json!(47)));
        assert!(is_valid(&equipment, "aliases", &json!([47, 1.5, "A"])));
        assert!(is_valid(&equipment, "id", &json!(47)) && !is_valid(&equipment, "id", &json!(-47)));
        assert!(is_valid(&manifest_schema(), "version", &json!(1.10)));
        assert!(!is_valid(&equipment, "designation", &json!(["A"])));
        assert!(!is_valid(&equipment, "class", &json!(47)));
        let terms = manifest_schema()["$defs"]["SeveritySetting"]["oneOf"].clone();
        assert!(terms.as_array().unwrap().iter().all(|term| term["type"] == "string"));
        let evidence = json!({ "properties": equipment["$defs"]["Evidence"]["properties"], "$defs": equipment["$defs"] });
        for (value, wanted) in [
            (json!("3"), true),
            (json!(3), true),
            (json!("0"), false),
            (json!(0), false),
            (json!("three"), false),
        ] {
            assert_eq!(is_valid(&evidence, "paragraph", &value), wanted, "{value}");
        }
    }

    #[test]
    fn every_property_is_described_and_nothing_else_is_allowed() {
        for record_type in RecordType::ALL {
            let schema = record_schema(record_type);
            assert_eq!(schema["additionalProperties"], json!(false));
            for (name, property) in schema["properties"].as_object().unwrap() {
                assert!(property["description"].is_string(), "{record_type}: {name}");
            }
        }
    }
}
