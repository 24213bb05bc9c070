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
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;
    use crate::block::BlockKind;

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
