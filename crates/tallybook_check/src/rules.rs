//! One rule a file, its page beside it.

pub mod q001_items_miss_total;
