//! What spreadsheets get: the workbook, read back cell by cell, and the CSV that they do not run.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Range, Reader as _, Xlsx};
use serde_json::Value;
use tallybook_export::{
    Context, ErrorKind, ExportFile, Format, Kind, Options, TABLES, TableData, csv, json_lines, write_all,
    xlsx,
};
use tallybook_reader::Reading;
use tallybook_schema::value::Day;
use tallybook_schema::{Dataset, formula};

use crate::miniature;

/// Texts that something on the way could take for something else.
fn hostile_texts() -> Vec<String> {
    let plain = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+1",
        "@SUM(1)",
        "\u{FF1D}1+1",
        "\u{A0}=1",
        "\ttab\t",
        "\rreturn\r",
        "two\r\nlines\n",
        "  spaces  ",
        "\"quotes\" and 'these'",
        "'tis",
        "a, b; c \\",
        "\u{5E9}\u{5DC}\u{5D5}\u{5DD}",
        "\u{202E}abc\u{202C} \u{2066}x\u{2069}\u{200F}",
        "\u{1F469}\u{200D}\u{1F467} \u{1F6A2}",
        "007",
        "1E5",
        "1-Mar",
        "TRUE",
        "12:30",
        "2022-08-20",
        "#N/A",
        "_x000D_",
        "a_x0041_b",
        "_x0001_x0002_",
        "_x0001\r",
        "_x00\u{E9}1_ _x",
        "x005F_",
        "a\u{1}b\u{8}c\u{B}d\u{1F}e\u{7F}f\u{85}g\u{FFFE}h\u{FFFF}i\u{0}j",
        "<r>a</r>",
        "<r><t>a &amp; b</t></r>",
        "<b>&#10;]]></b>",
        "https://example.org/a?b=%20#c",
        "javascript:alert(1)",
    ];
    let astral = "\u{1F6A2}";
    let long = [
        "a".repeat(32_766) + "Z",
        "b".repeat(32_767) + "Z",
        "c".repeat(69_999) + "Z",
        "d".repeat(32_765) + astral,
        "e".repeat(32_766) + astral,
        astral.repeat(40_000),
        "\u{1}".repeat(32_768),
        "_x0041_".repeat(5_000),
        format!("<r>{}</r>", "&".repeat(32_000)),
        "f".repeat(32_764) + "_x0041_g",
        format!("https://example.org/{}", "u".repeat(2_059)),
        format!("https://example.org/{}", "u".repeat(2_060)),
    ];
    plain.map(str::to_owned).into_iter().chain(long).collect()
}

/// A dataset whose texts are hostile, and whose numbers and days are at the limits.
fn hostile() -> Dataset {
    let actors = hostile_texts().into_iter().enumerate().map(|(n, text)| {
        let actor = serde_json::json!({
            "id": format!("a-{n:02}"), "kind": "person", "name": text, "aliases": [text, "; \\", ""], "note": text,
        });
        actor.to_string()
    });
    let empty = r#"{"id": "empty", "kind": "person", "name": "x", "aliases": [], "note": ""}"#.to_owned();
    let quantities = ["999999999999999", "9007199254740992", "9007199254740993", "9223372036854775807", "0"];
    let amounts = ["USD 0.0001", "USD 12345678901.2345", "USD 123456789012.3456", "USD 792281625142643375"];
    let days = ["1899-12-31", "1900-02-28", "1900-03-01", "9999-12-31", "0001-01-01", "-0044-03-15"];
    let transfer = |n: usize, fields: Value| {
        let mut transfer = serde_json::json!({"id": format!("t-{n:02}"), "supplier": "a-01", "recipient": "a-02", "stage": "delivered"});
        transfer.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        transfer.to_string()
    };
    let transfers = quantities
        .map(|total| serde_json::json!({"kind": "materiel", "total": total}))
        .into_iter()
        .chain(amounts.map(|amount| serde_json::json!({"kind": "funds", "amount": amount})))
        .chain(days.map(|day| serde_json::json!({"kind": "service", "delivered": day})))
        .enumerate()
        .map(|(n, fields)| transfer(n, fields));
    let actors = actors.chain([empty]).collect::<Vec<_>>().join("\n");
    let transfers = transfers.collect::<Vec<_>>().join("\n");
    let reading = Reading::from_memory([
        ("dataset.yaml", "title: =Hostile\nhomepage: https://example.org\n"),
        ("actors.jsonl", actors.as_str()),
        ("transfers.jsonl", transfers.as_str()),
    ]);
    assert!(reading.problems.is_empty(), "{:#?}", reading.problems);
    reading.dataset
}

