//! Edits in tables, as people and spreadsheets make them, and what becomes of the records.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tallybook_diagnostics::Place;
use tallybook_export::{Format, Options, export};
use tallybook_import::manifest::Manifest;
use tallybook_import::read::{self, Source};
use tallybook_import::{FaultKind, Grid, import};
use tallybook_reader::{ProblemKind, Reading, Revised};
use tempfile::TempDir;

use crate::{after, datasets, write};

const CSV: Source = Source::Format(Format::Csv);

/// A small dataset in a layout of its own, with comments that have to stay.
const FILES: [(&str, &str); 5] = [
    ("dataset.yaml", "title: T\n"),
    ("sources.yaml", "- id: s-1\n  kind: news-article\n  title: S\n  retrieved: 2022-11-08 # read\n"),
    (
        "actors.yaml",
        "- id: iran\n  kind: organization\n  name: Iran\n  aliases: [57E6, 1-3]\n\n# the recipient\n- id: russia\n  \
         kind: organization\n  name: Russia\n",
    ),
    (
        "equipment.yaml",
        "- {id: e-1, designation: \"57E6\", class: vehicle}\n- {id: e-2, designation: E, class: vehicle}\n",
    ),
    (
        "transfers.yaml",
        "- id: t-1 # first\n  kind: materiel\n  supplier: iran\n  recipient: russia\n  stage: delivered\n  total: 160\n  \
         items:\n    - equipment: e-1 # one\n      quantity: 100\n      evidence:\n        - source: s-1\n          \
         supports: [quantity]\n    - equipment: e-2\n      quantity: 6\n      evidence:\n        - source: s-1\n          \
         quote: six\n          supports: [quantity, equipment]\n  evidence:\n    # why\n    - source: s-1\n      \
         paragraph: 7\n      supports: [total, supplier]\n",
    ),
];

/// The dataset, its exports, and the tables as they were exported.
struct Case {
    reading: Reading,
    folder: TempDir,
    base: Vec<Grid>,
}

impl Case {
    fn new() -> Self {
        Self::of(Reading::from_memory(FILES))
    }

    fn of(reading: Reading) -> Self {
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let folder = tempfile::tempdir().unwrap();
        write(&reading.dataset, &folder.path().join("exports"));
        let base = read::tables(&folder.path().join("exports"), Source::Format(Format::Parquet)).unwrap();
        Self { reading, folder, base }
    }

    fn exports(&self) -> PathBuf {
        self.folder.path().join("exports")
    }

    /// Rewrites a table of CSV. Rows are maps by column.
    fn edit(&self, table: &str, edit: impl FnOnce(&mut Vec<BTreeMap<String, String>>)) {
        let path = self.exports().join(format!("csv/{table}.csv"));
        let (names, mut rows) = load(&path);
        edit(&mut rows);
        let mut writer = csv::Writer::from_path(&path).unwrap();
        writer.write_record(&names).unwrap();
        for row in rows {
            writer.write_record(names.iter().map(|name| row.get(name).cloned().unwrap_or_default())).unwrap();
        }
        writer.flush().unwrap();
    }

    fn plan(&self, delete: bool) -> import::Plan {
        let theirs = read::tables(&self.exports(), CSV).unwrap();
        import::plan(&self.reading, theirs, Some(self.base.clone()), delete)
    }

    /// The faults, each as its address and what is wrong.
    fn faults(&self) -> Vec<String> {
        let plan = self.plan(false);
        plan.faults.iter().map(|fault| format!("{}: {}", fault.address, fault.kind)).collect()
    }

    /// The fields that are missing from the records of the tables, each with the address of its cell.
    fn missing(&self) -> Vec<String> {
        let plan = self.plan(false);
        assert!(!plan.is_faulty(), "{:?}", plan.faults);
        let read = Reading::from_memory(plan.lines.clone());
        let missing = read.problems.iter().filter_map(|problem| match (&problem.place, &problem.kind) {
            (Place::Span { file, start, .. }, ProblemKind::MissingField { field, .. }) => {
                let path = read.files.get(*file).unwrap().path();
                Some(format!("{}: no {field}", plan.address_of_missing(path, *start, field).unwrap()))
            }
            _ => None,
        });
        missing.collect()
    }

    #[track_caller]
    fn revised(&self, delete: bool) -> Vec<Revised> {
        let plan = self.plan(delete);
        assert!(!plan.is_faulty(), "{:?}", plan.faults);
        let read = Reading::from_memory(plan.lines.clone());
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        self.reading.revise(&plan.revision(&self.reading, &read)).unwrap()
    }

