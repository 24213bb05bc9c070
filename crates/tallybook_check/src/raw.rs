//! Values as written under `reports` and `claims`, with the field that each is for.

use tallybook_diagnostics::Place;
use tallybook_schema::block::{self, Block, BlockKind, FieldDef};
use tallybook_schema::record::FieldMap;
use tallybook_schema::value::RawValue;

use crate::Context;
use crate::wording::pointer_token;

/// A value as written that is given for a field.
#[derive(Debug)]
pub(crate) struct RawAt<'a> {
    /// The kind of the block that the field belongs to.
    pub(crate) kind: BlockKind,
    /// The name of the field, as written.
    pub(crate) field: &'a str,
    /// The definition of the field; `None` if the block has no such field.
    pub(crate) def: Option<&'static FieldDef>,
    /// The value.
    pub(crate) value: &'a RawValue,
    /// Where the value stands.
    pub(crate) place: Place,
}

/// The values under `claims` of a target: another value of a field of the record it is about.
pub(crate) fn claims<'a>(context: &Context<'a>, block: &Block<'_>) -> Vec<RawAt<'a>> {
    if block.kind != BlockKind::Target {
        return Vec::new();
    }
    let claiming = block::target(context.dataset, block).filter(|target| !target.claims.is_empty());
    claiming.map_or_else(Vec::new, |target| {
        let kind = BlockKind::of(target.target.record_type);
        in_map(kind, &target.claims, block, &format!("{}/claims", block.pointer)).collect()
    })
}

/// The values under `reports` of the evidence of a block: another value of a field of the block.
pub(crate) fn reports<'a>(block: &Block<'a>) -> Vec<RawAt<'a>> {
    let reporting = block.evidence.iter().enumerate().filter(|(_, evidence)| !evidence.reports.is_empty());
    let each = reporting.flat_map(|(i, evidence)| {
        let pointer = format!("{}/evidence/{i}/reports", block.pointer);
        in_map(block.kind, &evidence.reports, block, &pointer).collect::<Vec<_>>()
    });
    each.collect()
}

fn in_map<'a>(
    kind: BlockKind,
    map: &'a FieldMap,
    block: &Block<'_>,
    pointer: &str,
) -> impl Iterator<Item = RawAt<'a>> {
    let (record_type, index) = (block.record_type, block.index);
    map.iter().map(move |(field, value)| {
        let place = Place::value(record_type, index, format!("{pointer}/{}", pointer_token(field)));
        RawAt { kind, field, def: kind.def(field), value, place }
    })
}
