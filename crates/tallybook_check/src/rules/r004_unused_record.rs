//! R004: nothing uses an actor, a type of equipment, a deal or a source.

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;

use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "R004",
    "unused-record",
    "nothing uses an actor, a type of equipment, a deal or a source",
    include_str!("r004_unused_record.md"),
    Scope::Dataset(check),
)
.sql(Sql::Query(include_str!("r004_unused_record.sql")));

/// The types of records that are there to be used by others.
const USED: [RecordType; 4] =
    [RecordType::Source, RecordType::Actor, RecordType::Equipment, RecordType::Deal];

fn check(context: &Context<'_>, out: &mut Findings) {
    // What could not be read may use anything.
    if !context.complete() {
        return;
    }
    for record_type in USED {
        for (index, id) in context.dataset.numbers(record_type).zip(context.dataset.ids(record_type)) {
            // Of records that share an id, references name the first.
            let named = context.index.position(record_type, id).unwrap_or(index);
            if !context.used.has(record_type, named) {
                out.push(unused(record_type, index, id));
            }
        }
    }
}

fn unused(record_type: RecordType, index: usize, id: &str) -> Finding {
    let place = Place::value(record_type, index, "/id");
    let (message, help) = match record_type {
        RecordType::Source => (
            format!("no evidence cites the source `{id}`"),
            "cite it where it backs a fact, or remove it".to_owned(),
        ),
        _ => (
            format!("no other record refers to the {record_type} `{id}`"),
            format!("refer to it where it belongs, or remove the {record_type}"),
        ),
    };
    Finding::new(place, message)
        .note("a record that nothing uses is left over, or the value that should name it names another")
        .help(help)
}
