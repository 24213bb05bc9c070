//! Bad input and bad surroundings, end to end. Whatever happens, the program ends soon, with the status
//! that it documents, in words and without a panic; no export is half-written, and nothing is touched
//! that is not its own.
//!
//! What cannot be brought about on a machine (a full disk without the right to mount one) is skipped, and
//! said to be.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::{TODAY, files, tallybook};

/// The longest that any run may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a run ended.
struct Ended {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Ended {
    #[track_caller]
    fn expect(&self, status: i32, words: &str) {
        let Self { stdout, stderr, .. } = self;
        assert_eq!(self.status, status, "{stdout}{stderr}");
        let text = if status == 2 { stderr } else { stdout };
        assert!(text.contains(words), "`{words}` is not in\n{stdout}{stderr}");
    }
}

#[track_caller]
fn run(command: &mut Command) -> Ended {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    let output = receiver.recv_timeout(PATIENCE).expect("the run ends soon").unwrap();
    ended(&output)
}

#[track_caller]
fn ended(output: &Output) -> Ended {
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!stderr.contains("panicked") && !stdout.contains("panicked"), "{stdout}{stderr}");
    assert!(!stderr.contains('\x1b') && !stdout.contains('\x1b'), "{stdout}{stderr}");
    let status = output.status.code().unwrap();
    assert!((0..=2).contains(&status), "{status}");
    assert_eq!(
        status == 2,
        !stderr.is_empty(),
        "an error of the tool goes to standard error, a finding does not"
    );
    Ended { status, stdout, stderr }
}

/// A small dataset without findings, in a folder of its own.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(tallybook().arg("init").arg(folder.path().join("data"))).expect(0, "Started");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = tallybook();
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    fn check(&self) -> Ended {
        run(&mut self.command(&["check", "data", "--today", TODAY]))
    }

    fn build(&self, out: &str) -> Ended {
        run(&mut self.command(&["build", "data", "--today", TODAY, "--out", out]))
    }

    fn edit(&self, file: &str, edit: impl FnOnce(String) -> Vec<u8>) {
        let path = self.path("data").join(file);
        fs::write(&path, edit(fs::read_to_string(&path).unwrap())).unwrap();
    }
}

