//! The numbers of records after others have come or gone before them.

use tallybook_diagnostics::{Finding, Place};
use tallybook_schema::RecordType;

use crate::CheckedQuote;

/// The new number of each record, by type and old number; `None` if it is gone.
#[derive(Debug)]
pub(crate) struct Renumbered([Vec<Option<usize>>; RecordType::ALL.len()]);

impl Renumbered {
    pub(crate) fn new(numbers: [Vec<Option<usize>>; RecordType::ALL.len()]) -> Self {
        Self(numbers)
    }

    /// Whether every record that is still there has the number that it had.
    pub(crate) fn is_idle(&self) -> bool {
        let stays = |(old, new): (usize, &Option<usize>)| new.is_none_or(|new| new == old);
        self.0.iter().all(|of_type| of_type.iter().enumerate().all(stays))
    }

    /// How many records are still there.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().flatten().flatten().count()
    }

    /// How many records are gone.
    pub(crate) fn gone(&self) -> usize {
        self.0.iter().flatten().filter(|number| number.is_none()).count()
    }

    /// Changes the number of a record. `None` if it is gone.
    pub(crate) fn change(&self, record_type: RecordType, number: &mut usize) -> Option<()> {
        *number = (*self.0[record_type as usize].get(*number)?)?;
        Some(())
    }

    /// Changes a number that is kept short.
    pub(crate) fn change_short(&self, record_type: RecordType, number: &mut u32) -> Option<()> {
        let mut long = *number as usize;
        self.change(record_type, &mut long)?;
        *number = u32::try_from(long).ok()?;
        Some(())
    }

    /// Changes the numbers in the places of a finding. `None` if one of its records is gone.
    pub(crate) fn change_finding(&self, finding: &mut Finding) -> Option<()> {
        finding.places_mut().try_for_each(|place| match place {
            Place::Record { key, .. } => self.change(key.record_type, &mut key.index),
            Place::Dataset | Place::File(_) | Place::Span { .. } | Place::Manifest(_) => Some(()),
        })
    }

    /// Changes the numbers of the record of a quote and of its source. `None` if one of them is gone.
    pub(crate) fn change_quote(&self, quote: &mut CheckedQuote) -> Option<()> {
        self.change(quote.record.record_type, &mut quote.record.index)?;
        self.change(RecordType::Source, &mut quote.source)
    }
}
