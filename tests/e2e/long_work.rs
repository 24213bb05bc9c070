//! Long work: how many threads do it, how it is stopped by Ctrl-C or by a limit of memory, and what it leaves.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::{TODAY, files, root, tallybook};

/// The miniature dataset with so many more transfers, and its exports beside it.
fn many(folder: &Path, transfers: usize) {
    for (name, from) in [("dataset", "tests/miniature/dataset"), ("exports", "tests/miniature/exports")] {
        for (path, bytes) in files(&root().join(from)) {
            let path = folder.join(name).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let ledger = fs::read_to_string(folder.join("dataset/transfers/ledger.jsonl")).unwrap();
    let first = ledger.lines().next().unwrap();
    let lines = (0..transfers).map(|n| first.replacen("\"ledger-1\"", &format!("\"many-{n}\""), 1) + "\n");
    fs::write(folder.join("dataset/transfers/many.jsonl"), lines.collect::<String>()).unwrap();
}

const EXPORT: [&str; 5] = ["export", "--allow-errors", "--quiet", "--today", TODAY];

fn export(folder: &Path) -> Command {
    let mut command = tallybook();
    command.current_dir(folder).args(EXPORT);
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    many(folder.path(), 700);
    let transfers = folder.path().join("dataset/transfers/2021.yaml");
    let damaged = fs::read_to_string(&transfers).unwrap().replace("supplier:", "suplier:");
    fs::write(transfers, damaged).unwrap();
    let check = |threads: &str| {
        let options = ["check", "--format", "json", "--today", TODAY, "--threads", threads];
        let output = tallybook().current_dir(folder.path()).args(options).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        output.stdout
    };
    let one = check("1");
    assert!(String::from_utf8_lossy(&one).contains("S002"));
    assert!(one == check("4"), "one thread and four found different things");
}

#[test]
fn a_limit_of_memory_gives_a_message_and_leaves_the_exports() {
    let folder = tempfile::tempdir().unwrap();
    many(folder.path(), 2000);
    let before = files(&folder.path().join("exports"));
    for (limit, message) in [
        ("1MiB", "error: "),
        ("24MB", " of memory are in use"),
        ("24MB", ", more than the limit of 24.0 MB, so the work was given up\n  = help: "),
    ] {
        let output = export(folder.path()).args(["--memory-limit", limit]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{limit}: {}", stderr(&output));
        assert!(stderr(&output).contains(message), "{limit}: {}", stderr(&output));
        assert!(before == files(&folder.path().join("exports")), "{limit}: the exports have changed");
    }
}

/// Ctrl-C while the files of an export are being written.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_the_exports_as_they_were() {
    use std::time::{Duration, Instant};

    use super::{end, listening};

    let folder = tempfile::tempdir().unwrap();
    many(folder.path(), 3000);
    let new = folder.path().join("new");
    let exports = folder.path().join("exports");
    let before = files(&exports);
    for out in [&exports, &new] {
        let mut run = listening();
        run.current_dir(folder.path()).args(EXPORT).arg("--out").arg(out);
        let mut run = run.spawn().unwrap();
        let began = Instant::now();
        while !is_writing(out) {
            assert!(run.try_wait().unwrap().is_none(), "it ended before it could be stopped");
            assert!(began.elapsed() < Duration::from_mins(2), "nothing is written");
            std::thread::sleep(Duration::from_millis(1));
        }
        let kill = Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap();
        assert!(kill.success());
        assert_eq!(end(&mut run), Some(130));
    }
    assert!(before == files(&exports), "the exports have changed, or something is left beside them");
    assert!(fs::symlink_metadata(new).is_err(), "the folder that was made for the exports is still there");
}

/// Whether there is a temporary folder with a file in it.
#[cfg(unix)]
fn is_writing(out: &Path) -> bool {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    entries(out)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(".tallybook-"))
        .any(|folder| entries(&folder.path().join("new")).next().is_some())
}
