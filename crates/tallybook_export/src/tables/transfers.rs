//! What changed hands.

use tallybook_analysis::positions::{Dispute, Position};
use tallybook_analysis::{Interval, batch};
use tallybook_schema::RecordType;
use tallybook_schema::id::{ActorId, DealId, EquipmentId};
use tallybook_schema::record::Transfer;

use crate::column::col;
use crate::context::{Context, RECORD_NO, count, number};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "transfers",
    title: "Transfers",
    row: "transfer",
    description: "What one actor handed over, or is to hand over, to another: a batch of materiel, funds or a service. \
                  What a batch is made of is in `items`, who says what about it in `statement_targets`, and what each \
                  value rests on in `facts` and `evidence`.",
    fill,
};

struct Row<'a> {
    index: usize,
    transfer: &'a Transfer,
    supplier_name: Option<&'a str>,
    recipient_name: Option<&'a str>,
    itemised: Option<Interval>,
    remainder: Option<Interval>,
    dispute: Dispute,
    supplier_position: Option<Position>,
    recipient_position: Option<Position>,
}

impl<'a> Row<'a> {
    fn new(context: &Context<'a>, index: usize, transfer: &'a Transfer) -> Self {
        let position = |actor: &ActorId| {
            context.positions.position(actor.as_str(), RecordType::Transfer, transfer.id.as_str())
        };
        Self {
            index,
            transfer,
            supplier_name: context.actor_name(transfer.supplier.as_str()),
            recipient_name: context.actor_name(transfer.recipient.as_str()),
            itemised: batch::itemised(transfer),
            remainder: batch::remainder(transfer),
            dispute: context.positions.dispute(RecordType::Transfer, transfer.id.as_str()),
            supplier_position: position(&transfer.supplier),
            recipient_position: position(&transfer.recipient),
        }
    }
}

fn fill(context: &Context<'_>) -> Filled {
    let rows =
        context.sorted::<Transfer>().into_iter().map(|(index, transfer)| Row::new(context, index, transfer));
    Filled::of(context, rows, |columns| {
        columns
            .text(col("id", "Id of the transfer").example("uav-batch-1"), |row| row.transfer.id.as_str())
            .int(RECORD_NO, |row| number(row.index))
            .term(col("kind", "What is transferred"), |row| row.transfer.kind)
            .text(col("supplier_id", "Actor that hands it over").id_of("actors"), |row| {
                row.transfer.supplier.as_str()
            })
            .text(col("supplier_name", "Name of the supplier").example("France"), |row| row.supplier_name)
            .text(col("recipient_id", "Actor that takes it over").id_of("actors"), |row| {
                row.transfer.recipient.as_str()
            })
            .text(col("recipient_name", "Name of the recipient").example("Greece"), |row| row.recipient_name)
            .text(col("deal_id", "Deal that it belongs to").id_of("deals"), |row| {
                row.transfer.deal.as_ref().map(DealId::as_str)
            })
            .term(col("stage", "How far it has come"), |row| row.transfer.stage)
            .date(col("ordered", "When it was ordered"), |row| row.transfer.ordered.as_ref())
            .date(col("delivered", "When it was handed over"), |row| row.transfer.delivered.as_ref())
            .text(col("place_name", "Where it was handed over, by name").example("Port of Piraeus"), |row| {
                Some(row.transfer.place.as_ref()?.name.as_str())
            })
            .country(col("place_country", "Country of that place"), |row| {
                row.transfer.place.as_ref()?.country.as_ref()
            })
            .list(
                col("origin_ids", "States where it was made, if they are not the supplier").id_of("actors"),
                |row| row.transfer.origin.iter().map(ActorId::as_str),
            )
            .text(col("carrier_id", "Type of craft that carried it").id_of("equipment"), |row| {
                row.transfer.carrier.as_ref().map(EquipmentId::as_str)
            })
            .quantity(
                col("total", "How many pieces the batch has, all items together").unit("pieces"),
                |row| row.transfer.total.as_ref(),
            )
            .term(col("itemisation", "Whether the items listed make up the whole batch"), |row| {
                row.transfer.itemisation
            })
            .int(
                col("itemised_low", "Least number that the items can add up to")
                    .example("106")
                    .unit("pieces"),
                |row| Some(row.itemised?.low),
            )
            .int(
                col(
                    "itemised_high",
                    "Greatest number that they can add up to; empty where there is no bound",
                )
                .example("106")
                .unit("pieces"),
                |row| row.itemised?.high,
            )
            .int(
                col("remainder_low", "Least number that no item accounts for").example("54").unit("pieces"),
                |row| Some(row.remainder?.low),
            )
            .int(
                col(
                    "remainder_high",
                    "Greatest number that no item accounts for; empty where there is no bound",
                )
                .example("54")
                .unit("pieces"),
                |row| row.remainder?.high,
            )
            .money(col("amount", "How much money it is"), |row| row.transfer.amount.as_ref())
            .term(col("dispute_status", "Whether actors agree that it is so"), |row| row.dispute)
            .term(
                col("supplier_position", "How the supplier stands to it; empty where it has no position"),
                |row| row.supplier_position,
            )
            .term(
                col("recipient_position", "How the recipient stands to it; empty where it has no position"),
                |row| row.recipient_position,
            )
            .int(
                col("evidence_count", "How much evidence it and its items have")
                    .example("14")
                    .unit("pieces of evidence"),
                |row| {
                    let items = row.transfer.items.iter().map(|item| item.evidence.len()).sum::<usize>();
                    count(row.transfer.evidence.len() + items)
                },
            )
            .text(col("note", "Editor's remark").example("The day is that of the first report"), |row| {
                row.transfer.note.as_deref()
            })
    })
}
