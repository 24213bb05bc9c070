//! What the facts rest on.

use std::collections::BTreeMap;

use tallybook_schema::RecordType;
use tallybook_schema::block::{Block, BlockKind};
use tallybook_schema::id::ActorId;
use tallybook_schema::record::Evidence;
use tallybook_schema::value::RawValue;

use crate::column::col;
use crate::context::{Context, QuoteMatch, evidence_id, part_id};
use crate::fill::Filled;
use crate::raw_value::encode_raw_value;
use crate::table::Table;
use crate::terms::Relation;

pub(crate) static TABLE: Table = Table {
    name: "evidence",
    title: "Evidence",
    row: "piece of evidence and field",
    description: "Where the facts are printed. A piece of evidence that backs several fields has a row for each, with \
                  the same `evidence_id`; one that names no field has a single row without `path` and `relation`.",
    fill,
};

struct Row<'a> {
    id: String,
    evidence_id: String,
    record_type: RecordType,
    record_id: &'a str,
    /// The field that is named.
    field: Option<&'a str>,
    path: Option<String>,
    fact_id: Option<String>,
    relation: Option<Relation>,
    reported: Option<&'a RawValue>,
    evidence: &'a Evidence,
    quote: Option<&'a QuoteMatch>,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.blocks().flat_map(|block| rows(context, &block));
    Filled::of(rows, |columns| {
        columns
            .text(
                col("id", "Id of the row: the record, and where in it evidence and field stand (from 0)")
                    .example("transfer:uav-batch-1#/evidence/0/supports/0"),
                |row| row.id.as_str(),
            )
            .text(
                col("evidence_id", "Id of the piece of evidence: its record, and its place there (from 0)")
                    .example("transfer:uav-batch-1#/evidence/0"),
                |row| row.evidence_id.as_str(),
            )
            .term(col("record_type", "Type of the record that it stands on"), |row| row.record_type)
            .text(
                col("record_id", "Id of that record, in the table of its type").example("uav-batch-1"),
                |row| row.record_id,
            )
            .text(
                col(
                    "path",
                    "The field within the record, as a JSON Pointer (RFC 6901); empty where none is named",
                )
                .example("/total"),
                |row| row.path.as_deref(),
            )
            .text(col("field", "Name of the field").example("total"), |row| row.field)
            .text(
                col("fact_id", "Fact that the field holds; empty where it holds none, or the source gives what is no value of the field")
                    .id_of("facts"),
                |row| row.fact_id.as_deref(),
            )
            .term(
                col("relation", "How the source stands to the value of the field; empty where none is named"),
                |row| row.relation,
            )
            .text(
                col("reported_value", "Value that the source gives, if it is another one")
                    .example("about 90"),
                |row| row.reported.map(encode_raw_value),
            )
            .text(col("source_id", "Source where it is printed").id_of("sources"), |row| {
                row.evidence.source.as_str()
            })
            .list(
                col("via_ids", "Chain of actors that the source itself names, nearest first").id_of("actors"),
                |row| row.evidence.via.iter().map(ActorId::as_str),
            )
            .text(
                col("locator", "Where in the source it stands (`paragraph 7`, `page 3`, `clip 00:01:02`)")
                    .example("paragraph 7"),
                |row| locator(row.evidence),
            )
            .text(
                col("quote", "Words of the source, verbatim; ` … ` joins pieces in their order")
                    .example("160 drones … in two flights"),
                |row| row.evidence.quote.as_deref(),
            )
            .int(
                col("quote_start", "Where the quote begins in the text that was read, from 0")
                    .example("1024")
                    .unit("characters (Unicode code points)"),
                |row| row.quote?.start,
            )
            .int(
                col("quote_end", "Where the quote ends there: the place after its last character")
                    .example("1050")
                    .unit("characters (Unicode code points)"),
                |row| row.quote?.end,
            )
            .bool(
                col("quote_verified", "Whether the quote stands there; empty where the text was not at hand"),
                |row| Some(row.quote?.verified),
            )
            .text(col("note", "Editor's remark").example("The title has another number"), |row| {
                row.evidence.note.as_deref()
            })
    })
}

/// One row for each field that the evidence of a block names; one for evidence that names none.
fn rows<'a>(context: &Context<'a>, block: &Block<'a>) -> Vec<Row<'a>> {
    if block.evidence.is_empty() {
        return Vec::new();
    }
    let fact_ids: BTreeMap<&str, String> = block
        .fields
        .iter()
        .filter(|field| field.def.is_fact())
        .map(|field| field.def.name)
        .map(|field| (field, part_id(block.record_type, block.id, &block.field_pointer(field))))
        .collect();
    let mut rows = Vec::new();
    for (number, evidence) in block.evidence.iter().enumerate() {
        let evidence_id = evidence_id(block.record_type, block.id, &block.pointer, number);
        let quote = context.quote(&evidence_id);
        let row = |place: &str, field: Option<&'a str>, relation, reported: Option<&'a RawValue>| Row {
            id: format!("{evidence_id}{place}"),
            evidence_id: evidence_id.clone(),
            record_type: block.record_type,
            record_id: block.id,
            field,
            path: field.map(|field| block.field_pointer(field)),
            fact_id: field
                .filter(|field| reported.is_none_or(|value| is_value_of(block.kind, field, value)))
                .and_then(|field| fact_ids.get(field).cloned()),
            relation,
            reported,
            evidence,
            quote,
        };
        for (i, field) in evidence.supports.iter().enumerate() {
            let relation = Relation::Supports;
            rows.push(row(&format!("/{}/{i}", relation.as_str()), Some(field), Some(relation), None));
        }
        for (field, value) in evidence.reports.iter() {
            let relation = Relation::Reports;
            let place = format!("/{}/{}", relation.as_str(), pointer_token(field));
            rows.push(row(&place, Some(field), Some(relation), Some(value)));
        }
        if evidence.supports.is_empty() && evidence.reports.is_empty() {
            rows.push(row("", None, None, None));
        }
    }
    rows
}

/// Whether a field can have this value.
fn is_value_of(kind: BlockKind, field: &str, value: &RawValue) -> bool {
    kind.def(field).is_some_and(|def| def.kind.canonical(value).is_ok())
}

/// A key as it stands in a JSON Pointer (RFC 6901, section 3).
fn pointer_token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn locator(evidence: &Evidence) -> Option<String> {
    let places = [
        evidence.paragraph.map(|n| format!("paragraph {n}")),
        evidence.page.map(|n| format!("page {n}")),
        evidence.line.map(|n| format!("line {n}")),
        evidence.clip.as_ref().map(|clip| format!("clip {clip}")),
    ];
    let places: Vec<_> = places.into_iter().flatten().collect();
    (!places.is_empty()).then(|| places.join(", "))
}
