//! What happens to the folder that exports are written into.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use tallybook_diagnostics::Meter;
use tallybook_export::{
    CHECKSUMS, Difference, Edited, ErrorKind, ExportFile, Format, MANIFEST, Options, compare, export,
    write_all, write_all_with,
};
use tallybook_schema::Dataset;

use crate::miniature;

fn file(path: &'static str, text: &'static str) -> ExportFile<'static> {
    ExportFile::new(path, move |out| out.write_all(text.as_bytes()))
}

/// Files, and the manifest and the checksums of them.
fn with_manifest<'a>(
    files: impl IntoIterator<Item = ExportFile<'a>>,
    empty: &'a Dataset,
) -> Vec<ExportFile<'a>> {
    let none = Options { formats: BTreeSet::new(), ..Options::default() };
    let descriptions = export(empty, &none).into_iter().filter(|file| file.path() != "README.md");
    files.into_iter().chain(descriptions).collect()
}

/// Every file below a folder with its text.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inner) = open.pop() {
        for entry in fs::read_dir(inner).unwrap().map(Result::unwrap) {
            let kind = entry.file_type().unwrap();
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_symlink() {
                found.insert(path, "a link".to_owned());
            } else {
                found.insert(path, String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned());
            }
        }
    }
    found
}

/// Checks that an export fails in a folder and leaves it as it was.
#[track_caller]
fn refuses(files: &[ExportFile<'_>], out: &Path, kind: ErrorKind, at: &Path) {
    let before = out.is_dir().then(|| contents(out));
    let error = write_all(files, out, None).unwrap_err();
    assert_eq!((error.kind(), error.path()), (kind, at), "{error}");
    assert_eq!(out.is_dir().then(|| contents(out)), before);
}

#[test]
fn a_new_folder_gets_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("made/exports");
    let dataset = miniature::dataset();
    let files = export(&dataset, &Options::default());
    let written = write_all(&files, &out, None).unwrap();

    let expected: BTreeSet<_> = files.iter().map(|file| file.path().to_owned()).collect();
    assert_eq!(written.files.iter().map(|file| file.path.clone()).collect::<BTreeSet<_>>(), expected);
    assert_eq!(contents(&out).into_keys().collect::<BTreeSet<_>>(), expected);
    for file in &written.files {
        assert_eq!(file.bytes, fs::metadata(out.join(&file.path)).unwrap().len(), "{}", file.path);
    }
    let transfers = written.files.iter().find(|file| file.path == "csv/transfers.csv").unwrap();
    assert_eq!((transfers.table, transfers.rows), (Some("transfers"), Some(4)));
    // What covers the others is put in place after them.
    let last: Vec<_> = written.files.iter().rev().take(2).map(|file| file.path.as_str()).collect();
    assert_eq!(last, [CHECKSUMS, MANIFEST]);
}

/// A file of somebody else's that has a name of the export's, where no manifest lists it.
#[test]
fn checksums_of_others_are_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(CHECKSUMS), "mine").unwrap();
    let dataset = Dataset::default();
    let files = with_manifest([], &dataset);
    refuses(&files, folder.path(), ErrorKind::NotOurs, &folder.path().join(CHECKSUMS));
    fs::write(folder.path().join(MANIFEST), "{\"name\": \"an app\", \"icons\": []}").unwrap();
    refuses(&files, folder.path(), ErrorKind::NotOurs, &folder.path().join(MANIFEST));
}

#[test]
fn exporting_again_changes_nothing_and_keeps_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = miniature::dataset();
    let files = export(&dataset, &Options::default());
    write_all(&files, folder.path(), None).unwrap();
    fs::write(folder.path().join("NOTES.md"), "mine").unwrap();
    fs::write(folder.path().join("csv/notes.csv"), "mine").unwrap();
    let before = contents(folder.path());
    let written = write_all(&files, folder.path(), None).unwrap();
    assert!(contents(folder.path()) == before);
    assert!(written.removed.is_empty() && written.kept.is_empty());
}

