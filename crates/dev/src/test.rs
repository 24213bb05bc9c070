//! `cargo dev test`: everything that proves the project, in one command.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::root;

pub(crate) fn run() -> anyhow::Result<()> {
    let root = root();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut tests = Command::new(&cargo);
    tests.args(["test", "--workspace", "--quiet"]).current_dir(&root);
    if std::env::var_os(SEED).is_none() {
        tests.env(SEED, "20220820");
    }
    step("the workspace's tests", &mut tests)?;
    let python = environment(&root)?;
    step(
        "the readers of the exports",
        Command::new(python).args(["-m", "pytest", "-q", "-rs", "tests/readers"]).current_dir(&root),
    )?;
    for (program, arguments, not_proven) in OTHER_READERS {
        if !succeeds(program, arguments) {
            eprintln!("{not_proven}");
        }
    }
    Ok(())
}

/// Sets what property tests try. The same commit passes or fails the same way everywhere; `.ci/fuzz` tries
/// anything.
const SEED: &str = "PROPTEST_RNG_SEED";

/// Readers that not every machine has: a command that succeeds where they are, and what is said, last and loudly, where
/// they are not and part of the proof could not be run.
const OTHER_READERS: [(&str, &[&str], &str); 2] = [
    (
        "soffice",
        &["--version"],
        "
!! NOT PROVEN: that LibreOffice reads tallybook.xlsx and the CSV of `export --excel` and gives the same values back.
!! Those tests were skipped, as there is no `soffice` on this machine. Install it and run this again:
!!     apt-get install -y --no-install-recommends libreoffice-calc
",
    ),
    (
        "Rscript",
        &["-e", "loadNamespace('readr'); loadNamespace('jsonlite')"],
        "
!! NOT PROVEN: that R reads the CSV files as the README of an export says.
!! Those tests were skipped, as there is no `Rscript` with readr and jsonlite on this machine. Install them and run this again:
!!     apt-get install -y --no-install-recommends r-cran-readr r-cran-jsonlite
",
    ),
];

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// A Python environment of the project's own, with the readers at the versions that are tested.
fn environment(root: &Path) -> anyhow::Result<std::path::PathBuf> {
    let venv = root.join(".venv");
    let python = venv.join("bin/python");
    if !python.exists() {
        let base =
            if Command::new("python3").arg("--version").output().is_ok() { "python3" } else { "python" };
        step("making .venv", Command::new(base).args(["-m", "venv"]).arg(&venv))?;
    }
    let requirements = root.join("tests/readers/requirements.txt");
    let wanted =
        std::fs::read_to_string(&requirements).context("tests/readers/requirements.txt cannot be read")?;
    let stamp = venv.join("requirements.txt");
    if std::fs::read_to_string(&stamp).ok().as_deref() != Some(&wanted) {
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        step("installing the readers into .venv", Command::new(&python).args(install).arg(&requirements))?;
        std::fs::write(&stamp, wanted).context(".venv cannot be written")?;
    }
    Ok(python)
}

fn step(what: &str, command: &mut Command) -> anyhow::Result<()> {
    println!("── {what}");
    let status = command.status().with_context(|| format!("{what}: {command:?} cannot be run"))?;
    ensure!(status.success(), "{what}: {command:?} failed");
    Ok(())
}
