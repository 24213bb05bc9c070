//! What other tools run: `action.yml` for GitHub Actions, `.pre-commit-hooks.yaml` for pre-commit.
//!
//! The script of the action is taken out of the file and run with bash as the service would run it, with
//! the built program on the path in place of the one that the action installs.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use granit_parser::{Event, Parser};
use serde_json::{Map, Value};

use super::root;

const CLEAN: &str = "examples/lantern-islands";
const FAULTY: &str = "tests/cli/check.in/faulty";

/// A YAML file at the root of the workspace, every scalar as text.
fn yaml(path: &str) -> Value {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let mut events = Parser::new_from_str(&text).map(|event| event.unwrap().0);
    next_value(&mut events).unwrap()
}

/// The next value, or none at the end of a list or mapping.
fn next_value<'t>(events: &mut impl Iterator<Item = Event<'t>>) -> Option<Value> {
    match events.next()? {
        Event::Scalar(text, ..) => Some(Value::String(text.into_owned())),
        Event::SequenceStart(..) => Some(std::iter::from_fn(|| next_value(events)).collect()),
        Event::MappingStart(..) => {
            let mut fields = Map::new();
            while let Some(key) = next_value(events) {
                fields.insert(key.as_str().unwrap().to_owned(), next_value(events).unwrap());
            }
            Some(Value::Object(fields))
        }
        Event::SequenceEnd | Event::MappingEnd => None,
        _ => next_value(events),
    }
}

/// A step of the action by its name.
fn step<'a>(action: &'a Value, name: &str) -> &'a Value {
    let steps = action["runs"]["steps"].as_array().unwrap();
    steps.iter().find(|step| step["name"] == name).unwrap()
}

/// Runs the script that checks, with the inputs that are given and the defaults of the others.
fn run_action(folder: &Path, inputs: &[(&str, &str)]) -> Output {
    let action = yaml("action.yml");
    let check = step(&action, "Check the dataset");
    assert_eq!(check["shell"], "bash");
    let program = Path::new(env!("CARGO_BIN_EXE_tallybook")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    // The flags with which the service runs `shell: bash`.
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", check["run"].as_str().unwrap()]);
    command.current_dir(root()).env("PATH", path).env("GITHUB_STEP_SUMMARY", folder.join("summary.md"));
    for (variable, value) in check["env"].as_object().unwrap() {
        let input = input_of(value.as_str().unwrap());
        let given = inputs.iter().find(|(name, _)| *name == input).map(|(_, value)| *value);
        command.env(variable, given.unwrap_or_else(|| action["inputs"][input]["default"].as_str().unwrap()));
    }
    command.output().unwrap()
}

/// The input that an expression is: `dataset` of `${{ inputs.dataset }}`.
fn input_of(expression: &str) -> &str {
    expression.strip_prefix("${{ inputs.").unwrap().strip_suffix(" }}").unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_action_uses_the_inputs_that_it_has() {
    let action = yaml("action.yml");
    let check = step(&action, "Check the dataset");
    let declared: BTreeSet<_> = action["inputs"].as_object().unwrap().keys().map(String::as_str).collect();
    let used: BTreeSet<_> =
        check["env"].as_object().unwrap().values().map(|value| input_of(value.as_str().unwrap())).collect();
    assert_eq!(declared, used);
    for step in action["runs"]["steps"].as_array().unwrap() {
        let script = step["run"].as_str().unwrap();
        assert!(!script.contains("${{"), "an input would become part of the script: {script}");
        for variable in step["env"].as_object().unwrap().keys() {
            assert!(script.contains(&format!("${variable}")) || script.contains(&format!("${{{variable}")));
        }
    }
    let install = step(&action, "Install Tallybook")["run"].as_str().unwrap();
    assert!(install.contains("--path \"$TALLYBOOK_SOURCE/crates/tallybook\""));
    assert!(root().join("crates/tallybook/Cargo.toml").is_file());
}

#[test]
fn the_action_passes_a_clean_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_action(folder.path(), &[("dataset", CLEAN), ("strict", "true")]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(text(&run.stdout).starts_with("::notice file=examples/"), "{}", text(&run.stdout));
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    assert!(summary.contains("## Tallybook: no errors"), "{summary}");
}

#[test]
fn the_action_fails_a_faulty_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let sarif = folder.path().join("findings of a run.sarif");
    let run = run_action(folder.path(), &[("dataset", FAULTY), ("sarif", sarif.to_str().unwrap())]);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
    let annotations = text(&run.stdout);
    assert!(annotations.contains(&format!("::error file={FAULTY}/")), "{annotations}");
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    assert_eq!(summary.matches("## Tallybook").count(), 1, "{summary}");
    let sarif: Value = serde_json::from_slice(&fs::read(sarif).unwrap()).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(!sarif["runs"][0]["results"].as_array().unwrap().is_empty());
}

#[test]
fn the_action_passes_more_options_on() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_action(folder.path(), &[("dataset", FAULTY), ("args", "--select W\n--today 2026-11-24")]);
    assert_eq!(run.status.code(), Some(0), "{}{}", text(&run.stdout), text(&run.stderr));
}

