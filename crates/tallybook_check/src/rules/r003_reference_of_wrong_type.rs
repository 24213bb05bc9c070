//! R003: a reference names a record of the wrong type or kind.

use tallybook_diagnostics::{Finding, Findings, Fix, Place};
use tallybook_schema::RecordType;
use tallybook_schema::block::BlockKind;
use tallybook_schema::record::Actor;
use tallybook_schema::vocabulary::ActorKind;

use crate::gathered::Doubtful;
use crate::wording::{alternatives, list, one};
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "R003",
    "reference-of-wrong-type",
    "a reference names a record of the wrong type or kind",
    include_str!("r003_reference_of_wrong_type.md"),
    Scope::Dataset(check),
)
.sql(Sql::Query(include_str!("r003_reference_of_wrong_type.sql")));

fn check(context: &Context<'_>, out: &mut Findings) {
    for reference in &context.gathered().doubtful {
        match &reference.wrong_kind {
            Some((field, kinds)) => out.extend(wrong_kind(context, reference, field, kinds)),
            None if context.may_exist(reference.wanted, &reference.id) => {}
            None => out.extend(wrong_type(context, reference)),
        }
    }
}

fn place(reference: &Doubtful) -> Place {
    Place::value(reference.record_type, reference.index, reference.pointer.clone())
}

fn wrong_type(context: &Context<'_>, reference: &Doubtful) -> Option<Finding> {
    let (wanted, id) = (reference.wanted, reference.id.as_str());
    let found: Vec<RecordType> = RecordType::ALL.into_iter().filter(|&t| context.exists(t, id)).collect();
    let (&first, _) = found.split_first()?;
    let types: Vec<String> = found.iter().map(|&t| one(t)).collect();
    let mut finding =
        Finding::new(place(reference), format!("`{id}` is {}, not {}", list(&types), one(wanted)))
            .label(format!("{} is wanted here", one(wanted)))
            .note("each type of record has ids of its own, so the same id in another type is another record");
    for &record_type in &found {
        if let Some(index) = context.index.position(record_type, id) {
            finding = finding.related(Place::value(record_type, index, "/id"), format!("the {record_type}"));
        }
    }
    Some(if reference.kind == BlockKind::Target && reference.pointer.ends_with("/target") {
        let text = format!("{first}:{id}");
        let finding = finding.help(format!("write `{text}` if that is meant"));
        if !context.knows_ids(None) {
            return Some(finding);
        }
        finding.fix(Fix::replace(format!("write `{text}`"), place(reference), text))
    } else {
        finding.help(format!("write the id of {}, or add the {wanted} `{id}`", one(wanted)))
    })
}

fn wrong_kind(
    context: &Context<'_>,
    reference: &Doubtful,
    field: &str,
    kinds: &[ActorKind],
) -> Option<Finding> {
    let id = reference.id.as_str();
    let actor = context.find::<Actor>(id)?;
    let wanted = alternatives(kinds);
    let message = format!("`{id}` is of kind `{}`, which `{field}` does not take", actor.kind);
    let finding = Finding::new(place(reference), message)
        .label(format!("an actor of kind {wanted} is wanted here"))
        .related(actor.place("/kind"), format!("the kind of `{id}`"))
        .note("an actor of another kind cannot be what the field says, so that one of the two is wrong")
        .help("name another actor, or correct the kind of this one");
    Some(finding)
}
