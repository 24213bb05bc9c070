//! The types of equipment.

use tallybook_schema::id::ActorId;
use tallybook_schema::record::Equipment;

use crate::column::col;
use crate::context::{Context, RECORD_NO, number};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "equipment",
    title: "Equipment",
    row: "type of equipment",
    description: "Types of equipment by their designation, with their place in the classifications of others.",
    fill,
};

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.sorted::<Equipment>();
    Filled::of(context, rows, |columns| {
        columns
            .text(col("id", "Id of the type of equipment").example("shahed-136"), |(_, equipment)| equipment.id.as_str())
            .int(RECORD_NO, |(index, _)| number(*index))
            .text(col("designation", "Designation, as its maker gives it").example("Shahed-136"), |(_, equipment)| {
                equipment.designation.as_str()
            })
            .list(col("aliases", "Other names by which reports call it").example("Geran-2"), |(_, equipment)| &equipment.aliases)
            .term(col("class", "What kind of equipment it is").example("uav-one-way-attack"), |(_, equipment)| equipment.class)
            .text(col("class_label", "The class in words").example("One-way attack UAV"), |(_, equipment)| equipment.class.label())
            .text(
                col("sipri_category", "Category of the SIPRI Arms Transfers Database; empty where it does not count the class").example("Missiles"),
                |(_, equipment)| equipment.class.crosswalk().sipri_category,
            )
            .text(
                col("eu_ml", "Item of the Common Military List of the European Union; empty where it does not list the class").example("ML10"),
                |(_, equipment)| equipment.class.crosswalk().eu_ml,
            )
            .text(col("origin_id", "State where it is made").id_of("actors"), |(_, equipment)| {
                equipment.origin.as_ref().map(ActorId::as_str)
            })
            .text(col("note", "Editor's remark").example("Two variants are counted as one"), |(_, equipment)| equipment.note.as_deref())
    })
}