#[test]
fn the_action_says_what_it_cannot_do() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = run_action(folder.path(), &[("dataset", "no/such folder"), ("sarif", "never.sarif")]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(!root().join("never.sarif").exists());
    let maybe = run_action(folder.path(), &[("dataset", CLEAN), ("strict", "yes")]);
    assert_eq!(maybe.status.code(), Some(2));
    assert!(text(&maybe.stdout).starts_with("::error::the input strict takes"));
}

/// A name that bash would run, were it part of the script.
#[test]
fn the_action_takes_a_folder_for_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let touched = folder.path().join("touched");
    let name = format!("$(touch {0}); touch {0}", touched.display());
    let run = run_action(folder.path(), &[("dataset", &name)]);
    assert_eq!(run.status.code(), Some(2));
    assert!(!touched.exists());
}

/// What pre-commit does with a hook, but for building the program: a script is looked up in the
/// repository of the hook and run in that of the user.
#[track_caller]
fn check_hook(id: &str, wanted: &str) {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = hooks.as_array().unwrap().iter().find(|hook| hook["id"] == id).unwrap();
    assert_eq!(hook["language"], "script");
    assert_eq!(hook["pass_filenames"], "false");
    let (script, command) = hook["entry"].as_str().unwrap().split_once(' ').unwrap();
    assert_eq!(command, wanted);
    let script = root().join(script);
    assert!(fs::metadata(&script).unwrap().permissions().mode() & 0o111 != 0, "it can be run");

    // A cargo that prints what it is asked for, so that no test builds a release, and then runs the program
    // that is built already as the one asked for would run.
    let folder = tempfile::tempdir().unwrap();
    let cargo = folder.path().join("cargo");
    let program = env!("CARGO_BIN_EXE_tallybook");
    fs::write(
        &cargo,
        format!("#!/bin/sh\npwd\nprintf '%s\\n' \"$@\"\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec '{program}' \"$@\"\n"),
    )
    .unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let dataset = folder.path().join("my data");
    fs::create_dir(&dataset).unwrap();
    fs::write(dataset.join("dataset.yaml"), "version: 1.0.0\ntitle: Mine\n").unwrap();
    let run = Command::new(script)
        .args([command, "my data"])
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", text(&run.stderr));
    let printed = text(&run.stdout);
    let (here, arguments) = printed.split_once('\n').unwrap();
    assert_eq!(Path::new(here).canonicalize().unwrap(), folder.path().canonicalize().unwrap());
    assert!(arguments.contains(&format!("{}/Cargo.toml\n", root().display())), "{arguments}");
    let asked = format!("--package\ntallybook\n--\n{command}\nmy data\n");
    assert!(arguments.contains(&asked), "{arguments}");
    // What pre-commit goes by, beside the exit status: whether files have changed.
    let described = fs::read_to_string(dataset.join("dataset.yaml")).unwrap();
    assert_eq!(described == "title: Mine\nversion: 1.0.0\n", id == "tallybook-fmt", "{described}");
}

#[test]
fn a_hook_checks_the_dataset() {
    check_hook("tallybook-check", "check");
}

#[test]
fn a_hook_lays_out_the_dataset() {
    check_hook("tallybook-fmt", "fmt");
}
