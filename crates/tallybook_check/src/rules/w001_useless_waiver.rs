//! W001: a waiver accepts no finding.

use tallybook_diagnostics::{Finding, Findings};

use crate::waiving::is_in_force;
use crate::wording::nearest;
use crate::{Context, Rule, Scope, WaiverAt, rule};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "W001",
    "useless-waiver",
    "a waiver accepts no finding",
    include_str!("w001_useless_waiver.md"),
    Scope::Waiver(check),
);

/// A waiver that is past its date or has no reason is a finding of its own (W002, W003), and one
/// whose rule did not run, or saw only a part of what it looks at, may be needed for what was not seen.
fn check(context: &Context<'_>, at: &WaiverAt<'_>, out: &mut Findings) {
    let waiver = at.waiver;
    if at.matched > 0 || !at.judged || !is_in_force(context, waiver) {
        return;
    }
    let mut finding =
        Finding::new(at.place("/code"), format!("no finding of {} needs this waiver", waiver.code))
            .note("a waiver that is left over would hide the next finding that fits it");
    let mut help = "remove the waiver, or correct its `record` or `path`".to_owned();
    if let Some(record) = &waiver.record {
        finding = finding.related(at.place("/record"), "the record");
        if !context.exists(record.record_type, &record.id) {
            finding = finding.note(format!("there is no {} `{}`", record.record_type, record.id));
            if let Some(near) = nearest(&record.id, context.ids(record.record_type)) {
                help =
                    format!("write `{}:{near}` if that is meant, or remove the waiver", record.record_type);
            }
        }
    }
    if waiver.path.is_some() {
        finding = finding.related(at.place("/path"), "the path");
    }
    if rule(&waiver.code).is_some_and(|rule| matches!(rule.scope, Scope::Waiver(_))) {
        finding = finding.note("findings about waivers cannot be waived");
    }
    let earlier = context.dataset.manifest.waivers.iter().take(at.index);
    let covers = |w: &&tallybook_schema::record::Waiver| {
        w.code.eq_ignore_ascii_case(&waiver.code)
            && (w.record.is_none() || w.record == waiver.record)
            && (w.path.is_none() || w.path == waiver.path)
    };
    if earlier.clone().any(|w| covers(&w)) {
        finding = finding.note("an earlier waiver accepts the same findings");
    }
    out.push(finding.help(help));
}
