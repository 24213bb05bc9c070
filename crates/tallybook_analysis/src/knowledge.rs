//! The dataset as it could have been written on an earlier day.
//!
//! * A source counts from the first day that its date of publication allows; always, if it has no
//!   such date or its start is open. Evidence counts when its source does.
//! * A statement counts from the first day that its own date allows, as in [`crate::positions`], and not before one
//!   of the sources that tell of it.
//! * A transfer or deal counts when one of its sources does, or when a record that counts names it:
//!   somebody can deny what nobody has reported yet. An item or figure counts when one of its sources
//!   does.
//! * Of a transfer, deal or item that counts, an optional value counts when evidence that counts
//!   supports it. A required value stays: without it there is no record, and its status says that it
//!   is unsourced.
//! * An actor or type of equipment that other records name counts while one that counts names it.
//! * A remark of the editor is of no day, and may speak of what came later: those on actors, equipment, deals, transfers
//!   and statements are left out, and their parts' too.
//! * What never had evidence does not depend on the day, and stays.

use std::collections::HashSet;

use smol_str::SmolStr;
use tallybook_schema::block;
use tallybook_schema::record::{Deal, Evidence, Item, Transfer};
use tallybook_schema::value::{Date, Day};
use tallybook_schema::{Dataset, RecordType};

use crate::positions::counts_from;
use crate::{Index, references};

/// The dataset as it could have been written on a day.
pub fn known_by(dataset: &Dataset, day: Day) -> Dataset {
    let mut known = dataset.clone();
    let index = Index::new(dataset);
    let by_then = |date: Option<&Date>| date.and_then(Date::earliest).is_none_or(|first| first <= day);
    known.sources.edit(|sources| sources.retain(|source| by_then(source.published.as_ref())));
    let sources: HashSet<String> = known.sources.iter().map(|source| source.id.to_string()).collect();
    // A source that is in no dataset is a fault for the rules to find, not a late one.
    let all: HashSet<&str> = dataset.sources.iter().map(|source| source.id.as_str()).collect();
    let counts = |evidence: &Evidence| {
        let source = evidence.source.as_str();
        sources.contains(source) || !all.contains(source)
    };

    known.actors.edit(|actors| actors.iter_mut().for_each(|actor| actor.evidence.retain(counts)));
    known.equipment.edit(|all| all.iter_mut().for_each(|equipment| equipment.evidence.retain(counts)));
    known.statements.edit(|statements| {
        statements.retain_mut(|statement| {
            statement.figures.retain_mut(|figure| remains(&mut figure.evidence, counts));
            let is_made = counts_from(&index, statement).is_none_or(|first| first <= day);
            is_made && remains(&mut statement.evidence, counts)
        });
    });
    let named: HashSet<(RecordType, SmolStr)> = known
        .statements
        .iter()
        .flat_map(|statement| &statement.about)
        .map(|about| (about.target.record_type, about.target.id.clone()))
        .collect();
    let is_named = |record_type, id: &str| named.contains(&(record_type, id.into()));
    known.transfers.edit(|transfers| {
        transfers.retain_mut(|t| transfer(t, counts) || is_named(RecordType::Transfer, t.id.as_str()));
    });
    let tied: HashSet<String> =
        known.transfers.iter().filter_map(|t| t.deal.as_ref()).map(ToString::to_string).collect();
    known.deals.edit(|deals| {
        deals.retain_mut(|d| {
            deal(d, counts) || tied.contains(d.id.as_str()) || is_named(RecordType::Deal, d.id.as_str())
        });
    });
    leave_out_remarks(&mut known);
    leave_out_unnamed(&mut known, dataset);
    known
}

fn leave_out_remarks(known: &mut Dataset) {
    known.actors.edit(|actors| actors.iter_mut().for_each(|actor| actor.note = None));
    known.equipment.edit(|all| all.iter_mut().for_each(|equipment| equipment.note = None));
    known.deals.edit(|deals| deals.iter_mut().for_each(|deal| deal.note = None));
    known.transfers.edit(|transfers| {
        for transfer in transfers {
            transfer.note = None;
            transfer.items.iter_mut().for_each(|item| item.note = None);
        }
    });
    known.statements.edit(|statements| {
        for statement in statements {
            statement.note = None;
            statement.about.iter_mut().for_each(|about| about.note = None);
        }
    });
}

