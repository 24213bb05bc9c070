//! `tallybook schema`: the JSON Schemas that editors use.

use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;
use tallybook_check::nearest;
use tallybook_diagnostics::render;
use tallybook_schema::{RecordType, json_schema};

use crate::Verdict;
use crate::cli::SchemaArgs;
use crate::output::{Output, Style, hinted};
use crate::run;
use crate::stopping::uninterrupted;

/// Schemas that are not those of a record type.
const OTHERS: [(&str, &str); 2] = [
    ("dataset", "dataset.yaml: what the dataset is, its settings, its waivers"),
    ("findings", "what `tallybook check --format json` prints"),
];

pub(crate) fn run(args: &SchemaArgs, output: &Output) -> anyhow::Result<Verdict> {
    let text = match (&args.out, &args.record_type) {
        (Some(folder), _) => {
            uninterrupted(|| write(folder))?;
            output.unless_quiet(&format!("written to {}\n", run::shown(folder))).to_owned()
        }
        (None, None) => list(output),
        (None, Some(name)) => render::escape_json(&find(name)?),
    };
    output.print(&text)?;
    Ok(Verdict::Clean)
}

/// Writes the schemas of the files of a dataset into a folder, each on one line, as nobody reads them.
pub(crate) fn write(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("the folder `{}` cannot be made", run::shown(folder)))?;
    let records = RecordType::ALL.map(|t| (t.plural(), json_schema::file_schema(t)));
    for (stem, schema) in records.into_iter().chain([("dataset", json_schema::manifest_schema())]) {
        let path = folder.join(format!("{stem}.schema.json"));
        fs::write(&path, format!("{schema}\n"))
            .with_context(|| format!("`{}` cannot be written", run::shown(&path)))?;
    }
    Ok(())
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
    text.push_str("`tallybook schema --out DIR` writes those of whole files, for editors.\n");
    text
}
