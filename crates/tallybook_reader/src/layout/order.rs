//! The order in which the fields of each kind of mapping stand.

use tallybook_schema::RecordType;
use tallybook_schema::block::BlockKind;

/// A kind of mapping, with the order of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Block(BlockKind),
    Evidence,
    Manifest,
    Checks,
    Limits,
    Waiver,
    /// Names are the writer's own, as in `reports`; they stay in their order.
    Free,
}

impl Kind {
    pub(crate) fn of(record_type: RecordType) -> Self {
        Self::Block(BlockKind::of(record_type))
    }

    /// The kind of the mappings that a field holds, alone or in a list.
    pub(crate) fn below(self, field: &str) -> Self {
        match (self, field) {
            (Self::Block(_), "evidence") => Self::Evidence,
            (Self::Block(BlockKind::Source), "text") => Self::Block(BlockKind::SourceText),
            (Self::Block(BlockKind::Source), "not_covered") => Self::Block(BlockKind::NotCovered),
            (Self::Block(BlockKind::Actor), "roles") => Self::Block(BlockKind::Role),
            (Self::Block(BlockKind::Actor), "anonymous") => Self::Block(BlockKind::Anonymous),
            (Self::Block(BlockKind::Transfer), "place") => Self::Block(BlockKind::Place),
            (Self::Block(BlockKind::Transfer), "items") => Self::Block(BlockKind::Item),
            (Self::Block(BlockKind::Statement), "about") => Self::Block(BlockKind::Target),
            (Self::Block(BlockKind::Statement), "figures") => Self::Block(BlockKind::Figure),
            (Self::Manifest, "checks") => Self::Checks,
            (Self::Manifest, "waivers") => Self::Waiver,
            (Self::Checks, "limits") => Self::Limits,
            _ => Self::Free,
        }
    }

    /// Where a field stands among those of its mapping.
    pub(crate) fn rank(self, field: &str) -> usize {
        let fields: &[&str] = match self {
            Self::Block(kind) => return rank_in_block(kind, field),
            Self::Evidence => &[
                "source",
                "paragraph",
                "page",
                "line",
                "clip",
                "quote",
                "supports",
                "reports",
                "via",
                "note",
            ],
            Self::Manifest => &[
                "title",
                "version",
                "description",
                "licence",
                "language",
                "creators",
                "homepage",
                "checks",
                "waivers",
            ],
            Self::Checks => &["severity", "limits"],
            Self::Limits => &["file_bytes", "jsonl_bytes", "depth", "problems"],
            Self::Waiver => &["code", "record", "path", "reason", "by", "until"],
            Self::Free => return 0,
        };
        fields.iter().position(|name| *name == field).unwrap_or(fields.len())
    }
}

/// Scaled by two, so that the fields that the block does not define itself fit in between.
fn rank_in_block(kind: BlockKind, field: &str) -> usize {
    let defined = |name: &str| kind.defs().iter().position(|def| def.name == name).map(|at| 2 * at);
    let after = |name: &str| defined(name).map(|at| at + 1);
    let last = 2 * kind.defs().len();
    let rank = match field {
        "note" => Some(last + 1),
        "evidence" => Some(last + 2),
        "text" => after("archive_url"),
        "not_covered" => after("licence"),
        "items" => after("itemisation"),
        "figures" => after("about"),
        "claims" => after("stance"),
        "paragraphs" => Some(0),
        "reason" if kind == BlockKind::NotCovered => Some(1),
        _ => defined(field),
    };
    rank.unwrap_or(last)
}
