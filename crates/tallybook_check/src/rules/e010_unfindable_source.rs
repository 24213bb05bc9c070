//! E010: a source that nobody could find again.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Source;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "E010",
    "unfindable-source",
    "a source without an address or an archived text",
    include_str!("e010_unfindable_source.md"),
    Scope::Source(check),
)
.sql(Sql::Query(include_str!("e010_unfindable_source.sql")));

fn check(_: &Context<'_>, source: At<'_, Source>, out: &mut Findings) {
    if source.url.is_some() || source.archive_url.is_some() || source.text.is_some() {
        return;
    }
    out.push(
        Finding::new(
            source.place("/title"),
            format!(
                "nobody could find the source `{}` again: it has no address and no archived text",
                source.id
            ),
        )
        .label("a title alone does not lead to it")
        .note("whatever cites the source cannot be checked once its reader has lost it")
        .help("add `url` or `archive_url`, or keep its text and add `text` with the file and its SHA-256"),
    );
}
