//! The list of rules, in the order of their codes. A test compares it with the files under `rules/`.

use crate::Rule;
use crate::rules::a001_supplier_is_recipient;
use crate::rules::a002_unknown_country;
use crate::rules::a003_state_without_country;
use crate::rules::a004_anonymous_without_reason;
use crate::rules::a005_party_of_wrong_kind;
use crate::rules::a006_nearly_same_name;
use crate::rules::a007_party_outside_deal;
use crate::rules::d001_malformed_date;
use crate::rules::d002_reversed_interval;
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
use crate::rules::r001_duplicate_id;
use crate::rules::r002_reference_to_nothing;
use crate::rules::r003_reference_of_wrong_type;
use crate::rules::r004_unused_record;
use crate::rules::r005_circular_reference;
use crate::rules::r007_likely_duplicate;
use crate::rules::s001_malformed_file;
use crate::rules::s002_unknown_field;
use crate::rules::s003_missing_field;
use crate::rules::s004_malformed_value;
use crate::rules::s005_duplicate_key;
use crate::rules::s006_misplaced_file;
use crate::rules::s007_unknown_term;
use crate::rules::s008_deprecated_term;
use crate::rules::s009_hostile_input;
use crate::rules::t001_statement_about_nothing;
use crate::rules::t002_stance_contradicts_act;
use crate::rules::t003_correction_out_of_turn;
use crate::rules::t004_unresolved_contradiction;
use crate::rules::t005_retracted_evidence;
use crate::rules::t006_contested_transfer;
use crate::rules::t007_speaks_for_stranger;
use crate::rules::t008_claim_of_unknown_field;
use crate::rules::w001_useless_waiver;
use crate::rules::w002_expired_waiver;
use crate::rules::w003_unfounded_waiver;
use crate::rules::w004_setting_of_unknown_rule;
use crate::rules::x001_invisible_character;
use crate::rules::x002_not_normalised;
use crate::rules::x003_stray_space;
use crate::rules::x004_sentinel_value;
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
    &d001_malformed_date::RULE,
    &d002_reversed_interval::RULE,
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
    &r001_duplicate_id::RULE,
    &r002_reference_to_nothing::RULE,
    &r003_reference_of_wrong_type::RULE,
    &r004_unused_record::RULE,
    &r005_circular_reference::RULE,
    &r007_likely_duplicate::RULE,
    &s001_malformed_file::RULE,
    &s002_unknown_field::RULE,
    &s003_missing_field::RULE,
    &s004_malformed_value::RULE,
    &s005_duplicate_key::RULE,
    &s006_misplaced_file::RULE,
    &s007_unknown_term::RULE,
    &s008_deprecated_term::RULE,
    &s009_hostile_input::RULE,
    &t001_statement_about_nothing::RULE,
    &t002_stance_contradicts_act::RULE,
    &t003_correction_out_of_turn::RULE,
    &t004_unresolved_contradiction::RULE,
    &t005_retracted_evidence::RULE,
    &t006_contested_transfer::RULE,
    &t007_speaks_for_stranger::RULE,
    &t008_claim_of_unknown_field::RULE,
    &w001_useless_waiver::RULE,
    &w002_expired_waiver::RULE,
    &w003_unfounded_waiver::RULE,
    &w004_setting_of_unknown_rule::RULE,
    &x001_invisible_character::RULE,
    &x002_not_normalised::RULE,
    &x003_stray_space::RULE,
    &x004_sentinel_value::RULE,
    &x005_mixed_scripts::RULE,
    &x006_formula_in_cell::RULE,
];

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.info.code.eq_ignore_ascii_case(code))
}
