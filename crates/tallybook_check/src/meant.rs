//! The records that a text can mean which is no id of one: by their ids, or by the names that they have.

use std::collections::HashMap;

use tallybook_diagnostics::{Finding, Fix, Place};
use tallybook_schema::block::FieldKind;
use tallybook_schema::record::{Actor, Deal, Equipment, Source};
use tallybook_schema::value::{RawValue, ValueError};
use tallybook_schema::{RecordType, id};

use crate::names::{Named, fold};
use crate::wording::{alternatives, one, record_noun, shown, values};
use crate::{At, Context};

/// A record by its type and id.
pub(crate) type Record<'a> = (RecordType, &'a str);

/// The records that have names, by each of these.
#[derive(Debug)]
pub(crate) struct KnownAs<'a>(HashMap<String, Vec<Record<'a>>>);

impl<'a> KnownAs<'a> {
    pub(crate) fn new(context: &Context<'a>) -> Self {
        let mut known = Self(HashMap::new());
        known.add_named(context.all::<Actor>(), |actor| actor.id.as_str());
        known.add_named(context.all::<Equipment>(), |equipment| equipment.id.as_str());
        for At { record, .. } in context.all::<Source>() {
            known.add(&record.title, (RecordType::Source, record.id.as_str()));
        }
        for At { record, .. } in context.all::<Deal>() {
            known.add(&record.title, (RecordType::Deal, record.id.as_str()));
        }
        known
    }

    fn add_named<T: Named + 'a>(
        &mut self,
        records: impl Iterator<Item = At<'a, T>>,
        id: impl Fn(&'a T) -> &'a str,
    ) {
        for At { record, .. } in records {
            let (name, aliases) = record.names();
            for name in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
                self.add(name, (T::TYPE, id(record)));
            }
        }
    }

    fn add(&mut self, name: &str, record: Record<'a>) {
        let records = self.0.entry(key(name)).or_default();
        if !records.contains(&record) {
            records.push(record);
        }
    }

    /// The records of a type that have a name; `None` stands for all types.
    pub(crate) fn of(&self, name: &str, wanted: Option<RecordType>) -> impl Iterator<Item = Record<'a>> {
        let records = self.0.get(&key(name)).into_iter().flatten().copied();
        records.filter(move |(record_type, _)| wanted.is_none_or(|wanted| wanted == *record_type))
    }
}

/// What two texts have in common that are the same name: `The Harbour Post`, `harbour-post`.
fn key(name: &str) -> String {
    let key = id::slug(name).unwrap_or_else(|| fold(name));
    key.strip_prefix("the-").map(str::to_owned).unwrap_or(key)
}

/// The records that a text can mean: those that have the id which it makes, or it as a name.
fn records(context: &Context<'_>, wanted: Option<RecordType>, text: &str) -> Vec<(RecordType, String)> {
    let (named, name) = match text.split_once(':') {
        Some((name, rest)) => (RecordType::from_name(name).or_else(|| RecordType::from_plural(name)), rest),
        None => (None, text),
    };
    let (wanted, name) = match (wanted, named) {
        (Some(wanted), Some(named)) if wanted != named => return Vec::new(),
        (_, Some(named)) => (Some(named), name),
        (wanted, None) => (wanted, text),
    };
    let types = RecordType::ALL.into_iter().filter(|t| wanted.is_none_or(|wanted| wanted == *t));
    let by_id = id::slug(name).into_iter().flat_map(|id| {
        let types = types.clone().filter(|t| context.exists(*t, &id)).collect::<Vec<_>>();
        types.into_iter().map(move |t| (t, id.clone()))
    });
    let mut found: Vec<_> = by_id.collect();
    for (record_type, id) in context.known_as().of(name, wanted) {
        if !found.iter().any(|(t, known)| *t == record_type && known == id) {
            found.push((record_type, id.to_owned()));
        }
    }
    found
}

/// How a reference is written: with the type of its record where a record of any type can stand.
fn written((record_type, id): &(RecordType, String), wanted: Option<RecordType>) -> String {
    match wanted {
        Some(_) => id.clone(),
        None => format!("{record_type}:{id}"),
    }
}

