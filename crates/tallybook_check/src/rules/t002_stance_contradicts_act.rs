//! T002: the stances of a statement contradict its act.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Statement;
use tallybook_schema::vocabulary::{Act, Stance};

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "T002",
    "stance-contradicts-act",
    "the stances of a statement contradict its act",
    include_str!("t002_stance_contradicts_act.md"),
    Scope::Statement(check),
)
.sql(Sql::Query(include_str!("t002_stance_contradicts_act.sql")));

/// Contradictory is a denial that affirms and denies nothing, and an admission that denies and
/// affirms nothing. A target that is only mentioned has no stance.
fn check(_: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    let (expected, opposite) = match statement.act {
        Act::Deny => (Stance::Denies, Stance::Affirms),
        Act::Admit => (Stance::Affirms, Stance::Denies),
        _ => return,
    };
    let has = |stance| statement.record.about.iter().any(|target| target.stance == stance);
    if has(expected) || !has(opposite) {
        return;
    }
    let message = format!("the act is `{}`, yet the statement only {opposite}", statement.act);
    let mut finding = Finding::new(statement.place("/act"), message)
        .label("the act")
        .note("the positions of actors are made from the stances, so this one would come out the wrong way round")
        .help(format!("write `stance: {expected}` for what the words {}, or correct the act", statement.act));
    for (i, target) in statement.record.about.iter().enumerate().filter(|(_, t)| t.stance == opposite) {
        finding = finding.related(
            statement.place(format!("/about/{i}/stance")),
            format!("the stance to `{}`", target.target),
        );
    }
    out.push(finding);
}
