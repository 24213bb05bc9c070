//! The list of rules, in the order of their codes. A test compares it with the files under `rules/`.

use crate::Rule;
use crate::rules::d003_delivery_before_order;
use crate::rules::d004_delivery_perhaps_before_order;
use crate::rules::d005_event_after_its_source;
use crate::rules::d006_statement_after_its_source;
use crate::rules::d007_source_not_yet_published;
use crate::rules::d008_completed_event_in_future;
use crate::rules::d009_reply_too_early;
use crate::rules::d010_delivered_without_date;
use crate::rules::d011_speaker_out_of_office;
use crate::rules::e001_unsourced_fact;
use crate::rules::e002_evidence_for_no_fact;
use crate::rules::e009_unlocated_evidence;
use crate::rules::e010_unfindable_source;
use crate::rules::e011_single_source;
use crate::rules::e014_placeholder_evidence;
use crate::rules::e015_other_value_reported;
use crate::rules::e016_adopted_value_reported;
use crate::rules::e017_long_quote;
use crate::rules::m001_unknown_currency;
use crate::rules::m002_too_many_decimals;
use crate::rules::m003_currency_out_of_use;
use crate::rules::m004_amount_misplaced;
use crate::rules::m005_payments_exceed_value;
use crate::rules::m006_mixed_currencies;
use crate::rules::q001_items_miss_total;
use crate::rules::q002_items_exceed_total;
use crate::rules::q003_partial_yet_complete;
use crate::rules::q004_items_without_itemisation;
use crate::rules::q005_reversed_range;
use crate::rules::q006_itemisation_without_items;
use crate::rules::q007_equipment_repeated;
use crate::rules::q008_batch_partly_itemised;
use crate::rules::q009_delivered_more_than_ordered;
use crate::rules::q010_spreadsheet_damage;
use crate::rules::q011_item_without_kind;
use crate::rules::t006_contested_transfer;

/// Every rule, in the order of their codes.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &d003_delivery_before_order::RULE,
    &d004_delivery_perhaps_before_order::RULE,
    &d005_event_after_its_source::RULE,
    &d006_statement_after_its_source::RULE,
    &d007_source_not_yet_published::RULE,
    &d008_completed_event_in_future::RULE,
    &d009_reply_too_early::RULE,
    &d010_delivered_without_date::RULE,
    &d011_speaker_out_of_office::RULE,
    &e001_unsourced_fact::RULE,
    &e002_evidence_for_no_fact::RULE,
    &e009_unlocated_evidence::RULE,
    &e010_unfindable_source::RULE,
    &e011_single_source::RULE,
    &e014_placeholder_evidence::RULE,
    &e015_other_value_reported::RULE,
    &e016_adopted_value_reported::RULE,
    &e017_long_quote::RULE,
    &m001_unknown_currency::RULE,
    &m002_too_many_decimals::RULE,
    &m003_currency_out_of_use::RULE,
    &m004_amount_misplaced::RULE,
    &m005_payments_exceed_value::RULE,
    &m006_mixed_currencies::RULE,
    &q001_items_miss_total::RULE,
    &q002_items_exceed_total::RULE,
    &q003_partial_yet_complete::RULE,
    &q004_items_without_itemisation::RULE,
    &q005_reversed_range::RULE,
    &q006_itemisation_without_items::RULE,
    &q007_equipment_repeated::RULE,
    &q008_batch_partly_itemised::RULE,
    &q009_delivered_more_than_ordered::RULE,
    &q010_spreadsheet_damage::RULE,
    &q011_item_without_kind::RULE,
    &t006_contested_transfer::RULE,
];

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.info.code.eq_ignore_ascii_case(code))
}
