//! `cargo dev synth`: a synthetic dataset of any size, clean under every rule, for measurements.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

/// Transfers that share one source, one pair of actors and one deal.
const TRANSFERS_A_SOURCE: usize = 10;

pub(crate) fn run(dir: &Path, transfers: usize, jsonl: bool) -> anyhow::Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    let manifest = json!({ "title": "Synthetic dataset", "version": "1.0.0", "licence": "CC0-1.0" });
    write(dir, "dataset.yaml", &serde_json::to_string_pretty(&manifest)?)?;
    let sources = transfers.div_ceil(TRANSFERS_A_SOURCE).max(1);
    let actor = |n: usize| json!({ "id": format!("actor-{n}"), "kind": "organization", "name": format!("Actor number {n}") });
    let medium = json!({ "id": "gazette", "kind": "media", "name": "Synthetic Gazette" });
    let source = |n: usize| {
        json!({
            "id": format!("source-{n}"), "kind": "news-article", "title": format!("Report number {n}"),
            "publisher": "gazette", "language": "en", "published": "2022-12-01",
            "url": format!("https://gazette.example/{n}"),
        })
    };
    let equipment = |n: usize| json!({ "id": format!("model-{n}"), "designation": format!("Model {n}"), "class": "vehicle" });
    let kinds = 2 * sources.min(500);
    records(dir, "sources", jsonl, (0..sources).map(source))?;
    records(dir, "actors", jsonl, (0..2 * sources).map(actor).chain([medium]))?;
    records(dir, "equipment", jsonl, (0..kinds).map(equipment))?;
    records(dir, "transfers", jsonl, (0..transfers).map(|n| transfer(n, kinds)))?;
    println!("wrote {transfers} transfers and {sources} sources to {}", dir.display());
    Ok(())
}

fn transfer(n: usize, kinds: usize) -> Value {
    let group = n / TRANSFERS_A_SOURCE;
    let (first, second) = ((2 * n) % kinds, (2 * n + 1) % kinds);
    let day = format!("2022-{:02}-{:02}", n % TRANSFERS_A_SOURCE + 1, n % 28 + 1);
    let evidence = |quote: String, supports: &[&str]| json!([{ "source": format!("source-{group}"), "paragraph": n % TRANSFERS_A_SOURCE + 1, "quote": quote, "supports": supports }]);
    json!({
        "id": format!("transfer-{n}"),
        "kind": "materiel",
        "supplier": format!("actor-{}", 2 * group),
        "recipient": format!("actor-{}", 2 * group + 1),
        "stage": "delivered",
        "delivered": day,
        "total": n % 90 + 10,
        "itemisation": "exhaustive",
        "items": [
            { "equipment": format!("model-{first}"), "quantity": n % 90 + 1,
              "evidence": evidence(format!("{} Model {first}", n % 90 + 1), &["equipment", "quantity"]) },
            { "equipment": format!("model-{second}"), "quantity": 9,
              "evidence": evidence(format!("nine Model {second}"), &["equipment", "quantity"]) },
        ],
        "evidence": evidence(
            format!("Actor number {} handed all {} to Actor number {} on {day}", 2 * group, n % 90 + 10, 2 * group + 1),
            &["supplier", "recipient", "stage", "delivered", "total", "itemisation"],
        ),
    })
}

/// Writes the records of one type: JSON Lines, or a YAML list (each record a JSON line of it would
/// read, too, but people write block style).
fn records(dir: &Path, table: &str, jsonl: bool, records: impl Iterator<Item = Value>) -> anyhow::Result<()> {
    let mut text = String::new();
    for record in records {
        if jsonl {
            writeln!(text, "{record}")?;
        } else {
            text.push_str("- ");
            yaml(&mut text, &record, 2, true);
        }
    }
    write(dir, &format!("{table}.{}", if jsonl { "jsonl" } else { "yaml" }), &text)
}

/// Writes a value in block style.
fn yaml(text: &mut String, value: &Value, indent: usize, inline: bool) {
    match value {
        Value::Object(fields) => {
            for (i, (name, value)) in fields.iter().enumerate() {
                if i > 0 || !inline {
                    text.extend(std::iter::repeat_n(' ', indent));
                }
                text.push_str(name);
                text.push(':');
                if value.is_object() || value.is_array() && !value[0].is_string() {
                    text.push('\n');
                    yaml(text, value, indent + 2, false);
                } else {
                    text.push(' ');
                    yaml(text, value, indent + 2, false);
                }
            }
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            for item in items {
                text.extend(std::iter::repeat_n(' ', indent));
                text.push_str("- ");
                yaml(text, item, indent + 2, true);
            }
        }
        scalar => {
            text.push_str(&scalar.to_string());
            text.push('\n');
        }
    }
}

fn write(dir: &Path, name: &str, text: &str) -> anyhow::Result<()> {
    let path = dir.join(name);
    fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))
}
