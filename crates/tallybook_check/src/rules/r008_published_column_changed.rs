//! R008: a table or column that an earlier release published is gone, or has another type.

use tallybook_diagnostics::{Finding, Findings, Place};

use crate::wording::nearest;
use crate::{Baseline, Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::error(
    "R008",
    "published-column-changed",
    "a table or column that an earlier release published is gone or has another type",
    include_str!("r008_published_column_changed.md"),
    Scope::Baseline(check),
);

fn check(_: &Context<'_>, baseline: &Baseline, out: &mut Findings) {
    for (table, columns) in &baseline.published {
        let Some(now) = baseline.current.get(table) else {
            let message = format!("the table `{table}` was published, and is gone");
            out.push(changed(message, nearest(table, baseline.current.keys().map(String::as_str))));
            continue;
        };
        for (column, kind) in columns {
            match now.get(column) {
                None => {
                    let message = format!("the column `{table}.{column}` was published, and is gone");
                    let added = now.keys().filter(|new| !columns.contains_key(*new)).map(String::as_str);
                    out.push(changed(message, nearest(column, added)));
                }
                Some(new) if new != kind => {
                    let message =
                        format!("the column `{table}.{column}` was published as {kind}, and is {new} now");
                    out.push(changed(message, None));
                }
                Some(_) => {}
            }
        }
    }
}

fn changed(message: String, renamed: Option<&str>) -> Finding {
    let finding = Finding::new(Place::Dataset, message)
        .note("names and types of tables and columns are a contract: whoever reads them by name breaks");
    match renamed {
        Some(name) => finding
            .help(format!("is it `{name}` now? Keep the old name, or publish a new version of the schema")),
        None => finding
            .help("keep it as it was, or publish a new version of the schema and say so in the changelog"),
    }
}