/// What is put into a file of the dataset.
enum Put {
    /// These bytes instead of its own.
    Bytes(&'static [u8]),
    /// The second text instead of the first one, wherever that stands.
    Instead(&'static str, &'static str),
    /// These records behind its own.
    Behind(&'static str),
}

use Put::{Behind, Bytes, Instead};

/// Faults in a file, the status they end with, and words of the message.
#[rustfmt::skip]
const FAULTS: &[(&str, Put, i32, &str)] = &[
    // Bytes and encodings.
    ("actors.yaml", Bytes(b"- id: a\n  name: \xff\n"), 1, "the byte 0xFF is not UTF-8 here"),
    ("actors.yaml", Bytes(b"\xff\xfe-\0 \0"), 1, "the file is UTF-16, not UTF-8"),
    ("actors.yaml", Bytes(b"- id: a\0\n"), 1, "the control character U+0000 cannot stand here"),
    ("actors.yaml", Instead("# Who", "\u{feff}# Who"), 0, "no errors, no warnings"),
    ("actors.yaml", Instead("\n", "\r\n"), 0, "no errors, no warnings"),
    ("actors.yaml", Instead("\n  kind", "\n\tkind"), 1, "replace the tab by spaces"),
    ("actors.yaml", Bytes(b""), 1, "there is no actor `harbour-aid`"),
    ("dataset.yaml", Bytes(b""), 1, "the required field `title` is missing"),
    // YAML that means harm.
    ("deals.yaml", Bytes(b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"), 1, "an anchor (`&name`) stands here"),
    ("deals.yaml", Bytes(b"- {<<: {id: a}}\n"), 1, "a merge key (`<<`) is not read"),
    ("deals.yaml", Bytes(b"- !!binary aGk=\n"), 1, "a tag (`!name`) is not read"),
    ("deals.yaml", Bytes(b"---\n[]\n---\n[]\n"), 1, "the file holds more than one document"),
    // Records that are none.
    ("actors.yaml", Behind("- {id: skiff, designation: Skiff, class: ship}\n"), 1, "`designation`"),
    ("actors.yaml", Behind("- {kind: media, name: Gazette}\n"), 1, "the required field `id` is missing"),
    ("actors.yaml", Behind("- {id: Harbour-Aid, kind: media, name: Gazette}\n"), 1, "`harbour-aid` is taken"),
    ("actors.yaml", Behind("- {id: harbour-aid, kind: media, name: Gazette}\n"), 1, "R001"),
    // Values that are none.
    ("transfers.yaml", Instead("2025-02-20", "2022-02-30"), 1, "February 2022 has 28 days"),
    ("transfers.yaml", Instead("total: 12", "total: -5"), 1, "a quantity cannot be negative"),
    ("transfers.yaml", Instead("total: 12", "total: 1,000"), 1, "write `1000`"),
    ("transfers.yaml", Instead("total: 12", "total: 99999999999999999999"), 1, "`99999999999999999999` is not a quantity"),
    ("deals.yaml", Instead("agreed: 2024-12 ", "value: EUR 1.234 "), 1, "`EUR 1.234` has 3 decimals"),
    ("deals.yaml", Instead("agreed: 2024-12 ", "value: 140m "), 1, "`140m` is not an amount of money"),
    // Text that a terminal would obey.
    ("actors.yaml", Instead("name: Mara Lind", "name: \"Mara \\e[31mLind\""), 1, "`Mara <U+001B>[31mLind`"),
    ("dataset.yaml", Instead("title: Ambulances", "title: \"\\e]0;Ambulances\" #"), 1, "<U+001B>]0;"),
];

#[test]
fn faults_in_a_file_are_findings() {
    let place = Place::new();
    let data = place.path("data");
    for (file, put, status, words) in FAULTS {
        let original = fs::read_to_string(data.join(file)).unwrap();
        let changed = match put {
            Bytes(bytes) => bytes.to_vec(),
            Instead(old, new) => {
                assert!(original.contains(old), "{file} has no `{old}`");
                original.replace(old, new).into_bytes()
            }
            Behind(records) => format!("{original}{records}").into_bytes(),
        };
        fs::write(data.join(file), changed).unwrap();
        place.check().expect(*status, words);
        if *status == 1 {
            place.build("exports").expect(1, "nothing: exports stays as it was");
            assert!(!place.path("exports").exists(), "{file}: {words}");
        }
        // The other commands that read a dataset take it as well.
        let timeline = run(&mut place.command(&["timeline", "--dataset", "data"]));
        assert!(timeline.status < 2, "{file}: {words}: {}", timeline.stderr);
        assert_eq!(timeline.status == 1, timeline.stdout.contains("could not be read"), "{file}: {words}");
        fs::write(data.join(file), original).unwrap();
    }
}

#[test]
fn what_is_shown_of_a_record_obeys_no_terminal() {
    let place = Place::new();
    place.edit("actors.yaml", |text| {
        text.replace("name: Mara Lind", "name: \"Mara \\e[31mLind\"").into_bytes()
    });
    for id in ["mara-lind", "ambulances-1", "harbour-aid-announces"] {
        run(&mut place.command(&["show", id, "--dataset", "data"])).expect(0, "Mara <U+001B>[31mLind");
    }
}

#[test]
fn a_hundred_megabytes_of_brackets_end_soon() {
    let brackets = vec![b'['; 100_000_000];
    let place = Place::new();
    fs::write(place.path("data/deals.yaml"), &brackets).unwrap();
    place.check().expect(1, "the file has 100000000 bytes, more than the 33554432 that are read");
    place.edit("dataset.yaml", |text| {
        format!("{text}checks: {{limits: {{file_bytes: 200000000}}}}\n").into_bytes()
    });
    place.check().expect(1, "lists and mappings are nested more than 32 deep");
    fs::rename(place.path("data/deals.yaml"), place.path("data/deals.jsonl")).unwrap();
    place.check().expect(1, "lists and mappings are nested more than 32 deep");
    fs::rename(place.path("data/deals.jsonl"), place.path("data/deals.json")).unwrap();
    place.check().expect(1, "lists and mappings are nested more than 32 deep");
}

/// No choice of rules makes an export of what could not be read.
#[test]
fn nothing_is_exported_of_a_dataset_that_is_partly_unread() {
    let place = Place::new();
    place.edit("transfers.yaml", |text| text.replace("total: 12", "total: twelve").into_bytes());
    for choice in [["--ignore", "S"], ["--select", "Q"]] {
        let mut build = place.command(&["export", "data", "--allow-errors", "--today", TODAY]);
        run(build.args(choice)).expect(1, "`twelve` is not a quantity");
        assert!(!place.path("exports").exists());
    }
    place.edit("dataset.yaml", |text| {
        format!(
            "{text}waivers: [{{code: S004, reason: It is twelve.}}]\nchecks: {{severity: {{S004: off}}}}\n"
        )
        .into_bytes()
    });
    place.build("exports").expect(1, "part of the dataset could not be read");
}

/// Whoever does not look for errors cannot know that there are none.
#[test]
fn nothing_is_exported_without_a_look_for_errors() {
    let place = Place::new();
    for (choice, says) in [
        (["--ignore", "Q002"], "errors of Q002 would not be looked for"),
        (["--select", "S"], "rules (A001 …) would not be looked for"),
    ] {
        run(place.command(&["build", "data", "--today", TODAY]).args(choice)).expect(2, says);
        assert!(!place.path("exports").exists());
        let mut export = place.command(&["export", "data", "--allow-errors", "--today", TODAY]);
        run(export.args(choice)).expect(1, "were not looked for");
        // The files say so wherever they go.
        for file in ["exports/README.md", "exports/manifest.json"] {
            assert!(fs::read_to_string(place.path(file)).unwrap().contains("were not looked for"), "{file}");
        }
        fs::remove_dir_all(place.path("exports")).unwrap();
    }
    place.edit("transfers.yaml", |text| text.replace("total: 12", "total: 13").into_bytes());
    run(&mut place.command(&["export", "data", "--allow-errors", "--today", TODAY])).expect(1, "with errors");
    // Whoever verifies what was sent is told.
    run(&mut place.command(&["verify", "exports"]))
        .expect(0, "do not publish: the checks find 1 error in it");
    // What is as written still has the errors.
    let mut compare = place.command(&["export", "data", "--allow-errors", "--check", "--today", TODAY]);
    run(&mut compare).expect(1, "error[Q001]");
    let manifest = fs::read_to_string(place.path("exports/manifest.json")).unwrap();
    assert!(manifest.contains("the checks find 1 error in it"), "{manifest}");
    fs::remove_dir_all(place.path("exports")).unwrap();
    place.edit("transfers.yaml", |text| text.replace("total: 13", "total: 12").into_bytes());
    run(&mut place.command(&["build", "data", "--ignore", "E011,X005", "--today", TODAY]))
        .expect(0, "written");
}

/// What was edited in one kind of files is not in the others.
#[test]
fn tables_are_not_checked_in_place_of_those_that_were_edited() {
    let place = Place::new();
    place.build("exports").expect(0, "written");
    run(&mut place.command(&["check", "exports", "--today", TODAY])).expect(0, "no errors, no warnings");
    let actors = place.path("exports/csv/actors.csv");
    let text = fs::read_to_string(&actors).unwrap();
    let edited = text.replace("organization", "public-body");
    assert_ne!(edited, text);
    fs::write(&actors, edited).unwrap();
    run(&mut place.command(&["check", "exports"]))
        .expect(2, "`exports/csv/actors.csv` was edited since it was exported, and parquet would be checked");
    run(&mut place.command(&["check", "exports/parquet", "--today", TODAY]))
        .expect(0, "no errors, no warnings");
    run(&mut place.command(&["check", "exports/csv", "--today", TODAY])).expect(0, "no errors, no warnings");
    fs::write(&actors, text).unwrap();
    run(&mut place.command(&["check", "exports", "--today", TODAY])).expect(0, "no errors, no warnings");
}

/// From a table that lost its rows, or a column, nobody can tell what is wrong.
#[test]
fn tables_that_are_not_whole_are_not_checked() {
    let place = Place::new();
    place.build("exports").expect(0, "written");
    let transfers = place.path("exports/csv/transfers.csv");
    let text = fs::read_to_string(&transfers).unwrap();
    let header = text.lines().next().unwrap();
    let check = || run(&mut place.command(&["check", "exports/csv", "--today", TODAY]));
    fs::write(&transfers, format!("{header}\r\n")).unwrap();
    check().expect(2, "csv/transfers.csv has no rows, of ");
    fs::write(&transfers, text.replacen(",stage,", ",state,", 1)).unwrap();
    check().expect(2, "csv/transfers.csv has no column `stage`");
    // What is computed is not read.
    fs::write(&transfers, text.replacen(",supplier_name,", ",name_of_supplier,", 1)).unwrap();
    check().expect(0, "no errors, no warnings");
}

/// Whoever shows what could be read says that there is more.
#[test]
fn what_could_not_be_read_is_said() {
    let place = Place::new();
    let show = |arguments: &[&str]| run(place.command(arguments).args(["--dataset", "data"]));
    for arguments in [&["timeline"][..], &["coverage"], &["show", "ambulances-1"]] {
        let shown = show(arguments);
        shown.expect(0, "");
        assert!(!shown.stdout.contains("could not be read"), "{arguments:?}");
    }
    place.edit("deals.yaml", |text| (text + "\n- id: [\n").into_bytes());
    for arguments in [&["timeline"][..], &["coverage"], &["show", "ambulances-1"]] {
        show(arguments).expect(1, "could not be read, and may ");
    }
    show(&["timeline", "--format", "json"]).expect(1, "\"complete\": false");
}

#[test]
fn a_dataset_that_is_not_there_is_an_error_of_the_tool() {
    let place = Place::new();
    for command in ["check", "build", "export"] {
        run(&mut place.command(&[command, "nowhere"])).expect(2, "`nowhere` does not exist");
        run(&mut place.command(&[command, "data/actors.yaml"]))
            .expect(2, "`data/actors.yaml` is not a folder");
        run(&mut place.command(&[command, "data/actors.yaml/x"]))
            .expect(2, "`data/actors.yaml/x` does not exist");
    }
    // Where a dataset is near, it is named.
    run(&mut place.command(&["check", "data/actors.yaml"]))
        .expect(2, "name the folder of the dataset: `data`");
    run(place.command(&["check"]).current_dir(place.path("data")))
        .expect(2, "name the folder of the dataset: `.`");
    run(&mut place.command(&["fmt", "."])).expect(2, "`.` is no dataset: there is no `dataset.yaml` in it");
    run(&mut place.command(&["check", "."])).expect(2, "name the folder of the dataset: `data`");
    fs::create_dir(place.path("empty")).unwrap();
    run(&mut place.command(&["check", "empty"])).expect(1, "there is no `dataset.yaml`");
}

#[test]
fn files_that_have_no_place_are_named() {
    let place = Place::new();
    fs::write(place.path("data/transfer.yaml"), "[]").unwrap();
    place.check().expect(1, "`transfer.yaml` is not read");
    fs::rename(place.path("data/transfer.yaml"), place.path("data/transfers.yalm")).unwrap();
    place.check().expect(1, "`transfers.yalm` is not read");
}

/// An export that fails leaves what was there as it was, and leaves nothing of its own.
#[track_caller]
fn fails_and_leaves(place: &Place, out: &str, words: &str) {
    let before = files(place.folder.path());
    let ended = place.build(out);
    ended.expect(2, words);
    assert!(ended.stderr.contains("  = help: "), "{}", ended.stderr);
    assert!(files(place.folder.path()) == before, "{out}: something was changed");
}

#[test]
fn a_folder_or_a_day_with_nothing_is_said_to_have_nothing() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).unwrap();
    run(&mut place.command(&["fmt", "empty"])).expect(2, "`empty` has no file of a dataset");
    let as_of = ["export", "data", "--as-of", "1990-01-01", "--today", TODAY];
    run(&mut place.command(&as_of)).expect(0, "as of     1990-01-01: 0 of ");
}

#[test]
fn exports_go_nowhere_else() {
    let place = Place::new();
    fs::write(place.path("file"), "mine").unwrap();
    fs::create_dir_all(place.path("taken/csv")).unwrap();
    fs::write(place.path("taken/csv/transfers.csv"), "mine").unwrap();
    fs::create_dir_all(place.path("folder-in-the-way/datapackage.json")).unwrap();
    fs::create_dir_all(place.path("manifest")).unwrap();
    fs::write(place.path("manifest/manifest.json"), "{\"files\": [\"../file\"]}").unwrap();
    fails_and_leaves(&place, "file", "`file` is a file, and a folder is wanted there");
    fails_and_leaves(&place, "file/below", "`file/below` cannot be written");
    fails_and_leaves(&place, "data", "`data` lies in the folder of the dataset");
    fails_and_leaves(&place, "data/exports", "`data/exports` lies in the folder of the dataset");
    fails_and_leaves(&place, "taken/../data/x", "lies in the folder of the dataset");
    fails_and_leaves(&place, "taken", "`taken/csv/transfers.csv` is in the way");
    fails_and_leaves(&place, "folder-in-the-way", "`folder-in-the-way/datapackage.json` is in the way");
    fails_and_leaves(&place, "manifest", "`manifest/manifest.json` is in the way");
}

#[test]
fn files_of_others_stay_beside_the_exports() {
    let place = Place::new();
    fs::create_dir_all(place.path("exports/csv")).unwrap();
    for file in ["exports/notes.txt", "exports/csv/mine.csv"] {
        fs::write(place.path(file), "mine").unwrap();
    }
    place.build("exports").expect(0, "written");
    fs::write(place.path("exports/json/actors.jsonl"), "changed by hand").unwrap();
    let export = ["export", "data", "--today", TODAY, "--formats", "csv"];
    run(&mut place.command(&export)).expect(0, "kept      exports/json/actors.jsonl");
    for (file, text) in [
        ("exports/notes.txt", "mine"),
        ("exports/csv/mine.csv", "mine"),
        ("exports/json/actors.jsonl", "changed by hand"),
    ] {
        assert_eq!(fs::read_to_string(place.path(file)).unwrap(), text, "{file}");
    }
    assert!(place.path("exports/csv/actors.csv").is_file() && !place.path("exports/parquet").exists());
}

#[test]
fn what_is_no_earlier_release_is_an_error() {
    let place = Place::new();
    let check = || run(&mut place.command(&["check", "data", "--today", TODAY, "--baseline", "release"]));
    check().expect(2, "nothing can be compared with `release`");
    place.build("release").expect(0, "written");
    check().expect(0, "no errors, no warnings");
    place.edit("statements.yaml", |text| text.replace("id: doctor-doubts-number", "id: doctor").into_bytes());
    check().expect(1, "the statement `doctor-doubts-number` was published, and is gone");
    // Without a manifest, a release is described by its data package.
    for description in ["manifest.json", "datapackage.json"] {
        for bytes in [&b"{"[..], b"\xff", b"[]"] {
            fs::write(place.path("release").join(description), bytes).unwrap();
            check().expect(2, &format!("`release/{description}` is no file of an export"));
        }
        fs::remove_file(place.path("release").join(description)).unwrap();
    }
    fs::write(place.path("release/json/actors.jsonl"), b"\xff").unwrap();
    check().expect(2, "`release/json/actors.jsonl` is no file of an export");
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let place = Place::new();
    for arguments in [
        &["rules"][..],
        &["check", "data", "--today", TODAY],
        &["schema", "transfer"],
        &["completions", "bash"],
    ] {
        let mut child =
            place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        ended(&child.wait_with_output().unwrap()).expect(0, "");
    }
}

#[cfg(unix)]
mod unix {
    //! What only a Unix has: links, pipes, permissions, devices.

    use std::ffi::OsStr;
    use std::fs::{File, Permissions};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_not_followed() {
        let place = Place::new();
        fs::write(place.path("secret"), "- {id: secret, kind: person, name: Hidden}\n").unwrap();
        symlink(place.path("secret"), place.path("data/actors.yml")).unwrap();
        let ended = place.check();
        ended.expect(1, "this is a symbolic link");
        assert!(!ended.stdout.contains("Hidden"));
        fs::remove_file(place.path("data/actors.yml")).unwrap();
        symlink("/", place.path("data/transfers")).unwrap();
        place.check().expect(1, "this is a symbolic link, to `/`");
    }

    #[test]
    fn exports_are_not_written_through_links() {
        let place = Place::new();
        fs::create_dir_all(place.path("elsewhere")).unwrap();
        symlink(place.path("elsewhere"), place.path("linked")).unwrap();
        fs::create_dir(place.path("inside")).unwrap();
        symlink(place.path("elsewhere"), place.path("inside/csv")).unwrap();
        fails_and_leaves(&place, "linked", "`linked` is a symbolic link");
        fails_and_leaves(&place, "inside", "`inside/csv` is a symbolic link");
    }

    #[test]
    fn a_pipe_holds_nothing_up() {
        let place = Place::new();
        let made = Command::new("mkfifo").arg(place.path("data/deals.yml")).status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("skipped: `mkfifo` cannot be run here");
            return;
        }
        place.check().expect(1, "this is neither a file nor a folder");
        fs::create_dir_all(place.path("release/json")).unwrap();
        symlink(place.path("data/deals.yml"), place.path("release/json/deals.jsonl")).unwrap();
        run(&mut place.command(&["check", "data", "--baseline", "release"])).expect(2, "it is not a file");
    }

    #[test]
    fn names_of_files_can_be_anything() {
        let place = Place::new();
        fs::write(place.path("data").join(OsStr::from_bytes(b"actors\xff.yaml")), "[]").unwrap();
        place.check().expect(1, "its name is not UTF-8");
        fs::write(place.path("data/a\x1b[31m\nb.yaml"), "[]").unwrap();
        place.check().expect(1, "S006");
    }

    #[test]
    fn what_may_not_be_read_or_written_is_named() {
        let place = Place::new();
        let secret = place.path("data/actors.yaml");
        fs::set_permissions(&secret, Permissions::from_mode(0o000)).unwrap();
        if File::open(&secret).is_ok() {
            eprintln!("skipped: this user may read and write whatever the permissions say");
            return;
        }
        place.check().expect(2, "no permission to read `data/actors.yaml`");
        fs::set_permissions(&secret, Permissions::from_mode(0o600)).unwrap();
        fs::create_dir(place.path("locked")).unwrap();
        fs::set_permissions(place.path("locked"), Permissions::from_mode(0o500)).unwrap();
        fails_and_leaves(&place, "locked", "`locked` cannot be written");
    }

    #[test]
    fn a_folder_that_nobody_can_make_is_named() {
        if !Path::new("/proc/self").exists() {
            eprintln!("skipped: there is no /proc here");
            return;
        }
        let place = Place::new();
        fails_and_leaves(&place, "/proc/tallybook", "`/proc/tallybook` cannot be written");
        run(tallybook().args(["init", "/proc/tallybook"]))
            .expect(2, "the folder `/proc/tallybook` cannot be made");
    }

    #[test]
    fn standard_output_that_is_full_is_an_error() {
        let Ok(full) = File::options().write(true).open("/dev/full") else {
            eprintln!("skipped: there is no /dev/full here");
            return;
        };
        let output = tallybook().arg("rules").stdout(full).stderr(Stdio::piped()).output().unwrap();
        ended(&output).expect(2, "standard output cannot be written");
    }

    /// A file system of a fixed size, for as long as this lives.
    struct SmallDisk(PathBuf);

    impl SmallDisk {
        fn mount(folder: PathBuf, kilobytes: usize) -> Option<Self> {
            fs::create_dir(&folder).unwrap();
            let size = format!("size={kilobytes}k");
            let mount =
                Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).output();
            mount.is_ok_and(|output| output.status.success()).then_some(Self(folder))
        }
    }

