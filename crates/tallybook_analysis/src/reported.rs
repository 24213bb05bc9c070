//! What statements say that a batch was made of, and whether their numbers come out.
//!
//! The items of a transfer are what the dataset adopts. A statement about the transfer may count it
//! otherwise: its figures of pieces handed over are its parts, and its claim of a total, or else the
//! total of the transfer, is what they should add up to.

use std::collections::BTreeMap;
use std::fmt;

use tallybook_schema::RecordType;
use tallybook_schema::record::{Statement, Transfer};
use tallybook_schema::value::{Quantity, RawValue};
use tallybook_schema::vocabulary::Measure;

use crate::{Index, Interval};

/// The most parts that [`combinations`] tries; their number doubles with each.
const MOST_PARTS: usize = 12;

/// The arithmetic of one statement about a batch.
#[derive(Debug, Clone)]
pub struct ReportedSum<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// Its figures of pieces handed over, in its order.
    pub parts: Vec<&'a Quantity>,
    /// What they add up to.
    pub sum: Interval,
    /// The total that it gives.
    pub total: Quantity,
    /// Whether the one comes out at the other.
    pub outcome: Outcome,
}

/// How a sum stands to a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is the total.
    ComesOut,
    /// It can be the total, which is not an exact number.
    MayComeOut,
    /// So many pieces of the total are no part of it.
    Short(Interval),
    /// It is more than the total can be.
    Exceeds,
}

impl Outcome {
    fn of(sum: Interval, total: Interval) -> Self {
        match total.minus(sum) {
            None => Self::Exceeds,
            Some(rest) if rest.exact() == Some(0) => Self::ComesOut,
            Some(rest) if rest.low == 0 => Self::MayComeOut,
            Some(rest) => Self::Short(rest),
        }
    }
}

/// The statements about a transfer that say how many pieces of what were handed over, each with its
/// sum. None about a transfer without a total, unless the statement gives one.
pub fn sums<'a>(index: &Index<'a>, transfer: &Transfer) -> Vec<ReportedSum<'a>> {
    let statements = index.dataset().statements.iter();
    statements.filter_map(|statement| reported_sum(statement, transfer)).collect()
}

fn reported_sum<'a>(statement: &'a Statement, transfer: &Transfer) -> Option<ReportedSum<'a>> {
    let total = total(statement, transfer)?;
    let parts: Vec<&Quantity> = handed_over(statement).map(|(quantity, _)| quantity).collect();
    if parts.is_empty() {
        return None;
    }
    let sum = parts.iter().map(|part| Interval::of(part)).fold(Interval::ZERO, Interval::plus);
    let outcome = Outcome::of(sum, Interval::of(&total));
    Some(ReportedSum { statement, parts, sum, total, outcome })
}

/// The total that a statement gives for a transfer: its claim, or else the total of the record, as a
/// statement claims only what differs from it. `None` if it is not about this transfer alone: a figure
/// does not say to which of several it belongs.
fn total(statement: &Statement, transfer: &Transfer) -> Option<Quantity> {
    let mut transfers =
        statement.about.iter().filter(|about| about.target.record_type == RecordType::Transfer);
    let about = transfers.next().filter(|about| about.target.id == transfer.id.as_str())?;
    if transfers.next().is_some() {
        return None;
    }
    about.claims.get("total").map_or(transfer.total, quantity)
}

/// How many pieces of what a statement says were handed over.
fn handed_over(statement: &Statement) -> impl Iterator<Item = (&Quantity, &str)> {
    let figures = statement.figures.iter().filter(|figure| figure.measure == Measure::UnitsTransferred);
    figures.map(|figure| (&figure.value, figure.unit.as_deref().unwrap_or_default()))
}

fn quantity(value: &RawValue) -> Option<Quantity> {
    match value {
        RawValue::One(text) => text.parse().ok(),
        RawValue::Many(_) => None,
    }
}

/// An exact number of pieces of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part<'a> {
    /// How many.
    pub quantity: i64,
    /// Of what: a designation, a description, or the unit of a figure.
    pub name: &'a str,
}

/// Parts that add up to a total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination<'a> {
    /// Two parts or more of different things, the greatest first.
    pub parts: Vec<Part<'a>>,
    /// What they add up to.
    pub total: i64,
    /// Who gives that total.
    pub givers: Vec<Giver<'a>>,
}

