//! Deals with the transfers that belong to them.

use std::collections::BTreeMap;

use tallybook_schema::RecordType;
use tallybook_schema::record::{Deal, Transfer};
use tallybook_schema::vocabulary::{Stage, TransferKind};

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

/// The transfers of deals that can be compared: payments, and deliveries where there are orders.
pub(crate) fn wanted(context: &Context<'_>) -> Vec<usize> {
    let mut wanted = Vec::new();
    for deal in context.gathered().under_deals.chunk_by(|a, b| a.deal == b.deal) {
        let has = |part| deal.iter().any(|under| under.part == part);
        let is_compared = has(Part::Order) && has(Part::Delivery);
        let is_wanted = |under: &&UnderDeal| under.part == Part::Payment || is_compared;
        wanted.extend(deal.iter().filter(is_wanted).map(|under| under.transfer as usize));
    }
    wanted
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
