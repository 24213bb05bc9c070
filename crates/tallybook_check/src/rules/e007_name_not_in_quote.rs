//! E007: an actor or equipment that no quote which supports it names.

use tallybook_diagnostics::Findings;
use tallybook_schema::RecordType;
use tallybook_schema::block::FieldValue;
use tallybook_schema::record::Actor;
use tallybook_text::names::names;

use crate::longer::{LongerName, stand_within};
use crate::supporting::{Quotes, Supporting, beside, element};
use crate::wording::alternatives;
use crate::{Context, FieldAt, FieldKinds, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E007",
    "name-not-in-quote",
    "none of the quotes that support an actor or equipment names it",
    include_str!("e007_name_not_in_quote.md"),
    Scope::Field { of: FieldKinds::REFERENCE.or(FieldKinds::TEXT), look: check },
)
.sql(Sql::Not("looks for names in quotes"));

/// Names that are shown of one record.
const SHOWN: usize = 6;

fn check(context: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    match at.field.value {
        FieldValue::Reference(record_type @ (RecordType::Actor | RecordType::Equipment), id) => {
            look(context, at, None, record_type, id, out);
        }
        FieldValue::References(references) => {
            for (i, id) in references.ids().enumerate() {
                look(context, at, Some(i), references.record_type(), id, out);
            }
        }
        FieldValue::Text(text) if matches!(at.field.def.name, "name" | "designation") => {
            own_name(context, at, text, out);
        }
        _ => {}
    }
}

/// Looks for one of the names of a record that a field refers to.
fn look(
    context: &Context<'_>,
    at: &FieldAt<'_>,
    position: Option<usize>,
    record_type: RecordType,
    id: &str,
    out: &mut Findings,
) {
    let quotes = Quotes::of(at);
    if !quotes.are_all() {
        return;
    }
    let Some((known, actor)) = known_as(context, record_type, id) else { return };
    let longer = context.longer().of(record_type, id);
    if quotes.iter().any(|quote| is_named(quote.quote, known.clone(), longer)) {
        return;
    }
    // Few quotes name no more than what it is a part of.
    let wholes = names_of_wholes(context, actor);
    if wholes.clone().next().is_some() && quotes.iter().any(|quote| names(quote.quote, wholes.clone())) {
        return;
    }
    let (neither, says) =
        if quotes.are_several() { ("neither the quote ", "names") } else { ("the quote ", "does not name") };
    let message = format!("{neither}{} {says} `{id}`", quotes.in_words());
    let mut finding = beside(context, at, message, quotes.iter())
        .note(format!("it is known as {}", alternatives(known.chain(wholes).take(SHOWN))));
    finding.notes.extend(others_named(quotes, longer));
    finding.primary.place = element(at, position);
    out.push(finding.help(format!(
        "quote the words that name it, or add what the source calls it to the `aliases` of `{id}`"
    )));
}

/// A name that evidence with quotes supports has to stand in one of them as it is written.
fn own_name(context: &Context<'_>, at: &FieldAt<'_>, text: &str, out: &mut Findings) {
    let quotes = Quotes::of(at);
    let longer = context.longer().of(at.block.record_type, at.block.id);
    let has_name = |quote: Supporting<'_>| is_named(quote.quote, std::iter::once(text), longer);
    if !quotes.are_all() || quotes.iter().any(has_name) {
        return;
    }
    let (neither, says) =
        if quotes.are_several() { ("neither the quote ", "has") } else { ("the quote ", "does not have") };
    let message = format!("{neither}{} {says} the name `{text}`", quotes.in_words());
    let mut finding = beside(context, at, message, quotes.iter());
    finding.notes.extend(others_named(quotes, longer));
    out.push(finding.help(
        "correct the name or the quote; a form that only the source uses belongs in `aliases`, and its evidence too",
    ));
}

/// Whether a quote has one of the names of a record elsewhere than in longer names of others.
fn is_named<'n>(quote: &str, own: impl Iterator<Item = &'n str> + Clone, longer: &[LongerName<'_>]) -> bool {
    names(quote, own.clone()) && (longer.is_empty() || !stand_within(quote, own, longer))
}

/// Says which others the quotes name with longer names.
fn others_named(quotes: Quotes<'_>, longer: &[LongerName<'_>]) -> Option<String> {
    let is_named = |longer: &&LongerName<'_>| quotes.iter().any(|quote| names(quote.quote, [longer.name]));
    let other = longer.iter().find(is_named)?;
    Some(format!("what stands there, `{}`, is a name of `{}`", other.name, other.of.1))
}

/// What a quote may call a record: its names, with the titles of the offices of a person. `None` where nothing can be
/// asked: of other records, and of actors whom the reports do not name.
fn known_as<'c>(
    context: &'c Context<'_>,
    record_type: RecordType,
    id: &str,
) -> Option<(impl Iterator<Item = &'c str> + Clone, Option<&'c Actor>)> {
    let (name, aliases, actor) = match record_type {
        RecordType::Equipment => {
            let equipment = context.index.equipment(id)?;
            (&equipment.designation, &equipment.aliases, None)
        }
        RecordType::Actor => {
            let actor = context.index.actor(id).filter(|actor| actor.anonymous.is_none())?;
            (&actor.name, &actor.aliases, Some(actor))
        }
        _ => return None,
    };
    Some((own(name, aliases, actor), actor))
}

/// The names of what an actor is a part of, which may stand for it.
fn names_of_wholes<'c>(
    context: &'c Context<'_>,
    actor: Option<&Actor>,
) -> impl Iterator<Item = &'c str> + Clone {
    /// Actors are not part of each other deeper than this, unless in a circle.
    const DEEPEST: usize = 16;
    let whole = |actor: &Actor| context.index.actor(actor.part_of.as_ref()?.as_str());
    let wholes = std::iter::successors(actor.and_then(whole), move |actor| whole(actor));
    wholes.take(DEEPEST).flat_map(|whole| own(&whole.name, &whole.aliases, Some(whole)))
}

fn own<'a>(
    name: &'a str,
    aliases: &'a [String],
    actor: Option<&'a Actor>,
) -> impl Iterator<Item = &'a str> + Clone {
    let offices = actor.map(|actor| actor.roles.as_slice()).unwrap_or_default();
    let aliases = aliases.iter().map(String::as_str);
    std::iter::once(name).chain(aliases).chain(offices.iter().map(|role| role.title.as_str()))
}
