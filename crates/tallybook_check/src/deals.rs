//! Deals with the transfers that belong to them.

use std::collections::BTreeMap;

use tallybook_schema::RecordType;
use tallybook_schema::record::{Deal, Transfer};

use crate::{At, Context};

/// Every deal that transfers name, with those transfers, in the order of the dataset.
pub(crate) fn with_transfers<'a>(context: &Context<'a>) -> Vec<(At<'a, Deal>, Vec<At<'a, Transfer>>)> {
    let mut by_deal: BTreeMap<usize, Vec<At<'a, Transfer>>> = BTreeMap::new();
    for transfer in context.all::<Transfer>() {
        let deal =
            transfer.deal.as_ref().and_then(|id| context.index.position(RecordType::Deal, id.as_str()));
        if let Some(deal) = deal {
            by_deal.entry(deal).or_default().push(transfer);
        }
    }
    let deals = &context.dataset.deals;
    by_deal.into_iter().map(|(index, transfers)| (At { record: &deals[index], index }, transfers)).collect()
}
