//! D002: an interval that ends before it starts.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_reader::{Problem, ProblemKind};
use tallybook_schema::record::Actor;

use crate::shape::{Fault, fault, suggest};
use crate::{At, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D002",
    "reversed-interval",
    "an interval that ends before it starts",
    include_str!("d002_reversed_interval.md"),
    Scope::Written { problem: interval, actor: roles },
);

fn interval(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::BadValue { type_name, error, .. } = &problem.kind else { return None };
    if fault(problem) != Some(Fault::ReversedInterval) {
        return None;
    }
    let finding = Finding::new(problem.place.clone(), error.to_string())
        .note("no day lies in it, so it agrees with nothing");
    Some(if error.suggestion().is_none() && *type_name == "Date" {
        finding.help("swap the two ends, or correct the one that is wrong")
    } else {
        suggest(finding, &problem.place, type_name, error)
    })
}

/// Roles that end before they start.
fn roles(_: &Context<'_>, actor: At<'_, Actor>, out: &mut Findings) {
    for (i, role) in actor.roles.iter().enumerate() {
        let (Some(start), Some(end)) = (&role.start, &role.end) else { continue };
        if !end.certainly_before(start) {
            continue;
        }
        let message = format!("the role `{}` ends (`{end}`) before it starts (`{start}`)", role.title);
        out.push(
            Finding::new(actor.place(format!("/roles/{i}/end")), message)
                .related(actor.place(format!("/roles/{i}/start")), "the start")
                .note("no day lies in it, so nobody ever held it")
                .help("swap the two dates, or correct the one that is wrong"),
        );
    }
}
