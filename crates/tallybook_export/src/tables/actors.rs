//! Who supplies, receives, speaks, publishes or is referred to.

use tallybook_schema::id::ActorId;
use tallybook_schema::record::Actor;
use tallybook_schema::value::WikidataId;

use crate::column::col;
use crate::context::{Context, RECORD_NO, number};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "actors",
    title: "Actors",
    row: "actor",
    description: "States, bodies, groups, media and people that supply, receive, speak, publish or are referred to. \
                  The offices they hold are in `actor_roles`.",
    fill,
};

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.sorted::<Actor>();
    Filled::of(context, rows, |columns| {
        columns
            .text(col("id", "Id of the actor").example("france"), |(_, actor)| actor.id.as_str())
            .int(RECORD_NO, |(index, _)| number(*index))
            .term(col("kind", "What kind of actor it is"), |(_, actor)| actor.kind)
            .text(
                col(
                    "name",
                    "Name by which it is best known in English; for an unnamed person, a description",
                )
                .example("France"),
                |(_, actor)| actor.name.as_str(),
            )
            .list(
                col("aliases", "Other names by which reports call it").example("French Republic; Paris"),
                |(_, actor)| &actor.aliases,
            )
            .country(col("country", "Country that it is (a state) or belongs to"), |(_, actor)| {
                actor.country.as_ref()
            })
            .text(col("part_of_id", "Actor that it is a part of").id_of("actors"), |(_, actor)| {
                actor.part_of.as_ref().map(ActorId::as_str)
            })
            .bool(col("anonymous", "Whether the reports leave it unnamed"), |(_, actor)| {
                actor.anonymous.is_some()
            })
            .text(
                col("anonymous_reason", "Why they do, as they give it").example("not authorised to speak"),
                |(_, actor)| actor.anonymous.as_ref()?.reason.as_deref(),
            )
            .text(col("wikidata", "Item of Wikidata for the same actor").example("Q142"), |(_, actor)| {
                actor.wikidata.as_ref().map(WikidataId::as_str)
            })
            .text(col("note", "Editor's remark").example("Here its government"), |(_, actor)| {
                actor.note.as_deref()
            })
    })
}
