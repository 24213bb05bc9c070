//! Which column of which table holds which field of a record.
//!
//! Columns that are not named here are computed: names, bounds, counts, positions. The tables `facts` and
//! `links` are computed whole, and `evidence` is read by `assemble::evidence`.

use tallybook_schema::RecordType;

/// A table with the fields of records, or of one part of them.
#[derive(Debug)]
pub(crate) struct FieldTable {
    /// The name of the table.
    pub(crate) table: &'static str,
    /// The type of the records.
    pub(crate) record_type: RecordType,
    /// Which part of them its rows are; `None` for the records themselves.
    pub(crate) part: Option<PartColumns>,
    /// Its columns.
    pub(crate) fields: &'static [FieldColumn],
}

/// The list of a record that the rows of a table are items of.
#[derive(Debug)]
pub(crate) struct PartColumns {
    /// The field of the record.
    pub(crate) list: &'static str,
    /// The column with the id of the record.
    pub(crate) parent: &'static str,
    /// The column with the place in the list, from 1.
    pub(crate) number: &'static str,
}

/// A column and the field that it holds.
#[derive(Debug)]
pub(crate) struct FieldColumn {
    pub(crate) column: &'static str,
    /// The JSON Pointer of the field in its record or part.
    pub(crate) pointer: &'static str,
    pub(crate) how: How,
}

/// How a cell is a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// A scalar.
    Text,
    /// A list of scalars.
    Texts,
    /// A mapping that is there or not.
    Flag,
    /// A list of `paragraphs: reason`.
    NotCovered,
    /// A list of `field: value`.
    Claims,
    /// An id, with the column that has its type.
    Typed(&'static str),
}

const fn text(column: &'static str, pointer: &'static str) -> FieldColumn {
    FieldColumn { column, pointer, how: How::Text }
}

const fn texts(column: &'static str, pointer: &'static str) -> FieldColumn {
    FieldColumn { column, pointer, how: How::Texts }
}

const fn special(column: &'static str, pointer: &'static str, how: How) -> FieldColumn {
    FieldColumn { column, pointer, how }
}