#[test]
fn what_somebody_edited_is_not_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = miniature::dataset();
    let files = export(&dataset, &Options { formats: BTreeSet::from([Format::Csv]), ..Options::default() });
    write_all(&files, folder.path(), None).unwrap();
    let table = folder.path().join("csv/deals.csv");
    let text = fs::read_to_string(&table).unwrap();
    // Only saved, not edited.
    fs::write(&table, &text).unwrap();
    write_all(&files, folder.path(), None).unwrap();
    fs::write(&table, format!("{text}edited\n")).unwrap();
    let before = contents(folder.path());
    refuses(&files, folder.path(), ErrorKind::Edited, &table);
    // As in a copy of the folder, where files have the times at which they were copied.
    let long_ago = SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&table).unwrap().set_modified(long_ago).unwrap();
    refuses(&files, folder.path(), ErrorKind::Edited, &table);
    assert!(contents(folder.path()) == before);
    write_all_with(&files, folder.path(), None, Edited::Replace, Meter::none()).unwrap();
    assert_eq!(fs::read_to_string(&table).unwrap(), text);
    fs::remove_file(&table).unwrap();
    write_all(&files, folder.path(), None).unwrap();
    assert_eq!(fs::read_to_string(&table).unwrap(), text);
}

#[test]
fn a_folder_holds_one_export() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = miniature::dataset();
    write_all(&export(&dataset, &Options::default()), folder.path(), None).unwrap();
    let changed = folder.path().join("json/deals.jsonl");
    fs::write(&changed, "changed by hand").unwrap();

    let parquet = Options { formats: [Format::Parquet].into(), ..Options::default() };
    let written = write_all(&export(&dataset, &parquet), folder.path(), None).unwrap();
    assert_eq!(written.kept, ["json/deals.jsonl"]);
    assert!(written.removed.contains(&"csv/deals.csv".to_owned()));
    assert!(!folder.path().join("csv").exists());
    let left: Vec<_> =
        contents(folder.path()).into_keys().filter(|path| !path.starts_with("parquet/")).collect();
    assert_eq!(
        left,
        ["README.md", CHECKSUMS, "croissant.json", "datapackage.json", "json/deals.jsonl", MANIFEST]
    );
}

#[test]
fn a_full_disk_leaves_the_earlier_exports() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = Dataset::default();
    let old = [file("csv/a.csv", "old"), file("csv/b.csv", "old")];
    write_all(&with_manifest(old, &dataset), folder.path(), None).unwrap();
    let full = ExportFile::new("csv/b.csv", |out| {
        out.write_all(b"half a ta")?;
        Err(io::ErrorKind::StorageFull.into())
    });
    refuses(
        &[file("csv/a.csv", "new"), full],
        folder.path(),
        ErrorKind::Io,
        &folder.path().join("csv/b.csv"),
    );
}

#[test]
fn a_failure_removes_folders_that_were_made_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let fails = ExportFile::new("csv/a.csv", |_| Err(io::ErrorKind::StorageFull.into()));
    write_all(&[fails], &folder.path().join("made/exports"), None).unwrap_err();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_in_the_way_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let files = [file("csv/a.csv", "new")];

    fs::write(path("file"), "").unwrap();
    refuses(&files, &path("file"), ErrorKind::NotAFolder, &path("file"));

    fs::create_dir(path("flat")).unwrap();
    fs::write(path("flat/csv"), "a file where a folder belongs").unwrap();
    refuses(&files, &path("flat"), ErrorKind::NotAFolder, &path("flat/csv"));

    fs::create_dir_all(path("foreign/csv")).unwrap();
    fs::write(path("foreign/csv/a.csv"), "somebody else's").unwrap();
    refuses(&files, &path("foreign"), ErrorKind::NotOurs, &path("foreign/csv/a.csv"));

    fs::create_dir_all(path("deep/csv/a.csv")).unwrap();
    refuses(&files, &path("deep"), ErrorKind::NotOurs, &path("deep/csv/a.csv"));

    fs::create_dir(path("manifest")).unwrap();
    fs::write(path("manifest").join(MANIFEST), "not a manifest").unwrap();
    refuses(&files, &path("manifest"), ErrorKind::NotOurs, &path("manifest").join(MANIFEST));
}

