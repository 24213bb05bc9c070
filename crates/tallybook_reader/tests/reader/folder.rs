//! Datasets on disk.

use std::fs;
use std::path::Path;

use tallybook_reader::{ReadErrorKind, Reading};
use tempfile::TempDir;

use crate::show;

const ACTOR: &str = "id: north\nkind: state\nname: North\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn read(folder: &TempDir) -> Reading {
    Reading::from_folder(folder.path()).unwrap()
}

#[test]
fn disk_and_memory_give_the_same() {
    let files = [
        ("dataset.yaml", "title: T\nchecks: {limits: {file_bytes: 200}}\n"),
        ("actors.yaml", ACTOR),
        ("actors/b/c.yaml", "- {}\n"),
        ("actors/b-c.yaml", "colour: red"),
        ("actors/notes.txt", "x"),
        ("actor-old/x.yaml", "x"),
        ("actor/z.yaml", "x"),
        ("actor/a/y.yaml", "x"),
        ("actor/README.md", "x"),
        ("deals.jsonl", "{}\n"),
        ("transfers.yaml", &"# long\n".repeat(100)),
        (".git/config", "x"),
        ("LICENSE", "x"),
    ];
    let disk = read(&folder(&files));
    let memory = Reading::from_memory(files);
    assert_eq!(show(&disk), show(&memory));
    assert_eq!(disk.unread, memory.unread);
    let paths = |reading: &Reading| -> Vec<String> {
        reading.files.iter().map(|(_, file)| file.path().to_owned()).collect()
    };
    assert_eq!(paths(&disk), paths(&memory));
    assert_eq!(paths(&disk)[0], "dataset.yaml");
    assert_eq!(disk.dataset.actors.len(), 1);
}

#[test]
fn a_folder_that_is_called_like_a_file_is_named() {
    let of = |folders: &[&str]| {
        let folder = folder(&[("dataset.yaml", "title: T\n")]);
        for path in folders {
            fs::create_dir_all(folder.path().join(path)).unwrap();
        }
        show(&read(&folder))
    };
    let misplaced = "actors.yaml Misplaced { path: \"actors.yaml\", why: Folder }\n";
    assert_eq!(of(&["actors.yaml", "deals", "photos", "transfers/2022.yaml"]), misplaced);
    // What is in it is not read, and is said with it.
    assert_eq!(of(&["actors.yaml/a"]), misplaced);
    let in_place = folder(&[("dataset.yaml/x", "x")]);
    assert!(show(&read(&in_place)).starts_with("dataset.yaml Misplaced"), "{}", show(&read(&in_place)));
}

#[test]
fn what_is_no_dataset_folder_is_an_error() {
    let folder = folder(&[("x", "")]);
    let kind = |path: &Path| Reading::from_folder(path).unwrap_err().kind();
    assert_eq!(kind(&folder.path().join("nowhere")), ReadErrorKind::NotFound);
    assert_eq!(kind(&folder.path().join("x")), ReadErrorKind::NotAFolder);
    let error = Reading::from_folder(&folder.path().join("nowhere")).unwrap_err();
    assert!(error.to_string().ends_with("nowhere` does not exist"));
}

#[test]
fn an_empty_folder_has_no_description() {
    let reading = read(&folder(&[]));
    assert_eq!(show(&reading), "- NoManifest\n");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn links_are_not_followed_wherever_they_lead() {
        let outside = folder(&[("secret.yaml", ACTOR), ("actors/x.yaml", ACTOR)]);
        let inside = folder(&[("dataset.yaml", "title: T\n"), ("sources.yaml", "")]);
        let link = |target: &Path, name: &str| symlink(target, inside.path().join(name)).unwrap();
        link(&outside.path().join("secret.yaml"), "actors.yaml");
        link(&outside.path().join("actors"), "equipment");
        link(Path::new("."), "transfers");
        link(Path::new("statements.yaml"), "statements.yaml");
        link(Path::new("sources.yaml"), "deals.yaml");
        link(Path::new("/dev/zero"), "README.md");
        let reading = read(&inside);
        let expected = ["actors.yaml", "deals.yaml", "equipment", "statements.yaml", "transfers"];
        let shown = show(&reading);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines.len(), expected.len(), "{shown}");
        for (line, path) in lines.iter().zip(expected) {
            assert!(line.starts_with(&format!("{path} Hostile(Link {{ target: ")), "{line}");
        }
        assert!(reading.dataset.is_empty());
        assert!(reading.files.iter().all(|(_, file)| !file.text().contains("north")));
    }

    #[test]
    fn a_link_to_the_dataset_itself_is_fine() {
        let dataset = folder(&[("dataset.yaml", "title: T\n"), ("actors.yaml", ACTOR)]);
        let elsewhere = folder(&[]);
        let link = elsewhere.path().join("dataset");
        symlink(dataset.path(), &link).unwrap();
        assert_eq!(Reading::from_folder(&link).unwrap().dataset.actors.len(), 1);
    }

    #[test]
    fn pipes_and_devices_are_never_opened() {
        let folder = folder(&[("dataset.yaml", "title: T\n")]);
        let made = Command::new("mkfifo").arg(folder.path().join("actors.yaml")).status().unwrap();
        assert!(made.success());
        let socket = std::os::unix::net::UnixListener::bind(folder.path().join("deals.yaml")).unwrap();
        assert_eq!(show(&read(&folder)), "actors.yaml Hostile(NotAFile)\ndeals.yaml Hostile(NotAFile)\n");
        drop(socket);
    }

    #[test]
    fn a_name_that_is_not_utf8_is_reported() {
        let folder = folder(&[("dataset.yaml", "title: T\n"), ("actors/a.yaml", ACTOR)]);
        let name = std::ffi::OsStr::from_bytes(b"b\xff.yaml");
        fs::write(folder.path().join("actors").join(name), ACTOR).unwrap();
        let shown = show(&read(&folder));
        assert_eq!(shown, "actors/b\u{fffd}.yaml Misplaced { path: \"actors/b\u{fffd}.yaml\", why: Name }\n");
    }

    #[test]
    fn a_file_that_may_not_be_read_is_an_error() {
        let folder = folder(&[("dataset.yaml", "title: T\n"), ("actors.yaml", ACTOR)]);
        let path = folder.path().join("actors.yaml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&path).is_ok() {
            return; // The superuser reads everything.
        }
        let error = Reading::from_folder(folder.path()).unwrap_err();
        assert_eq!((error.kind(), error.path()), (ReadErrorKind::PermissionDenied, path.as_path()));
    }
}
