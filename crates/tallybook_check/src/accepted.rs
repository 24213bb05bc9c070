//! Which kinds of actor a field accepts. This is the one list of them; a field that is not listed
//! accepts every kind.

use tallybook_analysis::references::Reference;
use tallybook_schema::block::{self, Block, BlockKind};
use tallybook_schema::vocabulary::ActorKind::{
    self, ArmedGroup, Collective, Media, Organization, PublicBody, State,
};

use crate::Context;

/// The kinds of actor that can be a supplier or a recipient.
pub(crate) const PARTIES: &[ActorKind] = &[State, PublicBody, ArmedGroup, Organization];

/// The kinds of actor that a field of a block accepts; `None` if it accepts every kind.
pub(crate) fn kinds(block: BlockKind, field: &str) -> Option<&'static [ActorKind]> {
    match (block, field) {
        (BlockKind::Source, "publisher") => Some(&[Media, Organization, PublicBody, State]),
        // A person is a part of nothing; what it holds in others is an office.
        (BlockKind::Actor, "part_of") => {
            Some(&[State, PublicBody, Organization, Media, ArmedGroup, Collective])
        }
        // A collective is no body, so it has no offices.
        (BlockKind::Role, "organization") => Some(&[State, PublicBody, Organization, Media, ArmedGroup]),
        (BlockKind::Equipment | BlockKind::Transfer, "origin") => Some(&[State]),
        (BlockKind::Statement, "medium") => Some(&[Media]),
        _ => None,
    }
}

/// Whether every field of a block, and every value that its evidence reports for one, accepts a kind of actor. What
/// this says of a block is a short way past [`kinds`], and no more than that.
pub(crate) fn all_accept(block: BlockKind, kind: ActorKind) -> bool {
    match block {
        BlockKind::Deal | BlockKind::Item | BlockKind::Figure => true,
        BlockKind::Transfer | BlockKind::Equipment => kind == State,
        _ => false,
    }
}

/// The kind of block and the field that a reference found in `block` gives a value for; `None` for
/// the sources and chains of evidence, which are fields of no block.
pub(crate) fn field_of<'r>(
    context: &Context<'_>,
    block: &Block<'_>,
    reference: &'r Reference<'_>,
) -> Option<(BlockKind, &'r str)> {
    let mut steps = reference.pointer.get(block.pointer.len()..)?.split('/').skip(1);
    match steps.next()? {
        "evidence" => (steps.nth(1)? == "reports").then(|| steps.next())?.map(|field| (block.kind, field)),
        "claims" => {
            let target = block::target(context.dataset, block)?;
            Some((BlockKind::of(target.target.record_type), steps.next()?))
        }
        field => Some((block.kind, field)),
    }
}
