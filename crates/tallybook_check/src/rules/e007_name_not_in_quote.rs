//! E007: an actor or equipment that no quote which supports it names.

use tallybook_diagnostics::Findings;
use tallybook_schema::RecordType;
use tallybook_schema::block::FieldValue;
use tallybook_schema::record::{Actor, Equipment};
use tallybook_text::names::names;

use crate::supporting::{self, are_all, beside, element, in_words};
use crate::wording::alternatives;
use crate::{Context, FieldAt, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E007",
    "name-not-in-quote",
    "none of the quotes that support an actor or equipment names it",
    include_str!("e007_name_not_in_quote.md"),
    Scope::Field(check),
)
.sql(Sql::Not("looks for names in quotes"));

/// Names that are shown of one record.
const SHOWN: usize = 6;

fn check(context: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    let name = at.field.def.name;
    let ids: Vec<(Option<usize>, RecordType, &str)> = match at.field.value {
        FieldValue::Reference(record_type, id) => vec![(None, record_type, id)],
        FieldValue::References(references) => {
            let numbered = references.ids().enumerate();
            numbered.map(|(i, id)| (Some(i), references.record_type(), id)).collect()
        }
        FieldValue::Text(text) if matches!(name, "name" | "designation") => {
            own_name(context, at, text, out);
            return;
        }
        _ => return,
    };
    let quotes = supporting::quotes(at.block, name);
    if !are_all(&quotes, at.block, name) {
        return;
    }
    for (position, record_type, id) in ids {
        let known = known_as(context, record_type, id);
        if known.is_empty() || quotes.iter().any(|quote| names(quote.quote, known.iter().copied())) {
            continue;
        }
        let neither = if quotes.len() > 1 { "neither the quote " } else { "the quote " };
        let says = if quotes.len() > 1 { "names" } else { "does not name" };
        let message = format!("{neither}{} {says} `{id}`", in_words(&quotes));
        let mut finding = beside(context, at, message, &quotes)
            .note(format!("it is known as {}", alternatives(known.iter().take(SHOWN))));
        finding.primary.place = element(at, position);
        out.push(finding.help(format!(
            "quote the words that name it, or add what the source calls it to the `aliases` of `{id}`"
        )));
    }
}

/// A name that evidence with quotes supports has to stand in one of them as it is written.
fn own_name(context: &Context<'_>, at: &FieldAt<'_>, text: &str, out: &mut Findings) {
    let quotes = supporting::quotes(at.block, at.field.def.name);
    if !are_all(&quotes, at.block, at.field.def.name) || quotes.iter().any(|quote| names(quote.quote, [text]))
    {
        return;
    }
    let neither = if quotes.len() > 1 { "neither the quote " } else { "the quote " };
    let says = if quotes.len() > 1 { "has" } else { "does not have" };
    let message = format!("{neither}{} {says} the name `{text}`", in_words(&quotes));
    out.push(beside(context, at, message, &quotes).help(
        "correct the name or the quote; a form that only the source uses belongs in `aliases`, and its evidence too",
    ));
}

/// What a quote may call a record: its names; for an actor those of what it is a part of, and for a
/// person the titles of its offices. None where nothing can be asked: of other records, and of actors
/// whom the reports do not name.
fn known_as<'a>(context: &Context<'a>, record_type: RecordType, id: &str) -> Vec<&'a str> {
    match record_type {
        RecordType::Equipment => context
            .index
            .get::<Equipment>(id)
            .map(|equipment| own(&equipment.designation, &equipment.aliases).collect())
            .unwrap_or_default(),
        RecordType::Actor => actor_names(context, id),
        _ => Vec::new(),
    }
}

fn actor_names<'a>(context: &Context<'a>, id: &str) -> Vec<&'a str> {
    /// Actors are not part of each other deeper than this, unless in a circle.
    const DEEPEST: usize = 16;
    let mut known = Vec::new();
    let mut next = context.index.get::<Actor>(id);
    if next.is_some_and(|actor| actor.anonymous.is_some()) {
        return known;
    }
    for _ in 0..DEEPEST {
        let Some(actor) = next else { break };
        known.extend(own(&actor.name, &actor.aliases));
        known.extend(actor.roles.iter().map(|role| role.title.as_str()));
        next = actor.part_of.as_ref().and_then(|whole| context.index.get(whole.as_str()));
    }
    known
}

fn own<'a>(name: &'a str, aliases: &'a [String]) -> impl Iterator<Item = &'a str> {
    std::iter::once(name).chain(aliases.iter().map(String::as_str))
}
