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

    /// The fields of the mapping in their order.
    pub(crate) fn order(self) -> Order {
        Order(match self {
            Self::Block(kind) => of_block(kind),
            Self::Evidence => vec![
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
            Self::Manifest => vec![
                "title",
                "version",
                "description",
                "licence",
                "language",
                "creators",
                "homepage",
                "archive",
                "checks",
                "waivers",
            ],
            Self::Checks => vec!["severity", "limits"],
            Self::Limits => vec!["file_bytes", "jsonl_bytes", "depth", "problems"],
            Self::Waiver => vec!["code", "record", "path", "reason", "by", "until"],
            Self::Free => Vec::new(),
        })
    }
}

/// Fields in their order. Others come after them, as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order(Vec<&'static str>);

impl Order {
    /// Where a field stands among those of its mapping.
    pub(crate) fn rank(&self, field: &str) -> usize {
        self.0.iter().position(|name| *name == field).unwrap_or(self.0.len())
    }
}

/// The fields that the block defines, those that it does not define itself in between, `note` and `evidence`
/// last.
fn of_block(kind: BlockKind) -> Vec<&'static str> {
    let mut fields: Vec<&str> = kind.defs().iter().map(|def| def.name).collect();
    let mut put_after = |field, before| {
        let at = fields.iter().position(|name| *name == before).map_or(0, |at| at + 1);
        fields.insert(at, field);
    };
    match kind {
        BlockKind::Source => {
            put_after("text", "archive_url");
            put_after("not_covered", "licence");
        }
        BlockKind::SourceText => put_after("sha256", "file"),
        BlockKind::NotCovered => put_after("paragraphs", ""),
        BlockKind::Transfer => put_after("items", "itemisation"),
        BlockKind::Statement => put_after("figures", "about"),
        BlockKind::Target => put_after("claims", "stance"),
        _ => {}
    }
    if let Some(at) = fields.iter().position(|name| *name == "note") {
        fields.remove(at);
        fields.push("note");
    }
    if kind.can_cite() {
        fields.push("evidence");
    }
    fields
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;
    use tallybook_schema::json_schema;

    use super::*;

    /// Holds the order of a mapping, and of those in it, against what the JSON Schema `node` says of them.
    fn check(schema: &Value, node: &Value, kind: Kind, at: &str, seen: &mut usize) {
        let node = resolved(schema, node);
        let Some(properties) = node.get("properties").and_then(Value::as_object) else {
            assert_eq!(kind, Kind::Free, "{at} has an order and no fields");
            return;
        };
        let order = kind.order().0;
        let (names, ordered): (BTreeSet<&str>, BTreeSet<&str>) =
            (properties.keys().map(String::as_str).collect(), order.iter().copied().collect());
        assert_eq!(ordered, names, "the fields of {at} in their order, and in the schema");
        assert_eq!(order.len(), ordered.len(), "a field of {at} stands twice");
        *seen += 1;
        for (name, property) in properties {
            check(schema, property, kind.below(name), &format!("{at}/{name}"), seen);
        }
    }

    /// What a schema says of a value: behind references, of the items of a list, of what is not null.
    fn resolved<'a>(schema: &'a Value, node: &'a Value) -> &'a Value {
        let next = if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            schema.pointer(reference.trim_start_matches('#'))
        } else if let Some(items) = node.get("items") {
            Some(items)
        } else if let Some(choices) = ["anyOf", "oneOf"].iter().find_map(|key| node.get(key)?.as_array()) {
            choices.iter().find(|choice| resolved(schema, choice).get("properties").is_some())
        } else {
            None
        };
        next.map_or(node, |next| resolved(schema, next))
    }

    #[test]
    fn every_field_has_its_place() {
        let mut seen = 0;
        for record_type in RecordType::ALL {
            let schema = json_schema::record_schema(record_type);
            check(&schema, &schema, Kind::of(record_type), record_type.name(), &mut seen);
        }
        let schema = json_schema::manifest_schema();
        check(&schema, &schema, Kind::Manifest, "dataset", &mut seen);
        // Every kind of mapping was come by; evidence and the like more than once.
        assert!(seen >= BlockKind::ALL.len() + 5, "{seen}");
    }

    #[test]
    fn notes_and_evidence_stand_last() {
        let order = Kind::of(RecordType::Transfer).order();
        for (earlier, later) in [
            ("id", "kind"),
            ("itemisation", "items"),
            ("items", "amount"),
            ("amount", "note"),
            ("note", "evidence"),
        ] {
            assert!(order.rank(earlier) < order.rank(later), "{earlier}, {later}");
        }
        assert_eq!(Kind::Free.order().rank("b"), Kind::Free.order().rank("a"));
    }
}
