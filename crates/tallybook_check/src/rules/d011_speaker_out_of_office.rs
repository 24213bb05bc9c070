//! D011: the speaker held no office when the statement was made.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::{Actor, Role, Statement};
use tallybook_schema::value::Date;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "D011",
    "speaker-out-of-office",
    "the speaker's roles have periods, and none covers the statement",
    include_str!("d011_speaker_out_of_office.md"),
    Scope::Statement(check),
)
.sql(Sql::Query(include_str!("d011_speaker_out_of_office.sql")));

fn check(context: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    let Some(date) = &statement.date else { return };
    let Some(speaker) = context.find::<Actor>(statement.speaker.as_str()) else { return };
    let misses: Vec<Option<Miss<'_>>> = speaker.roles.iter().map(|role| miss(role, date)).collect();
    if misses.is_empty() || misses.iter().any(Option::is_none) {
        return;
    }
    let mut finding = Finding::new(
        statement.place("/date"),
        format!("`{}` held no office at the time of the statement (`{date}`)", statement.speaker),
    )
    .label("the statement");
    for (i, miss) in misses.into_iter().flatten().enumerate() {
        let text = format!("`{}` {} `{}`", speaker.roles[i].title, miss.verb, miss.date);
        finding = finding.related(speaker.place(format!("/roles/{i}/{}", miss.field)), text);
    }
    out.push(
        finding
            .note("whether somebody speaks as an official or as a private person decides whose word it is")
            .help("correct the date, or add the role that the speaker had at the time"),
    );
}

/// How a role misses a date: by which of its ends.
struct Miss<'a> {
    field: &'static str,
    verb: &'static str,
    date: &'a Date,
}

/// The end of a role that a date certainly lies beyond; `None` if the role can cover it.
fn miss<'a>(role: &'a Role, date: &Date) -> Option<Miss<'a>> {
    let start = role.start.as_ref().filter(|start| date.certainly_before(start));
    let end = role.end.as_ref().filter(|end| end.certainly_before(date));
    start
        .map(|date| Miss { field: "start", verb: "began", date })
        .or_else(|| end.map(|date| Miss { field: "end", verb: "ended", date }))
}
