//! `tallybook new`: a record to fill in, made from the same definitions that the reader uses.

use serde_json::Value;
use tallybook_check::nearest;
use tallybook_schema::block::{BlockKind, FieldDef, FieldKind};
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

/// A record with every field: those that are required to be filled in, the others commented out. What is
/// to be filled in stands as a word that the reader accepts, so that the checks can name what is left.
pub(crate) fn template(record_type: RecordType, id: &str) -> String {
    let schema = json_schema::record_schema(record_type);
    let kind = BlockKind::of(record_type);
    let mut lines = format!("- id: {id}\n");
    lines.push_str(&indented(&block(kind, &schema), "  "));
    let part_of_it = match record_type {
        RecordType::Transfer => part("items", BlockKind::Item, &schema["$defs"]["Item"]),
        RecordType::Statement => part("figures", BlockKind::Figure, &schema["$defs"]["Figure"]),
        _ => String::new(),
    };
    lines.push_str(&part_of_it);
    if kind.can_cite() {
        lines.push_str(&evidence(kind, &required(&schema)));
    }
    lines
}

/// A piece of evidence for the facts that are there for certain.
fn evidence(kind: BlockKind, required: &[&str]) -> String {
    let facts = kind.defs().iter().filter(|def| def.is_fact() && required.contains(&def.name));
    let supports = facts.map(|def| def.name).collect::<Vec<_>>().join(", ");
    [
        ("  evidence:", ""),
        ("    - source: source-todo", "the id of the source where it is printed"),
        ("      paragraph: 1", "or page, line, clip"),
        ("      quote: \"TODO\"", "a few words of the source, verbatim"),
        (&format!("      supports: [{supports}]"), "the fields that these words back"),
    ]
    .map(|(line, about)| remarked(line, about))
    .concat()
}

/// A list of parts of a record, with one part, commented out.
fn part(field: &str, kind: BlockKind, schema: &Value) -> String {
    let lines = block(kind, schema);
    let lines = lines.iter().enumerate().map(|(number, (_, line, about))| {
        let bullet = if number == 0 { "- " } else { "  " };
        (false, format!("  {bullet}{line}"), about.clone())
    });
    let head = (false, format!("{field}:"), String::new());
    let supports = required(schema).join(", ");
    let evidence = format!("    evidence: [{{source: source-todo, paragraph: 1, supports: [{supports}]}}]");
    let last = (false, evidence, String::new());
    indented(&[head].into_iter().chain(lines).chain([last]).collect::<Vec<_>>(), "  ")
}

/// Lines at an indent, those that may be left out commented out.
fn indented(lines: &[(bool, String, String)], indent: &str) -> String {
    let line = |(needed, line, about): &(bool, String, String)| {
        remarked(&format!("{indent}{}{line}", if *needed { "" } else { "# " }), about)
    };
    lines.iter().map(line).collect()
}

fn remarked(line: &str, about: &str) -> String {
    if about.is_empty() { format!("{line}\n") } else { format!("{line:<REMARK$}  # {about}\n") }
}

/// The fields of a block: whether each is required, the line, and what it means.
fn block(kind: BlockKind, schema: &Value) -> Vec<(bool, String, String)> {
    let required = required(schema);
    let about = |field: &str| schema["properties"][field]["description"].as_str().unwrap_or_default();
    let line = |field: &str, example: &str, remark| {
        (required.contains(&field), format!("{field}: {example}"), remark)
    };
    let fields = kind.defs().iter().filter(|def| def.name != "id");
    let mut lines: Vec<_> =
        fields.map(|def| line(def.name, &example(def), remark(def, about(def.name)))).collect();
    if kind == BlockKind::Source {
        for field in ["text", "not_covered"] {
            lines.push(line(field, composite(field), sentence(about(field)).to_owned()));
        }
    }
    lines
}

fn required(schema: &Value) -> Vec<&str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn example(def: &FieldDef) -> String {
    match def.kind {
        FieldKind::Term(name) => terms(name).first().copied().unwrap_or_default().to_owned(),
        FieldKind::References(_) if def.name == "parties" => "[first-todo, second-todo]".to_owned(),
        FieldKind::References(_) => "[todo]".to_owned(),
        FieldKind::Texts => "[TODO]".to_owned(),
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
        FieldKind::Text => "TODO".to_owned(),
        // Two parties that are still to be named are not the same one.
        FieldKind::Reference(_) => format!("{}-todo", def.name.replace('_', "-")),
        FieldKind::AnyReference => "transfer:todo".to_owned(),
    }
}

fn composite(field: &str) -> &'static str {
    match field {
        "roles" => "[{title: TODO, organization: todo}]",
        "about" => "[{target: \"transfer:todo\", stance: affirms}]",
        "anonymous" => "{reason: TODO}",
        "text" => {
            "{file: todo.txt, sha256: 0000000000000000000000000000000000000000000000000000000000000000}"
        }
        "not_covered" => "[{paragraphs: \"2-4\", reason: TODO}]",
        _ => "{}",
    }
}

fn terms(name: &str) -> Vec<&'static str> {
    let vocabulary = vocabulary::ALL.iter().find(|vocabulary| vocabulary.name == name);
    let terms = vocabulary.map_or(&[][..], |vocabulary| vocabulary.terms);
    terms.iter().filter(|term| term.successor.is_none()).map(|term| term.code).collect()
}

fn remark(def: &FieldDef, about: &str) -> String {
    let about = sentence(about);
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

/// The first sentence of a description, without its full stop.
fn sentence(about: &str) -> &str {
    about.split(". ").next().unwrap_or_default().trim_end_matches('.')
}
