//! Tables as they were written give the records that they would give cell by cell.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex};

use parquet::file::reader::{FileReader, SerializedFileReader};
use tallybook_export::{Format, MANIFEST, Options, export};
use tallybook_import::import;
use tallybook_import::manifest::Manifest;
use tallybook_import::read::{self, Source};
use tallybook_import::written::{FEW, Spot, Written};
use tallybook_reader::{Elsewhere, Reading, Run};
use tallybook_schema::{Dataset, RecordType};

/// Writes the Parquet tables of a dataset.
fn write(dataset: &Dataset, folder: &Path) {
    let files = export(dataset, &Options { formats: [Format::Parquet].into(), ..Options::default() });
    tallybook_export::write_all(&files, folder, None).unwrap();
}

/// Opens tables, so that they are decoded whenever they are read.
fn open(folder: &Path) -> Option<Arc<Written>> {
    open_keeping(folder, 0)
}

fn open_keeping(folder: &Path, few: usize) -> Option<Arc<Written>> {
    let manifest = Manifest::read(folder).unwrap().unwrap();
    let written = Written::open(folder, &manifest, few)?;
    Written::are_unchanged(folder, &manifest).then(|| Arc::new(written))
}

/// The records of tables that were read cell by cell.
fn cell_by_cell(folder: &Path) -> import::Plan {
    let tables = read::tables(folder, Source::Format(Format::Parquet)).unwrap();
    import::plan(&Reading::default(), tables, None, false)
}

/// The bytes of each line of a text.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |line: &str| {
        start += line.len();
        start - line.len()..start
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Both ways give the same lines, and for every byte of them the same cell.
#[track_caller]
pub(crate) fn both_ways_agree(folder: &Path) {
    let plan = cell_by_cell(folder);
    assert_eq!(plan.faults, []);
    for written in [open(folder), open_keeping(folder, FEW)] {
        agrees(&plan, &written.unwrap());
    }
}

#[track_caller]
fn agrees(plan: &import::Plan, written: &Arc<Written>) {
    let mut files = written.lines(RecordType::ALL).unwrap();
    files.sort();
    let mut expected: Vec<_> =
        plan.lines.iter().filter(|(path, _)| path != "dataset.json").cloned().collect();
    expected.sort();
    assert_eq!(files, expected);

    for record_type in RecordType::ALL {
        let path = format!("{}.jsonl", record_type.plural());
        let Some((_, text)) = files.iter().find(|(file, _)| *file == path) else { continue };
        let lines = lines(text);
        assert_eq!(lines.len(), written.count(record_type));
        let spots: Vec<Spot> = lines
            .iter()
            .enumerate()
            .flat_map(|(number, line)| (0..line.len()).map(move |byte| Spot { record_type, number, byte }))
            .collect();
        let addresses = written.addresses(&spots).unwrap();
        for spot in &spots {
            let offset = lines[spot.number].start + spot.byte;
            let found = addresses.get(spot).map(ToString::to_string);
            assert_eq!(found, plan.address(&path, offset).map(ToString::to_string), "{path}: {offset}");
        }
    }
    transfers_come_in_parts(written, &files);
    records_come_without_lines(written, &files);
}

/// The records that are made of rows are those that are read from the lines of their files.
fn records_come_without_lines(written: &Arc<Written>, files: &[(String, String)]) {
    let description = [("dataset.yaml".to_owned(), "title: T\n".to_owned())];
    let reading = Reading::from_memory(description.into_iter().chain(files.iter().cloned()));
    let mut all = Dataset { manifest: reading.dataset.manifest.clone(), ..Dataset::default() };
    for record_type in RecordType::ALL {
        all.append(written.records(record_type).unwrap());
    }
    assert_eq!(format!("{all:?}"), format!("{:?}", reading.dataset));
}

