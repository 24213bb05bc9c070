//! Q009: more was delivered than was ordered.
//!
//! The model has no quantity on a deal. What a deal says of quantities is said by its transfers that
//! have not been delivered: those agreed or ordered. They are compared with those delivered, within
//! one deal, for the same supplier and recipient.

use std::collections::{BTreeMap, BTreeSet};

use tallybook_analysis::{Interval, batch};
use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::record::{Deal, Item, Transfer};
use tallybook_schema::value::Quantity;
use tallybook_schema::vocabulary::{Itemisation, Stage, TransferKind};

use crate::{At, Context, Rule, Scope, Sql, Wanted, deals, wording};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "Q009",
    "delivered-more-than-ordered",
    "the deliveries of a deal exceed what was agreed or ordered under it",
    include_str!("q009_delivered_more_than_ordered.md"),
    Scope::Across { wanted: Wanted::Gathered(deals::wanted), look: check },
)
.sql(Sql::Query(include_str!("q009_delivered_more_than_ordered.sql")));

fn check(context: &Context<'_>, out: &mut Findings) {
    for (deal, transfers) in deals::with_transfers(context) {
        let mut directions: BTreeMap<(&str, &str), Vec<At<'_, Transfer>>> = BTreeMap::new();
        for transfer in transfers.into_iter().filter(|transfer| transfer.kind == TransferKind::Materiel) {
            let record = transfer.record;
            directions
                .entry((record.supplier.as_str(), record.recipient.as_str()))
                .or_default()
                .push(transfer);
        }
        for transfers in directions.into_values() {
            compare(deal, &transfers, out);
        }
    }
}

/// Compares the deliveries of one supplier to one recipient with what was agreed or ordered: piece by
/// piece where both name the equipment, and the totals where that finds nothing. Of each type of equipment
/// as much may have been ordered as its items say and the orders leave open.
fn compare(deal: At<'_, Deal>, transfers: &[At<'_, Transfer>], out: &mut Findings) {
    let of_stage = |stages: &[Stage]| -> Vec<At<'_, Transfer>> {
        transfers.iter().copied().filter(|transfer| stages.contains(&transfer.stage)).collect()
    };
    let (orders, deliveries) = (of_stage(&[Stage::Agreed, Stage::Ordered]), of_stage(&[Stage::Delivered]));
    if orders.is_empty() {
        return;
    }
    let equipment: BTreeSet<&str> = orders
        .iter()
        .flat_map(|order| &order.record.items)
        .filter_map(|item| Some(item.equipment.as_ref()?.as_str()))
        .collect();
    let before = out.len();
    for equipment in equipment {
        let ordered = [pieces(&orders, equipment), open_pieces(&orders)].concat();
        report(deal, &format!("`{equipment}`"), pieces(&deliveries, equipment), ordered, out);
    }
    let ordered: Option<Vec<Count<'_>>> = orders.iter().map(|order| total(*order)).collect();
    if out.len() == before
        && let Some(ordered) = ordered
    {
        let delivered = deliveries.iter().flat_map(|delivery| known(*delivery)).collect();
        report(deal, "pieces", delivered, ordered, out);
    }
}

/// A count that takes part.
#[derive(Clone)]
struct Count<'a> {
    transfer: &'a Transfer,
    number: Interval,
    /// The number as it is shown.
    text: String,
    place: Place,
}

impl<'a> Count<'a> {
    fn of(transfer: &'a Transfer, quantity: &Quantity, place: Place) -> Self {
        Self { transfer, number: Interval::of(quantity), text: quantity.to_string(), place }
    }
}

/// The items of these transfers that are of one type of equipment.
fn pieces<'a>(transfers: &[At<'a, Transfer>], equipment: &str) -> Vec<Count<'a>> {
    let is_this = |item: &Item| item.equipment.as_ref().is_some_and(|id| id.as_str() == equipment);
    transfers.iter().flat_map(|transfer| items(*transfer, is_this)).collect()
}

