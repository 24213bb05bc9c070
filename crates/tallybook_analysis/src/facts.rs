//! Every fact with what backs it, what speaks against it, and how far it can be traced.
//!
//! A piece of evidence is a chain: the source where the fact is printed, the actor that published
//! it, and the actors that the source itself names (`via`, nearest first). The last link is the
//! **end** of the chain: the far end of `via`; without `via` the publisher; without a publisher the
//! source itself.
//!
//! An end is a **primary source** of a fact unless the evidence of the same fact traces it further:
//! unless it lies, not as the last link, on another chain that supports the fact. So two outlets
//! that go back to one actor are one primary source, and an outlet quoted once with and once without
//! its own informant is one primary source, the informant. Two informants of one outlet are two.
//! Where chains run in a circle, which only contradictory sources can cause, the circle is one
//! primary source and its least link stands for it.
//!
//! Only chains count. That an actor is part of another, or holds an office in it, makes them neither
//! dependent nor independent here.

use std::collections::{BTreeMap, BTreeSet};
use std::{fmt, iter};

use tallybook_schema::RecordType;
use tallybook_schema::block::{self, Block, BlockKind, Duty, Field, FieldDef, FieldValue};
use tallybook_schema::record::Evidence;
use tallybook_schema::value::{Date, Money, Quantity, RawValue};

use crate::Index;

/// A field of a record that is a fact, with what backs it.
#[derive(Debug, Clone)]
pub struct Fact<'a> {
    /// Which part of the record holds it.
    pub kind: BlockKind,
    /// The type of the record.
    pub record_type: RecordType,
    /// The position of the record among those of its type.
    pub index: usize,
    /// The id of the record.
    pub id: &'a str,
    /// The field as a JSON Pointer (RFC 6901) within the record.
    pub pointer: String,
    /// The definition of the field.
    pub field: &'static FieldDef,
    /// The adopted value.
    pub value: FieldValue<'a>,
    /// The evidence that supports the value, in the order of writing.
    pub supports: Vec<Cited<'a>>,
    /// The evidence that gives a value under `reports`, in the order of writing.
    pub reports: Vec<Reported<'a>>,
    /// The primary sources of the supporting evidence.
    pub primary_sources: BTreeSet<Origin<'a>>,
    /// How well the value is backed.
    pub status: FactStatus,
}

/// A piece of evidence of a fact.
#[derive(Debug, Clone, Copy)]
pub struct Cited<'a> {
    /// Its position on its block, from 0.
    pub number: usize,
    /// The evidence.
    pub evidence: &'a Evidence,
    /// The end of its chain.
    pub end: Origin<'a>,
}

/// A piece of evidence that gives a value of its own for a fact.
#[derive(Debug, Clone, Copy)]
pub struct Reported<'a> {
    /// The evidence.
    pub cited: Cited<'a>,
    /// The value that it gives.
    pub value: &'a RawValue,
    /// Whether the value is another one than the adopted one. A value that does not follow the
    /// grammar of the field is another one.
    pub differs: bool,
}

/// Who or what a fact can be traced back to. Prints as a reference: `actor:sky-news`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin<'a> {
    /// The actor with this id.
    Actor(&'a str),
    /// The source with this id: what it says itself, where nobody is named as its publisher.
    Source(&'a str),
}

impl<'a> Origin<'a> {
    /// The type of the record.
    pub fn record_type(self) -> RecordType {
        match self {
            Self::Actor(_) => RecordType::Actor,
            Self::Source(_) => RecordType::Source,
        }
    }

    /// The id of the record.
    pub fn id(self) -> &'a str {
        match self {
            Self::Actor(id) | Self::Source(id) => id,
        }
    }
}

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.record_type(), self.id())
    }
}

/// How well a fact is backed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactStatus {
    /// No evidence.
    Unsourced,
    /// All supporting evidence reaches one primary source.
    SingleSource,
    /// The supporting evidence reaches two or more primary sources.
    Corroborated,
    /// Some source gives another value, whatever else supports the adopted one.
    Conflicting,
}

