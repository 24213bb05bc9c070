//! The agreements that tie transfers together.

use tallybook_analysis::positions::Dispute;
use tallybook_schema::RecordType;
use tallybook_schema::id::ActorId;
use tallybook_schema::record::Deal;

use crate::column::col;
use crate::context::{Context, RECORD_NO, count, number};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "deals",
    title: "Deals",
    row: "deal",
    description: "Agreements between actors that tie transfers together.",
    fill,
};

struct Row<'a> {
    index: usize,
    deal: &'a Deal,
    dispute: Dispute,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.sorted::<Deal>().into_iter().map(|(index, deal)| Row {
        index,
        deal,
        dispute: context.positions.dispute(RecordType::Deal, deal.id.as_str()),
    });
    Filled::of(context, rows, |columns| {
        columns
            .text(col("id", "Id of the deal").example("first-uav-deal"), |row| row.deal.id.as_str())
            .int(RECORD_NO, |row| number(row.index))
            .text(
                col("title", "What the agreement is, in the editor's words")
                    .example("First purchase of UAVs"),
                |row| row.deal.title.as_str(),
            )
            .list(col("party_ids", "Actors that agreed").id_of("actors"), |row| {
                row.deal.parties.iter().map(ActorId::as_str)
            })
            .term(col("stage", "How far it has come"), |row| row.deal.stage)
            .date(col("agreed", "When it was agreed"), |row| row.deal.agreed.as_ref())
            .money(col("value", "What it is worth"), |row| row.deal.value.as_ref())
            .term(col("dispute_status", "Whether actors agree that it is so"), |row| row.dispute)
            .int(
                col("evidence_count", "How much evidence it has").example("6").unit("pieces of evidence"),
                |row| count(row.deal.evidence.len()),
            )
            .text(col("note", "Editor's remark").example("The year is inferred"), |row| {
                row.deal.note.as_deref()
            })
    })
}
