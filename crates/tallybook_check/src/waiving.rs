//! Waivers: which findings each accepts, and of which nothing can be said.

use std::collections::BTreeMap;

use tallybook_diagnostics::{Finding, WaivedBy};
use tallybook_schema::record::Waiver;

use crate::{Context, WaiverAt};

/// The rules that did not see all that they look at, and why. A finding that they did not make may be there.
pub(crate) type Gaps = BTreeMap<&'static str, &'static str>;

/// Marks the findings that a waiver accepts. Gives the number of findings that each accepts.
pub(crate) fn waive(context: &Context<'_>, findings: &mut [Finding]) -> Vec<usize> {
    let waivers = &context.dataset.manifest.waivers;
    let mut matched = vec![0; waivers.len()];
    for finding in findings {
        let accepting = waivers.iter().enumerate().find(|(_, waiver)| accepts(context, waiver, finding));
        if let Some((index, waiver)) = accepting {
            matched[index] += 1;
            let reason = waiver.reason.clone().unwrap_or_default();
            finding.waived = Some(WaivedBy { index, reason });
        }
    }
    matched
}

/// Whether a waiver accepts a finding: in force, same code, same record, same value or one inside it.
fn accepts(context: &Context<'_>, waiver: &Waiver, finding: &Finding) -> bool {
    let place = &finding.primary.place;
    let record =
        place.record().and_then(|key| Some((key.record_type, context.index.id(key.record_type, key.index)?)));
    let same_record = waiver.record.as_ref().is_none_or(|r| record == Some((r.record_type, r.id.as_str())));
    let same_path = waiver.path.as_ref().is_none_or(|path| {
        let pointer = place.pointer().unwrap_or_default();
        pointer.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    waiver.code.eq_ignore_ascii_case(finding.code) && is_in_force(context, waiver) && same_record && same_path
}

/// Whether a waiver has a reason and is not past its date. One that has not, or is, accepts nothing.
pub(crate) fn is_in_force(context: &Context<'_>, waiver: &Waiver) -> bool {
    waiver.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty())
        && waiver.until.is_none_or(|until| context.today <= until)
}

/// The waivers with what came of them.
pub(crate) fn waivers_at<'a>(
    context: &Context<'a>,
    matched: &[usize],
    rules_run: &[&str],
    gaps: &Gaps,
) -> Vec<WaiverAt<'a>> {
    let waivers = context.dataset.manifest.waivers.iter().zip(matched).enumerate();
    waivers
        .map(|(index, (waiver, &matched))| {
            let ran = rules_run.iter().any(|code| code.eq_ignore_ascii_case(&waiver.code));
            WaiverAt { waiver, index, matched, judged: ran && gap(gaps, waiver).is_none() }
        })
        .collect()
}

/// The waivers that accept nothing, and might if their rule had seen all that it looks at: code and reason of each.
pub(crate) fn unjudged(
    context: &Context<'_>,
    waivers: &[WaiverAt<'_>],
    gaps: &Gaps,
) -> Vec<(&'static str, String)> {
    let idle = waivers.iter().filter(|at| at.matched == 0 && is_in_force(context, at.waiver));
    idle.filter_map(|at| gap(gaps, at.waiver)).map(|(code, why)| (code, why.to_owned())).collect()
}

fn gap(gaps: &Gaps, waiver: &Waiver) -> Option<(&'static str, &'static str)> {
    let mut gaps = gaps.iter().map(|(&code, &why)| (code, why));
    gaps.find(|(code, _)| code.eq_ignore_ascii_case(&waiver.code))
}
