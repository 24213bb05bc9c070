//! `tallybook check`: is the dataset consistent with itself?

mod tables;
mod watch;

use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::mem;
use std::path::PathBuf;

use anyhow::Context;
use tallybook_diagnostics::{Report, render};

use crate::Verdict;
use crate::cli::{CheckArgs, FindingsFormat};
use crate::output::Output;
use crate::run;

pub(crate) fn run(args: &CheckArgs, output: &Output) -> anyhow::Result<Verdict> {
    let format = args.format.unwrap_or_else(default_format);
    if args.watch {
        return watch::run(args, output);
    }
    let shown = if format == FindingsFormat::Text { run::shown_of_a_rule(args.check.all) } else { None };
    let checked = match tables::exports(&args.dataset) {
        Some((folder, source)) => tables::check(&folder, source, &args.check, shown)?,
        None => run::check_only(&args.dataset, &args.check, shown)?,
    };
    let report = checked.report();
    let strict = args.check.strict;
    let text = match format {
        FindingsFormat::Text => run::render(&report, output, args.check.all),
        FindingsFormat::Json => render::json::render(&report),
        FindingsFormat::Sarif => render::sarif::render(&report),
        FindingsFormat::Gitlab => render::gitlab::render(&report),
        FindingsFormat::Junit => render::junit::render(&report, strict),
        FindingsFormat::Github => {
            write_job_summary(&report)?;
            // The log shows the findings as well, for who reads it instead of the annotations.
            format!("{}{}", render::github::render(&report), run::render(&report, output, args.check.all))
        }
    };
    output.print(&text)?;
    let verdict = if checked.fails(strict) { Verdict::Findings } else { Verdict::Clean };
    // The program ends here, and the system takes back all memory at once.
    mem::forget(checked);
    Ok(verdict)
}

/// Inside GitHub Actions, annotations; elsewhere text for people.
fn default_format() -> FindingsFormat {
    if env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true") {
        FindingsFormat::Github
    } else {
        FindingsFormat::Text
    }
}

/// Adds the report to the summary page of the job, where the runner names a file for it.
fn write_job_summary(report: &Report<'_>) -> anyhow::Result<()> {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let path = PathBuf::from(path);
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(render::github::job_summary(report).as_bytes()))
        .with_context(|| format!("the job summary `{}` cannot be written", path.display()))
}
