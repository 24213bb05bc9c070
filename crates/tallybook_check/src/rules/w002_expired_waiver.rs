//! W002: a waiver is past its date.

use tallybook_diagnostics::{Finding, Findings};

use crate::{Context, Rule, Scope, WaiverAt};

/// The rule.
pub const RULE: Rule = Rule::error(
    "W002",
    "expired-waiver",
    "a waiver is past its date",
    include_str!("w002_expired_waiver.md"),
    Scope::Waiver(check),
);

fn check(context: &Context<'_>, at: &WaiverAt<'_>, out: &mut Findings) {
    let Some(until) = at.waiver.until.filter(|&until| until < context.today) else { return };
    out.push(
        Finding::new(at.place("/until"), format!("the waiver of {} held until {until}", at.waiver.code))
            .label(format!("today is {}", context.today))
            .related(at.place("/code"), "the waiver")
            .note("it accepts nothing any more, so what it accepted counts again")
            .help("repair what was waived and remove the waiver, or look at it again and set a later day"),
    );
}
