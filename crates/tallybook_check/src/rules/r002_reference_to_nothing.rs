//! R002: a reference names a record that does not exist.

use tallybook_analysis::references::{Reference, references_of};
use tallybook_diagnostics::{Finding, Findings, Fix, Place};
use tallybook_schema::block::{Block, BlockKind};
use tallybook_schema::{RecordType, id};

use crate::wording::nearest;
use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "R002",
    "reference-to-nothing",
    "a reference names a record that does not exist",
    include_str!("r002_reference_to_nothing.md"),
    Scope::Block(check),
);

/// The nearest id is looked for among at most so many, so that a large dataset without its actors is
/// not compared with itself letter by letter.
const MOST_COMPARED: usize = 10_000;

fn check(context: &Context<'_>, block: &Block<'_>, out: &mut Findings) {
    for reference in references_of(&context.index, block) {
        let (wanted, id) = reference.to;
        // An id of another type is a reference of the wrong type (R003), and what is no id at all does
        // not follow the grammar of its field.
        let known = context.may_exist(wanted, id) || RecordType::ALL.iter().any(|&t| context.exists(t, id));
        if !known && id::validate(id).is_ok() {
            out.push(broken(context, block, &reference));
        }
    }
}

fn broken(context: &Context<'_>, block: &Block<'_>, reference: &Reference<'_>) -> Finding {
    let (wanted, id) = reference.to;
    let place = Place::value(reference.record_type, reference.index, reference.pointer.clone());
    let finding = Finding::new(place.clone(), format!("there is no {wanted} `{id}`"))
        .note("nobody can follow a reference to nothing, and exports would carry an id that no table has");
    let compared = context.dataset.ids(wanted).take(MOST_COMPARED);
    match nearest(id, compared) {
        None => finding.help(format!("correct the id, or add the {wanted}")),
        Some(near) => {
            // The target of a statement is written with its type.
            let typed = block.kind == BlockKind::Target && reference.pointer.ends_with("/target");
            let text = if typed { format!("{wanted}:{near}") } else { near.to_owned() };
            finding.help(format!("write `{text}` if that is meant, or add the {wanted}")).fix(Fix::replace(
                format!("write `{text}`"),
                place,
                text,
            ))
        }
    }
}