impl FactStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Unsourced, Self::SingleSource, Self::Corroborated, Self::Conflicting];

    /// The term used in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unsourced => "unsourced",
            Self::SingleSource => "single-source",
            Self::Corroborated => "corroborated",
            Self::Conflicting => "conflicting",
        }
    }

    /// What the status means, for the data dictionary.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Unsourced => "no evidence",
            Self::SingleSource => {
                "all supporting evidence reaches one primary source, and none gives another value"
            }
            Self::Corroborated => {
                "the supporting evidence reaches two or more independent primary sources, and none gives another value"
            }
            Self::Conflicting => {
                "some source gives another value, whether one primary source or more support this one (`primary_sources`)"
            }
        }
    }
}

impl fmt::Display for FactStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Every fact of the dataset, in the order of its blocks and their fields. One record is looked at
/// at a time.
pub fn facts<'i, 'a>(index: &'i Index<'a>) -> impl Iterator<Item = Fact<'a>> + use<'i, 'a> {
    block::blocks(index.dataset()).flat_map(move |block| facts_of(index, &block))
}

/// The facts of one block, in the order of its fields.
pub fn facts_of<'a>(index: &Index<'a>, block: &Block<'a>) -> Vec<Fact<'a>> {
    if !block.can_cite() {
        return Vec::new();
    }
    let chains: Vec<Chain<'a>> = block.evidence.iter().map(|evidence| Chain::of(index, evidence)).collect();
    block.fields.iter().filter(|field| field.def.is_fact()).map(|field| fact(block, field, &chains)).collect()
}

/// Whether some fact of a record, given its blocks, that has to cite is backed by evidence of one primary source alone.
/// Says what the status of the facts says, without making them.
pub fn has_single<'a>(index: &Index<'a>, record: &[Block<'a>]) -> bool {
    let has = |is_single: &dyn Fn(&Block<'a>, &Field<'a>) -> bool| {
        record.iter().any(|block| {
            let facts = block.fields.iter().filter(|field| field.def.duty == Duty::MustCite);
            facts.filter(|field| is_single(block, field)).any(|field| !is_disputed(block, field))
        })
    };
    // One piece of evidence has one end, wherever that is, and nearly every record has a fact with no more.
    has(&|block, field| supporting(block, field.def).take(2).count() == 1)
        || has(&|block, field| {
            let evidence = supporting(block, field.def);
            evidence.clone().next().is_some() && have_one_end(index, evidence)
        })
}

/// The evidence of a block that supports a field.
fn supporting<'a>(
    block: &Block<'a>,
    field: &'static FieldDef,
) -> impl Iterator<Item = &'a Evidence> + Clone + use<'a> {
    block.evidence.iter().filter(move |evidence| evidence.supports.has(field))
}

/// Whether some evidence of a block gives another value for a field.
fn is_disputed(block: &Block<'_>, field: &Field<'_>) -> bool {
    let mut reported = block.evidence.iter().filter_map(|evidence| evidence.reports.get(field.def.name));
    reported.any(|value| !repeats(field, value))
}

/// Whether pieces of evidence reach one primary source.
fn have_one_end<'a>(index: &Index<'a>, evidence: impl Iterator<Item = &'a Evidence> + Clone) -> bool {
    let mut ends = evidence.clone().map(|evidence| Chain::end_of(index, evidence));
    let first = ends.next();
    // Of ends that differ, one chain may trace those of others further.
    ends.all(|end| Some(end) == first) || {
        let chains: Vec<Chain<'a>> = evidence.map(|evidence| Chain::of(index, evidence)).collect();
        primary_sources(chains.iter()).len() == 1
    }
}

