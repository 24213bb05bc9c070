//! Which records somebody looked for in an index, so that one knows later whether the answers are still the same.

use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use hashbrown::DefaultHashBuilder;
use tallybook_schema::RecordType;

/// Takes down what an index is asked for.
#[derive(Debug, Default)]
pub struct Asked {
    hasher: DefaultHashBuilder,
    questions: Mutex<Questions>,
}

/// What an index was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Questions {
    /// The records that were looked for, whether they were found or not, as hashes of their type and id, each once.
    pub records: Vec<u64>,
    /// Whether anything was asked for beside single records: all of a type, or the dataset.
    pub anything: bool,
}

impl Asked {
    /// One who makes the same hashes as others with this hasher.
    pub fn with_hasher(hasher: DefaultHashBuilder) -> Self {
        Self { hasher, questions: Mutex::default() }
    }

    /// The hash of a record by its type and id.
    pub fn hash(hasher: &DefaultHashBuilder, record_type: RecordType, id: &str) -> u64 {
        hasher.hash_one((record_type, id))
    }

    pub(crate) fn record(&self, record_type: RecordType, id: &str) {
        let hash = Self::hash(&self.hasher, record_type, id);
        self.questions.lock().unwrap_or_else(PoisonError::into_inner).records.push(hash);
    }

    pub(crate) fn anything(&self) {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner).anything = true;
    }

    /// What was asked for since this was last called.
    pub fn take(&self) -> Questions {
        let mut questions =
            std::mem::take(&mut *self.questions.lock().unwrap_or_else(PoisonError::into_inner));
        questions.records.sort_unstable();
        questions.records.dedup();
        questions.records.shrink_to_fit();
        questions
    }
}
