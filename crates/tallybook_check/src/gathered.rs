//! What rules that look across records need of every record.
//!
//! Each record is looked at once, in whatever part of the dataset it stands, and what is gathered of it is a few
//! numbers: a large dataset is never in memory as a whole. [`crate::Scope::Across`] says which records a rule then
//! wants to see again.

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hashbrown::DefaultHashBuilder;
use rayon::slice::ParallelSliceMut as _;
use tallybook_analysis::references::{self, Named};
use tallybook_schema::block::{Block, BlockKind};
use tallybook_schema::record::{Actor, Transfer};
use tallybook_schema::vocabulary::ActorKind;
use tallybook_schema::{Dataset, RecordType};

use crate::renumbered::Renumbered;
use crate::rules::r007_likely_duplicate;
use crate::{Context, accepted, deals};

/// What was gathered of some records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gathered {
    /// References that name nothing of their type, or an actor of a kind that the field does not take.
    pub(crate) doubtful: Vec<Doubtful>,
    /// The transfers that belong to deals.
    pub(crate) under_deals: Vec<deals::UnderDeal>,
    /// What was paid under deals.
    pub(crate) paid: Vec<deals::Paid>,
    /// What transfers hand over, and when.
    pub(crate) handovers: Vec<r007_likely_duplicate::Trace>,
    /// The transfers that rules want to see again with their evidence; of a dataset that is looked at in parts.
    pub(crate) wanted: Vec<usize>,
}

/// A reference that has to be looked at once all ids are known.
#[derive(Debug, Clone)]
pub(crate) struct Doubtful {
    /// The kind of the block that it stands in.
    pub(crate) kind: BlockKind,
    /// The type of the record that it stands in.
    pub(crate) record_type: RecordType,
    /// The number of that record.
    pub(crate) index: usize,
    /// The value as a JSON Pointer within that record.
    pub(crate) pointer: String,
    /// The type that is wanted.
    pub(crate) wanted: RecordType,
    /// The id that is named.
    pub(crate) id: String,
    /// If it names an actor of a kind that its field does not take: the field, and the kinds that it takes.
    pub(crate) wrong_kind: Option<(String, &'static [ActorKind])>,
}

impl Gathered {
    /// Looks at some records, given their blocks.
    pub(crate) fn look<'a>(&mut self, context: &Context<'a>, blocks: &[Block<'a>]) {
        self.references(context, blocks);
        for record in blocks.chunk_by(|a, b| a.index == b.index) {
            let Block { record_type: RecordType::Transfer, index, .. } = record[0] else { continue };
            if let Some(transfer) = context.dataset.transfers.get(index) {
                self.transfer(context, index, transfer);
            }
        }
    }

    /// Looks at the references of some records.
    fn references<'b>(&mut self, context: &Context<'b>, blocks: &[Block<'b>]) {
        let mut named: Vec<(Named<'b>, &Block<'b>)> = Vec::with_capacity(4 * blocks.len());
        for record in blocks.chunk_by(|a, b| a.index == b.index) {
            // Most evidence cites the source of the evidence before it.
            let mut source = None;
            for block in record {
                references::visit(&context.index, block, &mut |one, _| {
                    let is_again = source == Some(one.to);
                    if one.to.0 == RecordType::Source {
                        source = Some(one.to);
                    }
                    if !is_again {
                        named.push((one, block));
                    }
                });
            }
        }
        let numbers = context.index.positions(named.iter().map(|(named, _)| named.to));
        let mut last_doubtful = None;
        for (&(named, block), number) in named.iter().zip(numbers) {
            if let Some(number) = number
                && named.to != (block.record_type, block.id)
            {
                context.used.note(named.to.0, number);
            }
            let is_doubtful = number.is_none_or(|number| wrong_kind(context, number, named).is_some());
            if is_doubtful && last_doubtful != Some(block.index) {
                last_doubtful = Some(block.index);
                blocks.iter().filter(|b| b.index == block.index).for_each(|block| self.doubt(context, block));
            }
        }
    }

    /// Takes down the references of a block that are doubtful.
    fn doubt(&mut self, context: &Context<'_>, block: &Block<'_>) {
        references::visit(&context.index, block, &mut |named, pointer| {
            let (wanted, id) = named.to;
            let number = context.index.position(wanted, id);
            let wrong_kind = number.and_then(|number| wrong_kind(context, number, named));
            if number.is_none() || wrong_kind.is_some() {
                self.doubtful.push(Doubtful {
                    kind: block.kind,
                    record_type: block.record_type,
                    index: block.index,
                    pointer: pointer(),
                    wanted,
                    id: id.to_owned(),
                    wrong_kind,
                });
            }
        });
    }

