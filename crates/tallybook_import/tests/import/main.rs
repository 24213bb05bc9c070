//! Tables read back as their users see it: files in, changes of records and faults out.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod edits;
mod parquet;
mod round_trip;
mod verify;
mod workbook;
mod written;

use std::fs;
use std::path::Path;

use tallybook_export::{ExportFile, Options, export};
use tallybook_reader::{Reading, Revised};
use tallybook_schema::Dataset;

/// Writes every export of a dataset.
fn write(dataset: &Dataset, folder: &Path) {
    let files: Vec<ExportFile<'_>> = export(dataset, &Options { excel: true, ..Options::default() });
    tallybook_export::write_all(&files, folder, None).unwrap();
}

/// A reading with files changed.
fn after(reading: &Reading, revised: &[Revised]) -> Reading {
    let changed = |path: &str| revised.iter().find(|file| file.path == path);
    let kept = reading.files.iter().map(|(_, file)| file).filter(|file| changed(file.path()).is_none());
    let kept = kept.map(|file| (file.path().to_owned(), file.text().to_owned()));
    Reading::from_memory(kept.chain(revised.iter().map(|file| (file.path.clone(), file.new.clone()))))
}

/// The datasets of the project.
fn datasets() -> [Reading; 3] {
    ["dataset", "examples/lantern-islands", "tests/miniature/dataset"].map(|folder| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let files = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        assert!(files.count() > 3);
        let reading = Reading::from_folder(&root.join(folder)).unwrap();
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        reading
    })
}