/// Says which record a text means that stands where a reference is wanted, and offers to write that.
pub(crate) fn suggest(
    context: &Context<'_>,
    finding: Finding,
    place: &Place,
    wanted: Option<RecordType>,
    text: &str,
) -> Finding {
    let found = records(context, wanted, text);
    match (found.as_slice(), wanted) {
        ([record], _) => {
            let meant = written(record, wanted);
            let finding = finding.help(format!("write {} if that is what is meant", shown(&meant)));
            if !context.knows_ids(wanted) {
                return finding;
            }
            finding.fix(Fix::replace(format!("write {}", shown(&meant)), place.clone(), meant))
        }
        ([], wanted) => match (several(context, wanted, text), wanted) {
            (Some(records), _) => {
                let noun = wanted.map_or("record", record_noun);
                finding.help(format!("name one {noun}: {} are more than one", values(records)))
            }
            (None, Some(wanted)) => finding.help(format!(
                "write the id of {} that the dataset has, or add the {}",
                one(wanted),
                record_noun(wanted)
            )),
            (None, None) => finding.help("write the type and the id of a record that the dataset has"),
        },
        (several, _) => {
            let meant = several.iter().map(|record| written(record, wanted));
            finding.help(format!("write {}, whichever is meant", alternatives(meant)))
        }
    }
}

/// The records that a text names one after the other, if it is nothing else.
fn several(context: &Context<'_>, wanted: Option<RecordType>, text: &str) -> Option<Vec<String>> {
    let parts = text.split([',', ';', '/', '&', '+']).flat_map(|part| part.split(" and "));
    let parts: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    let record = |part: &&str| match records(context, wanted, part).as_slice() {
        [record] => Some(written(record, wanted)),
        _ => None,
    };
    let found = parts.iter().map(record).collect::<Option<Vec<_>>>()?;
    (found.len() > 1).then_some(found)
}

/// What was meant by a value under `reports` or `claims` that does not follow the grammar of its field, if that is clear.
pub(crate) fn value(
    context: &Context<'_>,
    kind: FieldKind,
    value: &RawValue,
    error: &ValueError,
) -> Option<String> {
    let wanted = match kind {
        FieldKind::Reference(wanted) | FieldKind::References(wanted) => Some(wanted),
        FieldKind::AnyReference => None,
        _ => return error.suggestion().map(str::to_owned),
    };
    let RawValue::One(text) = value else { return None };
    match records(context, wanted, text).as_slice() {
        [record] if context.knows_ids(wanted) => Some(written(record, wanted)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gathered::Used;
    use tallybook_reader::Reading;

    #[track_caller]
    fn check(wanted: Option<RecordType>, text: &str, meant: &[&str]) {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let reading = Reading::from_memory([
            file("dataset.yaml", "title: Test\n"),
            file(
                "actors.yaml",
                "[{id: harbour-aid, kind: organization, name: Harbour Aid, aliases: [HA, Гавань]},
                  {id: port-hospital, kind: organization, name: Port Hospital},
                  {id: port-clinic, kind: organization, name: Port Clinic, aliases: [The Port]},
                  {id: harbour-post, kind: media, name: Harbour Post, aliases: [The Port]}]",
            ),
            file("equipment.yaml", "[{id: a4, designation: A4 ambulance, class: vehicle}]"),
            file("deals.yaml", "[{id: a4, title: Ambulances, parties: [port-hospital], stage: agreed}]"),
        ]);
        let today = "2022-11-08".parse().unwrap();
        let context = Context::new(&reading, today, Used::none(&reading.dataset));
        let found = records(&context, wanted, text);
        let found: Vec<String> = found.iter().map(|record| written(record, wanted)).collect();
        assert_eq!(found, meant, "{text}");
    }

    #[test]
    fn a_record_is_known_by_its_id_and_its_names() {
        let actor = Some(RecordType::Actor);
        for text in
            ["Harbour Aid", "HARBOUR_AID", "HA", "ha", "гавань", "actor:Harbour Aid", "the Harbour Aid"]
        {
            check(actor, text, &["harbour-aid"]);
        }
        check(actor, "The Harbour Post", &["harbour-post"]);
        check(actor, "Port", &["port-clinic", "harbour-post"]);
        check(None, "Port Hospital", &["actor:port-hospital"]);
        check(None, "Ambulances", &["deal:a4"]);
        check(None, "a4", &["equipment:a4", "deal:a4"]);
        check(None, "deals:A4", &["deal:a4"]);
    }

    #[test]
    fn nothing_is_put_together() {
        for text in [
            "harbour-aid, port-hospital",
            "port-hospital and harbour-aid",
            "Harbour",
            "equipment:harbour-aid",
            "A4 ambulance",
            "",
        ] {
            check(Some(RecordType::Actor), text, &[]);
        }
    }
}
