//! `tallybook new`: a record to fill in, made from the same definitions that the reader uses.

use serde_json::Value;
use tallybook_check::nearest;
use tallybook_schema::block::{BlockKind, Duty, FieldDef, FieldKind};
use tallybook_schema::{RecordType, id, json_schema, vocabulary};

use crate::Verdict;
use crate::cli::NewArgs;
use crate::output::{Output, hinted};

/// The column at which the remarks stand.
const REMARK: usize = 34;

pub(crate) fn run(args: &NewArgs, output: &Output) -> anyhow::Result<Verdict> {
    let name = args.record_type.as_str();
    let record_type =
        RecordType::from_name(name).or_else(|| RecordType::from_plural(name)).ok_or_else(|| {
            let names = RecordType::ALL.map(RecordType::name);
            let hint = match nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the types are {}", names.join(", ")),
            };
            hinted(format!("there is no record type `{name}`"), hint)
        })?;
    id::validate(&args.id).map_err(|error| {
        let hint = match error.suggestion() {
            Some(near) => format!("write `{near}`"),
            None => "an id looks like `uav-batch-1`".to_owned(),
        };
        hinted(format!("`{}` is no id: {error}", args.id), hint)
    })?;
    output.print(&template(record_type, &args.id))?;
    Ok(Verdict::Clean)
}

/// A record with every field: those that are required to be filled in, the others commented out.
pub(crate) fn template(record_type: RecordType, id: &str) -> String {
    let schema = json_schema::record_schema(record_type);
    let mut lines = format!("- id: {id}\n");
    block(&mut lines, BlockKind::of(record_type), &schema, "  ");
    match record_type {
        RecordType::Transfer => {
            part(&mut lines, "items", BlockKind::Item, &schema["$defs"]["Item"]);
        }
        RecordType::Statement => {
            part(&mut lines, "figures", BlockKind::Figure, &schema["$defs"]["Figure"]);
        }
        _ => {}
    }
    let kind = BlockKind::of(record_type);
    if kind.can_cite() {
        let facts: Vec<&str> =
            kind.defs().iter().filter(|def| def.duty == Duty::MustCite).map(|def| def.name).collect();
        let supports = if facts.is_empty() { "name".to_owned() } else { facts.join(", ") };
        lines.push_str("  evidence:\n");
        lines.push_str("    - source: TODO                # id of the source where it is printed\n");
        lines.push_str("      paragraph: 1                # or page, line, clip\n");
        lines.push_str("      quote: \"TODO\"               # a few words, verbatim\n");
        lines.push_str(&format!("      supports: [{supports}]  # keep what the quote backs\n"));
    }
    lines
}

fn part(lines: &mut String, field: &str, kind: BlockKind, schema: &Value) {
    lines.push_str(&format!("  # {field}:\n  #   -\n"));
    let mut inner = String::new();
    block(&mut inner, kind, schema, "");
    for line in inner.lines() {
        lines.push_str(&format!("  #     {}\n", line.strip_prefix("# ").unwrap_or(line)));
    }
}

fn block(lines: &mut String, kind: BlockKind, schema: &Value, indent: &str) {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for def in kind.defs().iter().filter(|def| def.name != "id") {
        let needed = required.contains(&def.name);
        let about = schema["properties"][def.name]["description"].as_str().unwrap_or_default();
        let value = format!("{indent}{}{}: {}", if needed { "" } else { "# " }, def.name, example(def));
        let remark = remark(def, about);
        lines.push_str(&format!("{value:<REMARK$}  # {remark}\n"));
    }
}

fn example(def: &FieldDef) -> String {
    match def.kind {
        FieldKind::Term(name) => terms(name).first().copied().unwrap_or_default().to_owned(),
        FieldKind::References(_) | FieldKind::Texts => "[TODO]".to_owned(),
        FieldKind::Date => "2022-11".to_owned(),
        FieldKind::Day => "2022-11-08".to_owned(),
        FieldKind::Quantity => "unknown".to_owned(),
        FieldKind::Money => "EUR 140000000".to_owned(),
        FieldKind::Country => "IR".to_owned(),
        FieldKind::Place => "{name: TODO, country: IR}".to_owned(),
        FieldKind::Composite => composite(def.name).to_owned(),
        FieldKind::Token if def.name == "language" => "en".to_owned(),
        FieldKind::Token if def.name == "wikidata" => "Q159".to_owned(),
        FieldKind::Token => "https://example.org/".to_owned(),
        FieldKind::Text | FieldKind::Reference(_) | FieldKind::AnyReference => "TODO".to_owned(),
    }
}

fn composite(field: &str) -> &'static str {
    match field {
        "roles" => "[{title: TODO, organization: TODO}]",
        "about" => "[{target: \"transfer:TODO\", stance: affirms}]",
        "anonymous" => "{reason: TODO}",
        _ => "{}",
    }
}

fn terms(name: &str) -> Vec<&'static str> {
    let vocabulary = vocabulary::ALL.iter().find(|vocabulary| vocabulary.name == name);
    let terms = vocabulary.map_or(&[][..], |vocabulary| vocabulary.terms);
    terms.iter().filter(|term| term.successor.is_none()).map(|term| term.code).collect()
}

fn remark(def: &FieldDef, about: &str) -> String {
    let about = about.split(". ").next().unwrap_or_default().trim_end_matches('.');
    match def.kind {
        FieldKind::Term(name) => {
            let terms = terms(name);
            let shown = terms.iter().take(10).copied().collect::<Vec<_>>().join(", ");
            let more = if terms.len() > 10 { ", …" } else { "" };
            format!("{about}: {shown}{more}")
        }
        FieldKind::Reference(t) => format!("{about} (id of a record of type {t})"),
        FieldKind::References(t) => format!("{about} (ids of records of type {t})"),
        _ => about.to_owned(),
    }
}
