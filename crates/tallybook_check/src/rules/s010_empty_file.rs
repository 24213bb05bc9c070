//! S010: a file that is named for records has nothing in it.

use tallybook_diagnostics::Finding;
use tallybook_reader::{Problem, ProblemKind};

use crate::{Context, Rule, Scope};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "S010",
    "empty-file",
    "a file that is named for records has nothing in it",
    include_str!("s010_empty_file.md"),
    Scope::Reading(check),
);

fn check(_: &Context<'_>, problem: &Problem) -> Option<Finding> {
    let ProblemKind::EmptyFile { is_lines } = problem.kind else { return None };
    let help = if is_lines {
        "put its records back, or delete the file if there are to be none"
    } else {
        "put its records back; if there are to be none, write `[]` or delete the file"
    };
    Some(
        Finding::new(problem.place.clone(), "there are no records in this file, and nothing says that this is meant")
            .note("a file that was emptied by mistake looks the same: its records would be missing from every check and every export")
            .help(help),
    )
}