/// What these orders leave open, which can be of any type of equipment: items that are only described, and what no item
/// accounts for.
fn open_pieces<'a>(orders: &[At<'a, Transfer>]) -> Vec<Count<'a>> {
    orders
        .iter()
        .flat_map(|order| items(*order, |item| item.equipment.is_none()).chain(room(*order)))
        .collect()
}

/// What no item of an order accounts for, if that can be something.
fn room(order: At<'_, Transfer>) -> Option<Count<'_>> {
    let number = match (order.total, order.itemisation) {
        (Some(total), _) if order.items.is_empty() => Interval::of(&total),
        (None, _) if order.items.is_empty() => Interval::ANY,
        (_, Some(Itemisation::Exhaustive)) | (None, None) => return None,
        (Some(_), _) => batch::remainder(order.record)?,
        (None, Some(Itemisation::Partial | Itemisation::Unknown)) => Interval::ANY,
    };
    let (transfer, text) = (order.record, number.to_string());
    (number != Interval::ZERO).then(|| Count { transfer, number, text, place: order.place("/total") })
}

fn items(transfer: At<'_, Transfer>, is_wanted: impl Fn(&Item) -> bool) -> impl Iterator<Item = Count<'_>> {
    let items = transfer.record.items.iter().enumerate().filter(move |(_, item)| is_wanted(item));
    items.map(move |(i, item)| {
        Count::of(transfer.record, &item.quantity, transfer.place(format!("/items/{i}/quantity")))
    })
}

fn total(transfer: At<'_, Transfer>) -> Option<Count<'_>> {
    Some(Count::of(transfer.record, transfer.total.as_ref()?, transfer.place("/total")))
}

/// The total of a transfer, or its items if it has none.
fn known(transfer: At<'_, Transfer>) -> Vec<Count<'_>> {
    total(transfer).map_or_else(|| items(transfer, |_| true).collect(), |total| vec![total])
}

/// Whether a delivery can be one under an order: it is not certainly earlier.
fn can_fulfil(delivery: &Transfer, order: &Transfer) -> bool {
    match (&delivery.delivered, &order.ordered) {
        (Some(delivered), Some(ordered)) => !delivered.certainly_before(ordered),
        _ => true,
    }
}

fn report(
    deal: At<'_, Deal>,
    what: &str,
    mut delivered: Vec<Count<'_>>,
    ordered: Vec<Count<'_>>,
    out: &mut Findings,
) {
    delivered.retain(|delivery| ordered.iter().any(|order| can_fulfil(delivery.transfer, order.transfer)));
    let sum =
        |counts: &[Count<'_>]| counts.iter().map(|count| count.number).fold(Interval::ZERO, Interval::plus);
    let (all_delivered, all_ordered) = (sum(&delivered), sum(&ordered));
    if !all_ordered.certainly_below(all_delivered) {
        return;
    }
    let addition = |counts: &[Count<'_>], sum: Interval| {
        let parts: Vec<String> = counts.iter().map(|count| count.text.clone()).collect();
        wording::addition(&parts, sum)
    };
    let note = format!(
        "{} delivered, {} ordered",
        addition(&delivered, all_delivered),
        addition(&ordered, all_ordered)
    );
    let mut delivered = delivered.into_iter().rev();
    let Some(last) = delivered.next() else { return };
    let mut finding = Finding::new(
        last.place,
        format!("more {what} delivered ({all_delivered}) than ordered ({all_ordered}) under `{}`", deal.id),
    )
    .label("delivered");
    for count in delivered.rev() {
        finding = finding.related(count.place, "delivered");
    }
    for count in ordered {
        finding = finding.related(count.place, "ordered");
    }
    out.push(
        finding.note(note).help(
            "correct the number that is wrong, or give deliveries beyond the order a deal of their own",
        ),
    );
}
