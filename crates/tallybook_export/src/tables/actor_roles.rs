//! The offices that actors hold.

use tallybook_schema::RecordType;
use tallybook_schema::id::ActorId;
use tallybook_schema::record::{Actor, Role};

use crate::column::col;
use crate::context::{Context, part_id};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "actor_roles",
    title: "Roles of actors",
    row: "role of an actor",
    description: "The offices that actors hold or held, in the order in which the actor's record gives them.",
    fill,
};

struct Row<'a> {
    actor: &'a Actor,
    position: usize,
    number: i64,
    role: &'a Role,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.sorted::<Actor>().into_iter().flat_map(|(_, actor)| {
        (1..).zip(actor.roles.iter().enumerate()).map(|(number, (position, role))| Row {
            actor,
            position,
            number,
            role,
        })
    });
    Filled::of(context, rows, |columns| {
        columns
            .text(
                col("id", "Id of the role: its actor, and its place in the record (from 0)")
                    .example("actor:ada-minister#/roles/0"),
                |row| part_id(RecordType::Actor, row.actor.id.as_str(), &format!("/roles/{}", row.position)),
            )
            .text(col("actor_id", "Actor that holds it").id_of("actors"), |row| row.actor.id.as_str())
            .int(col("role_no", "Number of the role among those of the actor, from 1").example("1"), |row| {
                row.number
            })
            .text(col("title", "Title of the office").example("Minister of Defence"), |row| {
                row.role.title.as_str()
            })
            .text(col("organization_id", "Actor in which it is held").id_of("actors"), |row| {
                row.role.organization.as_ref().map(ActorId::as_str)
            })
            .date(col("start", "When it began"), |row| row.role.start.as_ref())
            .date(col("end", "When it ended"), |row| row.role.end.as_ref())
    })
}