/// The transfers that are read part by part are those that are read from the lines of their file.
fn transfers_come_in_parts(written: &Arc<Written>, files: &[(String, String)]) {
    let text = files.iter().find(|(path, _)| path == "transfers.jsonl").map_or("", |(_, text)| text);
    let reading = Reading::from_memory([("dataset.yaml", "title: T\n"), ("transfers.jsonl", text)]);
    let expected: Vec<(usize, String)> =
        reading.dataset.transfers.iter().map(|transfer| format!("{transfer:?}")).enumerate().collect();
    assert_eq!(runs(&**written), expected);
    for wanted in [vec![], vec![0], (0..expected.len()).step_by(3).collect::<Vec<_>>()] {
        let of =
            |all: &[(usize, String)]| wanted.iter().filter_map(|&n| all.get(n).cloned()).collect::<Vec<_>>();
        let lines: Vec<(usize, String)> = text.lines().map(str::to_owned).enumerate().collect();
        assert_eq!(Elsewhere::lines(&**written, RecordType::Transfer, &wanted).unwrap(), of(&lines));
        let with_evidence = |number: usize| number.is_multiple_of(2);
        let again = written.again(&wanted, &with_evidence).unwrap();
        let mut lean = reading.dataset.transfers.clone();
        lean.edit(|transfers| {
            for (_, transfer) in transfers.iter_mut().enumerate().filter(|(n, _)| !with_evidence(*n)) {
                transfer.evidence.clear();
                transfer.items.iter_mut().for_each(|item| item.evidence.clear());
            }
        });
        let lean: Vec<_> = lean.iter().map(|transfer| format!("{transfer:?}")).enumerate().collect();
        let again: Vec<_> = again.into_iter().map(|(n, t)| (n, format!("{t:?}"))).collect();
        assert_eq!(again, of(&lean));
    }
}

/// The transfers of all runs with their numbers, in the order of these.
fn runs(transfers: &dyn Elsewhere) -> Vec<(usize, String)> {
    let all = Mutex::new(Vec::new());
    let look = |place: usize, run: Run| {
        let transfers = run.transfers.iter().map(|transfer| format!("{transfer:?}"));
        let run = run.numbers.into_iter().zip(transfers).collect::<Vec<_>>();
        all.lock().unwrap().push((place, run));
        Ok(())
    };
    transfers.each(&look).unwrap();
    let mut all = all.into_inner().unwrap();
    all.sort();
    assert!(all.iter().enumerate().all(|(place, (run, _))| *run == place));
    let mut all: Vec<_> = all.into_iter().flat_map(|(_, run)| run).collect();
    all.sort();
    all
}

