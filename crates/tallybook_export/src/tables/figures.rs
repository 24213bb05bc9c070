//! The numbers that statements give.

use tallybook_schema::RecordType;
use tallybook_schema::record::{Figure, Statement};

use crate::column::col;
use crate::context::{Context, part_id};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "figures",
    title: "Figures in statements",
    row: "figure in a statement",
    description: "Numbers that a statement gives. They are what the speaker says, not what the dataset adopts.",
    fill,
};

struct Row<'a> {
    statement: &'a Statement,
    position: usize,
    number: i64,
    figure: &'a Figure,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.sorted::<Statement>().into_iter().flat_map(|(_, statement)| {
        (1..).zip(statement.figures.iter().enumerate()).map(|(number, (position, figure))| Row {
            statement,
            position,
            number,
            figure,
        })
    });
    Filled::of(context, rows, |columns| {
        columns
            .text(
                col("id", "Id of the figure: its statement, and its place in the record (from 0)")
                    .example("statement:ministry-denies-supply#/figures/0"),
                |row| {
                    part_id(
                        RecordType::Statement,
                        row.statement.id.as_str(),
                        &format!("/figures/{}", row.position),
                    )
                },
            )
            .text(col("statement_id", "Statement that gives it").id_of("statements"), |row| {
                row.statement.id.as_str()
            })
            .int(
                col("figure_no", "Number of the figure among those of the statement, from 1").example("1"),
                |row| row.number,
            )
            .term(col("measure", "What is counted"), |row| row.figure.measure)
            .quantity(col("value", "How many").unit("as `unit` says"), |row| &row.figure.value)
            .text(col("unit", "Unit of the value, in the plural").example("drones"), |row| {
                row.figure.unit.as_deref()
            })
            .date(col("date", "Time that the figure is for"), |row| row.figure.date.as_ref())
    })
}
