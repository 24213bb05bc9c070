//! R002: a reference names a record that does not exist.

use std::collections::BTreeMap;

use tallybook_diagnostics::{Finding, Findings, Fix, Place};
use tallybook_schema::block::BlockKind;
use tallybook_schema::{RecordType, id};

use crate::gathered::Doubtful;
use crate::wording::{is_slip, nearest, only_nearest};
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "R002",
    "reference-to-nothing",
    "a reference names a record that does not exist",
    include_str!("r002_reference_to_nothing.md"),
    Scope::Dataset(check),
)
.sql(Sql::Query(include_str!("r002_reference_to_nothing.sql")));

/// The nearest id is looked for for so many missing ones at most. A dataset that lacks more was not
/// mistyped, and comparing every missing id with every other would take too long.
const MOST_SUGGESTIONS: usize = 100;

/// The id that a missing one is most like.
#[derive(Clone, Copy)]
struct Near<'a> {
    id: &'a str,
    /// Whether no other is as much like it, and it can be a slip of the pen for this one.
    is_meant: bool,
    /// Whether nothing refers to it, and several references to this one: then its own id may be what is misspelt.
    is_misspelt: bool,
}

impl<'a> Near<'a> {
    fn of(context: &'a Context<'_>, (record_type, id): (RecordType, &str)) -> Option<Self> {
        let mut known = context.known_as().of(id, Some(record_type));
        if let (Some((_, id)), None) = (known.next(), known.next()) {
            return Some(Self { id, is_meant: true, is_misspelt: false });
        }
        let near = nearest(id, context.ids(record_type))?;
        let only = only_nearest(id, context.ids(record_type));
        let is_slip = only.is_some_and(|only| is_slip(id, only));
        let is_unused = || {
            let number = context.index.position(record_type, near);
            number.is_some_and(|number| !context.used.has(record_type, number))
        };
        let is_this = |reference: &&Doubtful| reference.wanted == record_type && reference.id == id;
        let is_misspelt =
            is_slip && is_unused() && context.gathered().doubtful.iter().filter(is_this).nth(1).is_some();
        Some(Self { id: near, is_meant: is_slip && !is_misspelt, is_misspelt })
    }
}

fn check(context: &Context<'_>, out: &mut Findings) {
    let mut suggestions: BTreeMap<(RecordType, &str), Option<Near<'_>>> = BTreeMap::new();
    for reference in context.gathered().doubtful.iter().filter(|reference| is_broken(context, reference)) {
        let to = (reference.wanted, reference.id.as_str());
        let room = suggestions.len() < MOST_SUGGESTIONS;
        let near = match suggestions.get(&to) {
            Some(near) => *near,
            None if room => {
                let near = Near::of(context, to);
                suggestions.insert(to, near);
                near
            }
            None => None,
        };
        // An id that is not known may be what is meant.
        let is_known = context.knows_ids(Some(reference.wanted));
        out.push(finding(reference, near.map(|near| Near { is_meant: near.is_meant && is_known, ..near })));
    }
}

/// An id that another type has is a reference of the wrong type (R003), and what is no id at all does
/// not follow the grammar of its field.
fn is_broken(context: &Context<'_>, Doubtful { wanted, id, .. }: &Doubtful) -> bool {
    let (wanted, id) = (*wanted, id.as_str());
    let known = context.may_exist(wanted, id) || RecordType::ALL.iter().any(|&t| context.exists(t, id));
    !known && id::validate(id).is_ok()
}

fn finding(reference: &Doubtful, near: Option<Near<'_>>) -> Finding {
    let Doubtful { kind, wanted, id, .. } = reference;
    let place = Place::value(reference.record_type, reference.index, reference.pointer.clone());
    let finding = Finding::new(place.clone(), format!("there is no {wanted} `{id}`"))
        .note("nobody can follow a reference to nothing, and exports would carry an id that no table has");
    let Some(Near { id: near, is_meant, is_misspelt }) = near else {
        return finding.help(format!("correct the id, or add the {wanted}"));
    };
    // The target of a statement is written with its type.
    let is_target = *kind == BlockKind::Target && reference.pointer.ends_with("/target");
    let text = if is_target { format!("{wanted}:{near}") } else { near.to_owned() };
    if is_misspelt {
        return finding.help(format!(
            "nothing refers to `{near}`: if it is the one that is misspelt, give that record the id `{id}`"
        ));
    }
    if !is_meant {
        return finding.help(format!("add the {wanted}, or write `{text}` if that is meant"));
    }
    let finding = finding.help(format!("write `{text}` if that is meant, or add the {wanted}"));
    finding.fix(Fix::replace(format!("write `{text}`"), place, text))
}