/// Leaves out actors and equipment that only records name which are left out.
fn leave_out_unnamed(known: &mut Dataset, dataset: &Dataset) {
    let (then, ever) = (named(known), named(dataset));
    let counts = |record_type, id: &str| {
        let key = (record_type, SmolStr::from(id));
        then.contains(&key) || !ever.contains(&key)
    };
    known.actors.edit(|all| all.retain(|actor| counts(RecordType::Actor, actor.id.as_str())));
    known.equipment.edit(|all| all.retain(|one| counts(RecordType::Equipment, one.id.as_str())));
}

/// The actors and equipment that other records name, with those that these name.
fn named(dataset: &Dataset) -> HashSet<(RecordType, SmolStr)> {
    let index = Index::new(dataset);
    let mut named = HashSet::new();
    let is_naming = |t: &RecordType| !matches!(t, RecordType::Actor | RecordType::Equipment);
    let naming = RecordType::ALL.into_iter().filter(is_naming);
    let mut open: Vec<(RecordType, usize)> =
        naming.flat_map(|t| dataset.numbers(t).map(move |number| (t, number))).collect();
    while let Some((record_type, number)) = open.pop() {
        for block in block::blocks_of(dataset, record_type, number) {
            references::visit(&index, &block, &mut |one, _| {
                let (record_type, id) = one.to;
                if !is_naming(&record_type) && named.insert((record_type, id.into())) {
                    open.extend(index.position(record_type, id).map(|number| (record_type, number)));
                }
            });
        }
    }
    named
}

/// Takes out the evidence that does not count. Whether the part that it stands on counts.
fn remains(evidence: &mut Vec<Evidence>, counts: impl Fn(&Evidence) -> bool) -> bool {
    let cited = !evidence.is_empty();
    evidence.retain(counts);
    !cited || !evidence.is_empty()
}

fn transfer(transfer: &mut Transfer, counts: impl Fn(&Evidence) -> bool + Copy) -> bool {
    transfer.items.retain_mut(|each| item(each, counts));
    if transfer.evidence.is_empty() {
        return true;
    }
    transfer.evidence.retain(counts);
    let evidence = &transfer.evidence;
    keep(evidence, "deal", &mut transfer.deal);
    keep(evidence, "ordered", &mut transfer.ordered);
    keep(evidence, "delivered", &mut transfer.delivered);
    keep(evidence, "place", &mut transfer.place);
    keep(evidence, "origin", &mut transfer.origin);
    keep(evidence, "carrier", &mut transfer.carrier);
    keep(evidence, "total", &mut transfer.total);
    keep(evidence, "itemisation", &mut transfer.itemisation);
    keep(evidence, "amount", &mut transfer.amount);
    !evidence.is_empty()
}

fn item(item: &mut Item, counts: impl Fn(&Evidence) -> bool) -> bool {
    if item.evidence.is_empty() {
        return true;
    }
    item.evidence.retain(counts);
    keep(&item.evidence, "condition", &mut item.condition);
    !item.evidence.is_empty()
}

fn deal(deal: &mut Deal, counts: impl Fn(&Evidence) -> bool) -> bool {
    if deal.evidence.is_empty() {
        return true;
    }
    deal.evidence.retain(counts);
    keep(&deal.evidence, "agreed", &mut deal.agreed);
    keep(&deal.evidence, "value", &mut deal.value);
    !deal.evidence.is_empty()
}

