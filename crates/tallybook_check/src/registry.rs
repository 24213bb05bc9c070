//! The list of rules, in the order of their codes. A test compares it with the files under `rules/`.

use crate::{Rule, rules};

/// Every rule, in the order of their codes.
#[rustfmt::skip]
pub const RULES: &[&Rule] = &[
    &rules::a001_supplier_is_recipient::RULE,
    &rules::a002_unknown_country::RULE,
    &rules::a003_state_without_country::RULE,
    &rules::a004_anonymous_without_reason::RULE,
    &rules::a005_party_of_wrong_kind::RULE,
    &rules::a006_nearly_same_name::RULE,
    &rules::a007_party_outside_deal::RULE,
    &rules::q001_items_miss_total::RULE,
    &rules::r001_duplicate_id::RULE,
    &rules::r002_reference_to_nothing::RULE,
    &rules::r003_reference_of_wrong_type::RULE,
    &rules::r004_unused_record::RULE,
    &rules::r005_circular_reference::RULE,
    &rules::r007_likely_duplicate::RULE,
    &rules::t001_statement_about_nothing::RULE,
    &rules::t002_stance_contradicts_act::RULE,
    &rules::t003_correction_out_of_turn::RULE,
    &rules::t004_unresolved_contradiction::RULE,
    &rules::t005_retracted_evidence::RULE,
    &rules::t007_speaks_for_stranger::RULE,
    &rules::t008_claim_of_unknown_field::RULE,
    &rules::w001_useless_waiver::RULE,
    &rules::w002_expired_waiver::RULE,
    &rules::w003_unfounded_waiver::RULE,
    &rules::w004_setting_of_unknown_rule::RULE,
    &rules::x001_invisible_character::RULE,
    &rules::x002_not_normalised::RULE,
    &rules::x003_stray_space::RULE,
    &rules::x005_mixed_scripts::RULE,
    &rules::x006_formula_in_cell::RULE,
];

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.info.code.eq_ignore_ascii_case(code))
}