fn fact<'a>(block: &Block<'a>, field: &Field<'a>, chains: &[Chain<'a>]) -> Fact<'a> {
    let cited = || {
        let evidence = block.evidence.iter().zip(chains).enumerate();
        evidence.map(|(number, (evidence, chain))| (Cited { number, evidence, end: chain.end }, chain))
    };
    let supporting = || cited().filter(|(cited, _)| cited.evidence.supports.has(field.def));
    let reports: Vec<Reported<'a>> = cited()
        .filter_map(|(cited, _)| {
            let value = cited.evidence.reports.get(field.def.name)?;
            Some(Reported { cited, value, differs: !repeats(field, value) })
        })
        .collect();
    let primary_sources = primary_sources(supporting().map(|(_, chain)| chain));
    let status = match primary_sources.len() {
        _ if reports.iter().any(|reported| reported.differs) => FactStatus::Conflicting,
        0 => FactStatus::Unsourced,
        1 => FactStatus::SingleSource,
        _ => FactStatus::Corroborated,
    };
    Fact {
        kind: block.kind,
        record_type: block.record_type,
        index: block.index,
        id: block.id,
        pointer: block.field_pointer(field.def.name),
        field: field.def,
        value: field.value,
        supports: supporting().map(|(cited, _)| cited).collect(),
        reports,
        primary_sources,
        status,
    }
}

/// Whether a reported value is the adopted one, written in any form that the field's grammar allows: `at least 161` is
/// `more than 160`. The order of ids in a list does not matter.
pub fn repeats(field: &Field<'_>, reported: &RawValue) -> bool {
    match (field.value, reported) {
        (FieldValue::References(adopted), RawValue::Many(ids)) => {
            return adopted.ids().collect::<BTreeSet<_>>() == ids.iter().map(String::as_str).collect();
        }
        // These have one form only, and an adopted value is well formed.
        (FieldValue::Reference(_, adopted) | FieldValue::Term(adopted, _), RawValue::One(text)) => {
            return text == adopted;
        }
        (FieldValue::Quantity(adopted), RawValue::One(text)) => {
            return text.parse().is_ok_and(|quantity: Quantity| quantity.means_same_as(adopted));
        }
        (FieldValue::Money(adopted), RawValue::One(text)) => {
            return text.parse().is_ok_and(|money: Money| money.means_same_as(adopted));
        }
        (FieldValue::Date(adopted), RawValue::One(text)) => {
            return text.parse().is_ok_and(|date: Date| date.means_same_as(adopted));
        }
        _ => {}
    }
    field.def.kind.canonical(reported).is_ok_and(|text| text == field.value.to_string())
}

/// The way of a piece of evidence from the page where it is printed to its end.
struct Chain<'a> {
    /// The links before the end, nearest first.
    before: Vec<Origin<'a>>,
    end: Origin<'a>,
}

impl<'a> Chain<'a> {
    fn of(index: &Index<'a>, evidence: &'a Evidence) -> Self {
        let mut before: Vec<Origin<'a>> = Self::links(index, evidence).collect();
        let end = before.pop().unwrap_or(Origin::Source(evidence.source.as_str()));
        before.retain(|link| *link != end);
        Self { before, end }
    }

    /// The end of the chain of a piece of evidence.
    fn end_of(index: &Index<'a>, evidence: &'a Evidence) -> Origin<'a> {
        Self::links(index, evidence).next_back().unwrap_or(Origin::Source(evidence.source.as_str()))
    }

    /// The way of a piece of evidence, its end last. The publisher of the source is looked up when it is asked for.
    fn links<'i>(
        index: &'i Index<'a>,
        evidence: &'a Evidence,
    ) -> impl DoubleEndedIterator<Item = Origin<'a>> + use<'i, 'a> {
        let source = evidence.source.as_str();
        let publisher = iter::once_with(move || index.source(source)?.publisher.as_ref()).flatten();
        let actors = publisher.chain(&evidence.via).map(|actor| Origin::Actor(actor.as_str()));
        iter::once(Origin::Source(source)).chain(actors)
    }
}

