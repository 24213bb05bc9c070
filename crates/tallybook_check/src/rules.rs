//! One rule a file, its page beside it.

pub mod d003_delivery_before_order;
pub mod d004_delivery_perhaps_before_order;
pub mod d005_event_after_its_source;
pub mod d006_statement_after_its_source;
pub mod d007_source_not_yet_published;
pub mod d008_completed_event_in_future;
pub mod d009_reply_too_early;
pub mod d010_delivered_without_date;
pub mod d011_speaker_out_of_office;
pub mod q001_items_miss_total;