    /// Takes the edits over into the dataset.
    #[track_caller]
    fn take_over(&mut self, delete: bool) {
        self.reading = after(&self.reading, &self.revised(delete));
    }

    /// The lines that differ after the edits are taken over.
    #[track_caller]
    fn changes(&self, delete: bool) -> Vec<String> {
        let revised = self.revised(delete);
        assert!(after(&self.reading, &revised).problems.is_empty());
        let diff = |old: &str, new: &str| {
            let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
            let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("-{line}"));
            let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+{line}"));
            gone.chain(come).collect::<Vec<_>>()
        };
        revised.iter().flat_map(|file| diff(file.old.as_deref().unwrap_or_default(), &file.new)).collect()
    }
}

fn load(path: &Path) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|row| names.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect())
        .collect();
    (names, rows)
}

fn set(row: &mut BTreeMap<String, String>, cells: &[(&str, &str)]) {
    for (column, value) in cells {
        assert!(row.insert((*column).to_owned(), (*value).to_owned()).is_some(), "no column {column}");
    }
}

#[test]
fn an_edited_cell_is_one_changed_line() {
    let case = Case::new();
    case.edit("transfers", |rows| set(&mut rows[0], &[("total_text", "more than 160"), ("note", "N: n")]));
    case.edit("actors", |rows| {
        set(&mut rows[1], &[("name", "Russian Federation"), ("aliases", "RF; a\\; b")]);
    });
    case.edit("sources", |rows| set(&mut rows[0], &[("retrieved", "")]));
    assert_eq!(
        case.changes(false),
        [
            "-  name: Russia",
            "+  name: Russian Federation",
            "+  aliases: [RF, a; b]",
            "-  retrieved: 2022-11-08 # read",
            "+  # read",
            "-  total: 160",
            "+  total: more than 160",
            "+  note: \"N: n\"",
        ]
    );
}

#[test]
fn parts_and_evidence_come_change_and_go() {
    let case = Case::new();
    case.edit("items", |rows| {
        set(&mut rows[0], &[("quantity_text", "about 100")]);
        let mut new = rows[0].clone();
        set(
            &mut new,
            &[
                ("id", ""),
                ("item_no", ""),
                ("equipment_id", ""),
                ("description", "parts"),
                ("quantity_text", "9"),
            ],
        );
        rows.push(new);
    });
    case.edit("evidence", |rows| {
        let row = rows.iter_mut().find(|row| row["path"] == "/total").unwrap();
        set(row, &[("locator", "page 3, line 2")]);
    });
    assert_eq!(
        case.changes(false),
        [
            "-      quantity: 100",
            "-      paragraph: 7",
            "+      quantity: about 100",
            "+    - description: parts",
            "+      quantity: 9",
            "+      page: 3",
            "+      line: 2",
        ]
    );
}

#[test]
fn a_missing_value_is_named_by_the_cell_that_lacks_it() {
    let case = Case::new();
    case.edit("sources", |rows| set(&mut rows[0], &[("title", "")]));
    case.edit("items", |rows| set(&mut rows[1], &[("quantity_text", "")]));
    case.edit("evidence", |rows| {
        for row in rows.iter_mut().filter(|row| row["quote"] == "six" || row["path"] == "/total") {
            set(row, &[("source_id", "")]);
        }
    });
    assert_eq!(
        case.missing(),
        [
            "csv/sources.csv, cell D2 (title): no title",
            "csv/evidence.csv, cell J2 (source_id): no source",
            "csv/evidence.csv, cell J5 (source_id): no source",
            "csv/items.csv, cell G3 (quantity_text): no quantity",
        ]
    );
}

#[test]
fn a_missing_value_has_the_row_where_there_is_no_column_for_it() {
    let case = Case::new();
    let path = case.exports().join("csv/items.csv");
    fs::write(&path, "transfer_id,item_no,equipment_id\nt-1,1,e-2\nt-1,2,e-1\nt-1,3,e-1\n").unwrap();
    assert_eq!(case.missing(), ["csv/items.csv, row 4: no quantity"]);
}

