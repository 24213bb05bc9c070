//! T001: a statement has no target, no figure and no topic, and replaces no other.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Statement;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "T001",
    "statement-about-nothing",
    "a statement has no target, no figure and no topic, and replaces no other",
    include_str!("t001_statement_about_nothing.md"),
    Scope::Statement(check),
)
.sql(Sql::Not("looks into the topics, which are lists of texts"));

fn check(_: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    let has_topic = statement.topics.iter().any(|topic| !topic.trim().is_empty());
    let has_none = statement.about.is_empty() && statement.figures.is_empty() && !has_topic;
    if has_none && statement.replaced().next().is_none() {
        let message = format!("the statement `{}` is about nothing", statement.record.id);
        out.push(
            Finding::new(statement.place("/id"), message)
                .label("no `about`, no `figures`, no `topics`")
                .note("nobody who looks for what was said of a record or a subject will find it")
                .help("name the records it is about under `about`, or its subject under `topics`"),
        );
    }
}
