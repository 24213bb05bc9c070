//! What the facts rest on.

use std::borrow::Cow;
use std::rc::Rc;

use tallybook_schema::RecordType;
use tallybook_schema::block::{Block, BlockKind};
use tallybook_schema::id::ActorId;
use tallybook_schema::record::Evidence;
use tallybook_schema::value::RawValue;

use crate::column::col;
use crate::context::{Context, QuoteMatch, part_id};
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

/// A piece of evidence, of which there can be several rows.
struct Piece<'a> {
    record_type: RecordType,
    record_id: &'a str,
    /// Its id, which begins with that of its block.
    id: String,
    /// Where the pointer of the block begins in the id, and where it ends.
    pointer: (usize, usize),
    evidence: &'a Evidence,
    locator: Option<String>,
    quote: Option<&'a QuoteMatch>,
}

impl Piece<'_> {
    /// The pointer of its block within the record.
    fn pointer(&self) -> &str {
        &self.id[self.pointer.0..self.pointer.1]
    }

    /// The id of its block.
    fn block_id(&self) -> &str {
        &self.id[..self.pointer.1]
    }
}

struct Row<'a> {
    piece: Rc<Piece<'a>>,
    named: Option<Named<'a>>,
}

/// A field that is named.
struct Named<'a> {
    field: &'a str,
    relation: Relation,
    /// Where it stands among those that stand to the evidence as it does.
    place: Cow<'a, str>,
    reported: Option<&'a RawValue>,
    /// Whether it holds a fact, of which the source gives a value.
    is_fact: bool,
}

impl<'a> Row<'a> {
    fn field(&self) -> Option<&'a str> {
        Some(self.named.as_ref()?.field)
    }
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.blocks().flat_map(|block| rows(context, &block));
    Filled::of(context, rows, |columns| {
        columns
            .pieces(
                col("id", "Id of the row: the record, and where in it evidence and field stand (from 0)")
                    .example("transfer:uav-batch-1#/evidence/0/supports/0"),
                |row| match &row.named {
                    Some(named) => {
                        [row.piece.id.as_str(), "/", named.relation.as_str(), "/", named.place.as_ref()]
                    }
                    None => [row.piece.id.as_str(), "", "", "", ""],
                },
            )
            .text(
                col("evidence_id", "Id of the piece of evidence: its record, and its place there (from 0)")
                    .example("transfer:uav-batch-1#/evidence/0"),
                |row| row.piece.id.as_str(),
            )
            .term(col("record_type", "Type of the record that it stands on"), |row| row.piece.record_type)
            .text(
                col("record_id", "Id of that record, in the table of its type").example("uav-batch-1"),
                |row| row.piece.record_id,
            )
            .pieces(
                col(
                    "path",
                    "The field within the record, as a JSON Pointer (RFC 6901); empty where none is named",
                )
                .example("/total"),
                |row| Some([row.piece.pointer(), "/", row.field()?]),
            )
            .text(col("field", "Name of the field").example("total"), Row::field)
            .pieces(
                col("fact_id", "Fact that the field holds; empty where it holds none, or the source gives what is no value of the field")
                    .id_of("facts"),
                |row| {
                    let named = row.named.as_ref().filter(|named| named.is_fact)?;
                    Some([row.piece.block_id(), "/", named.field])
                },
            )
            .term(
                col("relation", "How the source stands to the value of the field; empty where none is named"),
                |row| Some(row.named.as_ref()?.relation),
            )
            .text(
                col("reported_value", "Value that the source gives, if it is another one")
                    .example("about 90"),
                |row| row.named.as_ref()?.reported.map(encode_raw_value),
            )
            .text(col("source_id", "Source where it is printed").id_of("sources"), |row| {
                row.piece.evidence.source.as_str()
            })
            .list(
                col("via_ids", "Chain of actors that the source itself names, nearest first").id_of("actors"),
                |row| row.piece.evidence.via.iter().map(ActorId::as_str),
            )
            .text(
                col("locator", "Where in the source it stands (`paragraph 7`, `page 3`, `clip 00:01:02`)")
                    .example("paragraph 7"),
                |row| row.piece.locator.as_deref(),
            )
            .text(
                col("quote", "Words of the source, verbatim; ` … ` joins pieces in their order")
                    .example("160 drones … in two flights"),
                |row| row.piece.evidence.quote.as_deref(),
            )
            .int(
                col("quote_start", "Where the quote begins in the text that was read, from 0")
                    .example("1024")
                    .unit("characters (Unicode code points)"),
                |row| row.piece.quote?.start,
            )
            .int(
                col("quote_end", "Where the quote ends there: the place after its last character")
                    .example("1050")
                    .unit("characters (Unicode code points)"),
                |row| row.piece.quote?.end,
            )
            .bool(
                col("quote_verified", "Whether the quote stands there; empty where the text was not at hand"),
                |row| Some(row.piece.quote?.verified),
            )
            .text(col("note", "Editor's remark").example("The title has another number"), |row| {
                row.piece.evidence.note.as_deref()
            })
    })
}