    fn transfer(&mut self, context: &Context<'_>, number: usize, transfer: &Transfer) {
        if let Some(under) = deals::UnderDeal::of(context, number, transfer) {
            self.under_deals.push(under);
            self.paid.extend(deals::Paid::of(under, transfer));
        }
        let hash = |key: &(_, &str, &str, &str, &str)| context.hasher.hash_one(key);
        r007_likely_duplicate::trace(number, transfer, hash, &mut self.handovers);
    }

    /// Numbers the records anew. `None` if one of them is gone.
    pub(crate) fn renumber(&mut self, renumbered: &Renumbered) -> Option<()> {
        for Doubtful { record_type, index, .. } in &mut self.doubtful {
            renumbered.change(*record_type, index)?;
        }
        self.under_deals.iter_mut().try_for_each(|under| under.renumber(renumbered))?;
        self.paid.iter_mut().try_for_each(|paid| paid.renumber(renumbered))?;
        self.handovers.iter_mut().try_for_each(|trace| trace.renumber(renumbered))
    }

    /// Adds what was gathered of other records.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.doubtful.append(&mut other.doubtful);
        self.under_deals.append(&mut other.under_deals);
        self.paid.append(&mut other.paid);
        self.handovers.append(&mut other.handovers);
        self.wanted.append(&mut other.wanted);
    }

    /// Adds what was gathered of other records, which is still needed.
    pub(crate) fn extend_from(&mut self, other: &Self) {
        self.doubtful.extend_from_slice(&other.doubtful);
        self.under_deals.extend_from_slice(&other.under_deals);
        self.paid.extend_from_slice(&other.paid);
        self.handovers.extend_from_slice(&other.handovers);
        self.wanted.extend_from_slice(&other.wanted);
    }

    /// Puts everything in the order of the dataset.
    pub(crate) fn sort(&mut self) {
        self.doubtful.sort_by_key(|reference| (reference.record_type, reference.index));
        self.under_deals.par_sort_unstable();
        self.paid.par_sort_by_key(deals::Paid::deal);
        self.handovers.par_sort_unstable();
    }
}

/// The field of a reference to an actor, and the kinds of actor that it takes, if this one is of another.
fn wrong_kind(
    context: &Context<'_>,
    actor: usize,
    named: Named<'_>,
) -> Option<(String, &'static [ActorKind])> {
    let (owner, field) = named.field.filter(|_| named.to.0 == RecordType::Actor)?;
    let kinds = accepted::kinds(owner, field)?;
    let actor: &Actor = context.dataset.actors.get(actor)?;
    (!kinds.contains(&actor.kind)).then(|| (field.to_owned(), kinds))
}

/// The records that others refer to.
#[derive(Debug)]
pub(crate) enum Used {
    /// By type and number.
    Of([Box<[AtomicBool]>; RecordType::ALL.len()]),
    /// One after the other, to be kept.
    Listed(Mutex<Vec<(RecordType, usize)>>),
}

impl Used {
    /// None yet of those of a dataset.
    pub(crate) fn none(dataset: &Dataset) -> Arc<Self> {
        let of_type = |t| (0..dataset.count(t)).map(|_| AtomicBool::new(false)).collect();
        Arc::new(Self::Of(RecordType::ALL.map(of_type)))
    }

    pub(crate) fn note(&self, record_type: RecordType, number: usize) {
        match self {
            // Most are known by now, and a look costs less than a change that other threads have to see.
            Self::Of(used) => {
                if let Some(used) = used[record_type as usize].get(number)
                    && !used.load(Ordering::Relaxed)
                {
                    used.store(true, Ordering::Relaxed);
                }
            }
            Self::Listed(used) => {
                used.lock().unwrap_or_else(PoisonError::into_inner).push((record_type, number));
            }
        }
    }

    /// Whether another record refers to this one.
    pub(crate) fn has(&self, record_type: RecordType, number: usize) -> bool {
        match self {
            Self::Of(used) => {
                used[record_type as usize].get(number).is_some_and(|used| used.load(Ordering::Relaxed))
            }
            Self::Listed(used) => {
                used.lock().unwrap_or_else(PoisonError::into_inner).contains(&(record_type, number))
            }
        }
    }

    /// Takes out what was listed.
    pub(crate) fn take(&self) -> Vec<(RecordType, usize)> {
        match self {
            Self::Of(_) => Vec::new(),
            Self::Listed(used) => std::mem::take(&mut *used.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }
}

/// Hashes what is compared within one run.
pub(crate) type Hasher = DefaultHashBuilder;
