//! W003: a waiver without a reason, or for a code that no rule has.

use tallybook_diagnostics::{Finding, Findings, Fix};

use crate::wording::nearest;
use crate::{Context, RULES, Rule, Scope, WaiverAt, rule};

/// The rule.
pub const RULE: Rule = Rule::error(
    "W003",
    "unfounded-waiver",
    "a waiver without a reason, or for a code that no rule has",
    include_str!("w003_unfounded_waiver.md"),
    Scope::Waiver(check),
);

fn check(_: &Context<'_>, at: &WaiverAt<'_>, out: &mut Findings) {
    let code = &at.waiver.code;
    if rule(code).is_none() {
        out.push(unknown_code(at));
    }
    let place = match &at.waiver.reason {
        Some(reason) if !reason.trim().is_empty() => return,
        Some(_) => at.place("/reason"),
        None => at.place("/code"),
    };
    out.push(
        Finding::new(place, format!("the waiver of {code} gives no reason"))
            .note("without one it accepts nothing: nobody could tell later whether it still holds")
            .help("add a `reason` that says why the finding is acceptable here"),
    );
}

fn unknown_code(at: &WaiverAt<'_>) -> Finding {
    let code = &at.waiver.code;
    let finding = Finding::new(at.place("/code"), format!("no rule has the code `{code}`"))
        .note("the waiver accepts nothing");
    if let Some(named) = RULES.iter().find(|rule| rule.info.name == code.trim()) {
        let title = format!("write `{}`, the code of that rule", named.info.code);
        return finding.help(title.clone()).fix(Fix::replace(title, at.place("/code"), named.info.code));
    }
    // Another rule is as near as the one that is meant, so that nobody can put it right unasked.
    match nearest(code, RULES.iter().map(|rule| rule.info.code)) {
        Some(near) => finding.help(format!("write `{near}` if that is meant")),
        None => finding.help("write the code that stands with the finding, as `D010`"),
    }
}