/// The ends that no chain traces further; the least link of a circle stands for it.
fn primary_sources<'c, 'a: 'c>(chains: impl Iterator<Item = &'c Chain<'a>> + Clone) -> BTreeSet<Origin<'a>> {
    let ends: BTreeSet<Origin<'a>> = chains.clone().map(|chain| chain.end).collect();
    if ends.len() < 2 {
        return ends;
    }
    // From each end to the ends that it is traced to.
    let mut further: BTreeMap<Origin<'a>, BTreeSet<Origin<'a>>> = BTreeMap::new();
    for chain in chains {
        for &link in chain.before.iter().filter(|link| ends.contains(link)) {
            further.entry(link).or_default().insert(chain.end);
        }
    }
    if further.is_empty() {
        return ends;
    }
    let reached = |from: Origin<'a>| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(end) = open.pop() {
            open.extend(further.get(&end).into_iter().flatten().filter(|&&next| seen.insert(next)));
        }
        seen
    };
    let is_primary = |end: &Origin<'a>| {
        reached(*end).iter().all(|other| end <= other && (end == other || reached(*other).contains(end)))
    };
    ends.iter().copied().filter(is_primary).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use tallybook_schema::Dataset;

    use super::*;
    use crate::testing::dataset;

    /// A dataset of one transfer whose total has the evidence given. Source `s1` has the publisher
    /// `paper`; `s2` and `s3` have none.
    fn with_evidence(evidence: &serde_json::Value) -> Dataset {
        dataset(&json!({
            "sources": [
                {"id": "s1", "kind": "news-article", "title": "One", "publisher": "paper"},
                {"id": "s2", "kind": "news-article", "title": "Two"},
                {"id": "s3", "kind": "news-article", "title": "Three"},
            ],
            "transfers": [{
                "id": "t", "kind": "materiel", "supplier": "a", "recipient": "b", "stage": "delivered",
                "total": 160, "origin": ["x", "y"], "evidence": evidence,
            }],
        }))
    }

    fn look<R>(evidence: &serde_json::Value, field: &str, look: impl FnOnce(&Fact<'_>) -> R) -> R {
        let dataset = with_evidence(evidence);
        let index = Index::new(&dataset);
        let fact = facts(&index).find(|fact| fact.pointer == format!("/{field}")).unwrap();
        look(&fact)
    }

    #[track_caller]
    fn check(evidence: &serde_json::Value, status: FactStatus, primary_sources: &[&str]) {
        look(evidence, "total", |fact| {
            let found: Vec<String> = fact.primary_sources.iter().map(ToString::to_string).collect();
            assert_eq!(
                (fact.status, found),
                (status, primary_sources.iter().map(ToString::to_string).collect())
            );
        });
    }

    #[test]
    fn the_end_of_a_chain_is_via_then_publisher_then_source() {
        use FactStatus::SingleSource;
        check(
            &json!([{"source": "s1", "supports": ["total"], "via": ["near", "far"]}]),
            SingleSource,
            &["actor:far"],
        );
        check(&json!([{"source": "s1", "supports": ["total"]}]), SingleSource, &["actor:paper"]);
        check(&json!([{"source": "s2", "supports": ["total"]}]), SingleSource, &["source:s2"]);
        check(&json!([{"source": "gone", "supports": ["total"]}]), SingleSource, &["source:gone"]);
    }

    #[test]
    fn status_follows_from_the_primary_sources() {
        use FactStatus::{Corroborated, SingleSource, Unsourced};
        check(&json!([]), Unsourced, &[]);
        check(&json!([{"source": "s1", "supports": ["supplier"]}]), Unsourced, &[]);
        check(
            &json!([{"source": "s1", "supports": ["total"]}, {"source": "s2", "supports": ["total"]}]),
            Corroborated,
            &["actor:paper", "source:s2"],
        );
        // Two outlets that both go back to one actor.
        check(
            &json!([
                {"source": "s1", "supports": ["total"], "via": ["minister"]},
                {"source": "s2", "supports": ["total"], "via": ["agency", "minister"]},
            ]),
            SingleSource,
            &["actor:minister"],
        );
    }

    #[test]
    fn an_end_that_is_traced_further_is_not_primary() {
        use FactStatus::{Corroborated, SingleSource};
        let chain = |source: &str, via: &[&str]| json!({"source": source, "supports": ["total"], "via": via});
        // The same outlet with and without its informant.
        check(
            &json!([chain("s2", &["sky"]), chain("s2", &["sky", "informant"])]),
            SingleSource,
            &["actor:informant"],
        );
        // A source in its own voice, and quoting somebody.
        check(&json!([chain("s2", &[]), chain("s2", &["sky"])]), SingleSource, &["actor:sky"]);
        check(&json!([chain("s1", &[]), chain("s1", &["sky"])]), SingleSource, &["actor:sky"]);
        // Traced step by step.
        check(
            &json!([chain("s2", &["e"]), chain("s3", &["e", "f"]), chain("s1", &["f", "g"])]),
            SingleSource,
            &["actor:g"],
        );
        // Two informants of one outlet, with the outlet itself.
        check(
            &json!([chain("s2", &["sky", "x"]), chain("s2", &["sky", "y"]), chain("s3", &["sky"])]),
            Corroborated,
            &["actor:x", "actor:y"],
        );
    }

    #[test]
    fn a_circle_is_one_primary_source() {
        let chain = |source: &str, via: &[&str]| json!({"source": source, "supports": ["total"], "via": via});
        check(
            &json!([chain("s2", &["a", "b"]), chain("s3", &["b", "a"])]),
            FactStatus::SingleSource,
            &["actor:a"],
        );
        check(&json!([chain("s2", &["a", "b", "a"])]), FactStatus::SingleSource, &["actor:a"]);
    }

    #[test]
    fn another_value_is_a_conflict_and_the_same_value_is_none() {
        use FactStatus::{Conflicting, SingleSource, Unsourced};
        check(
            &json!([{"source": "s1", "supports": ["total"]}, {"source": "s2", "reports": {"total": "about 90"}}]),
            Conflicting,
            &["actor:paper"],
        );
        check(&json!([{"source": "s2", "reports": {"total": "about 90"}}]), Conflicting, &[]);
        check(&json!([{"source": "s2", "reports": {"total": 160}}]), Unsourced, &[]);
        check(
            &json!([{"source": "s1", "supports": ["total"]}, {"source": "s2", "reports": {"total": "160"}}]),
            SingleSource,
            &["actor:paper"],
        );
        check(&json!([{"source": "s2", "reports": {"total": "160 to 160"}}]), Unsourced, &[]);
        check(&json!([{"source": "s2", "reports": {"total": "at least 160"}}]), Conflicting, &[]);
        let differs = |value: serde_json::Value| {
            look(&json!([{"source": "s2", "reports": {"origin": value}}]), "origin", |fact| {
                fact.reports[0].differs
            })
        };
        assert!(!differs(json!(["y", "x"])), "the order of ids does not matter");
        assert!(differs(json!(["x"])));
    }

    #[test]
    fn a_value_is_repeated_in_any_form_of_its_field() {
        let dataset = dataset(&json!({"transfers": [{
            "id": "t", "kind": "funds", "supplier": "a", "recipient": "b", "stage": "delivered",
            "amount": "more than EUR 160", "delivered": "2022-05-01/2022-05-31",
        }]}));
        let blocks = block::blocks_of(&dataset, RecordType::Transfer, 0);
        for (name, value, expected) in [
            ("supplier", "a", true),
            ("supplier", "b", false),
            ("stage", "delivered", true),
            ("stage", "ordered", false),
            ("amount", "more than EUR 160.00", true),
            ("amount", "at least EUR 160", false),
            ("amount", "more than USD 160", false),
            ("amount", "some", false),
            ("delivered", "2022-05-01/2022-05-31", true),
            ("delivered", "2022-05-01", false),
            ("delivered", "in May", false),
        ] {
            let field = blocks[0].fields.iter().find(|field| field.def.name == name).unwrap();
            assert_eq!(repeats(field, &RawValue::One(value.into())), expected, "{name}: {value}");
        }
    }

    #[test]
    fn facts_of_items_have_their_own_evidence() {
        let dataset = dataset(&json!({"transfers": [{
            "id": "t", "kind": "materiel", "supplier": "a", "recipient": "b", "stage": "delivered",
            "items": [
                {"equipment": "e", "quantity": 1, "evidence": [{"source": "s", "supports": ["quantity"]}]},
                {"equipment": "e", "quantity": 2},
            ],
        }]}));
        let index = Index::new(&dataset);
        let facts: Vec<_> = facts(&index).map(|fact| (fact.pointer, fact.status.as_str())).collect();
        assert_eq!(
            facts,
            [
                ("/supplier", "unsourced"),
                ("/recipient", "unsourced"),
                ("/stage", "unsourced"),
                ("/items/0/equipment", "unsourced"),
                ("/items/0/quantity", "single-source"),
                ("/items/1/equipment", "unsourced"),
                ("/items/1/quantity", "unsourced"),
            ]
            .map(|(pointer, status)| (pointer.to_owned(), status))
        );
    }

    proptest! {
        /// What is told without making the facts is what they say.
        #[test]
        fn a_record_has_a_single_source_where_one_of_its_facts_has(
            evidence in proptest::collection::vec(
                (
                    "s[123]",
                    proptest::collection::vec("[a-c]", 0..3),
                    proptest::sample::subsequence(vec!["supplier", "total", "note"], 0..4),
                    proptest::sample::select(vec!["", "about 90", "160"]),
                ),
                0..5,
            ),
        ) {
            let piece = |(source, via, supports, total): &(String, Vec<String>, Vec<&str>, &str)| {
                let reports = if total.is_empty() { json!({}) } else { json!({"total": total}) };
                json!({"source": source, "via": via, "supports": supports, "reports": reports})
            };
            let dataset = with_evidence(&evidence.iter().map(piece).collect());
            let index = Index::new(&dataset);
            let record = block::blocks_of(&dataset, RecordType::Transfer, 0);
            let is_single = |fact: &Fact<'_>| {
                fact.field.duty == Duty::MustCite && fact.status == FactStatus::SingleSource
            };
            let facts = record.iter().flat_map(|block| facts_of(&index, block));
            prop_assert_eq!(has_single(&index, &record), facts.into_iter().any(|fact| is_single(&fact)));
        }

        /// The order of writing does not matter; whoever is supported has a primary source; a primary
        /// source is the end of some chain; a repeated piece of evidence adds none.
        #[test]
        fn laws_of_primary_sources(
            chains in proptest::collection::vec(
                ("s[123]", proptest::collection::vec("[a-d]", 0..4)),
                1..6,
            ),
        ) {
            let evidence: Vec<_> = chains
                .iter()
                .map(|(source, via)| json!({"source": source, "supports": ["total"], "via": via}))
                .collect();
            let primaries = |evidence: &[serde_json::Value]| {
                look(&json!(evidence), "total", |fact| {
                    fact.primary_sources.iter().map(ToString::to_string).collect::<BTreeSet<_>>()
                })
            };
            let found = primaries(&evidence);
            prop_assert!(!found.is_empty());
            let ends = look(&json!(evidence), "total", |fact| {
                fact.supports.iter().map(|cited| cited.end.to_string()).collect::<BTreeSet<_>>()
            });
            prop_assert!(found.is_subset(&ends));
            let mut reversed = evidence.clone();
            reversed.reverse();
            prop_assert_eq!(&primaries(&reversed), &found);
            let twice = [evidence.as_slice(), &evidence[..1]].concat();
            prop_assert_eq!(&primaries(&twice), &found);
        }
    }
}