/// Who gives a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Giver<'a> {
    /// The record itself.
    Adopted,
    /// A source that reports another total than the record.
    Source(&'a str),
    /// A statement that claims another total than the record.
    Statement(&'a str),
}

impl fmt::Display for Giver<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Adopted => f.write_str("the adopted total"),
            Self::Source(id) => write!(f, "the total in {id}"),
            Self::Statement(id) => write!(f, "the total of statement {id}"),
        }
    }
}

/// Which of the parts that the record or a statement gives for a transfer add up to a total that one of
/// them gives. Exact numbers alone can; none are tried if there are more than twelve parts.
pub fn combinations<'a>(index: &Index<'a>, transfer: &'a Transfer) -> Vec<Combination<'a>> {
    let parts = parts(index, transfer);
    if parts.len() > MOST_PARTS {
        return Vec::new();
    }
    let totals = totals(index, transfer);
    let mut found = Vec::new();
    for chosen in 1_u32..1 << parts.len() {
        let of: Vec<Part<'_>> =
            parts.iter().enumerate().filter(|(i, _)| chosen >> i & 1 == 1).map(|(_, part)| *part).collect();
        let one_of_each = of.iter().enumerate().all(|(i, part)| of[..i].iter().all(|p| p.name != part.name));
        let sum = of.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.quantity));
        if let Some(givers) = sum.and_then(|sum| totals.get(&sum))
            && of.len() > 1
            && one_of_each
        {
            found.push(Combination { parts: of, total: sum.unwrap_or_default(), givers: givers.clone() });
        }
    }
    found.sort_by_key(|combination| combination.total);
    found
}

/// The exact numbers of pieces that the items and the statements about the transfer give.
fn parts<'a>(index: &Index<'a>, transfer: &'a Transfer) -> Vec<Part<'a>> {
    let items = transfer.items.iter().map(|item| {
        let designation =
            item.equipment.as_ref().and_then(|id| index.label(RecordType::Equipment, id.as_str()));
        (&item.quantity, designation.or(item.description.as_deref()).unwrap_or_default())
    });
    let about = index.dataset().statements.iter().filter(|s| total(s, transfer).is_some());
    let given = items.chain(about.flat_map(handed_over));
    let mut parts: Vec<Part<'_>> = given
        .filter_map(|(quantity, name)| Some(Part { quantity: Interval::of(quantity).exact()?, name }))
        .filter(|part| part.quantity > 0)
        .collect();
    parts.sort_by(|a, b| b.quantity.cmp(&a.quantity).then(a.name.cmp(b.name)));
    parts.dedup();
    parts
}

