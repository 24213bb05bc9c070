//! Says whether a folder holds the exports of a dataset: which files are missing, different or left
//! over, and the command that repairs it.

use std::path::Path;

use tallybook_diagnostics::render::visible_line;
use tallybook_export::{Difference, DifferentFile, ExportFile, Format, PRIMARY_KEY, RowDifference, RowFault};

use crate::Verdict;
use crate::cli::CheckOptions;
use crate::exporting::Target;
use crate::output::{Output, Style, hinted};
use crate::run::shown;

/// The most characters of a cell that are shown.
const SHOWN: usize = 60;

/// Compares files with those in the folder of the target.
pub(crate) fn run(
    target: &Target<'_>,
    files: &[ExportFile<'_>],
    options: &CheckOptions,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let out = shown(target.out);
    let differences =
        tallybook_export::compare(files, target.out, Some(target.dataset)).map_err(|error| {
            let hint = error.hint();
            hinted(error, hint)
        })?;
    if differences.is_empty() {
        output.print(&format!(
            "{out}/ holds the exports of {}: {} files\n",
            shown(target.dataset),
            files.len()
        ))?;
        return Ok(Verdict::Clean);
    }
    let mut text = format!(
        "{out}/ {} the exports of {}\n",
        output.style(Style::Red, "does not hold"),
        shown(target.dataset)
    );
    for file in &differences {
        text.push_str(&line(file));
    }
    let (foreign, ours): (Vec<_>, Vec<_>) =
        differences.iter().partition(|file| file.difference == Difference::Foreign);
    if !ours.is_empty() {
        text.push_str(&format!("  = help: `{}` writes them\n", repair(target, options)));
    }
    if !foreign.is_empty() {
        text.push_str("  = help: move what is foreign elsewhere: whoever reads the table reads it too\n");
    }
    output.print(&text)?;
    Ok(Verdict::Findings)
}

fn line(file: &DifferentFile) -> String {
    let path = &file.path;
    match &file.difference {
        Difference::Missing => format!("  missing    {path}\n"),
        Difference::LeftOver => format!("  left over  {path}\n"),
        Difference::Foreign => format!("  foreign    {}\n", visible_line(path)),
        Difference::Changed(row) => {
            format!("  different  {path}{}\n", row.as_ref().map(first_row).unwrap_or_default())
        }
    }
}

/// Where a table differs first.
fn first_row(difference: &RowDifference) -> String {
    let id = difference.id.as_ref().map(|id| format!(" ({})", cut(id))).unwrap_or_default();
    let fault = match &difference.fault {
        RowFault::Missing => "is missing".to_owned(),
        RowFault::LeftOver => "is left over".to_owned(),
        RowFault::Columns => "has other columns".to_owned(),
        RowFault::Cell { column, found, wanted } if column == PRIMARY_KEY => {
            return format!(": row {} is {}, and should be {}", difference.row, value(found), value(wanted));
        }
        RowFault::Cell { column, found, wanted } => {
            format!("has `{column}` {}, and should have {}", value(found), value(wanted))
        }
    };
    format!(": row {}{id} {fault}", difference.row)
}

fn value(cell: &str) -> String {
    if cell.is_empty() { "empty".to_owned() } else { format!("`{}`", cut(cell)) }
}

/// Text on one line, cut short where it is long.
fn cut(text: &str) -> String {
    let line = visible_line(text);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The command that writes the exports.
fn repair(target: &Target<'_>, options: &CheckOptions) -> String {
    let mut command = format!("tallybook export {}", argument(target.dataset));
    if target.formats.len() < Format::ALL.len() {
        let formats: Vec<_> = target.formats.iter().map(|format| format.as_str()).collect();
        command.push_str(&format!(" --formats {}", formats.join(",")));
    }
    command.push_str(&format!(" --out {}", argument(target.out)));
    command.push_str(&target.part.arguments);
    if let Some(day) = target.as_of {
        command.push_str(&format!(" --as-of {day}"));
    }
    if let Some(archive) = &options.archive {
        command.push_str(&format!(" --archive {}", argument(archive)));
    }
    command
}

/// A path as it is written on a command line.
fn argument(path: &Path) -> String {
    let path = shown(path);
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path }
}