fn tables(dataset: &Dataset) -> Vec<TableData> {
    let context = Context::new(dataset, None, None);
    TABLES.iter().map(|table| table.data(&context)).collect()
}

/// The rows of a table as JSON Lines has them.
fn rows(data: &TableData) -> Vec<Value> {
    let mut bytes = Vec::new();
    json_lines::write(data, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn only(formats: &[Format], excel: bool) -> Options<'static> {
    Options { formats: formats.iter().copied().collect(), excel, ..Options::default() }
}

/// The sheets of the workbook of a dataset, by name.
fn sheets(dataset: &Dataset) -> (Vec<String>, BTreeMap<String, Range<Data>>) {
    let files = miniature::files(dataset, &only(&[Format::Xlsx], false));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(files["tallybook.xlsx"].clone())).unwrap();
    (workbook.sheet_names(), workbook.worksheets().into_iter().collect())
}

fn cell(sheet: &Range<Data>, row: usize, column: usize) -> &Data {
    let position = (u32::try_from(row).unwrap(), u32::try_from(column).unwrap());
    sheet.get_value(position).unwrap_or(&Data::Empty)
}

/// A list as a cell has it.
fn joined(entries: &[Value]) -> String {
    let escaped = |entry: &str| entry.replace('\\', "\\\\").replace(';', "\\;").replace("; ", ";\\ ");
    let entries = entries.iter().map(|entry| escaped(entry.as_str().unwrap()));
    entries.collect::<Vec<_>>().join("; ")
}

/// The text of a cell together with its parts in `long_texts`.
fn whole_text(shown: &Data, rest: Option<&String>) -> String {
    let shown = match shown {
        Data::String(text) => text,
        Data::Empty => "",
        other => panic!("{other:?} is no text"),
    };
    assert!(shown.encode_utf16().count() <= 32_767);
    format!("{shown}{}", rest.map_or("", String::as_str))
}

#[track_caller]
fn assert_number(found: &Data, digits: &str, place: &str) {
    match found {
        Data::Float(number) => {
            assert_eq!(number.to_string(), digits, "{place}");
            assert!(
                digits.trim_matches(['0', '-', '.']).len() <= 16 && number.abs() <= 9_007_199_254_740_992.0
            );
        }
        Data::String(text) => {
            assert_eq!(text, digits, "{place}");
            assert!(digits.len() > 15, "{place}: {digits} could be a number");
        }
        other => panic!("{place}: {other:?} is no number"),
    }
}