/// The exact totals of a transfer, with those that give them.
fn totals<'a>(index: &Index<'a>, transfer: &'a Transfer) -> BTreeMap<i64, Vec<Giver<'a>>> {
    let adopted = transfer.total.map(|total| (total, Giver::Adopted));
    let reported = transfer.evidence.iter().filter_map(|evidence| {
        Some((quantity(evidence.reports.get("total")?)?, Giver::Source(evidence.source.as_str())))
    });
    let claimed = index.dataset().statements.iter().flat_map(|statement| {
        let about = statement.about.iter().filter(|about| {
            about.target.record_type == RecordType::Transfer && about.target.id == transfer.id.as_str()
        });
        about.filter_map(|about| {
            Some((quantity(about.claims.get("total")?)?, Giver::Statement(statement.id.as_str())))
        })
    });
    let mut totals: BTreeMap<i64, Vec<Giver<'_>>> = BTreeMap::new();
    for (total, giver) in adopted.into_iter().chain(reported).chain(claimed) {
        if let Some(total) = Interval::of(&total).exact() {
            let givers = totals.entry(total).or_default();
            if !givers.contains(&giver) {
                givers.push(giver);
            }
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::dataset;

    fn batch(claims: &Value, figures: &[(&str, &str)]) -> tallybook_schema::Dataset {
        let mut figures: Vec<Value> = figures
            .iter()
            .map(|(value, unit)| json!({"measure": "units-transferred", "value": value, "unit": unit}))
            .collect();
        figures.push(json!({"measure": "units-lost", "value": 60, "unit": "B"}));
        let of_others = |id: &str, targets: &[&str], total: i64| {
            let about: Vec<Value> = targets
                .iter()
                .map(|target| json!({"target": target, "stance": "mentions", "claims": {"total": total}}))
                .collect();
            json!({
                "id": id, "speaker": "z", "act": "assert", "summary": "x", "about": about,
                "figures": [{"measure": "units-transferred", "value": 60, "unit": "G"}],
            })
        };
        dataset(&json!({
            "equipment": [{"id": "a", "designation": "A", "class": "uav"}],
            "transfers": [{
                "id": "t", "kind": "materiel", "supplier": "x", "recipient": "y", "stage": "delivered",
                "total": 160, "itemisation": "partial",
                "items": [{"equipment": "a", "quantity": 100}, {"description": "C", "quantity": 6}],
                "evidence": [{"source": "paper", "reports": {"total": "166"}}],
            }],
            "statements": [
                {
                    "id": "s", "speaker": "z", "act": "assert", "summary": "x",
                    "about": [{"target": "transfer:t", "stance": "mentions", "claims": claims}],
                    "figures": figures,
                },
                {"id": "other", "speaker": "z", "act": "assert", "summary": "x", "figures": [
                    {"measure": "units-transferred", "value": 54, "unit": "D"},
                ]},
                of_others("of-another", &["transfer:u"], 160),
                of_others("of-the-deal", &["deal:t"], 160),
                of_others("of-two", &["transfer:t", "transfer:u"], 999),
            ],
        }))
    }

    #[track_caller]
    fn check(claims: &Value, figures: &[(&str, &str)], expected: &[(&str, Outcome)]) {
        let dataset = batch(claims, figures);
        let sums = sums(&Index::new(&dataset), &dataset.transfers[0]);
        let found: Vec<(String, Outcome)> =
            sums.iter().map(|sum| (format!("{} of {}", sum.sum, sum.total), sum.outcome)).collect();
        let found: Vec<(&str, Outcome)> =
            found.iter().map(|(text, outcome)| (text.as_str(), *outcome)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_statement_is_added_up_by_its_own_numbers() {
        let three = [("100", "A"), ("60", "B"), ("6", "C")];
        check(&json!({"total": 166}), &three, &[("166 of 166", Outcome::ComesOut)]);
        check(&json!({"total": "more than 160"}), &three, &[("166 of more than 160", Outcome::MayComeOut)]);
        check(&json!({}), &three, &[("166 of 160", Outcome::Exceeds)]);
        let short = Outcome::Short(Interval { low: 60, high: Some(60) });
        check(&json!({}), &[("100", "A")], &[("100 of 160", short)]);
        let short = Outcome::Short(Interval { low: 61, high: None });
        check(&json!({"total": "more than 160"}), &[("100", "A")], &[("100 of more than 160", short)]);
        check(&json!({"total": 166}), &[], &[]);
    }

    #[test]
    fn what_is_reported_makes_the_totals_that_are_reported() {
        let dataset = batch(
            &json!({"total": 166}),
            &[("100", "A"), ("60", "B"), ("6", "C"), ("about 9", "E"), ("0", "F")],
        );
        let found: Vec<String> = combinations(&Index::new(&dataset), &dataset.transfers[0])
            .iter()
            .map(|combination| {
                let parts: Vec<String> =
                    combination.parts.iter().map(|part| format!("{} {}", part.quantity, part.name)).collect();
                let givers: Vec<String> = combination.givers.iter().map(ToString::to_string).collect();
                format!("{} = {}: {}", parts.join(" + "), combination.total, givers.join(", "))
            })
            .collect();
        assert_eq!(
            found,
            [
                "100 A + 60 B = 160: the adopted total",
                "100 A + 60 B + 6 C = 166: the total in paper, the total of statement s",
            ]
        );
    }

    #[test]
    fn two_numbers_of_one_thing_are_not_added_up() {
        let dataset = batch(&json!({}), &[("60", "A")]);
        assert_eq!(combinations(&Index::new(&dataset), &dataset.transfers[0]), []);
    }

    #[test]
    fn neither_one_number_nor_very_many_are_added_up() {
        let found = |dataset: &tallybook_schema::Dataset| {
            combinations(&Index::new(dataset), &dataset.transfers[0]).len()
        };
        assert_eq!(found(&batch(&json!({"total": 100}), &[])), 0, "100 is one of the items");
        let names: Vec<String> = (0..11).map(|i| format!("B{i}")).collect();
        let figures: Vec<_> = names.iter().map(|name| ("60", name.as_str())).collect();
        assert_eq!(found(&batch(&json!({}), &figures[..10])), 20, "100 and 60, without and with 6");
        assert_eq!(found(&batch(&json!({}), &figures)), 0, "of thirteen parts");
    }
}
