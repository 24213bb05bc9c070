//! D007: a source is dated later than it can be: after it was read, or after today.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Source;
use tallybook_schema::value::Date;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D007",
    "source-not-yet-published",
    "a source was retrieved before it was published, or is published after today",
    include_str!("d007_source_not_yet_published.md"),
    Scope::Source(check),
)
.sql(Sql::Query(include_str!("d007_source_not_yet_published.sql")));

fn check(context: &Context<'_>, source: At<'_, Source>, out: &mut Findings) {
    let Some(published) = &source.published else { return };
    if let Some(retrieved) = source.retrieved
        && Date::from(retrieved).certainly_before(published)
    {
        out.push(
            Finding::new(
                source.place("/retrieved"),
                format!("retrieved (`{retrieved}`) before it was published (`{published}`)"),
            )
            .label("read on this day")
            .related(source.place("/published"), "published later")
            .note("nobody can read a source that is not out yet")
            .help("correct the date that is wrong"),
        );
    }
    if published.certainly_after_day(context.today) {
        out.push(
            Finding::new(
                source.place("/published"),
                format!("published (`{published}`) after today ({})", context.today),
            )
            .label("still to come")
            .note("a source that is not out yet supports nothing")
            .help("correct the date, or pass the day that counts as today as `--today`"),
        );
    }
}
