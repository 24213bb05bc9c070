//! The list of rules, in the order of their codes. A test compares it with the files under `rules/`.

use crate::Rule;
use crate::rules::q001_items_miss_total;

/// Every rule, in the order of their codes.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &q001_items_miss_total::RULE,
];

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.info.code.eq_ignore_ascii_case(code))
}
