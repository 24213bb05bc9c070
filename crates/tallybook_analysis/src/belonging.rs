//! What belongs to some records, so that they can be shown without the rest of the dataset.
//!
//! Beginning with the records that are chosen, these are kept:
//!
//! * the transfers of a chosen deal;
//! * the statements about a kept transfer or deal, and about a chosen record of another type, unless it is
//!   statements that were chosen;
//! * whatever a kept record refers to, and so on, so that every reference leads somewhere.
//!
//! One kind of reference is not followed, or a statement about two transfers would bring in the one that was not
//! chosen: the targets of a statement that was not chosen itself. A target that is a deal, a transfer or a
//! statement and is not kept for another reason is left out of its statement ([`Kept::has_block`]).
//!
//! Records are kept as they are: nothing is computed anew from what is kept.

use std::collections::{BTreeSet, HashMap};

use tallybook_schema::block::{self, Block, BlockKind};
use tallybook_schema::id::RecordRef;
use tallybook_schema::{Dataset, RecordType};

use crate::Index;
use crate::references::references_of;

/// A record: its type, and its position among the records of that type.
pub type Place = (RecordType, usize);

/// The records of a dataset that are kept.
#[derive(Debug, Clone)]
pub struct Kept {
    records: [Vec<bool>; 6],
}

impl Kept {
    fn none(dataset: &Dataset) -> Self {
        Self { records: RecordType::ALL.map(|record_type| vec![false; dataset.count(record_type)]) }
    }

    /// Whether a record is kept.
    pub fn has(&self, record_type: RecordType, index: usize) -> bool {
        self.records[record_type as usize].get(index).copied().unwrap_or_default()
    }

    /// The number of records of a type that are kept.
    pub fn count(&self, record_type: RecordType) -> usize {
        self.records[record_type as usize].iter().filter(|kept| **kept).count()
    }

    /// Whether a part of a kept record is kept: all but targets that are not kept themselves. A target that
    /// is in no dataset is a fault for the rules to find, and stays.
    pub fn has_block(&self, index: &Index<'_>, block: &Block<'_>) -> bool {
        let target = block::target(index.dataset(), block);
        self.has(block.record_type, block.index)
            && target.is_none_or(|target| self.has_target(index, &target.target))
    }

    /// Whether a target of a kept statement is kept.
    pub fn has_target(&self, index: &Index<'_>, target: &RecordRef) -> bool {
        let position = index.position(target.record_type, &target.id);
        position.is_none_or(|position| self.has(target.record_type, position))
    }

    /// Keeps a record. Whether it is new.
    fn add(&mut self, (record_type, index): Place) -> bool {
        let kept = &mut self.records[record_type as usize][index];
        !std::mem::replace(kept, true)
    }
}

/// The records that belong to those that are chosen, these among them.
pub fn belonging(index: &Index<'_>, chosen: &BTreeSet<Place>) -> Kept {
    let dataset = index.dataset();
    let mut kept = Kept::none(dataset);
    let about = if chosen.iter().any(|(record_type, _)| *record_type == RecordType::Statement) {
        HashMap::new()
    } else {
        statements_about(index)
    };
    let fulfilling = transfers_of_deals(index);
    let mut open: Vec<Place> = chosen.iter().copied().collect();
    // Statements that were not chosen; whether their targets are kept is not known before the end.
    let mut told: Vec<usize> = Vec::new();
    loop {
        while let Some(place) = open.pop() {
            if !kept.add(place) {
                continue;
            }
            let is_chosen = chosen.contains(&place);
            if is_chosen {
                open.extend(fulfilling.get(&place).into_iter().flatten());
            }
            if is_chosen || matches!(place.0, RecordType::Transfer | RecordType::Deal) {
                open.extend(about.get(&place).into_iter().flatten());
            }
            if place.0 == RecordType::Statement && !is_chosen {
                told.push(place.1);
            }
            for block in block::blocks_of(dataset, place.0, place.1) {
                if is_chosen || target_of(index, &block).is_none_or(|target| is_followed(target.0)) {
                    open.extend(places(index, &block));
                }
            }
        }
        let targets = told.iter().flat_map(|&position| {
            let blocks = block::blocks_of(dataset, RecordType::Statement, position);
            blocks.into_iter().filter(|block| block.kind == BlockKind::Target)
        });
        let kept_targets = targets.filter(|block| kept.has_block(index, block));
        open.extend(kept_targets.flat_map(|block| places(index, &block)));
        open.retain(|&(record_type, index)| !kept.has(record_type, index));
        if open.is_empty() {
            return kept;
        }
    }
}

/// Whether a target of this type is kept for the sake of a statement that was not chosen.
fn is_followed(record_type: RecordType) -> bool {
    matches!(record_type, RecordType::Source | RecordType::Actor | RecordType::Equipment)
}

/// The record that a block says a statement is about; `None` for other blocks, and if there is no such record.
fn target_of(index: &Index<'_>, block: &Block<'_>) -> Option<Place> {
    let target = &block::target(index.dataset(), block)?.target;
    Some((target.record_type, index.position(target.record_type, &target.id)?))
}

/// The records to which the values of a block refer.
fn places(index: &Index<'_>, block: &Block<'_>) -> Vec<Place> {
    let references = references_of(index, block).into_iter();
    references
        .filter_map(|reference| {
            let (record_type, id) = reference.to;
            Some((record_type, index.position(record_type, id)?))
        })
        .collect()
}

