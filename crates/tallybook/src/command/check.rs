//! `tallybook check`: is the dataset consistent with itself?

use tallybook_diagnostics::render;

use crate::Verdict;
use crate::cli::{CheckArgs, Format};
use crate::output::Output;
use crate::run;

pub(crate) fn run(args: &CheckArgs, output: &Output) -> anyhow::Result<Verdict> {
    let checked = run::check(&args.dataset, &args.check)?;
    let report = checked.report();
    let text = match args.format {
        Format::Text => run::render(&report, output, args.check.all),
        Format::Json => render::json::render(&report),
    };
    output.print(&text)?;
    Ok(if report.fails(args.check.strict) { Verdict::Findings } else { Verdict::Clean })
}
