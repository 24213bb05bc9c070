//! Deals with the transfers that belong to them.

use std::collections::BTreeMap;

use tallybook_analysis::MoneyInterval;
use tallybook_schema::RecordType;
use tallybook_schema::record::{Deal, Transfer};
use tallybook_schema::value::{Currency, Money};
use tallybook_schema::vocabulary::{Stage, TransferKind};

use crate::gathered::Gathered;
use crate::renumbered::Renumbered;
use crate::{At, Context};

/// A transfer that belongs to a deal. Ordered by deal, then by transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnderDeal {
    deal: u32,
    transfer: u32,
    part: Part,
}

/// The part that a transfer plays in what is compared within a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Order,
    Delivery,
    Payment,
}

impl UnderDeal {
    pub(crate) fn of(context: &Context<'_>, number: usize, transfer: &Transfer) -> Option<Self> {
        let part = match (transfer.kind, transfer.stage) {
            (TransferKind::Materiel, Stage::Agreed | Stage::Ordered) => Part::Order,
            (TransferKind::Materiel, Stage::Delivered) => Part::Delivery,
            (TransferKind::Funds, _) => Part::Payment,
            _ => return None,
        };
        let deal = context.index.position(RecordType::Deal, transfer.deal.as_ref()?.as_str())?;
        Some(Self { deal: u32::try_from(deal).ok()?, transfer: u32::try_from(number).ok()?, part })
    }

    pub(crate) fn renumber(&mut self, renumbered: &Renumbered) -> Option<()> {
        renumbered.change_short(RecordType::Deal, &mut self.deal)?;
        renumbered.change_short(RecordType::Transfer, &mut self.transfer)
    }
}

/// What was paid under a deal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paid {
    deal: u32,
    currency: Currency,
    amount: MoneyInterval,
}

impl Paid {
    pub(crate) fn of(under: UnderDeal, transfer: &Transfer) -> Option<Self> {
        let amount = transfer.amount.as_ref().filter(|_| under.part == Part::Payment)?;
        let (currency, interval) = (amount.currency()?, MoneyInterval::of(amount));
        Some(Self { deal: under.deal, currency, amount: interval })
    }

    pub(crate) fn renumber(&mut self, renumbered: &Renumbered) -> Option<()> {
        renumbered.change_short(RecordType::Deal, &mut self.deal)
    }

    /// What payments are ordered by.
    pub(crate) fn deal(&self) -> u32 {
        self.deal
    }
}

/// The transfers of deals in which something can be found by a comparison: deliveries with orders, or payments with each
/// other and with the value.
pub(crate) fn wanted(context: &Context<'_>) -> Vec<usize> {
    let Gathered { under_deals, paid, .. } = context.gathered();
    let mut wanted = Vec::new();
    for deal in under_deals.chunk_by(|a, b| a.deal == b.deal) {
        let number = deal[0].deal;
        let has = |part| deal.iter().any(|under| under.part == part);
        let paid = &paid[paid.partition_point(|paid| paid.deal < number)..];
        let paid = &paid[..paid.partition_point(|paid| paid.deal == number)];
        let value = context.dataset.deals.get(number as usize).and_then(|deal| deal.value.as_ref());
        if has(Part::Order) && has(Part::Delivery) || may_differ(value, paid) || may_exceed(value, paid) {
            wanted.extend(deal.iter().map(|under| under.transfer as usize));
        }
    }
    wanted
}

/// Whether payments can be in several currencies, or in another one than the value.
fn may_differ(value: Option<&Money>, paid: &[Paid]) -> bool {
    let mut currencies =
        value.and_then(Money::currency).into_iter().chain(paid.iter().map(|paid| paid.currency));
    let first = currencies.next();
    currencies.any(|currency| Some(currency) != first)
}

/// Whether payments to one actor can be more than the value: those to all together are.
fn may_exceed(value: Option<&Money>, paid: &[Paid]) -> bool {
    let Some(value) = value else { return false };
    let paid = paid.iter().filter(|paid| Some(paid.currency) == value.currency());
    let sum = paid.map(|paid| paid.amount).fold(MoneyInterval::ZERO, MoneyInterval::plus);
    sum.certainly_above(MoneyInterval::of(value))
}

/// Deals with the transfers that belong to them and take part in a comparison, in the order of the dataset. Every
/// deal is here in which there is something to compare.
pub(crate) fn with_transfers<'a>(context: &Context<'a>) -> Vec<(At<'a, Deal>, Vec<At<'a, Transfer>>)> {
    let mut by_deal: BTreeMap<usize, Vec<At<'a, Transfer>>> = BTreeMap::new();
    for under in &context.gathered().under_deals {
        let number = under.transfer as usize;
        if let Some(record) = context.dataset.transfers.get(number) {
            by_deal.entry(under.deal as usize).or_default().push(At { record, index: number });
        }
    }
    let deals = &context.dataset.deals;
    by_deal.into_iter().map(|(index, transfers)| (At { record: &deals[index], index }, transfers)).collect()
}
