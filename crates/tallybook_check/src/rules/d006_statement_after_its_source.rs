//! D006: a statement is said to be made after its source was published.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Statement;

use crate::{At, Context, Rule, Scope, citing};

/// The rule.
pub const RULE: Rule = Rule::error(
    "D006",
    "statement-after-its-source",
    "a statement is dated after the publication of a source that reports it",
    include_str!("d006_statement_after_its_source.md"),
    Scope::Statement(check),
);

/// The fields that only a source that knows of the statement can back. An older source may well back
/// for whom somebody speaks, or what a statement is about.
const TELLING: &[&str] = &["speaker", "act", "date", "medium", "addressees"];

fn check(context: &Context<'_>, statement: At<'_, Statement>, out: &mut Findings) {
    let Some(date) = &statement.date else { return };
    let mut backings = citing::sources(context, &statement.evidence, TELLING);
    backings.retain(|backing| {
        backing.source.published.as_ref().is_some_and(|published| published.certainly_before(date))
    });
    let message = match backings.as_slice() {
        [] => return,
        [one] => format!("the statement (`{date}`) comes after `{}`, which reports it", one.source.id),
        several => format!("the statement (`{date}`) comes after {} sources that report it", several.len()),
    };
    let mut finding = Finding::new(statement.place("/date"), message)
        .label("the statement")
        .note("a source cannot report what nobody has said yet")
        .help("correct the date of the statement or of the source");
    for backing in &backings {
        let source = backing.source;
        finding = finding
            .related(source.place("/published"), format!("`{}` was published", source.id))
            .related(
                statement.place(format!("/evidence/{}/source", backing.number)),
                "cited for the statement",
            );
    }
    out.push(finding);
}
