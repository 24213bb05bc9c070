//! Development tasks: `cargo dev generate`, `cargo dev test`, `cargo dev new-rule`, `cargo dev synth`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod generate;
mod new_rule;
mod synth;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Development tasks of Tallybook
#[derive(Debug, Parser)]
#[command(name = "cargo dev")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write everything that is generated: schemas, rule index, data dictionary, exports
    Generate {
        /// Compare instead of writing, and fail on any difference
        #[arg(long)]
        check: bool,
    },
    /// Run every test, the readers of the exports in Python included
    Test,
    /// Write the two files of a new rule and its line in the list
    NewRule {
        /// The code, as Q012
        code: String,
        /// The fault it reports, in kebab-case
        name: String,
    },
    /// Write a synthetic dataset for measurements
    Synth(synth::Options),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Generate { check } => generate::run(check),
        Command::Test => test::run(),
        Command::NewRule { code, name } => new_rule::run(&code, &name),
        Command::Synth(options) => synth::run(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap_or_else(|_| PathBuf::from("."))
}
