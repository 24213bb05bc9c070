//! `tallybook completions`: the completions of a shell.

use clap::CommandFactory;

use crate::Verdict;
use crate::cli::{Cli, CompletionsArgs};
use crate::output::Output;

pub(crate) fn run(args: &CompletionsArgs, output: &Output) -> anyhow::Result<Verdict> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tallybook", &mut script);
    output.print(&String::from_utf8(script)?)?;
    Ok(Verdict::Clean)
}
