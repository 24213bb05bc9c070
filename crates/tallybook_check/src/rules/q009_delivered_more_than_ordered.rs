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
    if orders.is_empty() || deliveries.is_empty() {
        return;
    }
    let equipment: BTreeSet<&str> = orders
        .iter()
        .flat_map(|order| &order.record.items)
        .filter_map(|item| Some(item.equipment.as_ref()?.as_str()))
        .collect();
    let before = out.len();
    let open = open_pieces(&orders);
    for equipment in equipment {
        let ordered: Vec<Count<'_>> = pieces(&orders, equipment).chain(open.iter().copied()).collect();
        report(deal, &format!("`{equipment}`"), pieces(&deliveries, equipment), &ordered, out);
    }
    let ordered: Option<Vec<Count<'_>>> = orders.iter().map(|order| total(*order)).collect();
    if out.len() == before
        && let Some(ordered) = ordered
    {
        report(deal, "pieces", deliveries.iter().flat_map(|delivery| known(*delivery)), &ordered, out);
    }
}

/// A count that takes part.
#[derive(Clone, Copy)]
struct Count<'a> {
    transfer: At<'a, Transfer>,
    number: Interval,
    of: Counted<'a>,
}

/// What is counted.
#[derive(Clone, Copy)]
enum Counted<'a> {
    Total(&'a Quantity),
    Item(usize, &'a Quantity),
    /// What no item accounts for.
    Rest,
}

impl Count<'_> {
    /// The number as it is shown.
    fn text(&self) -> String {
        match self.of {
            Counted::Total(quantity) | Counted::Item(_, quantity) => quantity.to_string(),
            Counted::Rest => self.number.to_string(),
        }
    }

    fn place(&self) -> Place {
        match self.of {
            Counted::Item(number, _) => self.transfer.place(format!("/items/{number}/quantity")),
            Counted::Total(_) | Counted::Rest => self.transfer.place("/total"),
        }
    }
}

/// The items of these transfers that are of one type of equipment.
fn pieces<'a>(transfers: &[At<'a, Transfer>], equipment: &str) -> impl Iterator<Item = Count<'a>> {
    let is_this = move |item: &Item| item.equipment.as_ref().is_some_and(|id| id.as_str() == equipment);
    transfers.iter().flat_map(move |transfer| items(*transfer, is_this))
}

/// What these orders leave open, which can be of any type of equipment: items that are only described, and what no item
/// accounts for.
fn open_pieces<'a>(orders: &[At<'a, Transfer>]) -> Vec<Count<'a>> {
    orders
        .iter()
        .flat_map(|order| items(*order, |item| item.equipment.is_none()).chain(rest(*order)))
        .collect()
}

/// What no item of an order accounts for, if that can be something.
fn rest(order: At<'_, Transfer>) -> Option<Count<'_>> {
    let Transfer { total, items, itemisation, .. } = order.record;
    let number = match (total, itemisation) {
        (Some(total), _) if items.is_empty() => Interval::of(total),
        (None, _) if items.is_empty() => Interval::ANY,
        (_, Some(Itemisation::Exhaustive)) | (None, None) => return None,
        (Some(_), _) => batch::remainder(order.record)?,
        (None, Some(Itemisation::Partial | Itemisation::Unknown)) => Interval::ANY,
    };
    (number != Interval::ZERO).then_some(Count { transfer: order, number, of: Counted::Rest })
}

fn items(transfer: At<'_, Transfer>, is_wanted: impl Fn(&Item) -> bool) -> impl Iterator<Item = Count<'_>> {
    let items = transfer.record.items.iter().enumerate().filter(move |(_, item)| is_wanted(item));
    items.map(move |(i, item)| {
        let quantity = &item.quantity;
        Count { transfer, number: Interval::of(quantity), of: Counted::Item(i, quantity) }
    })
}

fn total(transfer: At<'_, Transfer>) -> Option<Count<'_>> {
    let total = transfer.record.total.as_ref()?;
    Some(Count { transfer, number: Interval::of(total), of: Counted::Total(total) })
}

/// The total of a transfer, or its items if it has none.
fn known(transfer: At<'_, Transfer>) -> Vec<Count<'_>> {
    total(transfer).map_or_else(|| items(transfer, |_| true).collect(), |total| vec![total])
}

/// Whether a delivery can be one under an order: it is not certainly earlier.
fn can_fulfil(delivery: Count<'_>, order: &Count<'_>) -> bool {
    match (&delivery.transfer.delivered, &order.transfer.ordered) {
        (Some(delivered), Some(ordered)) => !delivered.certainly_before(ordered),
        _ => true,
    }
}

fn report<'a>(
    deal: At<'_, Deal>,
    what: &str,
    delivered: impl Iterator<Item = Count<'a>>,
    ordered: &[Count<'a>],
    out: &mut Findings,
) {
    let delivered: Vec<Count<'_>> =
        delivered.filter(|delivery| ordered.iter().any(|order| can_fulfil(*delivery, order))).collect();
    let sum =
        |counts: &[Count<'_>]| counts.iter().map(|count| count.number).fold(Interval::ZERO, Interval::plus);
    let (all_delivered, all_ordered) = (sum(&delivered), sum(ordered));
    if !all_ordered.certainly_below(all_delivered) {
        return;
    }
    let addition = |counts: &[Count<'_>], sum: Interval| {
        let parts: Vec<String> = counts.iter().map(Count::text).collect();
        wording::addition(&parts, sum)
    };
    let note = format!(
        "{} delivered, {} ordered",
        addition(&delivered, all_delivered),
        addition(ordered, all_ordered)
    );
    let Some((last, others)) = delivered.split_last() else { return };
    let mut finding = Finding::new(
        last.place(),
        format!("more {what} delivered ({all_delivered}) than ordered ({all_ordered}) under `{}`", deal.id),
    )
    .label("delivered");
    for count in others {
        finding = finding.related(count.place(), "delivered");
    }
    for count in ordered {
        finding = finding.related(count.place(), "ordered");
    }
    out.push(
        finding.note(note).help(
            "correct the number that is wrong, or give deliveries beyond the order a deal of their own",
        ),
    );
}