#[test]
fn what_a_killed_export_left_goes_and_one_under_way_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let empty = Dataset::default();
    let files = || with_manifest([file("csv/a.csv", "a")], &empty);
    for (path, text) in [(".tallybook-killed/lock", ""), (".tallybook-killed/new/a.csv", "half")] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    // Without the file to lock nobody can tell whether it is in use.
    let unknown = folder.path().join(".tallybook-unknown");
    fs::create_dir(&unknown).unwrap();
    fs::write(unknown.join("file"), "kept").unwrap();

    let other = fs::File::open(folder.path().join(".tallybook-killed/lock")).unwrap();
    other.lock().unwrap();
    refuses(&files(), folder.path(), ErrorKind::UnderWay, folder.path());
    drop(other);
    write_all(&files(), folder.path(), None).unwrap();
    let left: Vec<String> =
        contents(folder.path()).into_keys().filter(|path| path.starts_with(".tallybook-")).collect();
    assert_eq!(left, [".tallybook-unknown/file"]);
}

#[test]
fn exports_do_not_go_into_the_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("dataset");
    fs::create_dir(&dataset).unwrap();
    let files = [file("csv/a.csv", "new")];
    for inside in ["dataset", "dataset/exports", "dataset/../dataset/exports", "new/../dataset/x"] {
        let error = write_all(&files, &folder.path().join(inside), Some(&dataset)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InsideDataset, "{inside}");
    }
    assert_eq!(fs::read_dir(&dataset).unwrap().count(), 0);
    write_all(&files, &folder.path().join("dataset-exports"), Some(&dataset)).unwrap();
}

/// A manifest is a file that anybody can write.
#[test]
fn a_forged_manifest_removes_nothing_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("exports");
    fs::create_dir(&out).unwrap();
    let victim = folder.path().join("victim");
    fs::write(&victim, "").unwrap();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let entries = ["../victim", victim.to_str().unwrap(), ".", "", "csv/../../victim"]
        .map(|path| serde_json::json!({"path": path, "bytes": 0, "sha256": empty}));
    let manifest = serde_json::json!({"tallybook_manifest": 1, "files": entries});
    fs::write(out.join(MANIFEST), manifest.to_string()).unwrap();
    let dataset = Dataset::default();
    let files = with_manifest([file("csv/a.csv", "new")], &dataset);
    let differences = compare(&files, &out, None).unwrap();
    assert!(differences.iter().all(|file| file.difference != Difference::LeftOver));
    let written = write_all(&files, &out, None).unwrap();
    assert!(written.removed.is_empty());
    assert!(victim.exists());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let files = [file("csv/a.csv", "new")];
        fs::create_dir_all(path("elsewhere")).unwrap();
        fs::write(path("elsewhere/a.csv"), "precious").unwrap();

        symlink(path("elsewhere"), path("link")).unwrap();
        refuses(&files, &path("link"), ErrorKind::SymbolicLink, &path("link"));
        let error = write_all(&files, &path("link/"), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SymbolicLink);

        fs::create_dir(path("folder")).unwrap();
        symlink(path("elsewhere"), path("folder/csv")).unwrap();
        refuses(&files, &path("folder"), ErrorKind::SymbolicLink, &path("folder/csv"));

        fs::create_dir_all(path("file/csv")).unwrap();
        symlink(path("elsewhere/a.csv"), path("file/csv/a.csv")).unwrap();
        refuses(&files, &path("file"), ErrorKind::SymbolicLink, &path("file/csv/a.csv"));

        symlink(path("nowhere"), path("dangling")).unwrap();
        refuses(&files, &path("dangling"), ErrorKind::SymbolicLink, &path("dangling"));
        assert_eq!(fs::read_to_string(path("elsewhere/a.csv")).unwrap(), "precious");
    }

    /// Without the right to write, except for the superuser, whom no mode stops.
    #[test]
    fn a_folder_that_cannot_be_written_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("exports");
        let dataset = Dataset::default();
        write_all(&with_manifest([file("csv/a.csv", "old")], &dataset), &out, None).unwrap();
        let mode = |mode| fs::set_permissions(&out, fs::Permissions::from_mode(mode)).unwrap();
        mode(0o555);
        let stopped = fs::File::create(out.join("probe")).is_err();
        let outcome = write_all(&[file("csv/a.csv", "new")], &out, None);
        mode(0o755);
        if stopped {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Io);
            assert_eq!(fs::read_to_string(out.join("csv/a.csv")).unwrap(), "old");
        } else {
            outcome.unwrap();
        }
    }
}

/// A file system that takes no files, from nobody.
#[cfg(target_os = "linux")]
#[test]
fn a_file_system_that_cannot_be_written_is_an_error() {
    let out = Path::new("/proc/self/tallybook-exports");
    refuses(&[file("csv/a.csv", "new")], out, ErrorKind::Io, out);
}
