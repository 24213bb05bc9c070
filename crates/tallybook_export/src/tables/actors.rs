//! Who supplies, receives, speaks, publishes or is referred to.

use tallybook_schema::id::ActorId;
use tallybook_schema::record::Actor;
use tallybook_schema::value::WikidataId;

use crate::column::col;
use crate::context::Context;
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
    let rows = context.sorted::<Actor>().into_iter().map(|(_, actor)| actor);
    Filled::of(rows, |columns| {
        columns
            .text(col("id", "Id of the actor").example("france"), |actor| actor.id.as_str())
            .term(col("kind", "What kind of actor it is"), |actor| actor.kind)
            .text(
                col(
                    "name",
                    "Name by which it is best known in English; for an unnamed person, a description",
                )
                .example("France"),
                |actor| actor.name.as_str(),
            )
            .list(
                col("aliases", "Other names by which reports call it").example("French Republic; Paris"),
                |actor| &actor.aliases,
            )
            .country(col("country", "Country that it is (a state) or belongs to"), |actor| {
                actor.country.as_ref()
            })
            .text(col("part_of_id", "Actor that it is a part of").id_of("actors"), |actor| {
                actor.part_of.as_ref().map(ActorId::as_str)
            })
            .bool(col("anonymous", "Whether the reports leave it unnamed"), |actor| actor.anonymous.is_some())
            .text(
                col("anonymous_reason", "Why they do, as they give it").example("not authorised to speak"),
                |actor| actor.anonymous.as_ref()?.reason.as_deref(),
            )
            .text(col("wikidata", "Item of Wikidata for the same actor").example("Q142"), |actor| {
                actor.wikidata.as_ref().map(WikidataId::as_str)
            })
            .text(col("note", "Editor's remark").example("Here its government"), |actor| {
                actor.note.as_deref()
            })
    })
}
