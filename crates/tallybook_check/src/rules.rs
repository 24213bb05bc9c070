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
pub mod m001_unknown_currency;
pub mod m002_too_many_decimals;
pub mod m003_currency_out_of_use;
pub mod m004_amount_misplaced;
pub mod m005_payments_exceed_value;
pub mod m006_mixed_currencies;
pub mod q001_items_miss_total;
pub mod q002_items_exceed_total;
pub mod q003_partial_yet_complete;
pub mod q004_items_without_itemisation;
pub mod q005_reversed_range;
pub mod q006_itemisation_without_items;
pub mod q007_equipment_repeated;
pub mod q008_batch_partly_itemised;
pub mod q009_delivered_more_than_ordered;
pub mod q010_spreadsheet_damage;
pub mod q011_item_without_kind;
