//! Tables that are filled as they are written have the bytes of those that are filled before.

use std::collections::BTreeMap;
use std::io;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use smol_str::SmolStr;
use tallybook_export::{
    Context, Error, ErrorKind, ExportFile, Format, LargeTransfers, Options, TABLES, contents, export,
    export_in_parts, write_all,
};
use tallybook_reader::Reading;
use tallybook_schema::block::{blocks_of, evidence_of};
use tallybook_schema::record::Transfer;
use tallybook_schema::{Dataset, RecordType, Records};

use crate::miniature;

#[path = "../../../../benches/records.rs"]
mod records;

/// More than one part, and more rows than one batch has.
const TRANSFERS: usize = 1_300;

fn large() -> Dataset {
    let reading = Reading::from_memory(records::files(TRANSFERS));
    assert_eq!((reading.dataset.transfers.len(), reading.problems.len()), (TRANSFERS, 0));
    let facts = TABLES.iter().find(|table| table.name == "facts").unwrap();
    let rows = facts.data(&Context::new(&reading.dataset, None, None)).rows();
    assert!(rows > 16_384, "{rows}");
    reading.dataset
}

fn in_parts() -> Options<'static> {
    Options {
        formats: [Format::Csv, Format::Json, Format::Parquet].into(),
        excel: true,
        ..Options::default()
    }
}

fn made(files: &[ExportFile<'_>]) -> BTreeMap<String, Vec<u8>> {
    contents(files).unwrap().into_iter().map(|(made, bytes)| (made.path, bytes)).collect()
}

/// The files of tables, and the nested document.
fn of_tables(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.into_iter().filter(|(path, _)| path.contains('/') && path != "csv/csv-metadata.json").collect()
}

/// A dataset without its transfers, and the ids of those by number.
fn without_transfers(dataset: &Dataset) -> (Dataset, Vec<SmolStr>) {
    let ids = dataset.ids(RecordType::Transfer).map(SmolStr::from).collect();
    (Dataset { transfers: Records::default(), ..dataset.clone() }, ids)
}

fn some_of(dataset: &Dataset, numbers: &[usize]) -> Records<Transfer> {
    assert!(numbers.is_sorted());
    Records::with_numbers(numbers.iter().map(|&number| (number, dataset.transfers[number].clone())))
}

/// The same and a format that has all tables in one file.
fn sqlite_too() -> Options<'static> {
    let formats = in_parts().formats.into_iter().chain([Format::Sqlite]).collect();
    Options { formats, ..in_parts() }
}

