//! Exports held against the dataset they should be of, without writing.

use std::fs;
use std::path::Path;

use tallybook_export::{
    Difference, DifferentFile, ErrorKind, Format, Options, RowDifference, RowFault, compare, export,
    write_all,
};
use tallybook_schema::Dataset;

use crate::miniature;

/// What differs between a folder and the exports of a dataset, each as `path: what`.
fn differences(dataset: &Dataset, options: &Options<'_>, out: &Path) -> Vec<String> {
    let differences = compare(&export(dataset, options), out, None).unwrap();
    differences.iter().map(|file| format!("{}: {}", file.path, what(&file.difference))).collect()
}

fn what(difference: &Difference) -> String {
    let Difference::Changed(Some(RowDifference { row, id, fault })) = difference else {
        return format!("{difference:?}");
    };
    let id = id.as_deref().unwrap_or("?");
    match fault {
        RowFault::Cell { column, found, wanted } => {
            format!("row {row}, {id}, {column}: {found} for {wanted}")
        }
        fault => format!("row {row}, {id}: {fault:?}"),
    }
}

/// A folder with the exports of the miniature.
fn exported(options: &Options<'_>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_all(&export(&miniature::dataset(), options), folder.path(), None).unwrap();
    folder
}

#[test]
fn exports_as_they_were_written_differ_in_nothing() {
    let folder = exported(&Options::default());
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    assert_eq!(differences(&miniature::dataset(), &Options::default(), folder.path()), Vec::<String>::new());
}

#[test]
fn a_changed_value_is_named_in_every_format() {
    let folder = exported(&Options::default());
    let mut dataset = miniature::dataset();
    dataset.deals.edit(|deals| deals[0].title = "Another title".to_owned());
    let id = dataset.deals[0].id.as_str().to_owned();
    let old = miniature::dataset().deals[0].title.clone();
    let found = differences(&dataset, &Options::default(), folder.path());
    for format in ["csv/deals.csv", "json/deals.jsonl", "parquet/deals.parquet"] {
        let line = found.iter().find(|line| line.starts_with(format)).unwrap();
        assert!(line.ends_with(&format!(", {id}, title: {old} for Another title")), "{line}");
    }
    // Everything that the title or a digest stands in, and nothing else.
    let paths: Vec<_> = found.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(
        paths,
        [
            "csv/deals.csv",
            "json/dataset.json",
            "json/deals.jsonl",
            "parquet/deals.parquet",
            "tallybook.sqlite",
            "tallybook.xlsx",
            "croissant.json",
            "datapackage.json",
            "README.md",
            "manifest.json",
            "SHA256SUMS"
        ]
    );
}

#[test]
fn rows_that_are_missing_or_left_over_are_named() {
    let folder = exported(&Options::default());
    let table = folder.path().join("json/deals.jsonl");
    let text = fs::read_to_string(&table).unwrap();
    let dataset = miniature::dataset();
    let check = || differences(&dataset, &Options::default(), folder.path());
    let rows = text.lines().count();

    fs::write(&table, format!("{text}{{\"id\":\"extra\"}}\n")).unwrap();
    assert_eq!(check(), [format!("json/deals.jsonl: row {}, extra: LeftOver", rows + 1)]);
    fs::write(&table, text.lines().take(rows - 1).map(|line| format!("{line}\n")).collect::<String>())
        .unwrap();
    assert!(check()[0].ends_with(": Missing"), "{:?}", check());
    fs::write(&table, text.replacen("\"title\"", "\"name\"", 1)).unwrap();
    assert!(check()[0].contains("row 1, ") && check()[0].ends_with(": Columns"), "{:?}", check());
    fs::write(&table, "no json").unwrap();
    assert_eq!(check(), ["json/deals.jsonl: Changed(None)"]);
}

#[test]
fn files_that_are_missing_or_left_over_are_named() {
    let folder = exported(&Options::default());
    let dataset = miniature::dataset();
    fs::remove_file(folder.path().join("csv/items.csv")).unwrap();
    assert_eq!(differences(&dataset, &Options::default(), folder.path()), ["csv/items.csv: Missing"]);

    let csv = Options { formats: [Format::Csv].into(), ..Options::default() };
    let found = differences(&dataset, &csv, folder.path());
    assert!(found.contains(&"json/deals.jsonl: LeftOver".to_owned()), "{found:#?}");
    assert!(found.contains(&"csv/items.csv: Missing".to_owned()), "{found:#?}");
    assert!(!found.iter().any(|line| line.starts_with("csv/deals.csv")), "{found:#?}");

    let nowhere = folder.path().join("nowhere");
    let found = differences(&dataset, &csv, &nowhere);
    assert!(found.iter().all(|line| line.ends_with(": Missing")), "{found:#?}");
    assert!(!nowhere.exists());
}

#[test]
fn files_of_others_among_the_parts_of_a_table_are_named() {
    let options = Options {
        formats: [Format::Parquet].into(),
        partition_by: vec!["stage".to_owned()],
        ..Options::default()
    };
    let folder = exported(&options);
    let found = || differences(&miniature::dataset(), &options, folder.path());
    let write = |path: &str| fs::write(folder.path().join(path), "theirs").unwrap();
    // Nobody reads these with a table.
    for path in ["mine.parquet", "parquet/mine.parquet", "parquet/transfers/_SUCCESS"] {
        write(path);
    }
    assert_eq!(found(), Vec::<String>::new());
    for path in ["stage=delivered/part-1.parquet", "stage=delivered/_x.parquet", "notes.txt"] {
        write(&format!("parquet/transfers/{path}"));
    }
    assert_eq!(
        found(),
        [
            "parquet/transfers/notes.txt: Foreign",
            "parquet/transfers/stage=delivered/_x.parquet: Foreign",
            "parquet/transfers/stage=delivered/part-1.parquet: Foreign",
        ]
    );
}

#[test]
fn a_folder_where_a_file_belongs_cannot_be_read() {
    let folder = exported(&Options::default());
    let table = folder.path().join("csv/deals.csv");
    fs::remove_file(&table).unwrap();
    fs::create_dir(&table).unwrap();
    let dataset = miniature::dataset();
    let error = compare(&export(&dataset, &Options::default()), folder.path(), None).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Unreadable, table.as_path()));
}

/// Whatever stands in the files of tables, comparing them ends in a difference and not in a panic.
#[test]
fn damaged_tables_differ() {
    let dataset = miniature::dataset();
    let folder = tempfile::tempdir().unwrap();
    for path in ["csv/deals.csv", "json/deals.jsonl", "parquet/deals.parquet"] {
        let mut files = export(&dataset, &Options::default());
        files.retain(|file| file.path() == path);
        let whole = files[0].bytes().unwrap();
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        for position in (0..whole.len()).step_by(whole.len().div_ceil(100)) {
            let mut damaged = whole.clone();
            damaged[position] ^= 0x5a;
            for bytes in [&damaged, &whole[..position]] {
                fs::write(&place, bytes).unwrap();
                let found = compare(&files, folder.path(), None).unwrap();
                assert!(matches!(found[..], [DifferentFile { difference: Difference::Changed(_), .. }]));
            }
        }
    }
}
