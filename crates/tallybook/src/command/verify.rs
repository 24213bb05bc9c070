//! `tallybook verify`: whether the files of an export are whole, and say the same in every format.

use tallybook_diagnostics::render::visible_line;
use tallybook_import::verify::verify;

use crate::Verdict;
use crate::cli::VerifyArgs;
use crate::output::{Output, Style, counted, hinted};
use crate::run::shown;

pub(crate) fn run(args: &VerifyArgs, output: &Output) -> anyhow::Result<Verdict> {
    let folder = shown(&args.exports);
    let outcome = verify(&args.exports)
        .map_err(|error| hinted(error, "name a folder that `tallybook build` or `tallybook export` wrote"))?;
    let mut text = String::new();
    for fault in &outcome.faults {
        let label = output.style(Style::Red, "error");
        text.push_str(&format!("{label}: {}\n", visible_line(&fault.to_string())));
    }
    let names: Vec<&str> = outcome.sources.iter().map(|source| source.name()).collect();
    let compared = match names.as_slice() {
        [] => "no tables to compare".to_owned(),
        [only] => {
            format!("{} with {} in {only}", counted(outcome.tables, "table"), counted(outcome.rows, "row"))
        }
        names => format!(
            "{} with {}, the same in {}",
            counted(outcome.tables, "table"),
            counted(outcome.rows, "row"),
            names.join(", ")
        ),
    };
    text.push_str(&if outcome.faults.is_empty() {
        let ok = output.style(Style::Green, "verified");
        format!("{ok} {folder}/: {} as written; {compared}\n", counted(outcome.files, "file"))
    } else {
        format!("{folder}/ is not as it was written: {}\n", counted(outcome.faults.len(), "fault"))
    });
    if let Some(faults) = &outcome.of_dataset {
        let label = output.style(Style::Yellow, "do not publish");
        text.push_str(&format!("  {label}: {}, and it was exported for all that\n", visible_line(faults)));
    }
    if !outcome.in_parts.is_empty() {
        let parts = outcome.in_parts.join("/, ");
        text.push_str(&format!("  not compared: {parts}/, which were held against their digests alone\n"));
    }
    output.print(&text)?;
    Ok(if outcome.faults.is_empty() { Verdict::Clean } else { Verdict::Findings })
}
