//! W004: a severity is set for a code that no rule has.

use tallybook_diagnostics::{Finding, Findings, Place};

use crate::wording::{nearest, pointer_token};
use crate::{Context, RULES, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "W004",
    "setting-of-unknown-rule",
    "a severity is set for a code that no rule has",
    include_str!("w004_setting_of_unknown_rule.md"),
    Scope::Dataset(check),
)
.sql(Sql::Not("looks at the settings of `dataset.yaml`"));

fn check(context: &Context<'_>, out: &mut Findings) {
    for code in context.dataset.manifest.checks.severity.keys() {
        // Codes are compared as they are when the setting is applied: letter by letter.
        if RULES.iter().any(|rule| rule.info.code == code) {
            continue;
        }
        let place = Place::Manifest(format!("/checks/severity/{}", pointer_token(code)));
        let finding = Finding::new(place, format!("no rule has the code `{code}`"))
            .label("the setting")
            .note("it changes nothing");
        out.push(match nearest(code, RULES.iter().map(|rule| rule.info.code)) {
            Some(near) => finding.help(format!("write `{near}` if that is meant")),
            None => finding.help("write the code that stands with the findings, as `D010`"),
        });
    }
}
