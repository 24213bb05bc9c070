//! The list of rules, in the order of their codes. A test compares it with the files under `rules/`.

use crate::Rule;
use crate::rules::{
    d003_delivery_before_order,
    d004_delivery_perhaps_before_order,
    d005_event_after_its_source,
    d006_statement_after_its_source,
    d007_source_not_yet_published,
    d008_completed_event_in_future,
    d009_reply_too_early,
    d010_delivered_without_date,
    d011_speaker_out_of_office,
    q001_items_miss_total,
};

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
    &q001_items_miss_total::RULE,
];

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.info.code.eq_ignore_ascii_case(code))
}
