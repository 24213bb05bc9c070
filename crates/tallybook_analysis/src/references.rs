//! Which values name which records.
//!
//! Counted are typed fields, the targets of statements, the sources and chains of evidence, and the
//! values under `reports` and `claims` that stand for a reference. Not counted are waivers, which
//! belong to the checks and not to the data.

use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block, BlockKind, FieldKind, FieldValue};
use tallybook_schema::record::{Evidence, FieldMap};
use tallybook_schema::value::RawValue;

use crate::Index;

/// A value that names a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The type of the record that holds the value.
    pub record_type: RecordType,
    /// Its position among the records of that type.
    pub index: usize,
    /// Its id.
    pub id: &'a str,
    /// The value as a JSON Pointer (RFC 6901) within that record.
    pub pointer: String,
    /// The type and id of the record that is named, which need not exist.
    pub to: (RecordType, &'a str),
}

/// What a value names, and as what.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The type and id of the record, which need not exist.
    pub to: (RecordType, &'a str),
    /// The kind of block and the field that the value is for; `None` for the sources and chains of evidence, which are
    /// fields of no block.
    pub field: Option<(BlockKind, &'a str)>,
}

/// Every reference of the dataset, in the order of the records and, within a record, of its blocks.
pub fn references<'i, 'a>(index: &'i Index<'a>) -> impl Iterator<Item = Reference<'a>> + use<'i, 'a> {
    block::blocks(index.dataset()).flat_map(|block| references_of(index, &block))
}

/// The references to one record, in the same order.
pub fn references_to<'a>(index: &Index<'a>, record_type: RecordType, id: &str) -> Vec<Reference<'a>> {
    references(index).filter(|reference| reference.to == (record_type, id)).collect()
}

/// The references in one block and its evidence.
pub fn references_of<'a>(index: &Index<'a>, block: &Block<'a>) -> Vec<Reference<'a>> {
    let mut found = Vec::new();
    visit(index, block, &mut |named, pointer| {
        let &Block { record_type, index, id, .. } = block;
        found.push(Reference { record_type, index, id, pointer: pointer(), to: named.to });
    });
    found
}

/// Looks at what each reference in one block and its evidence names, with a function that makes the pointer of
/// the value: few who look at every reference want to know where it stands.
pub fn visit<'a>(
    index: &Index<'a>,
    block: &Block<'a>,
    look: &mut impl FnMut(Named<'a>, &dyn Fn() -> String),
) {
    for field in &block.fields {
        let pointer = || block.field_pointer(field.def.name);
        let named = |to| Named { to, field: Some((block.kind, field.def.name)) };
        // A record's own id is no reference to it.
        match field.value {
            FieldValue::Reference(..) if field.def.name == "id" => {}
            FieldValue::Reference(record_type, id) => look(named((record_type, id)), &pointer),
            FieldValue::References(references) => {
                for (i, id) in references.ids().enumerate() {
                    look(named((references.record_type(), id)), &|| format!("{}/{i}", pointer()));
                }
            }
            FieldValue::AnyReference(reference) => {
                look(named((reference.record_type, reference.id.as_str())), &pointer);
            }
            _ => {}
        }
    }
    if let Some(target) = block::target(index.in_hand(), block) {
        let kind = BlockKind::of(target.target.record_type);
        in_map(kind, &target.claims, &|| format!("{}/claims", block.pointer), look);
    }
    for (i, evidence) in block.evidence.iter().enumerate() {
        in_evidence(block.kind, evidence, &|| format!("{}/evidence/{i}", block.pointer), look);
    }
}

fn in_evidence<'a>(
    kind: BlockKind,
    evidence: &'a Evidence,
    pointer: &dyn Fn() -> String,
    look: &mut impl FnMut(Named<'a>, &dyn Fn() -> String),
) {
    let source = (RecordType::Source, evidence.source.as_str());
    look(Named { to: source, field: None }, &|| format!("{}/source", pointer()));
    in_map(kind, &evidence.reports, &|| format!("{}/reports", pointer()), look);
    for (i, actor) in evidence.via.iter().enumerate() {
        let actor = (RecordType::Actor, actor.as_str());
        look(Named { to: actor, field: None }, &|| format!("{}/via/{i}", pointer()));
    }
}

/// The values of a map that stand for references of a kind of block.
fn in_map<'a>(
    kind: BlockKind,
    map: &'a FieldMap,
    pointer: &dyn Fn() -> String,
    look: &mut impl FnMut(Named<'a>, &dyn Fn() -> String),
) {
    for (field, value) in map.iter() {
        let (FieldKind::Reference(to) | FieldKind::References(to)) =
            kind.def(field).map_or(FieldKind::Text, |d| d.kind)
        else {
            continue;
        };
        let named = |id| Named { to: (to, id), field: Some((kind, field)) };
        match value {
            RawValue::One(id) => look(named(id), &|| format!("{}/{field}", pointer())),
            RawValue::Many(ids) => {
                for (i, id) in ids.iter().enumerate() {
                    look(named(id), &|| format!("{}/{field}/{i}", pointer()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::dataset;

    #[test]
    fn every_way_of_naming_a_record_is_found() {
        let dataset = dataset(&json!({
            "sources": [{"id": "iran", "kind": "other", "title": "Iran", "publisher": "iran"}],
            "actors": [
                {"id": "iran", "kind": "state", "name": "Iran"},
                {"id": "minister", "kind": "person", "name": "M", "roles": [{"title": "Minister", "organization": "iran"}]},
            ],
            "transfers": [{
                "id": "t", "kind": "materiel", "supplier": "iran", "recipient": "russia", "stage": "delivered",
                "origin": ["russia", "iran"],
                "items": [{"description": "drones", "quantity": 1, "evidence": [{"source": "iran", "via": ["iran"]}]}],
                "evidence": [{"source": "s", "reports": {"supplier": "iran", "origin": ["x", "iran"], "note": "iran"}}],
            }],
            "statements": [{
                "id": "st", "speaker": "iran", "act": "assert", "summary": "It speaks.", "addressees": ["iran"],
                "about": [
                    {"target": "actor:iran", "stance": "mentions"},
                    {"target": "transfer:t", "stance": "affirms", "claims": {"recipient": "iran"}},
                ],
            }],
        }));
        let index = Index::new(&dataset);
        let pointers = |record_type, id| {
            references_to(&index, record_type, id)
                .into_iter()
                .map(|r| format!("{}:{}{}", r.record_type, r.id, r.pointer))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            pointers(RecordType::Actor, "iran"),
            [
                "source:iran/publisher",
                "actor:minister/roles/0/organization",
                "transfer:t/supplier",
                "transfer:t/origin/1",
                "transfer:t/evidence/0/reports/origin/1",
                "transfer:t/evidence/0/reports/supplier",
                "transfer:t/items/0/evidence/0/via/0",
                "statement:st/speaker",
                "statement:st/addressees/0",
                "statement:st/about/0/target",
                "statement:st/about/1/claims/recipient",
            ]
        );
        assert_eq!(pointers(RecordType::Source, "iran"), ["transfer:t/items/0/evidence/0/source"]);
        assert_eq!(pointers(RecordType::Transfer, "t"), ["statement:st/about/1/target"]);
        assert!(pointers(RecordType::Statement, "st").is_empty());
    }
}
