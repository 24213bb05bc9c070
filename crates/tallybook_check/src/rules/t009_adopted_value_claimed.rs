//! T009: `claims` repeats the adopted value.

use tallybook_analysis::facts::repeats;
use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::block::{Block, blocks_of};

use crate::rule::field_place;
use crate::wording::noun;
use crate::{Context, Rule, Scope, Sql, Wanted};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "T009",
    "adopted-value-claimed",
    "`claims` repeats the adopted value",
    include_str!("t009_adopted_value_claimed.md"),
    Scope::Across { wanted: Wanted::Single(is_repeated), look: check },
)
.sql(Sql::Not("reads claims, which are one text in the tables"));

fn check(context: &Context<'_>, out: &mut Findings) {
    for (record_type, id) in context.claimed().records() {
        if let Some(index) = context.index.position(record_type, id) {
            out.extend(findings(context, &blocks_of(context.dataset, record_type, index)));
        }
    }
}

fn is_repeated(context: &Context<'_>, transfer: &[Block<'_>]) -> bool {
    findings(context, transfer).next().is_some()
}

/// What is claimed of a record, by its blocks, and is so.
fn findings<'f>(context: &'f Context<'_>, blocks: &'f [Block<'_>]) -> impl Iterator<Item = Finding> + 'f {
    let record = blocks.first();
    let claims = record.map_or(&[][..], |record| context.claimed().of(record.record_type, record.id));
    let each = claims.iter().flat_map(move |claims| record.into_iter().map(move |record| (claims, record)));
    each.flat_map(|(claims, record)| {
        let facts = record.fields.iter().filter(|field| field.def.is_fact());
        facts.filter_map(move |field| {
            let name = field.def.name;
            let value = claims.target.claims.get(name).filter(|value| repeats(field, value))?;
            let place: Place = claims.statement.place(format!("/about/{}/claims/{name}", claims.number));
            let message = format!(
                "`{value}` is the value that the {} has as `{name}`, not another one",
                noun(record.kind)
            );
            Some(
                Finding::new(place, message)
                    .related(field_place(record, name), "the adopted value")
                    .note("who affirms and claims something counts as affirming in part")
                    .help(format!("take `{name}` out of `claims`")),
            )
        })
    })
}
