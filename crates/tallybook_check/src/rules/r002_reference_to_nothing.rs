//! R002: a reference names a record that does not exist.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tallybook_analysis::references::{self, Reference};
use tallybook_diagnostics::{Finding, Findings, Fix, Place};
use tallybook_schema::block::{BlockKind, blocks_of};
use tallybook_schema::{RecordType, id};

use crate::wording::{nearest, only_nearest};
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
    /// Whether no other is as much like it.
    only: bool,
}

impl<'a> Near<'a> {
    fn of(context: &Context<'a>, (record_type, id): (RecordType, &str)) -> Option<Self> {
        let near = nearest(id, context.ids(record_type))?;
        Some(Self { id: near, only: only_nearest(id, context.ids(record_type)).is_some() })
    }
}

/// A reference to nothing, with the kind of block that it stands in.
type Broken<'a> = (BlockKind, Reference<'a>);

fn check(context: &Context<'_>, out: &mut Findings) {
    let mut suggestions: BTreeMap<(RecordType, &str), Option<Near<'_>>> = BTreeMap::new();
    for (kind, reference) in RecordType::ALL.into_iter().flat_map(|t| broken(context, t)) {
        let room = suggestions.len() < MOST_SUGGESTIONS;
        let near = match suggestions.get(&reference.to) {
            Some(near) => *near,
            None if room => {
                let near = Near::of(context, reference.to);
                suggestions.insert(reference.to, near);
                near
            }
            None => None,
        };
        out.push(finding(kind, &reference, near));
    }
}

fn broken<'a>(context: &Context<'a>, record_type: RecordType) -> Vec<Broken<'a>> {
    let records = (0..context.dataset.count(record_type)).into_par_iter();
    let of_record = |index| {
        let mut broken = Vec::new();
        for block in blocks_of(context.dataset, record_type, index) {
            references::visit(&context.index, &block, &mut |to, pointer| {
                if is_broken(context, to) {
                    let reference = Reference { record_type, index, id: block.id, pointer: pointer(), to };
                    broken.push((block.kind, reference));
                }
            });
        }
        broken
    };
    records.flat_map_iter(of_record).collect()
}

/// An id that another type has is a reference of the wrong type (R003), and what is no id at all does
/// not follow the grammar of its field.
fn is_broken(context: &Context<'_>, (wanted, id): (RecordType, &str)) -> bool {
    let known = context.may_exist(wanted, id) || RecordType::ALL.iter().any(|&t| context.exists(t, id));
    !known && id::validate(id).is_ok()
}

fn finding(kind: BlockKind, reference: &Reference<'_>, near: Option<Near<'_>>) -> Finding {
    let (wanted, id) = reference.to;
    let place = Place::value(reference.record_type, reference.index, reference.pointer.clone());
    let finding = Finding::new(place.clone(), format!("there is no {wanted} `{id}`"))
        .note("nobody can follow a reference to nothing, and exports would carry an id that no table has");
    let Some(Near { id, only }) = near else {
        return finding.help(format!("correct the id, or add the {wanted}"));
    };
    // The target of a statement is written with its type.
    let is_target = kind == BlockKind::Target && reference.pointer.ends_with("/target");
    let text = if is_target { format!("{wanted}:{id}") } else { id.to_owned() };
    let finding = finding.help(format!("write `{text}` if that is meant, or add the {wanted}"));
    if only { finding.fix(Fix::replace(format!("write `{text}`"), place, text)) } else { finding }
}
