//! D008: what is said to be over lies after today.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::block::FieldValue;
use tallybook_schema::value::Date;

use crate::rule::field_place;
use crate::{Context, FieldAt, FieldKinds, Rule, Scope, Sql, event};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D008",
    "completed-event-in-future",
    "a completed event lies after today",
    include_str!("d008_completed_event_in_future.md"),
    Scope::Field { of: FieldKinds::DATE.or(FieldKinds::DAY), look: check },
)
.sql(Sql::Query(include_str!("d008_completed_event_in_future.sql")));

fn check(context: &Context<'_>, at: &FieldAt<'_>, out: &mut Findings) {
    let today = context.today;
    // The day on which a source was read is the only event that has a day instead of a date.
    if let (FieldValue::Day(day), "retrieved") = (at.field.value, at.field.def.name)
        && day > today
    {
        out.push(finding(context, at, "retrieval", &Date::from(day)));
    }
    if let Some(event) = event::completed(at)
        && event.date.certainly_after_day(today)
    {
        out.push(finding(context, at, event.noun, event.date));
    }
}

fn finding(context: &Context<'_>, at: &FieldAt<'_>, noun: &str, date: &Date) -> Finding {
    let mut finding =
        Finding::new(at.place(), format!("the {noun} (`{date}`) comes after today ({})", context.today))
            .label("still to come");
    let mut help = "correct the date".to_owned();
    if let Some(FieldValue::Term(stage, _)) = at.block.get("stage") {
        let place = field_place(at.block, "stage");
        finding = finding.related(place, format!("the stage says that the {noun} is over"));
        help =
            format!("correct the date, or write the stage that it has reached by today instead of `{stage}`");
    }
    finding.note("what is still to come is a plan, not a fact").help(help)
}