/// Tables of records stand before those of their parts.
pub(crate) const FIELD_TABLES: &[FieldTable] = &[
    FieldTable {
        table: "sources",
        record_type: RecordType::Source,
        part: None,
        fields: &[
            text("kind", "/kind"),
            text("title", "/title"),
            text("publisher_id", "/publisher"),
            texts("authors", "/authors"),
            text("language", "/language"),
            text("published_edtf", "/published"),
            text("url", "/url"),
            text("retrieved", "/retrieved"),
            text("archive_url", "/archive_url"),
            text("text_file", "/text/file"),
            text("text_sha256", "/text/sha256"),
            text("licence", "/licence"),
            special("not_covered", "/not_covered", How::NotCovered),
            text("note", "/note"),
        ],
    },
    FieldTable {
        table: "actors",
        record_type: RecordType::Actor,
        part: None,
        fields: &[
            text("kind", "/kind"),
            text("name", "/name"),
            texts("aliases", "/aliases"),
            text("country", "/country"),
            text("part_of_id", "/part_of"),
            special("anonymous", "/anonymous", How::Flag),
            text("anonymous_reason", "/anonymous/reason"),
            text("wikidata", "/wikidata"),
            text("note", "/note"),
        ],
    },
    FieldTable {
        table: "actor_roles",
        record_type: RecordType::Actor,
        part: Some(PartColumns { list: "roles", parent: "actor_id", number: "role_no" }),
        fields: &[
            text("title", "/title"),
            text("organization_id", "/organization"),
            text("start_edtf", "/start"),
            text("end_edtf", "/end"),
        ],
    },
    FieldTable {
        table: "equipment",
        record_type: RecordType::Equipment,
        part: None,
        fields: &[
            text("designation", "/designation"),
            texts("aliases", "/aliases"),
            text("class", "/class"),
            text("origin_id", "/origin"),
            text("note", "/note"),
        ],
    },
    FieldTable {
        table: "deals",
        record_type: RecordType::Deal,
        part: None,
        fields: &[
            text("title", "/title"),
            texts("party_ids", "/parties"),
            text("stage", "/stage"),
            text("agreed_edtf", "/agreed"),
            text("value_text", "/value"),
            text("note", "/note"),
        ],
    },
    FieldTable {
        table: "transfers",
        record_type: RecordType::Transfer,
        part: None,
        fields: &[
            text("kind", "/kind"),
            text("supplier_id", "/supplier"),
            text("recipient_id", "/recipient"),
            text("deal_id", "/deal"),
            text("stage", "/stage"),
            text("ordered_edtf", "/ordered"),
            text("delivered_edtf", "/delivered"),
            text("place_name", "/place/name"),
            text("place_country", "/place/country"),
            texts("origin_ids", "/origin"),
            text("carrier_id", "/carrier"),
            text("total_text", "/total"),
            text("itemisation", "/itemisation"),
            text("amount_text", "/amount"),
            text("note", "/note"),
        ],
    },
    FieldTable {
        table: "items",
        record_type: RecordType::Transfer,
        part: Some(PartColumns { list: "items", parent: "transfer_id", number: "item_no" }),
        fields: &[
            text("equipment_id", "/equipment"),
            text("description", "/description"),
            text("quantity_text", "/quantity"),
            text("condition", "/condition"),
            text("note", "/note"),
        ],
    },
    FieldTable {
        table: "statements",
        record_type: RecordType::Statement,
        part: None,
        fields: &[
            text("speaker_id", "/speaker"),
            text("on_behalf_of_id", "/on_behalf_of"),
            text("act", "/act"),
            text("date_edtf", "/date"),
            text("medium_id", "/medium"),
            texts("addressee_ids", "/addressees"),
            text("summary", "/summary"),
            texts("topics", "/topics"),
            texts("supersedes_ids", "/supersedes"),
            texts("retracts_ids", "/retracts"),
            text("note", "/note"),
        ],
    },
    FieldTable {
        table: "statement_targets",
        record_type: RecordType::Statement,
        part: Some(PartColumns { list: "about", parent: "statement_id", number: "target_no" }),
        fields: &[
            special("target_id", "/target", How::Typed("target_type")),
            text("stance", "/stance"),
            special("claims", "/claims", How::Claims),
            text("note", "/note"),
        ],
    },
    FieldTable {
        table: "figures",
        record_type: RecordType::Statement,
        part: Some(PartColumns { list: "figures", parent: "statement_id", number: "figure_no" }),
        fields: &[
            text("measure", "/measure"),
            text("value_text", "/value"),
            text("unit", "/unit"),
            text("date_edtf", "/date"),
        ],
    },
];

/// Columns of the table `evidence` that hold what it says; `record_type`, `record_id`, `path` and `relation`
/// say of what.
pub(crate) const EVIDENCE_COLUMNS: [&str; 5] = ["source_id", "via_ids", "locator", "quote", "note"];

/// The names of the tables that records are made of.
pub(crate) fn record_tables() -> impl Iterator<Item = &'static str> {
    ["evidence"].into_iter().chain(FIELD_TABLES.iter().map(|table| table.table))
}

/// Columns of a table that hold fields, or say whose.
pub(crate) fn is_given(table: &str, column: &str) -> bool {
    if table == "evidence" {
        return EVIDENCE_COLUMNS.contains(&column)
            || ["id", "evidence_id", "record_type", "record_id", "path", "relation", "reported_value"]
                .contains(&column);
    }
    FIELD_TABLES.iter().any(|known| {
        let part = known.part.as_ref();
        known.table == table
            && (column == "id"
                || part.is_some_and(|part| column == part.parent || column == part.number)
                || known.fields.iter().any(|field| {
                    field.column == column || matches!(field.how, How::Typed(of) if of == column)
                }))
    })
}