/// Every cell of every sheet holds what the table has, in its type.
#[track_caller]
fn assert_sheets_hold_the_tables(dataset: &Dataset) {
    let (names, sheets) = sheets(dataset);
    let mut long_texts = BTreeMap::<(String, String, String), String>::new();
    if let Some(sheet) = sheets.get("long_texts") {
        for row in sheet.rows().skip(1) {
            let text = |n: usize| row[n].to_string();
            let parts = long_texts.entry((text(0), text(1), text(2))).or_default();
            parts.push_str(&text(4));
        }
    }
    let expected = ["about"].into_iter().chain(TABLES.iter().map(|table| table.name));
    let expected = expected.chain((!long_texts.is_empty()).then_some("long_texts"));
    assert_eq!(names, expected.collect::<Vec<_>>());
    for data in tables(dataset) {
        let (table, sheet) = (data.table.name, &sheets[data.table.name]);
        let rows = rows(&data);
        assert_eq!(sheet.height(), rows.len() + 1, "{table}");
        for (number, column) in data.columns.iter().enumerate() {
            assert_eq!(cell(sheet, 0, number), &Data::String(column.name.clone()));
            for (row, values) in rows.iter().enumerate() {
                let (found, value) = (cell(sheet, row + 1, number), &values[&column.name]);
                let id = values["id"].as_str().unwrap();
                let place = format!("{table}.{} of {id}", column.name);
                let rest = || long_texts.get(&(table.to_owned(), id.to_owned(), column.name.clone()));
                match (column.kind, value) {
                    (_, Value::Null) => assert_eq!(found, &Data::Empty, "{place}"),
                    (Kind::Int, number) => assert_number(found, &number.to_string(), &place),
                    (Kind::Decimal, number) => assert_number(found, number.as_str().unwrap(), &place),
                    (Kind::Bool, truth) => {
                        assert_eq!(found, &Data::Bool(truth.as_bool().unwrap()), "{place}");
                    }
                    (Kind::Date, day) => {
                        let text = day.as_str().unwrap();
                        match found {
                            Data::DateTime(found) => {
                                let (year, month, day, ..) = found.to_ymd_hms_milli();
                                assert_eq!(format!("{year:04}-{month:02}-{day:02}"), text, "{place}");
                                assert!(text >= "1900-03-01", "{place}");
                            }
                            other => {
                                assert_eq!(other, &Data::String(text.to_owned()), "{place}");
                                assert!(text < "1900-03-01", "{place}: {text} could be a date");
                            }
                        }
                    }
                    (Kind::TextList, Value::Array(entries)) if entries.is_empty() => {
                        assert_eq!(found, &Data::Empty, "{place}");
                    }
                    (Kind::TextList, list) => {
                        assert!(whole_text(found, rest()) == joined(list.as_array().unwrap()), "{place}");
                    }
                    (Kind::Text | Kind::Term(_), text) => {
                        assert!(whole_text(found, rest()) == text.as_str().unwrap(), "{place}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_workbook_holds_the_miniature() {
    assert_sheets_hold_the_tables(&miniature::dataset());
}

#[test]
fn the_workbook_holds_what_is_hostile() {
    let dataset = hostile();
    assert_sheets_hold_the_tables(&dataset);
    let (_, sheets) = sheets(&dataset);
    let parts = |id: &str| {
        let rows = sheets["long_texts"].rows().skip(1);
        let of_note = rows.filter(|row| row[0] == *"actors" && row[1] == *id && row[2] == *"note");
        of_note.map(|row| (row[3].to_string(), row[4].to_string().chars().count())).collect::<Vec<_>>()
    };
    let first_long = hostile_texts().iter().position(|text| text.len() > 30_000).unwrap();
    let id = |n: usize| format!("a-{:02}", first_long + n);
    assert_eq!(parts(&id(0)), [], "32,767 characters fit");
    assert_eq!(parts(&id(1)), [("2".to_owned(), 1)]);
    assert_eq!(parts(&id(2)), [("2".to_owned(), 32_767), ("3".to_owned(), 70_000 - 2 * 32_767)]);
    assert_eq!(parts(&id(3)), [], "a character of two units fits at the end");
    assert_eq!(parts(&id(4)), [("2".to_owned(), 1)], "it is not cut in two");
}

#[test]
fn there_are_no_formulas() {
    let files = miniature::files(&hostile(), &only(&[Format::Xlsx], false));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(files["tallybook.xlsx"].clone())).unwrap();
    for name in workbook.sheet_names() {
        assert!(workbook.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
}

#[test]
fn the_first_sheet_explains_the_others() {
    let (_, sheets) = sheets(&hostile());
    let about = &sheets["about"];
    assert_eq!(cell(about, 0, 0), &Data::String("=Hostile".to_owned()));
    for data in tables(&hostile()) {
        let row = about.rows().find(|row| row[0] == *data.table.name).unwrap();
        assert_eq!(row[1].to_string(), data.table.description);
        assert_eq!(row[2].to_string(), data.table.row);
        assert_eq!(row[3], Data::Float(f64::from(u32::try_from(data.rows()).unwrap())));
    }
    for topic in ["homepage", "as_of", "nothing", "lists", "days", "numbers", "long texts", "links"] {
        assert!(about.rows().any(|row| row[0] == *topic && !row[1].to_string().is_empty()), "{topic}");
    }
}

#[test]
fn the_day_of_the_positions_is_a_date() {
    let options = Options { as_of: Day::new(2022, 6, 30), ..only(&[Format::Xlsx], false) };
    let files = miniature::files(&miniature::dataset(), &options);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(files["tallybook.xlsx"].clone())).unwrap();
    let about = workbook.worksheet_range("about").unwrap();
    let day = &about.rows().find(|row| row[0] == *"as_of").unwrap()[1];
    assert!(matches!(day, Data::DateTime(day) if day.to_ymd_hms_milli() == (2022, 6, 30, 0, 0, 0, 0)));
}

/// A table with one row more than a sheet has room for, made of many times the same rows.
#[test]
fn a_table_without_room_is_an_error_before_anything_is_written() {
    let dataset = hostile();
    let mut data = tables(&dataset).swap_remove(1);
    assert_eq!(data.table.name, "actors");
    let batch = data.batches[0].slice(0, 32);
    data.batches = vec![batch.clone(); 1_048_576 / 32];
    let full = Arc::new(TableData { batches: data.batches[1..].to_vec(), ..data });
    assert_eq!(xlsx::obstacle(&[Arc::clone(&full)]), None);
    let mut batches = full.batches.clone();
    batches.push(batch);
    let (table, columns, schema) = (full.table, full.columns.clone(), Arc::clone(&full.schema));
    let data = Arc::new(TableData { table, columns, schema, batches });
    let obstacle = xlsx::obstacle(&[data]).unwrap();
    assert_eq!(obstacle, "the table `actors` has 1048576 rows, and a sheet has room for 1048575");

    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("exports");
    let files = [
        ExportFile::new("csv/actors.csv", |_| panic!("nothing is written")),
        ExportFile::new("tallybook.xlsx", |_| panic!("nothing is written")).unless(Some(obstacle)),
    ];
    let error = write_all(&files, &out, None).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::NoRoom, out.join("tallybook.xlsx").as_path()));
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("`actors`"));
    assert!(error.hint().contains("--formats"));
    assert!(!out.exists());
}

/// The CSV for spreadsheets says the same as the plain one once its guards are undone.
#[test]
fn guarded_csv_can_be_read_back() {
    for dataset in [miniature::dataset(), hostile()] {
        let files = miniature::files(&dataset, &only(&[Format::Csv], true));
        let mut guarded = 0;
        for data in tables(&dataset) {
            let read = |folder: &str| -> Vec<::csv::StringRecord> {
                let bytes = &files[&format!("{folder}/{}.csv", data.table.name)];
                let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
                ::csv::Reader::from_reader(bytes).records().map(Result::unwrap).collect()
            };
            assert!(files[&format!("excel/{}.csv", data.table.name)].starts_with("\u{FEFF}".as_bytes()));
            assert!(!files[&format!("csv/{}.csv", data.table.name)].starts_with("\u{FEFF}".as_bytes()));
            let (plain, excel) = (read("csv"), read("excel"));
            assert_eq!(plain.len(), excel.len());
            for (plain, excel) in plain.iter().flatten().zip(excel.iter().flatten()) {
                assert_eq!(formula::start(excel), None, "{excel:?}");
                assert!(formula::unguard(excel) == plain, "{plain:?} {excel:?}");
                guarded += usize::from(excel != plain);
            }
        }
        assert!(guarded > 0 || dataset.manifest.title != "=Hostile");
    }
}

#[test]
fn texts_for_spreadsheets_are_quoted_and_numbers_are_not() {
    let dataset = hostile();
    let table = |name: &str| {
        let data = tables(&dataset).into_iter().find(|data| data.table.name == name).unwrap();
        let (mut plain, mut excel) = (Vec::new(), Vec::new());
        csv::write(&data, &mut plain).unwrap();
        csv::write_for_spreadsheets(&data, &mut excel).unwrap();
        (String::from_utf8(plain).unwrap(), String::from_utf8(excel).unwrap())
    };
    let (plain, excel) = table("actors");
    assert!(plain.contains("\r\na-01,2,person,+1,"));
    assert!(excel.contains("\r\n\"a-01\",2,\"person\",\"'+1\","));
    assert!(excel.contains("\"'=cmd|' /C calc'!A0\"") && excel.contains("\"''tis\""));
    let (_, excel) = table("transfers");
    assert!(excel.contains(",9007199254740993,"));
    assert!(excel.contains(",1900-02-28,") && excel.contains(",\"'-0044-03-15\","));
}

/// CSV for spreadsheets is made only where it is asked for, and changes no other file but those that list
/// the files.
#[test]
fn plain_csv_stays_as_it_is() {
    let dataset = hostile();
    let plain = miniature::files(&dataset, &Options::default());
    let mut with_excel = miniature::files(&dataset, &Options { excel: true, ..Options::default() });
    assert!(plain.keys().all(|path| !path.starts_with("excel/")));
    let mut plain = plain;
    for files in [&mut plain, &mut with_excel] {
        let listed = ["croissant.json", "manifest.json", "SHA256SUMS", "README.md"];
        files.retain(|path, _| !path.starts_with("excel/") && !listed.contains(&path.as_str()));
    }
    let differing: Vec<_> =
        plain.iter().filter(|(path, bytes)| with_excel.get(*path) != Some(bytes)).collect();
    assert_eq!(differing.iter().map(|(path, _)| path).collect::<Vec<_>>(), Vec::<&&String>::new());
    assert_eq!(plain.len(), with_excel.len());
}
