//! `tallybook schema`: the JSON Schemas that editors use.

use serde_json::Value;
use tallybook_check::nearest;
use tallybook_diagnostics::render;
use tallybook_schema::{RecordType, json_schema};

use crate::Verdict;
use crate::cli::SchemaArgs;
use crate::output::{Output, Style, hinted};

/// Schemas that are not those of a record type.
const OTHERS: [(&str, &str); 2] = [
    ("dataset", "dataset.yaml: what the dataset is, its settings, its waivers"),
    ("findings", "what `tallybook check --format json` prints"),
];

pub(crate) fn run(args: &SchemaArgs, output: &Output) -> anyhow::Result<Verdict> {
    let text = match &args.record_type {
        None => list(output),
        Some(name) => render::escape_json(&find(name)?),
    };
    output.print(&text)?;
    Ok(Verdict::Clean)
}

fn find(name: &str) -> anyhow::Result<Value> {
    match name {
        "dataset" => return Ok(json_schema::manifest_schema()),
        "findings" => return Ok(render::json::schema()),
        _ => {}
    }
    if let Some(record_type) = RecordType::from_name(name).or_else(|| RecordType::from_plural(name)) {
        return Ok(json_schema::record_schema(record_type));
    }
    let names = RecordType::ALL.iter().map(|t| t.name()).chain(OTHERS.map(|(name, _)| name));
    let hint = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`? `tallybook schema` lists all of them"),
        None => "`tallybook schema` lists the types".to_owned(),
    };
    Err(hinted(format!("there is no record type `{name}`"), hint))
}

fn list(output: &Output) -> String {
    let mut text = String::new();
    for record_type in RecordType::ALL {
        let schema = json_schema::record_schema(record_type);
        let about = schema["description"].as_str().unwrap_or_default();
        let required = json_schema::required_fields(record_type).join(", ");
        let name = output.style(Style::Bold, &format!("{:<10}", record_type.name()));
        text.push_str(&format!("{name}  {about}\n            required: {required}\n"));
    }
    for (name, about) in OTHERS {
        text.push_str(&format!("{}  {about}\n", output.style(Style::Bold, &format!("{name:<10}"))));
    }
    text.push_str("\n`tallybook schema TYPE` prints one as JSON Schema (draft 2020-12).\n");
    text
}
