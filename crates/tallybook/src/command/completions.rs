//! `tallybook completions`: the completions of a shell.

use clap::CommandFactory;

use crate::Verdict;
use crate::cli::{Cli, CompletionsArgs};

pub(crate) fn run(args: &CompletionsArgs) -> anyhow::Result<Verdict> {
    clap_complete::generate(args.shell, &mut Cli::command(), "tallybook", &mut std::io::stdout());
    Ok(Verdict::Clean)
}
