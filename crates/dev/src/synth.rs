//! `cargo dev synth`: a synthetic dataset of any size, clean under every rule, for measurements.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Transfers that share one source, one pair of actors and one deal.
const TRANSFERS_A_SOURCE: usize = 3;

pub(crate) fn run(dir: &Path, transfers: usize, jsonl: bool, archive: Option<&Path>) -> anyhow::Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    let manifest = json!({ "title": "Synthetic dataset", "version": "1.0.0", "licence": "CC0-1.0" });
    write(dir, "dataset.yaml", &serde_json::to_string_pretty(&manifest)?)?;
    let sources = transfers.div_ceil(TRANSFERS_A_SOURCE).max(1);
    let actor = |n: usize| json!({ "id": format!("actor-{n}"), "kind": "organization", "name": format!("Actor number {n}") });
    let medium = json!({ "id": "gazette", "kind": "media", "name": "Synthetic Gazette" });
    let kinds = 2 * sources.min(500);
    let source = |n: usize| {
        let mut source = json!({
            "id": format!("source-{n}"), "kind": "news-article", "title": format!("Report number {n}"),
            "publisher": "gazette", "language": "en", "published": "2022-12-01",
            "url": format!("https://gazette.example/{n}"),
        });
        if archive.is_some() {
            let last = transfers.min((n + 1) * TRANSFERS_A_SOURCE);
            let text = text(n * TRANSFERS_A_SOURCE..last, kinds);
            let sha256 = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            source["text"] = json!({ "file": format!("source-{n}.txt"), "sha256": sha256 });
        }
        source
    };
    let equipment = |n: usize| json!({ "id": format!("model-{n}"), "designation": format!("Model {n}"), "class": "vehicle" });
    records(dir, "sources", jsonl, (0..sources).map(source))?;
    records(dir, "actors", jsonl, (0..2 * sources).map(actor).chain([medium]))?;
    records(dir, "equipment", jsonl, (0..kinds).map(equipment))?;
    records(dir, "transfers", jsonl, (0..transfers).map(|n| transfer(n, kinds)))?;
    if let Some(folder) = archive {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        for n in 0..sources {
            let last = transfers.min((n + 1) * TRANSFERS_A_SOURCE);
            write(folder, &format!("source-{n}.txt"), &text(n * TRANSFERS_A_SOURCE..last, kinds))?;
        }
    }
    println!("wrote {transfers} transfers and {sources} sources to {}", dir.display());
    Ok(())
}

/// Quotes of each transfer: its first item, its second item, the transfer itself.
fn quotes(n: usize, kinds: usize) -> [String; 3] {
    let group = n / TRANSFERS_A_SOURCE;
    let (first, second) = ((2 * n) % kinds, (2 * n + 1) % kinds);
    [
        format!("{} Model {first}", n % 90 + 1),
        format!("nine Model {second}"),
        format!(
            "Actor number {} handed all {} to Actor number {} on {}",
            2 * group,
            n % 90 + 10,
            2 * group + 1,
            day(n)
        ),
    ]
}

fn day(n: usize) -> String {
    format!("2022-{:02}-{:02}", n % TRANSFERS_A_SOURCE + 1, n % 28 + 1)
}

/// The text of a source: a paragraph of about a thousand characters for each of its transfers.
fn text(transfers: Range<usize>, kinds: usize) -> String {
    let filler = "Nobody at the harbour of the town would say what had been loaded in the night. ".repeat(11);
    let paragraphs: Vec<String> = transfers
        .map(|n| {
            let [first, second, whole] = quotes(n, kinds);
            format!("{filler}The batch held {first} and {second}; {whole}.")
        })
        .collect();
    paragraphs.join("\n\n") + "\n"
}

fn transfer(n: usize, kinds: usize) -> Value {
    let group = n / TRANSFERS_A_SOURCE;
    let (first, second) = ((2 * n) % kinds, (2 * n + 1) % kinds);
    let [first_quote, second_quote, whole_quote] = quotes(n, kinds);
    let evidence = |quote: String, supports: &[&str]| json!([{ "source": format!("source-{group}"), "paragraph": n % TRANSFERS_A_SOURCE + 1, "quote": quote, "supports": supports }]);
    json!({
        "id": format!("transfer-{n}"),
        "kind": "materiel",
        "supplier": format!("actor-{}", 2 * group),
        "recipient": format!("actor-{}", 2 * group + 1),
        "stage": "delivered",
        "delivered": day(n),
        "total": n % 90 + 10,
        "itemisation": "exhaustive",
        "items": [
            { "equipment": format!("model-{first}"), "quantity": n % 90 + 1,
              "evidence": evidence(first_quote, &["equipment", "quantity"]) },
            { "equipment": format!("model-{second}"), "quantity": 9,
              "evidence": evidence(second_quote, &["equipment", "quantity"]) },
        ],
        "evidence": evidence(
            whole_quote,
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
