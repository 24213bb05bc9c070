//! End-to-end tests: the real dataset, a miniature one, the example, the command line, the integrations
//! with other tools, repairs and layout, hostile input, the README, and the shape of the workspace.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod architecture;
mod cli;
mod evidence;
mod examples;
mod hostile;
mod integrations;
mod large;
mod layout;
mod long_work;
mod miniature;
mod mutations;
mod readme;
mod real_dataset;
mod repairs;
mod seeded_mutations;
mod watching;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The day that counts as today in every run, so that no test depends on when it runs.
const TODAY: &str = "2026-11-24";

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The program, run at the root of the workspace.
fn tallybook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tallybook"));
    command.current_dir(root()).env_remove("GITHUB_ACTIONS");
    command
}

/// The program, listening to signals as it does in a terminal. Shells start what runs in the background with Ctrl-C
/// ignored, `nohup` with the end of the session, and what is ignored at the start stays so.
#[cfg(unix)]
fn listening() -> Command {
    const START: &str = "import os, signal, sys
for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(name, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])";
    let mut command = Command::new("python3");
    command.args(["-c", START, env!("CARGO_BIN_EXE_tallybook")]);
    command.current_dir(root()).env_remove("GITHUB_ACTIONS");
    command
}

/// Waits for a program that was told to end.
#[cfg(unix)]
fn end(program: &mut std::process::Child) -> Option<i32> {
    let began = std::time::Instant::now();
    while began.elapsed() < std::time::Duration::from_mins(2) {
        if let Some(status) = program.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    program.kill().unwrap();
    panic!("it goes on");
}

/// Every file under a folder by its path within it, with `/`.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// The first line that differs between two files, or that they differ if they are not text.
fn difference(old: &[u8], new: &[u8]) -> Option<String> {
    if old == new {
        return None;
    }
    let texts = std::str::from_utf8(old).ok().zip(std::str::from_utf8(new).ok());
    let lines = texts.and_then(|(old, new)| old.lines().zip(new.lines()).find(|(old, new)| old != new));
    Some(match lines {
        Some((old, new)) => format!("- {old}\n+ {new}"),
        None => format!("{} bytes before, {} now", old.len(), new.len()),
    })
}
