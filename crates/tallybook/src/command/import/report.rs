//! What is said of tables that were taken over.

use std::collections::HashMap;

use tallybook_check::findings_of_problems;
use tallybook_diagnostics::render::{text, visible_line};
use tallybook_diagnostics::{Place, RecordKey, Severity};
use tallybook_import::import::Plan;
use tallybook_import::read::Source;
use tallybook_import::{Address, Fault, FaultKind};
use tallybook_reader::{Problem, ProblemKind, Reading, Revised, Revision};
use tallybook_schema::value::Day;

use super::Tables;
use crate::cli::ImportArgs;
use crate::output::{Output, Style, counted};
use crate::run::{Checked, shown};

/// Faults of one kind that are shown before the rest is counted.
const SHOWN: usize = 10;

/// That nothing says how the tables were exported, and what that comes to.
pub(super) fn nothing_as_exported(tables: &Tables, args: &ImportArgs, output: &Output) -> String {
    let label = output.style(Style::Yellow, "warning");
    let (exports, dataset) = (shown(&args.exports), shown(&args.dataset));
    let lacks = match &tables.manifest {
        Some(_) => format!(
            "`{exports}` has no other files with all tables that {} has and that nobody edited",
            tables.source.name()
        ),
        None => format!("nothing tells how `{exports}` was exported"),
    };
    format!(
        "{label}: {lacks}, so that changes of `{dataset}` since the export are taken for what was edited and undone\n  \
         = help: look at them with `--dry-run`; {HOW_TO_TELL_APART}\n"
    )
}

/// What tells an edit of tables from one of the dataset since they were exported.
pub(super) const HOW_TO_TELL_APART: &str = "a whole export with `--formats csv,parquet`, or a workbook in the folder that `build` wrote, tells them apart";

/// Faults of tables, each with its cell.
pub(super) fn faults(faults: &[Fault], output: &Output) -> String {
    let mut text = String::new();
    let mut shown: HashMap<std::mem::Discriminant<FaultKind>, usize> = HashMap::new();
    for fault in faults {
        let count = shown.entry(std::mem::discriminant(&fault.kind)).or_default();
        *count += 1;
        if *count > SHOWN {
            continue;
        }
        let label = if fault.is_error() {
            output.style(Style::Red, "error")
        } else {
            output.style(Style::Yellow, "warning")
        };
        let address = output.style(Style::Bold, &visible_line(&fault.address.to_string()));
        text.push_str(&format!("{label}: {address}: {}\n", visible_line(&fault.kind.to_string())));
        if let Some(help) = fault.help() {
            text.push_str(&format!("  = help: {}\n", visible_line(&help)));
        }
    }
    let more: usize = shown.values().map(|count| count.saturating_sub(SHOWN)).sum();
    if more > 0 {
        text.push_str(&format!("… and {more} more like these\n"));
    }
    text
}

/// Values that are none of their fields, each with its cell: what the rules say of a record that cannot be read.
pub(super) fn malformed(plan: &Plan, read: &Reading, today: Day, output: &Output) -> String {
    let mut text = String::new();
    for (problem, findings) in findings_of_problems(read, today) {
        let address = address(plan, read, problem).map_or("the tables".to_owned(), ToString::to_string);
        let address = output.style(Style::Bold, &visible_line(&address));
        for (code, finding) in findings {
            let label = output.style(Style::Red, &format!("error[{code}]"));
            text.push_str(&format!("{label}: {address}: {}\n", visible_line(&finding.message)));
            for note in &finding.notes {
                text.push_str(&format!("  = note: {}\n", visible_line(note)));
            }
            if let Some(help) = &finding.help {
                text.push_str(&format!("  = help: {}\n", visible_line(help)));
            }
        }
    }
    text
}

/// The cell of a problem; that of a field which is missing is empty.
fn address<'p>(plan: &'p Plan, read: &Reading, problem: &Problem) -> Option<&'p Address> {
    let Place::Span { file, start, .. } = problem.place else { return None };
    let path = read.files.get(file)?.path();
    match problem.kind {
        ProblemKind::MissingField { field, .. } => plan.address_of_missing(path, start, field),
        _ => plan.address(path, start),
    }
}

/// What was taken over.
pub(super) fn account(
    revision: &Revision,
    changes: &[Revised],
    source: Source,
    args: &ImportArgs,
    output: &Output,
) -> String {
    let from = source.name();
    if changes.is_empty() {
        return format!("{from}: nothing in it that {} has not\n", shown(&args.dataset));
    }
    let verb = if args.dry_run { "would take over" } else { "took over" };
    let verb = output.style(Style::Green, verb);
    let parts: Vec<String> = [
        (revision.changed.len(), "changed"),
        (revision.added.len(), "added"),
        (revision.removed.len(), "removed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{} {what}", counted(count, "record")))
    .collect();
    let files: Vec<String> = changes.iter().map(|change| shown(&args.dataset.join(&change.path))).collect();
    format!("{verb} from {from}: {} in {}\n", parts.join(", "), files.join(", "))
}

/// What the rules find in the records that changed, and whether that fails a check.
pub(super) fn findings(checked: &Checked, revision: &Revision, output: &Output) -> (bool, String) {
    let mut report = checked.report();
    let fails = report.fails(false);
    let touched = |key: RecordKey| {
        let added = revision.added.iter().any(|(record_type, value)| {
            let id = checked.reading.dataset.id(key.record_type, key.index);
            *record_type == key.record_type && value.get("id").and_then(|id| id.as_str()) == id
        });
        added || revision.changed.contains_key(&key)
    };
    report.findings.to_mut().retain(|found| {
        found.finding.severity != Severity::Info
            && found.finding.waived.is_none()
            && found.finding.primary.place.record().is_some_and(touched)
    });
    let options = text::TextOptions {
        colour: output.colour,
        unicode: output.unicode,
        width: output.width,
        limit: Some(SHOWN),
    };
    let mut text = text::render(&report, &options);
    if fails && report.findings.is_empty() {
        text.push_str("the dataset has errors elsewhere: `tallybook check` names them\n");
    }
    (fails, text)
}
