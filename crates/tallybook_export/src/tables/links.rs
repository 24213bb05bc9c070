//! Which values name which records: every reference of the dataset in one long table.

use tallybook_analysis::references::{Reference, references_of};
use tallybook_schema::block::Block;
use tallybook_schema::id;

use crate::column::col;
use crate::context::{Context, evidence_id, number, part_id_pieces};
use crate::fill::Filled;
use crate::table::Table;
use crate::terms::LinkKind;

pub(crate) static TABLE: Table = Table {
    name: "links",
    title: "Links between records",
    row: "value that names a record",
    description: "Every value that is the id of a record, with the record that it names: fields, each entry of a list \
                  (`party_ids`, `origin_ids`, `addressee_ids`, `supersedes_ids`, `retracts_ids`, `via_ids`), targets of \
                  statements, sources, and values that a source reports or a speaker claims. Joins on a list need no list \
                  functions, and the table is the dataset as a graph.",
    fill,
};

struct Row<'a> {
    reference: Reference<'a>,
    kind: LinkKind,
    field: String,
    entry_no: Option<i64>,
    evidence_id: Option<String>,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.blocks().flat_map(|block| {
        let references = references_of(&context.index, &block).into_iter();
        // What a source reports or a speaker claims can be any text; what is no id names nothing.
        let references = references.filter(|reference| id::validate(reference.to.1).is_ok());
        references.map(|reference| Row::new(&block, reference)).collect::<Vec<_>>()
    });
    Filled::of(context, rows, |columns| {
        columns
            .pieces(
                col("id", "Id of the link: its record and `path`").example("deal:first-uav-deal#/parties/0"),
                |row| part_id_pieces(row.reference.record_type, row.reference.id, &row.reference.pointer),
            )
            .term(col("record_type", "Type of the record that holds the value"), |row| {
                row.reference.record_type
            })
            .text(
                col("record_id", "Id of that record, in the table of its type").example("first-uav-deal"),
                |row| row.reference.id,
            )
            .text(
                col("path", "The value within the record, as a JSON Pointer (RFC 6901)")
                    .example("/parties/0"),
                |row| row.reference.pointer.as_str(),
            )
            .term(col("kind", "What the value says of the record that it names"), |row| row.kind)
            .text(
                col("field", "Name of the field that the value is for, as it is written in records")
                    .example("parties"),
                |row| row.field.as_str(),
            )
            .int(
                col("entry_no", "Number of the entry in its list, from 1; empty outside lists").example("1"),
                |row| row.entry_no,
            )
            .text(
                col(
                    "evidence_id",
                    "Piece of evidence that the value stands in, as in `evidence`; empty outside evidence",
                )
                .example("deal:first-uav-deal#/evidence/0"),
                |row| row.evidence_id.as_deref(),
            )
            .term(col("target_type", "Type of the record that is named"), |row| row.reference.to.0)
            .text(
                col("target_id", "Id of the record that is named, in the table of its type").example("iran"),
                |row| row.reference.to.1,
            )
    })
}

impl<'a> Row<'a> {
    fn new(block: &Block<'a>, reference: Reference<'a>) -> Self {
        let inside = reference.pointer.get(block.pointer.len()..).unwrap_or_default();
        let steps: Vec<&str> = inside.split('/').skip(1).collect();
        let (kind, evidence, steps) = match steps.as_slice() {
            ["evidence", piece, "reports", steps @ ..] => (LinkKind::Reported, piece.parse().ok(), steps),
            ["evidence", piece, steps @ ..] => (LinkKind::Cited, piece.parse().ok(), steps),
            ["claims", steps @ ..] => (LinkKind::Claimed, None, steps),
            steps => (LinkKind::Adopted, None, steps),
        };
        Self {
            kind,
            field: steps.first().copied().unwrap_or_default().to_owned(),
            entry_no: steps.get(1).and_then(|step| step.parse().ok()).map(number),
            evidence_id: evidence
                .map(|piece| evidence_id(block.record_type, block.id, &block.pointer, piece)),
            reference,
        }
    }
}
