//! T008: a claim for a field that the target does not have, or that is no value of the field.

use tallybook_diagnostics::{Finding, Findings, Fix, Place};
use tallybook_schema::block::{self, Block, FieldDef};
use tallybook_schema::record::Target;
use tallybook_schema::value::RawValue;

use crate::meant;
use crate::raw::{self, RawAt};
use crate::wording::{nearest, pointer_token};
use crate::{BlockAt, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "T008",
    "claim-of-unknown-field",
    "a claim for a field that the target does not have, or that is no value of the field",
    include_str!("t008_claim_of_unknown_field.md"),
    Scope::Block(check),
)
.sql(Sql::Not("reads claims, which are one text in the tables"));

fn check(context: &Context<'_>, block: &BlockAt<'_>, out: &mut Findings) {
    let Some(target) = block::target(context.dataset, block) else { return };
    for claim in raw::claims(context, block) {
        match claim.def {
            Some(def) if def.is_fact() => out.extend(bad_value(context, block, &claim, def, target)),
            _ => out.push(unknown_field(block, &claim, target)),
        }
    }
}

fn unknown_field(block: &Block<'_>, claim: &RawAt<'_>, target: &Target) -> Finding {
    let record_type = target.target.record_type;
    let facts: Vec<&str> = claim.kind.defs().iter().filter(|def| def.is_fact()).map(|def| def.name).collect();
    let place = Place::key(block.record_type, block.index, pointer(block, claim));
    let message = match claim.def {
        Some(_) => format!("`{}` of a {record_type} is no fact that a speaker can dispute", claim.field),
        None => format!("a {record_type} has no field `{}`", claim.field),
    };
    let finding = Finding::new(place.clone(), message)
        .related(target_place(block), "what the claim is about")
        .note("a claim gives another value for a field of the target, and is compared with the value there");
    match nearest(claim.field, facts.iter().copied()) {
        Some(near) if target.claims.get(near).is_some() => {
            finding.help(format!("`{near}` stands under `claims` already: take `{}` out", claim.field))
        }
        Some(near) => finding.help(format!("write `{near}` if that is meant")).fix(Fix::replace(
            format!("write `{near}`"),
            place,
            near,
        )),
        None if facts.is_empty() => finding.help("say it in the `note` of the target"),
        None => finding.help(format!("name one of its facts: {}", facts.join(", "))),
    }
}

fn bad_value(
    context: &Context<'_>,
    block: &Block<'_>,
    claim: &RawAt<'_>,
    def: &FieldDef,
    target: &Target,
) -> Option<Finding> {
    let error = def.kind.check(claim.value).err()?;
    let value = match claim.value {
        RawValue::One(text) => format!("`{text}`"),
        RawValue::Many(texts) => format!("`[{}]`", texts.join(", ")),
    };
    let finding = Finding::new(claim.place(), format!("{value} is no value for `{}`: {error}", def.name))
        .related(target_place(block), "what the claim is about")
        .note(format!("a claim is compared with the value of the {}", target.target.record_type));
    Some(match meant::value(context, def.kind, claim.value, &error) {
        Some(meant) => finding.help(format!("write `{meant}` if that is meant")).fix(Fix::replace(
            format!("write `{meant}`"),
            claim.place(),
            meant,
        )),
        None => finding.help(
            "write it as the field itself is written; what is no value goes into the `note` of the target",
        ),
    })
}

fn pointer(block: &Block<'_>, claim: &RawAt<'_>) -> String {
    format!("{}/claims/{}", block.pointer, pointer_token(claim.field))
}

fn target_place(block: &Block<'_>) -> Place {
    Place::value(block.record_type, block.index, format!("{}/target", block.pointer))
}