/// Transfers in several runs, whose numbers are in another order than their ids.
fn many() -> Reading {
    let quote = "й".repeat(400);
    let transfer = |n: usize| {
        let items = if n.is_multiple_of(3) { r#","items":[{"quantity":"2"},{"quantity":"3"}]"# } else { "" };
        format!(
            r#"{{"id":"t-{n}","kind":"materiel","supplier":"a","recipient":"b","stage":"ordered"{items},"evidence":[{{"source":"s","quote":"{quote}","supports":["supplier"]}}]}}"#
        ) + "\n"
    };
    let actor = |id: &str| format!(r#"{{"id":"{id}","kind":"state","name":"{id}"}}"#) + "\n";
    let reading = Reading::from_memory([
        ("dataset.yaml", "title: T\n".to_owned()),
        ("sources.jsonl", r#"{"id":"s","kind":"other","title":"S"}"#.to_owned()),
        ("actors.jsonl", actor("a") + &actor("b")),
        ("transfers.jsonl", (0..2_500).map(transfer).collect()),
    ]);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading
}

#[test]
fn single_transfers_are_found_again_in_their_runs() {
    let folder = tempfile::tempdir().unwrap();
    write(&many().dataset, folder.path());
    let written = open(folder.path()).unwrap();
    let files = written.lines([RecordType::Transfer]).unwrap();
    transfers_come_in_parts(&written, &files);

    let plan = cell_by_cell(folder.path());
    let lines = lines(&files[0].1);
    let spots = [0, 7, 8, 2_499].map(|number| Spot { record_type: RecordType::Transfer, number, byte: 30 });
    let addresses = written.addresses(&spots).unwrap();
    for spot in spots {
        let expected = plan.address("transfers.jsonl", lines[spot.number].start + spot.byte).unwrap();
        assert_eq!(addresses[&spot], *expected);
    }
}

#[test]
fn what_is_not_as_it_was_written_is_not_read_so() {
    let folder = tempfile::tempdir().unwrap();
    write(&many().dataset, folder.path());
    assert!(open(folder.path()).is_some());
    let path = folder.path().join("parquet/items.parquet");
    let bytes = fs::read(&path).unwrap();
    let mut edited = bytes.clone();
    edited[100] ^= 1;
    fs::write(&path, edited).unwrap();
    assert!(open(folder.path()).is_none(), "a byte is another");
    fs::remove_file(&path).unwrap();
    assert!(open(folder.path()).is_none(), "a table is not there");

    // A table of the same name with other columns.
    let figures = fs::read(folder.path().join("parquet/figures.parquet")).unwrap();
    put(folder.path(), "items", &bytes, &figures);
    assert!(open(folder.path()).is_none(), "columns are others");
}

/// Puts a table in place of one that is in a folder, whose manifest knows nothing better.
fn put(folder: &Path, table: &str, old: &[u8], new: &[u8]) {
    fs::write(folder.join(Format::Parquet.path(table)), new).unwrap();
    let manifest = folder.join(MANIFEST);
    let bytes = |table: &[u8]| format!("\"bytes\": {}", table.len());
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.replace(&tallybook_reader::digest(old), &tallybook_reader::digest(new));
    fs::write(&manifest, text.replace(&bytes(old), &bytes(new))).unwrap();
}

#[test]
fn rows_of_parts_belong_to_records() {
    let (folder, empty) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&many().dataset, folder.path());
    write(&Dataset::default(), empty.path());
    let table = |folder: &Path| fs::read(folder.join(Format::Parquet.path("transfers"))).unwrap();
    put(folder.path(), "transfers", &table(folder.path()), &table(empty.path()));
    assert!(open(folder.path()).is_none());
    assert!(open(empty.path()).is_some());
}

#[test]
fn rows_that_no_order_of_records_has_are_no_records() {
    let mut reading = many();
    reading.dataset.transfers.edit(|transfers| transfers[20].id = transfers[1_000].id.clone());
    let folder = tempfile::tempdir().unwrap();
    write(&reading.dataset, folder.path());
    let written = open(folder.path()).unwrap();
    let error = written.lines([RecordType::Transfer]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    let error = written.each(&|_, _| Ok(())).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(written.lines([RecordType::Actor]).is_ok());
}

#[test]
fn places_in_a_dictionary_without_texts_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(&many().dataset, folder.path());
    let path = folder.path().join("parquet/evidence.parquet");
    let bytes = fs::read(&path).unwrap();
    let metadata = SerializedFileReader::new(fs::File::open(&path).unwrap()).unwrap().metadata().clone();
    let chunks = metadata.row_group(0).columns();
    let source = chunks.iter().find(|chunk| chunk.column_path().string() == "source_id").unwrap();
    let page = usize::try_from(source.dictionary_page_offset().unwrap()).unwrap();
    // The header of the page says that there is one text, as it stands in Thrift, in the plain encoding.
    let one = bytes[page..].windows(4).position(|bytes| bytes == [0x15, 2, 0x15, 0]).unwrap();
    assert!(one < 32);
    let mut edited = bytes.clone();
    edited[page + one + 1] = 0;
    put(folder.path(), "evidence", &bytes, &edited);

    assert!(open_keeping(folder.path(), FEW).is_none());
    let written = open(folder.path()).unwrap();
    let error = written.each(&|_, _| Ok(())).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    let error = read::tables(folder.path(), Source::Format(Format::Parquet)).unwrap_err();
    assert!(error.to_string().contains("evidence.parquet"), "{error}");
}
