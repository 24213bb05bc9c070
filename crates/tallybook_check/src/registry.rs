//! The list of rules, in the order of their codes. A test compares it with the files under `rules/`.

use crate::Rule;
use crate::rules::a001_supplier_is_recipient;
use crate::rules::a002_unknown_country;
use crate::rules::a003_state_without_country;
use crate::rules::a004_anonymous_without_reason;
use crate::rules::a005_party_of_wrong_kind;
use crate::rules::a006_nearly_same_name;
use crate::rules::a007_party_outside_deal;
use crate::rules::q001_items_miss_total;
use crate::rules::r001_duplicate_id;
use crate::rules::r002_reference_to_nothing;
use crate::rules::r003_reference_of_wrong_type;
use crate::rules::r004_unused_record;
use crate::rules::r005_circular_reference;
use crate::rules::r007_likely_duplicate;
use crate::rules::t001_statement_about_nothing;
use crate::rules::t002_stance_contradicts_act;
use crate::rules::t003_correction_out_of_turn;
use crate::rules::t004_unresolved_contradiction;
use crate::rules::t005_retracted_evidence;
use crate::rules::t007_speaks_for_stranger;
use crate::rules::t008_claim_of_unknown_field;
use crate::rules::w001_useless_waiver;
use crate::rules::w002_expired_waiver;
use crate::rules::w003_unfounded_waiver;
use crate::rules::w004_setting_of_unknown_rule;
use crate::rules::x001_invisible_character;
use crate::rules::x002_not_normalised;
use crate::rules::x003_stray_space;
use crate::rules::x005_mixed_scripts;
use crate::rules::x006_formula_in_cell;

/// Every rule, in the order of their codes.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &a001_supplier_is_recipient::RULE,
    &a002_unknown_country::RULE,
    &a003_state_without_country::RULE,
    &a004_anonymous_without_reason::RULE,
    &a005_party_of_wrong_kind::RULE,
    &a006_nearly_same_name::RULE,
    &a007_party_outside_deal::RULE,
    &q001_items_miss_total::RULE,
    &r001_duplicate_id::RULE,
    &r002_reference_to_nothing::RULE,
    &r003_reference_of_wrong_type::RULE,
    &r004_unused_record::RULE,
    &r005_circular_reference::RULE,
    &r007_likely_duplicate::RULE,
    &t001_statement_about_nothing::RULE,
    &t002_stance_contradicts_act::RULE,
    &t003_correction_out_of_turn::RULE,
    &t004_unresolved_contradiction::RULE,
    &t005_retracted_evidence::RULE,
    &t007_speaks_for_stranger::RULE,
    &t008_claim_of_unknown_field::RULE,
    &w001_useless_waiver::RULE,
    &w002_expired_waiver::RULE,
    &w003_unfounded_waiver::RULE,
    &w004_setting_of_unknown_rule::RULE,
    &x001_invisible_character::RULE,
    &x002_not_normalised::RULE,
    &x003_stray_space::RULE,
    &x005_mixed_scripts::RULE,
    &x006_formula_in_cell::RULE,
];

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.info.code.eq_ignore_ascii_case(code))
}
