//! Which kinds of actor a field accepts. This is the one list of them; a field that is not listed
//! accepts every kind.

use tallybook_schema::block::BlockKind;
use tallybook_schema::vocabulary::ActorKind::{
    self, ArmedGroup, Collective, Media, Organization, PublicBody, State,
};

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