/// One row for each field that the evidence of a block names; one for evidence that names none.
fn rows<'a>(context: &Context<'a>, block: &Block<'a>) -> Vec<Row<'a>> {
    if block.evidence.is_empty() {
        return Vec::new();
    }
    let block_id = part_id(block.record_type, block.id, &block.pointer);
    let is_fact = |name| block.fields.iter().any(|field| field.def.name == name && field.def.is_fact());
    let mut rows = Vec::new();
    for (number, evidence) in block.evidence.iter().enumerate() {
        let id = [block_id.as_str(), "/evidence/", digits(number).as_ref()].concat();
        let piece = Rc::new(Piece {
            record_type: block.record_type,
            record_id: block.id,
            quote: context.quote(&id),
            id,
            pointer: (block_id.len() - block.pointer.len(), block_id.len()),
            evidence,
            locator: locator(evidence),
        });
        let row = |named| Row { piece: Rc::clone(&piece), named };
        let supports = evidence.supports.iter().enumerate().map(|(i, field)| Named {
            field,
            relation: Relation::Supports,
            place: digits(i),
            reported: None,
            is_fact: is_fact(field),
        });
        let reports = evidence.reports.iter().map(|(field, value)| Named {
            field,
            relation: Relation::Reports,
            place: pointer_token(field),
            reported: Some(value),
            is_fact: is_fact(field) && is_value_of(block.kind, field, value),
        });
        rows.extend(supports.chain(reports).map(Some).map(row));
        if evidence.supports.is_empty() && evidence.reports.is_empty() {
            rows.push(row(None));
        }
    }
    rows
}

/// A number as text; most are small.
fn digits(number: usize) -> Cow<'static, str> {
    const SMALL: [&str; 16] =
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"];
    SMALL.get(number).map_or_else(|| number.to_string().into(), |&digits| digits.into())
}

/// Whether a field can have this value.
fn is_value_of(kind: BlockKind, field: &str, value: &RawValue) -> bool {
    kind.def(field).is_some_and(|def| def.kind.check(value).is_ok())
}

/// A key as it stands in a JSON Pointer (RFC 6901, section 3).
fn pointer_token(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1").into() } else { key.into() }
}

fn locator(evidence: &Evidence) -> Option<String> {
    let mut locator = String::with_capacity(16);
    let mut add = |kind: &str, place: &str| {
        let comma = if locator.is_empty() { "" } else { ", " };
        for piece in [comma, kind, " ", place] {
            locator.push_str(piece);
        }
    };
    let numbers = [("paragraph", evidence.paragraph), ("page", evidence.page), ("line", evidence.line)];
    for (kind, number) in numbers {
        if let Some(number) = number {
            add(kind, itoa::Buffer::new().format(number.get()));
        }
    }
    if let Some(clip) = &evidence.clip {
        add("clip", &clip.to_string());
    }
    (!locator.is_empty()).then_some(locator)
}
