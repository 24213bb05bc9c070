//! R001: two records of one type have the same id.

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;

use crate::wording::record_noun;
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "R001",
    "duplicate-id",
    "two records of one type have the same id",
    include_str!("r001_duplicate_id.md"),
    Scope::Dataset(check),
)
.sql(Sql::Query(include_str!("r001_duplicate_id.sql")));

fn check(context: &Context<'_>, out: &mut Findings) {
    for record_type in RecordType::ALL {
        for &(index, first) in context.index.duplicates(record_type) {
            let id = context.index.id(record_type, index).unwrap_or_default();
            out.push(duplicate(record_type, id, first, index));
        }
    }
}

fn duplicate(record_type: RecordType, id: &str, first: usize, again: usize) -> Finding {
    let place = |index| Place::value(record_type, index, "/id");
    Finding::new(place(again), format!("another {} has the id `{id}` already", record_noun(record_type)))
        .related(place(first), "the first record with this id")
        .note("a reference to this id can mean either record")
        .help("give one of them another id, or merge them if they are the same")
}
