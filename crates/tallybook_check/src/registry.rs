//! The list of rules, in the order of their codes. A test compares it with the files under `rules/`.

use crate::Rule;
use crate::rules::e001_unsourced_fact;
use crate::rules::e002_evidence_for_no_fact;
use crate::rules::e009_unlocated_evidence;
use crate::rules::e010_unfindable_source;
use crate::rules::e011_single_source;
use crate::rules::e014_placeholder_evidence;
use crate::rules::e015_other_value_reported;
use crate::rules::e016_adopted_value_reported;
use crate::rules::e017_long_quote;
use crate::rules::q001_items_miss_total;
use crate::rules::t006_contested_transfer;

/// Every rule, in the order of their codes.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &e001_unsourced_fact::RULE,
    &e002_evidence_for_no_fact::RULE,
    &e009_unlocated_evidence::RULE,
    &e010_unfindable_source::RULE,
    &e011_single_source::RULE,
    &e014_placeholder_evidence::RULE,
    &e015_other_value_reported::RULE,
    &e016_adopted_value_reported::RULE,
    &e017_long_quote::RULE,
    &q001_items_miss_total::RULE,
    &t006_contested_transfer::RULE,
];

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.info.code.eq_ignore_ascii_case(code))
}