/// Leaves a value out if no evidence supports its field.
fn keep<T: Default>(evidence: &[Evidence], field: &str, value: &mut T) {
    if !evidence.iter().any(|evidence| evidence.supports.contains(field)) {
        *value = T::default();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::dataset;

    fn reports() -> Dataset {
        let early = |fields: &[&str]| json!({"source": "early", "supports": fields});
        let late = |fields: &[&str]| json!({"source": "late", "supports": fields});
        dataset(&json!({
            "sources": [
                {"id": "early", "kind": "news-article", "title": "Early", "published": "2022-11-08"},
                {"id": "late", "kind": "news-article", "title": "Late", "published": "2022-11-09"},
                {"id": "undated", "kind": "other", "title": "Undated"},
            ],
            "deals": [{
                "id": "d", "title": "Deal", "parties": ["a", "b"], "stage": "agreed", "value": "EUR 2",
                "evidence": [late(&["parties", "stage", "value"])],
            }],
            "transfers": [{
                "id": "t", "kind": "materiel", "supplier": "a", "recipient": "b", "stage": "delivered",
                "deal": "d", "total": 160,
                "items": [
                    {"equipment": "e", "quantity": 100, "evidence": [early(&["equipment", "quantity"])]},
                    {"equipment": "f", "quantity": 60, "evidence": [late(&["equipment", "quantity"])]},
                ],
                "evidence": [early(&["supplier", "recipient", "stage", "total"]), late(&["deal"])],
            }],
            "statements": [
                {
                    "id": "denial", "speaker": "b", "act": "deny", "date": "../2022-11-04", "summary": "No",
                    "about": [{"target": "deal:d", "stance": "denies"}],
                    "evidence": [early(&["speaker", "about"])],
                },
                {
                    "id": "claim", "speaker": "c", "act": "assert", "date": "2022-11-08", "summary": "Yes",
                    "about": [{"target": "transfer:t", "stance": "affirms"}],
                    "evidence": [late(&["speaker", "about"])],
                },
            ],
        }))
    }

    fn ids(dataset: &Dataset, record_type: RecordType) -> Vec<&str> {
        dataset.ids(record_type).collect()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn before_the_first_source_nothing_with_evidence_is_known() {
        let reports = reports();
        let known = known_by(&reports, day("2022-11-07"));
        assert_eq!(ids(&known, RecordType::Source), ["undated"]);
        assert!(known.transfers.is_empty() && known.deals.is_empty() && known.statements.is_empty());
    }

    #[test]
    fn nobody_has_replaced_what_had_not_been_said() {
        let says = |id: &str, date: &str, supersedes: &[&str]| {
            json!({
                "id": id, "speaker": "a", "act": "assert", "date": date, "summary": "x",
                "supersedes": supersedes,
            })
        };
        let dataset = dataset(&json!({
            "statements": [says("denial", "2022-03-03", &[]), says("admission", "2022-03", &["denial"])],
        }));
        let known = |date: &str| ids(&known_by(&dataset, day(date)), RecordType::Statement).len();
        assert_eq!((known("2022-03-02"), known("2022-03-03")), (0, 2));
    }

    #[test]
    fn a_day_knows_the_values_that_its_sources_support() {
        let reports = reports();
        let known = known_by(&reports, day("2022-11-08"));
        assert_eq!(ids(&known, RecordType::Statement), ["denial"]);
        let transfer = &known.transfers[0];
        assert_eq!(transfer.items.len(), 1, "the second item was not reported yet");
        assert!(transfer.total.is_some() && transfer.deal.is_none());
        assert_eq!(ids(&known, RecordType::Deal), ["d"], "somebody has denied it");
        assert!(known.deals[0].value.is_none(), "its value is not known yet");
    }

    #[test]
    fn nothing_is_said_of_what_nobody_named_yet() {
        let mut reports = serde_json::json!({
            "sources": [
                {"id": "early", "kind": "news-article", "title": "Early", "published": "2022-11-08"},
                {"id": "late", "kind": "news-article", "title": "Late", "published": "2022-11-09"},
            ],
            "actors": [
                {"id": "a", "kind": "state", "name": "A", "note": "Admitted it on 9 November"},
                {"id": "army", "kind": "public-body", "name": "Army", "part_of": "a"},
                {"id": "b", "kind": "state", "name": "B"},
                {"id": "unused", "kind": "state", "name": "Unused"},
            ],
            "equipment": [{"id": "e", "designation": "E", "class": "uav-reconnaissance"}],
        });
        let transfer = |id: &str, recipient: &str, source: &str, equipment: &str| {
            serde_json::json!({
                "id": id, "kind": "materiel", "supplier": "army", "recipient": recipient, "stage": "delivered",
                "note": "Admitted later", "items": [{"equipment": equipment, "quantity": 1, "note": "x"}],
                "evidence": [{"source": source, "supports": ["supplier"]}],
            })
        };
        reports["transfers"] =
            json!([transfer("first", "army", "early", "f"), transfer("second", "b", "late", "e")]);
        let reports = dataset(&reports);
        let known = known_by(&reports, day("2022-11-08"));
        assert_eq!(ids(&known, RecordType::Actor), ["a", "army", "unused"], "B comes with the second");
        assert!(known.equipment.is_empty());
        assert!(known.actors[0].note.is_none() && known.transfers[0].note.is_none());
        assert!(known.transfers[0].items[0].note.is_none());
        let later = known_by(&reports, day("2022-11-09"));
        assert_eq!(later.len(), reports.len());
    }

    #[test]
    fn an_optional_value_is_known_when_a_source_supports_it() {
        let of_transfer = json!({
            "deal": "d", "ordered": "2022-01", "delivered": "2022-02", "place": {"name": "P"}, "origin": ["o"], "carrier": "c",
            "total": 1, "itemisation": "exhaustive", "amount": "EUR 1",
        });
        let of_deal = json!({"agreed": "2022-01", "value": "EUR 1"});
        let of_item = json!({"condition": "new"});
        let with = |mut record: serde_json::Value, optional: &serde_json::Value| {
            let fields: Vec<_> = optional.as_object().unwrap().keys().collect();
            record["evidence"] = json!([{"source": "undated"}, {"source": "late", "supports": fields}]);
            record.as_object_mut().unwrap().extend(optional.as_object().unwrap().clone());
            record
        };
        let mut transfer =
            json!({"id": "t", "kind": "materiel", "supplier": "a", "recipient": "b", "stage": "delivered"});
        transfer["items"] = json!([with(json!({"equipment": "e", "quantity": 1}), &of_item)]);
        let dataset = dataset(&json!({
            "sources": [
                {"id": "undated", "kind": "other", "title": "Undated"},
                {"id": "late", "kind": "news-article", "title": "Late", "published": "2022-11-09"},
            ],
            "deals": [with(json!({"id": "d", "title": "D", "parties": ["a", "b"], "stage": "agreed"}), &of_deal)],
            "transfers": [with(transfer, &of_transfer)],
        }));
        let known = |date: &str| {
            let known = known_by(&dataset, day(date));
            let transfer = serde_json::to_value(&known.transfers[0]).unwrap();
            let deal = serde_json::to_value(&known.deals[0]).unwrap();
            let records = [(&transfer, &of_transfer), (&transfer["items"][0], &of_item), (&deal, &of_deal)];
            let named = records.map(|(record, optional)| {
                optional.as_object().unwrap().keys().filter(|field| !record[*field].is_null()).count()
            });
            named.iter().sum::<usize>()
        };
        assert_eq!((known("2022-11-08"), known("2022-11-09")), (0, 12));
    }

    #[test]
    fn what_a_known_record_names_is_known_and_evidence_goes_with_its_source() {
        let late = json!([{"source": "late", "supports": ["name", "class", "parties", "supplier"]}]);
        let transfer = |id: &str, deal: &str, evidence: &serde_json::Value| {
            json!({
                "id": id, "kind": "materiel", "supplier": "a", "recipient": "b", "stage": "delivered", "deal": deal,
                "evidence": evidence,
            })
        };
        let deal = |id: &str, evidence: &serde_json::Value| json!({"id": id, "title": "D", "parties": ["a", "b"], "stage": "agreed", "evidence": evidence});
        let dataset = dataset(&json!({
            "sources": [{"id": "late", "kind": "other", "title": "Late", "published": "2022-11-09"}],
            "actors": [{"id": "a", "kind": "organization", "name": "A", "evidence": late}],
            "equipment": [{"id": "e", "designation": "E", "class": "uav", "evidence": late}],
            "deals": [deal("tied", &late), deal("loose", &late), deal("without", &json!([]))],
            "transfers": [
                transfer("denied", "loose", &late),
                transfer("late", "loose", &late),
                transfer("lost", "tied", &json!([{"source": "gone", "supports": ["deal"]}])),
                {
                    "id": "plain", "kind": "materiel", "supplier": "a", "recipient": "b", "stage": "delivered",
                    "total": 1, "items": [{"equipment": "e", "quantity": 1, "condition": "new"}],
                },
            ],
            "statements": [{
                "id": "denial", "speaker": "b", "act": "deny", "date": "2022-11-01", "summary": "No",
                "about": [{"target": "transfer:denied", "stance": "denies"}],
                "figures": [{"measure": "units-transferred", "value": 1, "evidence": late}],
            }],
        }));
        let known = known_by(&dataset, day("2022-11-08"));
        assert!(known.actors[0].evidence.is_empty() && known.equipment[0].evidence.is_empty());
        assert!(known.statements[0].figures.is_empty(), "the figure was not reported yet");
        assert_eq!(ids(&known, RecordType::Transfer), ["denied", "lost", "plain"]);
        let plain = &known.transfers[2];
        assert!(plain.total.is_some() && plain.items[0].condition.is_some(), "it never had evidence");
        assert_eq!(ids(&known, RecordType::Deal), ["tied", "without"]);
    }

    #[test]
    fn in_the_end_everything_is_known() {
        let reports = reports();
        let known = known_by(&reports, day("2022-11-09"));
        assert_eq!(known.len(), reports.len());
        assert_eq!(known.transfers[0].items.len(), 2);
        assert!(known.deals[0].value.is_some());
    }
}
