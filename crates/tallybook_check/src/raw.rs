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
    block: &'a Block<'a>,
    /// The position of the evidence that reports it; `None` if it is claimed.
    evidence: Option<usize>,
}

impl RawAt<'_> {
    /// Where the value stands.
    pub(crate) fn place(&self) -> Place {
        let Block { record_type, index, pointer, .. } = self.block;
        let token = pointer_token(self.field);
        let pointer = match self.evidence {
            Some(number) => format!("{pointer}/evidence/{number}/reports/{token}"),
            None => format!("{pointer}/claims/{token}"),
        };
        Place::value(*record_type, *index, pointer)
    }
}

/// The values under `claims` of a target: another value of a field of the record it is about.
pub(crate) fn claims<'a>(context: &'a Context<'_>, block: &'a Block<'_>) -> impl Iterator<Item = RawAt<'a>> {
    block::target(context.dataset, block)
        .into_iter()
        .flat_map(move |target| in_map(BlockKind::of(target.target.record_type), &target.claims, block, None))
}

/// The values under `reports` of the evidence of a block: another value of a field of the block.
pub(crate) fn reports<'a>(block: &'a Block<'_>) -> impl Iterator<Item = RawAt<'a>> {
    let reporting = block.evidence.iter().enumerate().filter(|(_, evidence)| !evidence.reports.is_empty());
    reporting.flat_map(move |(i, evidence)| in_map(block.kind, &evidence.reports, block, Some(i)))
}

fn in_map<'a>(
    kind: BlockKind,
    map: &'a FieldMap,
    block: &'a Block<'_>,
    evidence: Option<usize>,
) -> impl Iterator<Item = RawAt<'a>> {
    map.iter().map(move |(field, value)| RawAt { field, def: kind.def(field), kind, value, block, evidence })
}
