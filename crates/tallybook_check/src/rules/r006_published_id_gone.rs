//! R006: an id that an earlier release published is gone.

use tallybook_diagnostics::{Finding, Findings, Place};

use crate::wording::nearest;
use crate::{Baseline, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "R006",
    "published-id-gone",
    "an id that an earlier release published is gone",
    include_str!("r006_published_id_gone.md"),
    Scope::Baseline(check),
);

fn check(context: &Context<'_>, baseline: &Baseline, out: &mut Findings) {
    for (&record_type, ids) in &baseline.ids {
        for id in ids.iter().filter(|id| !context.may_exist(record_type, id)) {
            let fresh = context.dataset.ids(record_type).filter(|new| !ids.contains(*new));
            let finding =
                Finding::new(Place::Dataset, format!("the {record_type} `{id}` was published, and is gone"))
                    .note("others link to published ids; a link to this one now leads nowhere");
            out.push(match nearest(id, fresh) {
                Some(new) => finding.help(format!(
                    "give `{new}` its old id `{id}` back if it is the same record; what was wrong is corrected, not removed"
                )),
                None => finding.help("put the record back; what was wrong is corrected, not removed"),
            });
        }
    }
}