fn statements_about(index: &Index<'_>) -> HashMap<Place, Vec<Place>> {
    let mut about: HashMap<Place, Vec<Place>> = HashMap::new();
    for (position, statement) in index.dataset().statements.numbered() {
        for target in statement.about.iter().map(|about| &about.target) {
            if let Some(target_position) = index.position(target.record_type, &target.id) {
                let statements = about.entry((target.record_type, target_position)).or_default();
                statements.push((RecordType::Statement, position));
            }
        }
    }
    about
}

fn transfers_of_deals(index: &Index<'_>) -> HashMap<Place, Vec<Place>> {
    let mut fulfilling: HashMap<Place, Vec<Place>> = HashMap::new();
    for (position, transfer) in index.dataset().transfers.numbered() {
        let deal = transfer.deal.as_ref().and_then(|deal| index.position(RecordType::Deal, deal.as_str()));
        if let Some(deal) = deal {
            let transfers = fulfilling.entry((RecordType::Deal, deal)).or_default();
            transfers.push((RecordType::Transfer, position));
        }
    }
    fulfilling
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::dataset;

    fn reports() -> Dataset {
        let actor = |id: &str| json!({"id": id, "kind": "state", "name": id});
        let transfer = |id: &str, supplier: &str| json!({"id": id, "kind": "materiel", "supplier": supplier, "recipient": "b", "stage": "delivered"});
        let fulfilling = |mut transfer: serde_json::Value| {
            transfer["deal"] = json!("d");
            transfer
        };
        let statement = |id: &str, speaker: &str, targets: &[&str], supersedes: &[&str]| {
            let about: Vec<_> =
                targets.iter().map(|target| json!({"target": target, "stance": "affirms"})).collect();
            json!({
                "id": id, "speaker": speaker, "act": "assert", "summary": "Yes", "about": about,
                "supersedes": supersedes,
            })
        };
        dataset(&json!({
            "sources": [
                {"id": "paper", "kind": "news-article", "title": "Paper", "publisher": "press"},
                {"id": "unread", "kind": "other", "title": "Unread"},
            ],
            "actors": [
                actor("a"), actor("b"), actor("c"), actor("press"), actor("voice"), actor("other-voice"),
                {"id": "ministry", "kind": "state", "name": "Ministry", "part_of": "c"},
            ],
            "deals": [{
                "id": "d", "title": "Deal", "parties": ["ministry", "b"], "stage": "agreed",
                "evidence": [{"source": "paper", "supports": ["parties"]}],
            }],
            "transfers": [fulfilling(transfer("t1", "a")), fulfilling(transfer("t2", "c")), transfer("t3", "c")],
            "statements": [
                statement("both", "voice", &["transfer:t1", "transfer:t3", "actor:c"], &["earlier"]),
                statement("earlier", "other-voice", &["transfer:t3"], &[]),
                statement("apart", "c", &["transfer:t3"], &[]),
            ],
        }))
    }

    fn kept_of(chosen: &[(RecordType, &str)]) -> Vec<String> {
        let dataset = reports();
        let index = Index::new(&dataset);
        let chosen = chosen.iter().map(|&(t, id)| (t, index.position(t, id).unwrap())).collect();
        let kept = belonging(&index, &chosen);
        let mut names = Vec::new();
        for record_type in RecordType::ALL {
            let ids = dataset.ids(record_type).enumerate();
            names.extend(ids.filter(|(i, _)| kept.has(record_type, *i)).map(|(_, id)| id.to_owned()));
            assert_eq!(
                kept.count(record_type),
                dataset.ids(record_type).enumerate().filter(|(i, _)| kept.has(record_type, *i)).count()
            );
        }
        let targets = block::blocks(&dataset).filter(|block| block.kind == BlockKind::Target);
        names.extend(
            targets
                .filter(|block| kept.has_block(&index, block))
                .map(|block| format!("{}{}", block.id, block.pointer)),
        );
        names
    }

    #[test]
    fn a_transfer_brings_its_deal_and_what_is_said_of_it() {
        assert_eq!(
            kept_of(&[(RecordType::Transfer, "t1")]),
            [
                "paper",
                "a",
                "b",
                "c",
                "press",
                "voice",
                "other-voice",
                "ministry",
                "d",
                "t1",
                "both",
                // It is superseded; what it is about is not kept.
                "earlier",
                "both/about/0",
                "both/about/2",
            ]
        );
    }

    #[test]
    fn a_deal_brings_its_transfers() {
        let kept = kept_of(&[(RecordType::Deal, "d")]);
        assert!(kept.contains(&"t1".to_owned()) && kept.contains(&"t2".to_owned()));
        assert!(!kept.contains(&"t3".to_owned()) && !kept.contains(&"apart".to_owned()));
    }

    #[test]
    fn a_statement_brings_what_it_is_about_and_no_other_statement() {
        let kept = kept_of(&[(RecordType::Statement, "apart")]);
        assert_eq!(kept, ["b", "c", "t3", "apart", "apart/about/0"]);
    }

    #[test]
    fn nothing_belongs_to_nothing() {
        assert!(kept_of(&[]).is_empty());
    }
}