#[test]
fn tables_filled_whole_and_part_by_part_are_the_same() {
    assert!(sqlite_too().takes_whole_tables() && !in_parts().takes_whole_tables());
    for dataset in [miniature::dataset(), large()] {
        let mut whole = of_tables(made(&export(&dataset, &sqlite_too())));
        whole.remove("tallybook.sqlite");
        let (rest, ids) = without_transfers(&dataset);
        let read = |numbers: &[usize]| Ok(some_of(&dataset, numbers));
        let files = export_in_parts(&rest, LargeTransfers { ids: &ids, read: &read }, &in_parts()).unwrap();
        let found = of_tables(made(&files));
        assert_eq!(found.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
        for (path, bytes) in &whole {
            assert!(found[path] == *bytes, "{path}");
        }
    }
}

/// Transfers go into folders by supplier and stage, the parts of others by type of record or not at all.
#[test]
fn tables_in_folders_filled_part_by_part_are_the_same() {
    for dataset in [miniature::dataset(), large()] {
        for columns in [&["supplier_id", "stage"][..], &["record_type"], &["language"], &["path"]] {
            let partition_by = columns.iter().map(|column| (*column).to_owned()).collect();
            let options = Options { formats: [Format::Parquet].into(), partition_by, ..Options::default() };
            let whole = of_tables(made(&export(&dataset, &options)));
            assert!(whole.keys().any(|path| path.contains("/part-0.parquet")), "{columns:?}");
            let (rest, ids) = without_transfers(&dataset);
            let read = |numbers: &[usize]| Ok(some_of(&dataset, numbers));
            let transfers = LargeTransfers { ids: &ids, read: &read };
            let found = of_tables(made(&export_in_parts(&rest, transfers, &options).unwrap()));
            assert!(found == whole, "{columns:?}");
        }
    }
}

/// A table that is divided is looked at twice.
#[test]
fn transfers_that_belong_elsewhere_now_leave_the_exports_as_they_were() {
    let dataset = miniature::dataset();
    let (rest, ids) = without_transfers(&dataset);
    let another = |field: &str| {
        let mut transfer = serde_json::to_value(&dataset.transfers[0]).unwrap();
        let value = if transfer[field] == "planned" { "ordered" } else { "planned" };
        transfer[field] = serde_json::json!(value);
        serde_json::from_value::<Transfer>(transfer).unwrap()
    };
    for field in ["stage", "supplier"] {
        let looks = AtomicUsize::new(0);
        let read = |numbers: &[usize]| {
            let mut some = some_of(&dataset, numbers);
            if looks.fetch_add(1, Ordering::Relaxed) > 0 {
                some.edit(|transfers| transfers[0] = another(field));
            }
            Ok(some)
        };
        let partition_by = vec![if field == "stage" { "stage" } else { "supplier_id" }.to_owned()];
        let options = Options { formats: [Format::Parquet].into(), partition_by, ..Options::default() };
        let folder = tempfile::tempdir().unwrap();
        let files = export_in_parts(&rest, LargeTransfers { ids: &ids, read: &read }, &options).unwrap();
        let error = write_all(&files, folder.path(), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotReadAgain, "{field}: {error:?}");
        assert!(folder.path().read_dir().unwrap().next().is_none());
    }
    let read = |_: &[usize]| Err(io::ErrorKind::NotFound.into());
    let options = Options { partition_by: vec!["stage".to_owned()], ..in_parts() };
    assert!(export_in_parts(&rest, LargeTransfers { ids: &ids, read: &read }, &options).is_err());
}

#[test]
fn evidence_is_that_of_the_blocks() {
    for dataset in [miniature::dataset(), large()] {
        for record_type in RecordType::ALL {
            for number in dataset.numbers(record_type) {
                let blocks = blocks_of(&dataset, record_type, number);
                let of_blocks = blocks.iter().flat_map(|block| block.evidence);
                let found = evidence_of(&dataset, record_type, number);
                assert!(found.map(ptr::from_ref).eq(of_blocks.map(ptr::from_ref)), "{record_type} {number}");
            }
        }
    }
}

#[test]
fn transfers_need_not_be_kept() {
    let dataset = miniature::dataset();
    let expected = made(&export(&dataset, &in_parts()));
    let (rest, ids) = without_transfers(&dataset);
    // It takes a while, for which a table that counts what all records cite has to wait.
    let read = |numbers: &[usize]| {
        thread::sleep(Duration::from_millis(20));
        Ok(some_of(&dataset, numbers))
    };
    let files = export_in_parts(&rest, LargeTransfers { ids: &ids, read: &read }, &in_parts()).unwrap();
    let threads = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    // Twice, as what is counted in a pass must not be counted again.
    assert!(threads.install(|| made(&files)) == expected);
    assert!(threads.install(|| made(&files)) == expected);
    let sources = files.iter().find(|file| file.path() == "csv/sources.csv").unwrap();
    assert!(sources.bytes().unwrap() == expected["csv/sources.csv"]);
}

#[test]
fn transfers_that_are_others_now_leave_the_exports_as_they_were() {
    let dataset = miniature::dataset();
    let (rest, ids) = without_transfers(&dataset);
    let write = |read: &(dyn Fn(&[usize]) -> io::Result<Records<Transfer>> + Sync)| -> Error {
        let folder = tempfile::tempdir().unwrap();
        let files = export_in_parts(&rest, LargeTransfers { ids: &ids, read }, &in_parts()).unwrap();
        let error = write_all(&files, folder.path(), None).unwrap_err();
        assert!(folder.path().read_dir().unwrap().next().is_none());
        error
    };
    let gone = write(&|numbers| Ok(some_of(&dataset, &numbers[1..])));
    let renamed = write(&|numbers| {
        let mut some = some_of(&dataset, numbers);
        let id = "another".parse().unwrap();
        some.edit(|transfers| transfers[0].id = id);
        Ok(some)
    });
    let unreadable = write(&|_| Err(io::ErrorKind::NotFound.into()));
    for error in [gone, renamed, unreadable] {
        assert_eq!(error.kind(), ErrorKind::NotReadAgain, "{error:?}");
        assert!(error.to_string().contains("could not be read a second time"), "{error}");
    }
}
