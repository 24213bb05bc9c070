//! What statements are about, and how they stand to it.

use tallybook_schema::RecordType;
use tallybook_schema::record::{FieldMap, Statement, Target};

use crate::column::col;
use crate::context::{Context, part_id};
use crate::fill::Filled;
use crate::raw_value::encode_raw_value;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "statement_targets",
    title: "Targets of statements",
    row: "target of a statement",
    description: "The records that a statement is about, and its stance to each. The latest live stance of an actor on \
                  a transfer or a deal is its position.",
    fill,
};

struct Row<'a> {
    statement: &'a Statement,
    position: usize,
    number: i64,
    target: &'a Target,
    live: bool,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows =
        context.sorted::<Statement>().into_iter().flat_map(|(index, statement)| {
            let live = context.positions.live(index);
            let rows = (1..)
                .zip(statement.about.iter().enumerate())
                .map(|(number, (position, target))| Row { statement, position, number, target, live });
            rows.filter(|row| context.shows_target(&row.target.target)).collect::<Vec<_>>()
        });
    Filled::of(context, rows, |columns| {
        columns
            .text(
                col("id", "Id of the target: its statement, and its place in the record (from 0)")
                    .example("statement:ministry-denies-supply#/about/0"),
                |row| {
                    part_id(
                        RecordType::Statement,
                        row.statement.id.as_str(),
                        &format!("/about/{}", row.position),
                    )
                },
            )
            .text(col("statement_id", "Statement that is about it").id_of("statements"), |row| {
                row.statement.id.as_str()
            })
            .int(
                col("target_no", "Number of the target among those of the statement, from 1").example("1"),
                |row| row.number,
            )
            .term(col("target_type", "Type of the record that is meant"), |row| row.target.target.record_type)
            .text(
                col("target_id", "Id of the record that is meant, in the table of its type")
                    .example("uav-batch-1"),
                |row| row.target.target.id.as_str(),
            )
            .term(col("stance", "How the statement stands to it"), |row| row.target.stance)
            .list(
                col(
                    "claims",
                    "Values that the speaker gives where they differ from the record's, each as `field: value`",
                )
                .example("total: about 90"),
                |row| claims(&row.target.claims),
            )
            .bool(
                col("live", "Whether the statement counts and no later one supersedes or retracts it"),
                |row| row.live,
            )
            .text(col("note", "Editor's remark").example("Does not name the batch"), |row| {
                row.target.note.as_deref()
            })
    })
}

fn claims(claims: &FieldMap) -> impl Iterator<Item = String> {
    claims.iter().map(|(field, value)| format!("{field}: {}", encode_raw_value(value)))
}