    impl Drop for SmallDisk {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(&self.0).status();
        }
    }

    #[test]
    fn without_temporary_files_nothing_is_written() {
        let place = Place::new();
        let arguments =
            |format| ["export", "data", "--today", TODAY, "--formats", format, "--out", "exports"];
        let says = |command: &mut Command, folder: &Path| {
            let ended = run(command.env("TMPDIR", folder).current_dir(place.folder.path()));
            ended.expect(2, &format!("a temporary file in `{}` cannot be written", folder.display()));
            ended.expect(2, "nothing was changed");
            assert!(!place.path("exports").exists());
        };
        for format in ["xlsx", "sqlite"] {
            says(&mut place.command(&arguments(format)), &place.path("nowhere"));
        }
        let room = place.path("room");
        fs::create_dir(&room).unwrap();
        // No file may have more than some thousand bytes.
        let mut limited = Command::new("sh");
        limited.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"]);
        says(limited.arg(tallybook().get_program()).args(arguments("xlsx")), &room);
        assert_eq!(fs::read_dir(&room).unwrap().count(), 0, "no temporary file stays");
    }

    #[test]
    fn a_full_disk_leaves_the_earlier_exports() {
        let place = Place::new();
        place.build("measured").expect(0, "written");
        let pages: usize =
            files(&place.path("measured")).values().map(|bytes| bytes.len().div_ceil(4096)).sum();
        // Room for the exports once, and not for those that replace them.
        let Some(_disk) = SmallDisk::mount(place.path("disk"), 4 * (pages + pages / 2)) else {
            eprintln!("skipped: this user may not mount a small disk");
            return;
        };
        place.build("disk/exports").expect(0, "written");
        fails_and_leaves(&place, "disk/exports", "cannot be written");
        fs::remove_dir_all(place.path("disk/exports")).unwrap();
        fs::write(place.path("disk/ballast"), vec![0; 4096 * pages]).unwrap();
        fails_and_leaves(&place, "disk/exports", "No space left on device");
        assert!(!place.path("disk/exports").exists(), "the folder that was made for them is gone");
    }
}
