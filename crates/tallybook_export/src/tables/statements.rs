//! Who said what.

use tallybook_schema::id::{ActorId, StatementId};
use tallybook_schema::record::Statement;

use crate::column::col;
use crate::context::{Context, RECORD_NO, number};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "statements",
    title: "Statements",
    row: "statement",
    description: "What actors said. What a statement is about and how it stands to it is in `statement_targets`, the \
                  numbers it gives are in `figures`.",
    fill,
};

struct Row<'a> {
    index: usize,
    statement: &'a Statement,
    speaker_name: Option<&'a str>,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.sorted::<Statement>().into_iter().map(|(index, statement)| Row {
        index,
        statement,
        speaker_name: context.actor_name(statement.speaker.as_str()),
    });
    Filled::of(context, rows, |columns| {
        columns
            .text(col("id", "Id of the statement").example("ministry-denies-supply"), |row| {
                row.statement.id.as_str()
            })
            .int(RECORD_NO, |row| number(row.index))
            .text(col("speaker_id", "Actor that said it").id_of("actors"), |row| {
                row.statement.speaker.as_str()
            })
            .text(col("speaker_name", "Name of the speaker").example("Ministry of Defence"), |row| {
                row.speaker_name
            })
            .text(col("on_behalf_of_id", "Actor for which it was said").id_of("actors"), |row| {
                row.statement.on_behalf_of.as_ref().map(ActorId::as_str)
            })
            .term(col("act", "What the speaker does by saying it"), |row| row.statement.act)
            .date(col("date", "When it was said"), |row| row.statement.date.as_ref())
            .text(col("medium_id", "Medium it was said to").id_of("actors"), |row| {
                row.statement.medium.as_ref().map(ActorId::as_str)
            })
            .list(col("addressee_ids", "Actors to whom it was said").id_of("actors"), |row| {
                row.statement.addressees.iter().map(ActorId::as_str)
            })
            .text(
                col("summary", "What was said, in the editor's words")
                    .example("No drones were supplied since the war began."),
                |row| row.statement.summary.as_str(),
            )
            .list(
                col("topics", "Keywords for what it is about beyond its targets")
                    .example("sanctions; production"),
                |row| &row.statement.topics,
            )
            .list(col("supersedes_ids", "Earlier statements that it replaces").id_of("statements"), |row| {
                row.statement.supersedes.iter().map(StatementId::as_str)
            })
            .list(col("retracts_ids", "Earlier statements that it takes back").id_of("statements"), |row| {
                row.statement.retracts.iter().map(StatementId::as_str)
            })
            .text(col("note", "Editor's remark").example("Said in answer to a question"), |row| {
                row.statement.note.as_deref()
            })
    })
}
