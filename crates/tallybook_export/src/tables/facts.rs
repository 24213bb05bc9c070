//! Every fact, with its value opened up and what it rests on.

use rust_decimal::Decimal;
use tallybook_analysis::facts::{self, Fact};
use tallybook_schema::block::{Duty, FieldValue};
use tallybook_schema::value::Day;

use crate::column::col;
use crate::context::{Context, count, part_id_pieces};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "facts",
    title: "Facts",
    row: "fact",
    description: "Every value that is a fact, in one long table: what is adopted, how many pieces of evidence back it \
                  or give another value, and to how many independent primary sources it can be traced.",
    fill,
};

struct Row<'a> {
    number: i64,
    fact: Fact<'a>,
}

fn fill(context: &Context<'_>) -> Filled {
    let mut record = None;
    let mut numbers = 1..;
    let facts = context.blocks().flat_map(|block| facts::facts_of(&context.index, &block));
    let rows = facts.map(|fact| {
        if record.replace((fact.record_type, fact.index)) != Some((fact.record_type, fact.index)) {
            numbers = 1..;
        }
        Row { number: numbers.next().unwrap_or(i64::MAX), fact }
    });
    Filled::of(context, rows, |columns| {
        columns
            .pieces(
                col("id", "Id of the fact: its record and `path`").example("transfer:uav-batch-1#/total"),
                |row| part_id_pieces(row.fact.record_type, row.fact.id, &row.fact.pointer),
            )
            .term(col("record_type", "Type of the record that holds it"), |row| row.fact.record_type)
            .text(
                col("record_id", "Id of that record, in the table of its type").example("uav-batch-1"),
                |row| row.fact.id,
            )
            .text(
                col("path", "The field within the record, as a JSON Pointer (RFC 6901)").example("/total"),
                |row| row.fact.pointer.as_str(),
            )
            .int(
                col("fact_no", "Number of the fact among those of the record, in its order, from 1")
                    .example("1"),
                |row| row.number,
            )
            .text(col("field", "Name of the field").example("total"), |row| row.fact.field.name)
            .bool(col("must_cite", "Whether it needs evidence; where not, it may go without"), |row| {
                row.fact.field.duty == Duty::MustCite
            })
            .printed(col("value", "Value that the dataset adopts, as written").example("160"), |row| {
                &row.fact.value
            })
            .decimal(
                col("value_low", "For a quantity or money, the least number that the value states")
                    .example("160"),
                |row| Numbers::of(&row.fact).low,
            )
            .decimal(
                col("value_best", "For a quantity or money, the one number that the value gives")
                    .example("160"),
                |row| Numbers::of(&row.fact).best,
            )
            .decimal(
                col("value_high", "For a quantity or money, the greatest number that the value states")
                    .example("160"),
                |row| Numbers::of(&row.fact).high,
            )
            .printed(
                col("value_currency", "For money, the ISO 4217 code of its currency").example("EUR"),
                |row| match row.fact.value {
                    FieldValue::Money(money) => money.currency(),
                    _ => None,
                },
            )
            .day(
                col("value_start", "For a date, the first day that it can mean").example("2022-11-08"),
                |row| days(&row.fact).0,
            )
            .day(col("value_end", "For a date, the last day that it can mean").example("2022-11-08"), |row| {
                days(&row.fact).1
            })
            .int(
                col("supports", "How much evidence backs the value").example("3").unit("pieces of evidence"),
                |row| count(row.fact.supports.len()),
            )
            .int(
                col("reports", "How much evidence gives a value of its own")
                    .example("1")
                    .unit("pieces of evidence"),
                |row| count(row.fact.reports.len()),
            )
            .int(
                col("primary_sources", "To how many independent primary sources the value can be traced")
                    .example("2")
                    .unit("primary sources"),
                |row| count(row.fact.primary_sources.len()),
            )
            .list(
                col("primary_source_ids", "Which they are, each as `actor:id` or `source:id`")
                    .example("actor:news-agency; source:daily-news-2022-11-08"),
                |row| &row.fact.primary_sources,
            )
            .term(col("status", "How well the value is backed"), |row| row.fact.status)
    })
}

/// What a quantity or an amount of money states.
#[derive(Default)]
struct Numbers {
    low: Option<Decimal>,
    best: Option<Decimal>,
    high: Option<Decimal>,
}

impl Numbers {
    fn of(fact: &Fact<'_>) -> Self {
        match fact.value {
            FieldValue::Quantity(quantity) => Self {
                low: quantity.low().map(Decimal::from),
                best: quantity.best().map(Decimal::from),
                high: quantity.high().map(Decimal::from),
            },
            FieldValue::Money(money) => Self { low: money.low(), best: money.best(), high: money.high() },
            _ => Self::default(),
        }
    }
}

fn days(fact: &Fact<'_>) -> (Option<Day>, Option<Day>) {
    match fact.value {
        FieldValue::Date(date) => (date.earliest(), date.latest()),
        FieldValue::Day(day) => (Some(day), Some(day)),
        _ => (None, None),
    }
}
