//! The command line of Tallybook: the only crate that prints, reads the environment, and exits.
//!
//! Exit status: 0 the dataset is clean (warnings allowed unless `--strict`), 1 there are findings that
//! fail the run, 2 the tool could not do its work, 130 it was stopped by Ctrl-C.

mod attending;
mod change;
mod checks;
mod cli;
mod command;
mod compare;
mod exporting;
mod memory;
mod misnamed;
mod output;
mod part;
mod passage;
mod progress;
mod run;
mod stopping;

use std::panic;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

use crate::cli::{Cli, Command};
use crate::output::Output;

/// Records are many small texts, which this allocator hands out and takes back in half the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a command gives back when it has done its work.
pub(crate) enum Verdict {
    /// All is well.
    Clean,
    /// There are findings that fail the run.
    Findings,
}

/// Keeps memory in pages of the usual size: in huge ones, as Linux may give them unasked, a small dataset takes twice the
/// room and no less time.
#[cfg(target_os = "linux")]
fn take_small_pages() {
    // Where that cannot be had, it is slower and no worse.
    let _ = nix::sys::prctl::set_thp_disable(true);
}

/// Leaves out what is said of a panic that becomes an error.
fn leave_out_answered_panics() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !tallybook_export::xlsx::answers_for_panics() {
            hook(panic);
        }
    }));
}

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    take_small_pages();
    leave_out_answered_panics();
    let cli = Cli::parse();
    let output = Output::new(cli.colour, cli.quiet);
    let result = set_up(&cli, &output).and_then(|()| execute(&cli.command, &output));
    match result {
        Ok(Verdict::Clean) => ExitCode::SUCCESS,
        Ok(Verdict::Findings) => ExitCode::from(1),
        Err(error) => {
            output.error(&error);
            ExitCode::from(2)
        }
    }
}

/// Makes ready what every command works with.
fn set_up(cli: &Cli, output: &Output) -> anyhow::Result<()> {
    if let Some(threads) = cli.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build_global().with_context(|| format!("{threads} threads cannot be started"))?;
    }
    // Whoever watches ends it so.
    let watches = matches!(&cli.command, Command::Check(args) if args.watch);
    stopping::on_signals(if watches { 0 } else { stopping::INTERRUPTED });
    if let Some(error) = cli.memory_limit.and_then(|limit| limit.exceeded(None)) {
        return Err(error);
    }
    attending::start(cli.memory_limit, *output);
    Ok(())
}

fn execute(command: &Command, output: &Output) -> anyhow::Result<Verdict> {
    match command {
        Command::Build(args) => command::build::run(args, output),
        Command::Check(args) => command::check::run(args, output),
        Command::Fix(args) => command::fix::run(args, output),
        Command::Fmt(args) => command::fmt::run(args, output),
        Command::Export(args) => command::export::run(args, output),
        Command::Verify(args) => command::verify::run(args, output),
        Command::Import(args) => command::import::run(args, output),
        Command::Show(args) => command::show::run(args, output),
        Command::Coverage(args) => command::coverage::run(args, output),
        Command::Archive(args) => command::archive::run(args, output),
        Command::Cite(args) => command::cite::run(args, output),
        Command::Timeline(args) => command::timeline::run(args, output),
        Command::Explain(args) => command::explain::run(args, output),
        Command::Rules(args) => command::rules::run(args, output),
        Command::Schema(args) => command::schema::run(args, output),
        Command::Init(args) => command::init::run(args, output),
        Command::New(args) => command::new::run(args, output),
        Command::Completions(args) => command::completions::run(args, output),
    }
}