#[test]
fn a_reported_value_is_not_nothing() {
    let row = "transfer:kits-batch-1#/evidence/5/reports/place";
    let case = || Case::of(datasets().into_iter().nth(2).unwrap());
    let edit = |case: &Case, column, value| {
        case.edit("evidence", |rows| {
            let row = rows.iter_mut().find(|known| known["id"] == row).unwrap();
            set(row, &[(column, value)]);
        });
    };
    let emptied = case();
    edit(&emptied, "reported_value", "");
    assert_eq!(
        emptied.faults(),
        [
            "csv/evidence.csv, cell I157 (reported_value): the source reports `place`, and its value is missing"
        ]
    );
    let changed = case();
    edit(&changed, "reported_value", "Quay 6");
    assert_eq!(changed.faults(), Vec::<String>::new());
    assert_eq!(changed.changes(false).len(), 2);
}

#[test]
fn deleted_rows_are_named_and_go_only_when_asked() {
    let case = Case::new();
    case.edit("items", |rows| drop(rows.remove(0)));
    case.edit("evidence", |rows| rows.retain(|row| !row["path"].starts_with("/items/0/")));
    assert_eq!(
        case.faults(),
        [
            "csv/evidence.csv: the row of `transfer:t-1#/items/0/evidence/0/supports/0` is gone",
            "csv/items.csv: the row of `transfer:t-1#/items/0` is gone",
        ]
    );
    assert_eq!(case.changes(false), Vec::<String>::new());
    // The comment on the item would be lost with it.
    let plan = case.plan(true);
    let read = Reading::from_memory(plan.lines.clone());
    let error = case.reading.revise(&plan.revision(&case.reading, &read)).unwrap_err();
    assert!(error.to_string().contains("comment"), "{error}");

    let case = Case::new();
    case.edit("items", |rows| drop(rows.remove(1)));
    case.edit("evidence", |rows| rows.retain(|row| !row["path"].starts_with("/items/1/")));
    let changes = case.changes(true);
    assert_eq!(
        changes,
        [
            "-    - equipment: e-2",
            "-      quantity: 6",
            "-          quote: six",
            "-          supports: [quantity, equipment]"
        ]
    );

    let case = Case::new();
    case.edit("actors", |rows| drop(rows.remove(1)));
    let changes = case.changes(true);
    assert_eq!(changes, ["-# the recipient", "-- id: russia", "-  name: Russia"]);
}

#[test]
fn a_new_record_goes_to_the_end() {
    let case = Case::new();
    case.edit("actors", |rows| {
        let mut new = rows[0].clone();
        set(&mut new, &[("id", "france"), ("name", "France"), ("aliases", ""), ("record_no", "")]);
        rows.insert(0, new);
    });
    assert_eq!(case.changes(false), ["+- id: france", "+  name: France"]);
}

/// Both sides may change a record, as long as they do not change the same cell in two ways.
#[test]
fn what_the_dataset_changed_since_stays() {
    let mut case = Case::new();
    case.edit("transfers", |rows| set(&mut rows[0], &[("stage", "ordered"), ("total_text", "161")]));
    let newer = FILES.map(|(path, text)| {
        (path, text.replace("total: 160", "total: 161").replace("name: Iran", "name: I"))
    });
    case.reading = Reading::from_memory(newer);
    assert_eq!(case.changes(false), ["-  stage: delivered", "+  stage: ordered"]);

    let newer = FILES.map(|(path, text)| (path, text.replace("total: 160", "total: 162")));
    case.reading = Reading::from_memory(newer);
    assert_eq!(
        case.faults(),
        [
            "csv/transfers.csv, cell AB2 (total_text): `160` was changed to `161` here, and to `162` in the dataset since it was exported"
        ]
    );

    let case = Case::new();
    case.edit("items", |rows| set(&mut rows[0], &[("quantity_text", "101")]));
    let newer = FILES.map(|(path, text)| (path, text.replace("quantity: 6", "quantity: 7")));
    let case = Case { reading: Reading::from_memory(newer), ..case };
    assert!(case.plan(false).faults.iter().any(|fault| matches!(fault.kind, FaultKind::Conflict { .. })));

    // A record that is gone from the dataset comes back only if its row was edited, and then asks.
    let gone = FILES.map(|(path, text)| (path, if path == "actors.yaml" { "" } else { text }));
    let case = Case { reading: Reading::from_memory(gone), ..Case::new() };
    assert_eq!(case.faults(), Vec::<String>::new());
    case.edit("actors", |rows| set(&mut rows[0], &[("name", "I")]));
    assert_eq!(
        case.faults(),
        ["csv/actors.csv, row 2: the row of `iran` was changed, and the dataset has no such record any more"]
    );
}

