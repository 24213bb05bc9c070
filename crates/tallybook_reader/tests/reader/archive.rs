//! Archived texts: only the very file that a source names, and nothing outside the archive folder.

use std::collections::BTreeMap;
use std::fs;

use tallybook_diagnostics::Place;
use tallybook_reader::{Archive, Archived, ProblemKind, ReadErrorKind, Reading, Refusal};
use tallybook_text::Text;

/// SHA-256 of `abc`, as FIPS 180-2 gives it.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// A dataset with one source whose text is this file.
fn reading(manifest: &str, file: &str) -> Reading {
    let source = format!("- {{id: a, kind: other, title: A, text: {{file: '{file}', sha256: {ABC}}}}}\n");
    let reading = Reading::from_memory([("dataset.yaml", manifest), ("sources.yaml", source.as_str())]);
    assert_eq!(reading.dataset.sources.len(), 1, "{:?}", reading.problems);
    reading
}

#[test]
fn a_text_is_at_hand_only_if_its_digest_is_right() {
    let mut reading = reading("title: T", "a.txt");
    let archive = |bytes: &str| {
        let files = BTreeMap::from([("a.txt".to_owned(), bytes.as_bytes().to_vec())]);
        Archive::from_memory(&reading.dataset, &files)
    };
    assert!(matches!(archive("abd").of(0), Archived::Different { sha256 } if sha256.len() == 64));
    assert!(matches!(Archive::from_memory(&reading.dataset, &BTreeMap::new()).of(0), Archived::Missing));
    let archive = archive("abc");
    assert_eq!(archive.text(0).map(Text::as_str), Some("abc"));

    reading.attach(archive, "texts/");
    let file = reading.files.get(reading.archive.file(0).unwrap()).unwrap();
    assert_eq!((file.path(), file.text(), file.is_outside()), ("texts/a.txt", "abc", true));
}

#[test]
fn nothing_outside_the_folder_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::create_dir_all(archive.join("inner")).unwrap();
    fs::write(folder.path().join("a.txt"), "abc").unwrap();
    fs::write(archive.join("a.txt"), "abc").unwrap();
    let read = |file: &str| Archive::read(&reading("title: T", file).dataset, &archive).unwrap();
    assert!(matches!(read("a.txt").of(0), Archived::AtHand(_)));
    for path in
        ["../a.txt", "inner/../../a.txt", "/a.txt", "./a.txt", "inner//a.txt", "..\\a.txt", "a.txt/", ""]
    {
        assert!(matches!(read(path).of(0), Archived::Refused(Refusal::Outside)), "{path}");
    }
    assert!(matches!(read("inner").of(0), Archived::Refused(Refusal::NotAFile)));
    assert!(matches!(read("b.txt").of(0), Archived::Missing));
    assert!(matches!(read("a.txt/b.txt").of(0), Archived::Missing));
    // No file can be called so.
    assert!(matches!(read(&"long".repeat(100)).of(0), Archived::Missing));

    let mut dataset = reading("title: T", "a.txt").dataset;
    dataset.manifest.checks.limits.file_bytes = 2;
    let archive = Archive::read(&dataset, &archive).unwrap();
    assert!(matches!(archive.of(0), Archived::Refused(Refusal::TooLarge { limit: 2 })));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).unwrap();
    fs::write(folder.path().join("a.txt"), "abc").unwrap();
    symlink(folder.path().join("a.txt"), archive.join("a.txt")).unwrap();
    symlink(folder.path(), archive.join("up")).unwrap();
    for path in ["a.txt", "up/a.txt"] {
        let archive = Archive::read(&reading("title: T", path).dataset, &archive).unwrap();
        assert!(matches!(archive.of(0), Archived::Refused(Refusal::Link)), "{path}");
    }
}

#[test]
fn the_dataset_names_a_folder_inside_itself() {
    let dataset = tempfile::tempdir().unwrap();
    let mut inside = reading("{title: T, archive: texts/}", "a.txt");
    assert_eq!(inside.archive_folder(dataset.path()), Some(dataset.path().join("texts")));
    let mut outside = reading("{title: T, archive: ../texts}", "a.txt");
    assert_eq!(outside.archive_folder(dataset.path()), None);
    let problem = outside.problems.first().unwrap();
    assert_eq!(problem.place, Place::Manifest("/archive".to_owned()));
    assert!(matches!(problem.kind, ProblemKind::Hostile(_)));
    let error = Archive::read(&inside.dataset, &dataset.path().join("texts")).unwrap_err();
    assert_eq!(error.kind(), ReadErrorKind::NotFound);
}

#[test]
fn the_folder_of_the_texts_is_no_misplaced_part_of_the_dataset() {
    let files =
        [("dataset.yaml", "{title: T, archive: texts}"), ("texts/a.txt", "abc"), ("other/a.txt", "abc")];
    let reading = Reading::from_memory(files);
    let misplaced: Vec<_> = reading.problems.iter().map(|problem| format!("{:?}", problem.kind)).collect();
    assert!(misplaced.len() == 1 && misplaced[0].contains("other"), "{misplaced:?}");
}
