//! What the batches are made of.

use tallybook_schema::RecordType;
use tallybook_schema::id::EquipmentId;
use tallybook_schema::record::{Item, Transfer};

use crate::column::col;
use crate::context::{Context, part_id};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "items",
    title: "Items of transfers",
    row: "item of a transfer",
    description: "The kinds of things that a batch is made of. Whether they are all there is, `transfers.itemisation` \
                  says; what they leave over of the total, `transfers.remainder_low` and `remainder_high`.",
    fill,
};

struct Row<'a> {
    transfer: &'a Transfer,
    position: usize,
    number: i64,
    item: &'a Item,
    designation: Option<&'a str>,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.sorted::<Transfer>().into_iter().flat_map(|(_, transfer)| {
        (1..).zip(transfer.items.iter().enumerate()).map(|(number, (position, item))| {
            let equipment = item.equipment.as_ref().and_then(|id| context.index.equipment(id.as_str()));
            let designation = equipment.map(|equipment| equipment.designation.as_str());
            Row { transfer, position, number, item, designation }
        })
    });
    Filled::of(context, rows, |columns| {
        columns
            .text(
                col("id", "Id of the item: its transfer, and its place in the record (from 0)")
                    .example("transfer:uav-batch-1#/items/0"),
                |row| {
                    part_id(
                        RecordType::Transfer,
                        row.transfer.id.as_str(),
                        &format!("/items/{}", row.position),
                    )
                },
            )
            .text(col("transfer_id", "Transfer that it belongs to").id_of("transfers"), |row| {
                row.transfer.id.as_str()
            })
            .int(
                col("item_no", "Number of the item among those of the transfer, from 1").example("1"),
                |row| row.number,
            )
            .text(col("equipment_id", "Type of equipment").id_of("equipment"), |row| {
                row.item.equipment.as_ref().map(EquipmentId::as_str)
            })
            .text(col("designation", "Designation of the type of equipment").example("Shahed-136"), |row| {
                row.designation
            })
            .text(
                col("description", "What it is, where the reports give no designation")
                    .example("anti-tank missiles of unknown type"),
                |row| row.item.description.as_deref(),
            )
            .quantity(col("quantity", "How many").unit("pieces"), |row| &row.item.quantity)
            .term(col("condition", "Condition in which it changed hands"), |row| row.item.condition)
            .text(col("note", "Editor's remark").example("Counted with their launchers"), |row| {
                row.item.note.as_deref()
            })
    })
}