#[test]
fn the_export_of_another_dataset_is_named() {
    let other = [("dataset.yaml", "title: O\n"), ("actors.yaml", "- id: x\n  kind: person\n  name: X\n")];
    for edited in [false, true] {
        let case = Case { reading: Reading::from_memory(other), ..Case::new() };
        if edited {
            case.edit("actors", |rows| set(&mut rows[0], &[("name", "I")]));
        }
        assert_eq!(
            case.faults(),
            [
                "csv/sources.csv: none of the records that were exported is in the dataset: it is the export of another one"
            ]
        );
        assert!(case.plan(false).is_faulty());
    }
    // Records may come into a dataset that had none.
    let empty = Reading::from_memory([("dataset.yaml", "title: T\n")]);
    let case = Case::of(empty);
    case.edit("actors", |rows| rows.push(load(&Case::new().exports().join("csv/actors.csv")).1.remove(0)));
    assert_eq!(case.changes(false).len(), 4);
}

#[test]
fn a_table_that_was_not_saved_deletes_nothing() {
    for (table, text, fault) in [
        ("items", "", "it is empty: not even the names of its columns are there"),
        ("actors", "\u{feff}\n", "it is empty: not even the names of its columns are there"),
        (
            "actors",
            "Id,name\niran,Iran\n",
            "the table has no column `id`, without which its rows cannot be told apart",
        ),
        (
            "items",
            "transfer_id,quantity_text\nt-1,100\n",
            "the table has no column `item_no`, without which its rows cannot be told apart",
        ),
        (
            "evidence",
            "record_type,record_id,path\n",
            "the table has no column `id`, without which its rows cannot be told apart",
        ),
    ] {
        let case = Case::new();
        fs::write(case.exports().join(format!("csv/{table}.csv")), text).unwrap();
        let plan = case.plan(true);
        let shown: Vec<String> = plan.faults.iter().map(|fault| fault.kind.to_string()).collect();
        assert!(shown.contains(&fault.to_owned()) && plan.is_faulty(), "{text}: {shown:?}");
    }
    let json = Source::Format(Format::Json);
    let case = Case::new();
    let faults = |case: &Case| {
        let theirs = read::tables(&case.exports(), json).unwrap();
        let plan = import::plan(&case.reading, theirs, Some(case.base.clone()), true);
        plan.faults.iter().map(|fault| fault.address.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(faults(&case), Vec::<String>::new());
    fs::write(case.exports().join("json/items.jsonl"), "").unwrap();
    assert_eq!(faults(&case), ["json/items.jsonl"]);
    // Rows of all but a header were deleted by somebody.
    let case = Case::new();
    case.edit("equipment", Vec::clear);
    assert_eq!(case.changes(true).len(), 2);
}

#[test]
fn rows_of_a_record_that_was_renamed_or_deleted_are_named() {
    let case = Case::new();
    case.edit("transfers", |rows| set(&mut rows[0], &[("id", "t-2")]));
    let plan = case.plan(true);
    let shown: Vec<String> =
        plan.faults.iter().map(|fault| format!("{}: {}", fault.address, fault.kind)).collect();
    assert_eq!(
        shown,
        [
            "csv/evidence.csv, row 2: `transfer:t-1` has no row any more, and these rows belong to it",
            "csv/evidence.csv, row 4: `transfer:t-1` has no row any more, and these rows belong to it",
            "csv/evidence.csv, row 5: `transfer:t-1` has no row any more, and these rows belong to it",
            "csv/items.csv, row 2: `transfer:t-1` has no row any more, and these rows belong to it",
        ]
    );
    assert_eq!(plan.faults[0].help().unwrap(), "rename it here too, or delete them");
    case.edit("items", Vec::clear);
    case.edit("evidence", Vec::clear);
    assert!(case.changes(true).contains(&"+- id: t-2".to_owned()));
}

#[test]
fn an_id_that_a_program_rewrote_is_no_new_record() {
    let files = FILES.map(|(path, text)| (path, text.replace("e-1", "007").replace("e-2", "57e6")));
    let case = || Case::of(Reading::from_memory(files.clone()));
    for (row, id) in [(0, "7"), (1, "57000000"), (1, "5.70E+07")] {
        let case = case();
        case.edit("equipment", |rows| set(&mut rows[row], &[("id", id)]));
        let fault = format!(
            "csv/equipment.csv, cell A{} (id): `{id}` looks like what a spreadsheet makes of `{}`",
            row + 2,
            ["007", "57e6"][row]
        );
        for delete in [false, true] {
            let plan = case.plan(delete);
            let shown: Vec<String> =
                plan.faults.iter().map(|fault| format!("{}: {}", fault.address, fault.kind)).collect();
            assert_eq!(shown, [fault.as_str()]);
            assert!(plan.is_faulty());
        }
    }
    let case = case();
    case.edit("equipment", |rows| set(&mut rows[1], &[("id", "e-3")]));
    assert!(!case.plan(false).is_faulty(), "{:?}", case.faults());
}

/// Numbers of a column that has empty cells, and truths, as pandas writes them.
#[test]
fn numbers_and_truths_of_other_programs_change_nothing() {
    let files = FILES.map(|(path, text)| {
        let text = text.replace("name: Iran\n", "name: Iran\n  anonymous: {reason: none}\n");
        (path, text.replace("quantity: 6\n", "quantity: more than 6\n"))
    });
    let case = Case::of(Reading::from_memory(files));
    case.edit("items", |rows| {
        set(&mut rows[0], &[("quantity_text", "100.0"), ("item_no", "1.0")]);
    });
    case.edit("transfers", |rows| set(&mut rows[0], &[("total_text", "160.0"), ("record_no", "1.0")]));
    case.edit("actors", |rows| set(&mut rows[0], &[("anonymous", "1.0")]));
    let plan = case.plan(true);
    assert!(plan.faults.is_empty() && plan.is_empty(), "{:?}", plan.faults);
    // Another number is an edit.
    case.edit("transfers", |rows| set(&mut rows[0], &[("total_text", "161.0")]));
    assert!(!case.plan(true).is_empty());
}

/// The dataset as one document is none of the tables.
#[test]
fn a_document_that_was_edited_is_named() {
    let case = Case::new();
    let json = Source::Format(Format::Json);
    let manifest = Manifest::read(&case.exports()).unwrap().unwrap();
    let faults = || {
        let theirs = read::tables(&case.exports(), json).unwrap();
        let plan = import::plan(&case.reading, theirs, Some(case.base.clone()), false);
        assert!(!plan.is_faulty() && plan.is_empty());
        plan.faults.iter().map(|fault| format!("{}: {}", fault.address, fault.kind)).collect::<Vec<_>>()
    };
    assert_eq!((faults(), manifest.is_edited(&case.exports(), json)), (vec![], false));
    let path = case.exports().join("json/dataset.json");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("Iran", "Islamic Republic of Iran")).unwrap();
    assert!(manifest.is_edited(&case.exports(), json) && !manifest.is_edited(&case.exports(), CSV));
    assert_eq!(faults(), ["json/dataset.json: it was changed, and only tables are taken over"]);
}

#[test]
fn tables_that_are_laid_out_in_folders_are_refused() {
    let parquet = Source::Format(Format::Parquet);
    let case = Case::new();
    let folder = case.folder.path().join("some");
    let options = Options {
        formats: [Format::Csv, Format::Parquet].into(),
        partition_by: vec!["stage".to_owned()],
        ..Options::default()
    };
    tallybook_export::write_all(&export(&case.reading.dataset, &options), &folder, None).unwrap();
    let manifest = Manifest::read(&folder).unwrap().unwrap();
    assert!(!manifest.is_edited(&folder, parquet));
    let error = read::tables(&folder, parquet).unwrap_err();
    let says = "tables that are laid out in folders are not read back";
    assert!(error.to_string().contains(says) && error.to_string().contains("parquet"), "{error}");
    assert!(error.help.contains("--partition-by"), "{}", error.help);
    let parts = folder.join("parquet/transfers");
    fs::write(parts.join("stage=delivered/mine.parquet"), "").unwrap();
    assert!(manifest.is_edited(&folder, parquet) && !manifest.is_edited(&folder, CSV));
    fs::remove_dir_all(&parts).unwrap();
    assert!(manifest.is_edited(&folder, parquet));
}

/// A dataset whose transfer has neither items nor evidence.
fn bare() -> [(&'static str, String); 5] {
    FILES.map(|(path, text)| (path, text.split("  items:").next().unwrap().to_owned()))
}

/// Adds an item and a piece of evidence to the tables.
fn add_to_lists(case: &Case, number: &str) {
    let (_, mut items) = load(&Case::new().exports().join("csv/items.csv"));
    let (_, mut evidence) = load(&Case::new().exports().join("csv/evidence.csv"));
    set(&mut items[0], &[("id", ""), ("item_no", number), ("quantity_text", "9")]);
    evidence.retain(|row| row["path"] == "/total");
    set(&mut evidence[0], &[("id", ""), ("evidence_id", ""), ("quote", "nine")]);
    case.edit("items", |rows| rows.append(&mut items));
    case.edit("evidence", |rows| rows.append(&mut evidence));
}

#[test]
fn lists_that_came_into_the_dataset_since_are_not_written_over() {
    let mut case = Case::of(Reading::from_memory(bare()));
    add_to_lists(&case, "");
    case.edit("items", |rows| rows.truncate(1));
    assert!(case.changes(false).contains(&"+      quantity: 9".to_owned()));
    case.reading = Reading::from_memory(FILES);
    assert_eq!(
        case.faults(),
        [
            "csv/evidence.csv, row 2: `evidence of transfer:t-1` was changed to `1 rows` here, and to `2 rows` in the dataset since it was exported",
            "csv/items.csv, row 2: `items of transfer:t-1` was changed to `1 items` here, and to `2 items` in the dataset since it was exported"
        ]
    );
}

#[test]
fn lists_that_were_taken_over_already_change_nothing() {
    for number in ["", "3"] {
        let mut case = Case::new();
        add_to_lists(&case, number);
        case.edit("items", |rows| rows.truncate(3));
        assert_eq!(case.changes(false).len(), 4, "{:?}", case.changes(false));
        case.take_over(false);
        assert!(case.plan(false).is_empty() && case.faults().is_empty(), "{:?}", case.faults());
        // Both sides may go on, but not in two ways.
        case.edit("items", |rows| set(&mut rows[2], &[("quantity_text", "10")]));
        assert!(case.plan(false).is_faulty());
    }
}

#[test]
fn items_that_were_taken_out_already_change_nothing() {
    let mut case =
        Case::of(Reading::from_memory(FILES.map(|(path, text)| (path, text.replace(" # one", "")))));
    case.edit("items", |rows| drop(rows.remove(0)));
    case.edit("evidence", |rows| {
        rows.retain(|row| !row["path"].starts_with("/items/0/"));
        rows.iter_mut().filter(|row| row["quote"] == "six").for_each(|row| set(row, &[("quote", "6")]));
    });
    case.take_over(true);
    assert!(case.plan(true).is_empty() && !case.plan(true).is_faulty(), "{:?}", case.plan(true).faults);
    // The evidence of the item that is left is still told from that of the one that went.
    case.edit("evidence", |rows| {
        rows.iter_mut().filter(|row| row["quote"] == "6").for_each(|row| set(row, &[("quote", "VI")]));
    });
    assert!(case.plan(true).is_faulty());
}

/// An id stands in a column beside that of its type: either may be edited alone.
#[test]
fn the_type_of_a_target_is_edited_alone() {
    let statements = "- id: st-1\n  speaker: russia\n  act: assert\n  summary: S\n  about:\n    - target: actor:iran\n      \
                      stance: mentions\n";
    let files = FILES.into_iter().chain([("statements.yaml", statements)]);
    let case = Case::of(Reading::from_memory(files));
    case.edit("statement_targets", |rows| set(&mut rows[0], &[("target_type", "deal")]));
    assert_eq!(case.changes(false), ["-    - target: actor:iran", "+    - target: deal:iran"]);
}

/// Tables that are laid out in folders have no file, so that the rest of them is not how all were exported.
#[test]
fn only_files_with_all_tables_say_how_they_were_exported() {
    let parquet = Source::Format(Format::Parquet);
    for (formats, partition_by, base_has, is_whole) in [
        (&[Format::Csv, Format::Parquet][..], None, Some("parquet/transfers.parquet"), true),
        (&[Format::Csv, Format::Parquet], Some("stage"), None, false),
        (&[Format::Csv, Format::Parquet, Format::Json], Some("stage"), Some("json/transfers.jsonl"), false),
    ] {
        let case = Case::new();
        let folder = case.folder.path().join("some");
        let partition_by = partition_by.into_iter().map(str::to_owned).collect();
        let formats = formats.iter().copied().collect();
        let options = Options { formats, partition_by, ..Options::default() };
        let files = export(&case.reading.dataset, &options);
        tallybook_export::write_all(&files, &folder, None).unwrap();
        assert_eq!(parquet.is_whole_in(&folder), is_whole);
        assert!(parquet.is_in(&folder) && CSV.is_whole_in(&folder));

        let manifest = Manifest::read(&folder).unwrap().unwrap();
        let theirs = read::tables(&folder, CSV).unwrap();
        let base = read::base(&folder, &manifest, CSV, &theirs).unwrap();
        let file = base.iter().flatten().find(|grid| grid.table.name == "transfers").map(|grid| &*grid.file);
        assert_eq!(file, base_has);
        // What is not needed may lie in folders.
        let items: Vec<Grid> = theirs.into_iter().filter(|grid| grid.table.name == "items").collect();
        assert!(read::base(&folder, &manifest, CSV, &items).unwrap().is_some());
    }
}

#[test]
fn what_a_spreadsheet_damages_is_named_by_its_cell() {
    for (table, column, damaged, cell) in [
        ("equipment", "designation", "5.70E+07", "C2"),
        ("equipment", "designation", "57000000", "C2"),
        ("sources", "retrieved", "44873", "O2"),
        ("sources", "retrieved", "08.11.2022", "O2"),
        ("actors", "name", "#NAME?", "D2"),
    ] {
        let case = Case::new();
        case.edit(table, |rows| set(&mut rows[0], &[(column, damaged)]));
        let faults = case.faults();
        let expected = format!(
            "csv/{table}.csv, cell {cell} ({column}): `{damaged}` looks like what a spreadsheet makes of"
        );
        assert!(faults.len() == 1 && faults[0].starts_with(&expected), "{faults:?}");
        assert!(case.plan(false).is_faulty());
    }
    let files = FILES.map(|(path, text)| (path, text.replace("name: Iran\n", "name: Iran\n  country: NA\n")));
    let mut case = Case::of(Reading::from_memory(files));
    case.edit("actors", |rows| set(&mut rows[0], &[("country", "")]));
    assert_eq!(
        case.faults(),
        [
            "csv/actors.csv, cell F2 (country): the cell is empty, and was exported with `NA`, which some programs take for a missing value and leave out when they save"
        ]
    );
    // What the dataset has by now nobody has damaged.
    case.reading = Reading::from_memory(FILES);
    assert_eq!((case.faults(), case.changes(false)), (Vec::new(), Vec::new()));
    // An error is none of a cell that had nothing either.
    let case = Case::new();
    case.edit("transfers", |rows| set(&mut rows[0], &[("note", "#NAME?")]));
    assert!(case.faults()[0].contains("`#NAME?` is not a value"), "{:?}", case.faults());
    // A number that is none is left to the rules of shape, which know the cell.
    let case = Case::new();
    case.edit("items", |rows| set(&mut rows[1], &[("quantity_text", "1-Mar")]));
    let plan = case.plan(false);
    assert_eq!(plan.faults, []);
    let offset = plan.lines[0].1.find("1-Mar").unwrap();
    assert_eq!(
        plan.address(&plan.lines[0].0, offset).unwrap().to_string(),
        "csv/items.csv, cell G3 (quantity_text)"
    );
}

#[test]
fn rows_that_make_no_sense_are_named() {
    let case = Case::new();
    case.edit("items", |rows| {
        let mut orphan = rows[0].clone();
        set(&mut orphan, &[("id", ""), ("transfer_id", "nothing")]);
        let mut twice = rows[0].clone();
        set(&mut twice, &[("id", "")]);
        let mut nobody = rows[0].clone();
        set(&mut nobody, &[("transfer_id", "")]);
        rows.extend([orphan, twice, nobody]);
    });
    case.edit("evidence", |rows| {
        set(&mut rows[0], &[("relation", "suports")]);
        let row = rows.iter_mut().find(|row| row["path"] == "/total").unwrap();
        set(row, &[("locator", "verse 7")]);
        let six: Vec<_> = rows.iter_mut().filter(|row| row["quote"] == "six").collect();
        for (row, quote) in six.into_iter().zip(["one", "two"]) {
            set(row, &[("quote", quote)]);
        }
    });
    case.edit("actors", |rows| set(&mut rows[0], &[("anonymous", "perhaps")]));
    case.edit("sources", |rows| set(&mut rows[0], &[("not_covered", "the end")]));
    assert_eq!(
        case.faults(),
        [
            "csv/actors.csv, cell J2 (anonymous): `perhaps` is not `true` or `false`",
            "csv/evidence.csv, cell H2 (relation): `suports` is not `supports` or `reports`",
            "csv/evidence.csv, cell L2 (locator): `verse 7` is not a place in a source, as `paragraph 7` or `page 3, line 2`",
            "csv/evidence.csv, cell M6 (quote): `two` here and `one` in another row of the same piece of evidence",
            "csv/items.csv, row 4: the row belongs to `transfer:nothing`, which is not there",
            "csv/items.csv, row 5: `transfer:t-1#/items/0` has a row already: row 2",
            "csv/items.csv, row 6: the row has nothing in `transfer_id`",
            "csv/sources.csv, cell T2 (not_covered): `the end` is not `paragraphs: reason`, as `2-4: Page furniture`",
        ]
    );
}

#[test]
fn columns_that_are_computed_or_unknown_change_nothing() {
    let case = Case::new();
    let path = case.exports().join("csv/transfers.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("supplier_name", "suplier_name").replace(",Russia,", ",Ruritania,"))
        .unwrap();
    assert_eq!(case.changes(false), Vec::<String>::new());
    assert_eq!(case.faults(), ["csv/transfers.csv, column E (suplier_name): the table has no such column"]);
    let theirs = read::tables(&case.exports(), CSV).unwrap();
    let ours = import::tables_of(&case.reading.dataset);
    let computed = import::computed_edits(&theirs, &case.base, &ours);
    let shown: Vec<String> =
        computed.iter().map(|fault| format!("{}: {}", fault.address, fault.kind)).collect();
    assert_eq!(
        shown,
        ["csv/transfers.csv, cell G2 (recipient_name): `Ruritania` stands where `Russia` is computed"]
    );
}

#[test]
fn csv_is_read_as_spreadsheets_save_it() {
    for (delimiter, mark, end) in [(';', "\u{feff}", "\r\n"), ('\t', "", "\n"), (',', "\u{feff}", "\r")] {
        let case = Case::new();
        for path in fs::read_dir(case.exports().join("csv")).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_none_or(|extension| extension != "csv") {
                continue;
            }
            let (names, rows) = load(&path);
            let mut writer = csv::WriterBuilder::new()
                .delimiter(u8::try_from(delimiter).unwrap())
                .terminator(if end == "\r\n" {
                    csv::Terminator::CRLF
                } else {
                    csv::Terminator::Any(end.as_bytes()[0])
                })
                .from_writer(mark.as_bytes().to_vec());
            writer.write_record(&names).unwrap();
            for row in &rows {
                // Excel writes truths in capitals.
                let cell = |name: &String| match row[name].as_str() {
                    truth @ ("true" | "false") => truth.to_uppercase(),
                    other => other.to_owned(),
                };
                writer.write_record(names.iter().map(cell)).unwrap();
            }
            writer.write_record(names.iter().map(|_| "")).unwrap();
            fs::write(&path, writer.into_inner().unwrap()).unwrap();
        }
        let plan = case.plan(true);
        assert!(plan.faults.is_empty() && plan.is_empty(), "{delimiter:?}: {:?}", plan.faults);
    }
    let case = Case::new();
    fs::write(case.exports().join("csv/actors.csv"), b"id,name\niran,T\xe9h\xe9ran\n").unwrap();
    let error = read::tables(&case.exports(), CSV).unwrap_err().to_string();
    assert!(error.contains("actors.csv") && error.contains("UTF-8"), "{error}");
}

/// What has no column, or stands in one twice, would be lost without a word.
#[test]
fn no_cell_of_a_row_is_passed_over() {
    let case = Case::new();
    let path = case.exports().join("csv/actors.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.trim_end().to_owned() + ",,\n").unwrap();
    assert!(case.plan(true).faults.is_empty(), "empty cells say nothing");
    fs::write(&path, text.trim_end().to_owned() + ", twice\n").unwrap();
    let error = read::tables(&case.exports(), CSV).unwrap_err();
    let (rows, columns) = (text.lines().count(), text.lines().next().unwrap().split(',').count());
    let expected = format!("row {rows} has {} cells, and there are {columns} columns", columns + 1);
    assert!(error.to_string().contains(&expected), "{error}");
    assert!(error.help.contains("quotation marks"), "{error:?}");

    let case = Case::new();
    let path = case.exports().join("json/actors.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"name\":", "\"name\":\"Another\",\"name\":", 1)).unwrap();
    let error = read::tables(&case.exports(), Source::Format(Format::Json)).unwrap_err().to_string();
    assert!(error.contains("actors.jsonl") && error.contains("line 1: `name` stands twice"), "{error}");

    let case = Case::new();
    let path = case.exports().join("tallybook.sqlite");
    let database = rusqlite::Connection::open(&path).unwrap();
    let edit = "UPDATE actors SET name = CAST(x'43e9' AS TEXT) WHERE rowid = 2";
    assert_eq!(database.execute(edit, []).unwrap(), 1);
    drop(database);
    let error = read::tables(&case.exports(), Source::Format(Format::Sqlite)).unwrap_err().to_string();
    assert!(error.contains("table actors, row 2, column name: it is not text in UTF-8"), "{error}");
}
