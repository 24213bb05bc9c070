//! `check --watch`: a save is followed by an answer, however it is saved, and Ctrl-C ends cleanly.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::{TODAY, end, files, listening, root, tallybook};

/// Longer than any answer takes on the slowest machine.
const PATIENCE: Duration = Duration::from_mins(2);

struct Watching {
    program: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        let mut program = listening()
            .current_dir(folder)
            .args(["check", "dataset", "--watch", "--today", TODAY])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(program.stdout.take().unwrap());
        std::thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { program, lines }
    }

    /// Waits for an answer in which a line holds the text; gives the last line of that answer.
    fn wait_for(&self, text: &str) -> String {
        let mut is_found = false;
        let mut seen = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let Ok(line) = line else { panic!("no answer has `{text}` in it:\n{}", seen.join("\n")) };
            is_found |= line.contains(text);
            if line.starts_with("  watching ") && is_found {
                return line;
            }
            seen.push(line);
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // After a test that failed, it is still there.
        let _ = self.program.kill();
    }
}

#[test]
fn every_save_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("dataset");
    for (path, bytes) in files(&root().join("tests/miniature/dataset")) {
        let path = dataset.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let mut watching = Watching::start(folder.path());
    let clean = "found     no errors, no warnings";
    let first = watching.wait_for(clean);
    assert!(first.contains("checked in "), "{first}");

    // In place, as half a file, and whole again.
    let equipment = dataset.join("equipment.json");
    let whole = fs::read(&equipment).unwrap();
    fs::write(&equipment, &whole[..whole.len() / 2]).unwrap();
    let again = watching.wait_for("error[S001]");
    assert!(again.contains("checked again in ") && again.contains(" ms"), "{again}");
    fs::write(&equipment, &whole).unwrap();
    watching.wait_for(clean);

    // By renaming, as many editors do.
    let transfers = dataset.join("transfers/2021.yaml");
    let text = fs::read_to_string(&transfers).unwrap();
    let beside = dataset.join("transfers/.2021.yaml.swp");
    fs::write(&beside, text.replacen("supplier:", "suplier:", 1)).unwrap();
    fs::rename(&beside, &transfers).unwrap();
    watching.wait_for("error[S002]: there is no field `suplier` here");
    fs::write(&transfers, text).unwrap();
    watching.wait_for(clean);

    // A folder that was not there, and goes again.
    fs::create_dir(dataset.join("deals")).unwrap();
    fs::write(dataset.join("deals/new.yaml"), "- {id: [\n").unwrap();
    watching.wait_for("dataset/deals/new.yaml");
    fs::remove_dir_all(dataset.join("deals")).unwrap();
    watching.wait_for(clean);

    let kill = Command::new("kill").args(["-INT", &watching.program.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(end(&mut watching.program), Some(0));
}

#[test]
fn watching_is_for_people() {
    let output = tallybook().args(["check", "--watch", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.starts_with("error: `--watch` prints for people"), "{error}");
}
