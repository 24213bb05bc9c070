//! One rule a file, its page beside it.

pub mod e001_unsourced_fact;
pub mod e002_evidence_for_no_fact;
pub mod e009_unlocated_evidence;
pub mod e010_unfindable_source;
pub mod e011_single_source;
pub mod e014_placeholder_evidence;
pub mod e015_other_value_reported;
pub mod e016_adopted_value_reported;
pub mod e017_long_quote;
pub mod q001_items_miss_total;
pub mod t006_contested_transfer;
