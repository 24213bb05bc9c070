//! Names of actors and equipment that stand within longer names of others, as `Sudan` does in `South Sudan`.

use hashbrown::HashMap;
use tallybook_analysis::affiliation::belongs_to;
use tallybook_schema::RecordType;
use tallybook_schema::record::{Actor, Equipment};
use tallybook_schema::vocabulary::ActorKind;
use tallybook_text::names::{self, places};

use crate::names::Named;
use crate::{At, Context};

/// A record by its type and id.
type Record<'a> = (RecordType, &'a str);

/// A name, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LongerName<'a> {
    pub(crate) name: &'a str,
    pub(crate) of: Record<'a>,
}

/// The longer names of others that contain a name of a record, by its id. Few records have any.
#[derive(Debug, Default)]
pub(crate) struct Longer<'a> {
    of_actors: HashMap<&'a str, Vec<LongerName<'a>>>,
    of_equipment: HashMap<&'a str, Vec<LongerName<'a>>>,
}

impl<'a> Longer<'a> {
    pub(crate) fn new(context: &Context<'a>) -> Self {
        let known = names(context);
        let mut by_key: HashMap<String, Vec<LongerName<'a>>> = HashMap::new();
        for name in &known {
            by_key.entry(names::key(name.name)).or_default().push(*name);
        }
        let mut longer = Self::default();
        for name in &known {
            let within = names::keys_within(name.name).filter_map(|key| by_key.get(&key)).flatten();
            for shorter in within.filter(|shorter| shorter.of != name.of) {
                let stands_within = !places(name.name, [shorter.name]).is_empty();
                if stands_within && !names_both(context, name.of, shorter.of) {
                    longer.add(shorter.of, *name);
                }
            }
        }
        longer
    }

    fn add(&mut self, (record_type, id): Record<'a>, name: LongerName<'a>) {
        let of_type =
            if record_type == RecordType::Actor { &mut self.of_actors } else { &mut self.of_equipment };
        let names = of_type.entry(id).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }

    /// Those of a record.
    pub(crate) fn of(&self, record_type: RecordType, id: &str) -> &[LongerName<'a>] {
        let of_type = match record_type {
            RecordType::Actor => &self.of_actors,
            RecordType::Equipment => &self.of_equipment,
            _ => return &[],
        };
        if of_type.is_empty() { &[] } else { of_type.get(id).map_or(&[], Vec::as_slice) }
    }

    /// All of them in an order that is always the same, as texts.
    pub(crate) fn to_texts(&self) -> Vec<String> {
        let all = [&self.of_actors, &self.of_equipment].into_iter().flatten();
        let mut texts: Vec<String> = all.map(|of_record| format!("{of_record:?}")).collect();
        texts.sort_unstable();
        texts
    }
}

/// Whether names stand in a text only within longer ones.
pub(crate) fn stand_within<'n>(
    text: &str,
    names: impl Iterator<Item = &'n str>,
    longer: &[LongerName<'_>],
) -> bool {
    let around = places(text, longer.iter().map(|longer| longer.name));
    if around.is_empty() {
        return false;
    }
    let found = places(text, names);
    !found.is_empty()
        && found.iter().all(|name| {
            around.iter().any(|longer| {
                longer.start <= name.start && name.end <= longer.end && name.len() < longer.len()
            })
        })
}

/// The names of all actors and equipment, but for actors whom the reports do not name.
fn names<'a>(context: &Context<'a>) -> Vec<LongerName<'a>> {
    fn of<'a, T: Named + 'a>(record: &'a T) -> impl Iterator<Item = LongerName<'a>> {
        let (name, aliases) = record.names();
        let all = std::iter::once(name).chain(aliases.iter().map(String::as_str));
        all.map(|name| LongerName { name, of: (T::TYPE, record.id()) })
    }
    let actors = context.all::<Actor>().filter(|actor| actor.anonymous.is_none());
    let equipment = context.all::<Equipment>();
    let actors = actors.flat_map(|At { record, .. }| of(record));
    actors.chain(equipment.flat_map(|At { record, .. }| of(record))).collect()
}

/// Whether the longer name of one record may stand for another all the same: what belongs to an actor can be meant by its
/// name, and so can a body that is perhaps of the same country (`Government of North`). A newspaper or a person cannot.
fn names_both(context: &Context<'_>, one: Record<'_>, other: Record<'_>) -> bool {
    let actor =
        |(record_type, id): Record<'_>| context.index.actor(id).filter(|_| record_type == RecordType::Actor);
    let (Some(one), Some(other)) = (actor(one), actor(other)) else { return false };
    let is_body = !matches!(one.kind, ActorKind::State | ActorKind::Media | ActorKind::Person);
    let is_elsewhere = one.country.is_some() && other.country.is_some() && one.country != other.country;
    let belongs = |one: &Actor, other: &Actor| belongs_to(&context.index, one.id.as_str(), other.id.as_str());
    (is_body && !is_elsewhere) || belongs(one, other) || belongs(other, one)
}
