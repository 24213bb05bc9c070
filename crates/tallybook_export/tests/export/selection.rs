//! Exports of a part: what is kept, that it is the same as in the whole, and that every file says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rusqlite::Connection;
use serde_json::Value;
use tallybook_export::{
    Condition, Context, Format, MANIFEST, Options, Selected, TABLES, export, manifest_schema, nested,
    read_published, select, tables_named, write_all,
};
use tallybook_schema::Dataset;

use crate::miniature;

fn conditions(texts: &[&str]) -> Vec<Condition> {
    texts.iter().map(|text| text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))).collect()
}

fn selected(dataset: &Dataset, texts: &[&str]) -> Selected {
    select(dataset, None, &conditions(texts)).unwrap()
}

/// The files of a selection but the workbook, which takes its time and is made from the same tables.
fn files(dataset: &Dataset, selected: &Selected) -> BTreeMap<String, Vec<u8>> {
    let formats = [Format::Csv, Format::Json, Format::Sqlite].into();
    miniature::files(dataset, &Options { selected: Some(selected), formats, ..Options::default() })
}

fn lines(files: &BTreeMap<String, Vec<u8>>, table: &str) -> Vec<String> {
    let bytes = &files[&Format::Json.path(table)];
    std::str::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// The ids of the rows of a table in the selected export.
fn ids(dataset: &Dataset, texts: &[&str], table: &str) -> Vec<String> {
    let selected = selected(dataset, texts);
    let options = Options { selected: Some(&selected), formats: [Format::Json].into(), ..Options::default() };
    let files = miniature::files(dataset, &options);
    let id = |line: &String| json(line.as_bytes())["id"].as_str().unwrap().to_owned();
    lines(&files, table).iter().map(id).collect()
}

/// Selections of every kind, most of which choose something.
const SELECTIONS: &[&[&str]] = &[
    &["supplier=north"],
    &["supplier=south"],
    &["delivered=2022"],
    &["kind=materiel", "stage!=planned"],
    &["dispute_status=contested"],
    &["deal="],
    &["items.equipment=heron", "items.quantity>=10"],
    &["items.equipment=osprey", "supplier=north"],
    &["deals.stage=agreed"],
    &["statements.speaker=north"],
    &["statement_targets.stance=denies"],
    &["figures.value>10"],
    &["evidence.source=broadcast"],
    &["facts.status=unsourced", "facts.record_type=transfer"],
    &["links.target_id=hauler"],
    &["actors.kind=person"],
    &["actor_roles.title!="],
    &["equipment.designation!="],
    &["sources.cited>0"],
    &["supplier=ann-lee"],
];

/// A selection changes no value of a row that it keeps, numbers and counts of the whole included.
#[test]
fn every_row_of_a_part_is_a_row_of_the_whole() {
    let dataset = miniature::dataset();
    let whole = miniature::files(&dataset, &Options::default());
    let whole_rows: BTreeMap<&str, BTreeSet<String>> =
        TABLES.iter().map(|table| (table.name, lines(&whole, table.name).into_iter().collect())).collect();
    let mut smaller = 0;
    for texts in SELECTIONS {
        let selected = selected(&dataset, texts);
        let part = files(&dataset, &selected);
        for table in TABLES {
            let rows = lines(&part, table.name);
            for row in &rows {
                assert!(whole_rows[table.name].contains(row), "{texts:?} {}: {row}", table.name);
            }
            smaller += usize::from(rows.len() < whole_rows[table.name].len());
            let csv = |files: &BTreeMap<String, Vec<u8>>| files[&Format::Csv.path(table.name)].clone();
            let whole_csv = String::from_utf8(csv(&whole)).unwrap();
            let rest = String::from_utf8(csv(&part)).unwrap();
            assert!(rest.split("\r\n").all(|row| whole_csv.contains(row)), "{texts:?} {}", table.name);
        }
    }
    assert!(smaller > 100, "{smaller}");
}

/// Records are whole in the nested document too, but for targets that are not kept.
#[test]
fn records_of_the_nested_document_are_those_of_the_whole() {
    let dataset = miniature::dataset();
    let whole = json(&miniature::files(&dataset, &Options::default())["json/dataset.json"]);
    for texts in SELECTIONS {
        let selected = selected(&dataset, texts);
        let part = files(&dataset, &selected);
        let part = json(&part["json/dataset.json"]);
        let schema = serde_json::to_value(nested::schema()).unwrap();
        assert!(jsonschema::is_valid(&schema, &part), "{texts:?}");
        for (name, records) in part.as_object().unwrap().iter().filter(|(_, value)| value.is_array()) {
            for record in records.as_array().unwrap().iter().filter(|record| record.is_object()) {
                let same = whole[name].as_array().unwrap().iter().find(|other| other["id"] == record["id"]);
                let (mut record, mut same) = (record.clone(), same.unwrap().clone());
                if name == "statements" {
                    let about = record["about"].take();
                    let all = same["about"].take();
                    assert!(about.as_array().unwrap().iter().all(|t| all.as_array().unwrap().contains(t)));
                }
                assert_eq!(record, same, "{texts:?}");
            }
        }
    }
}

/// Every reference of a part leads to a row of it, so that the database can declare every key.
#[test]
fn every_reference_of_a_part_leads_somewhere() {
    let dataset = miniature::dataset();
    for texts in SELECTIONS {
        let selected = selected(&dataset, texts);
        let part = files(&dataset, &selected);
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &part["tallybook.sqlite"]).unwrap();
        let database = Connection::open(file.path()).unwrap();
        let text = |query: &str| -> Vec<String> {
            let mut statement = database.prepare(query).unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let left_out = "SELECT value FROM metadata WHERE name = 'keys_not_declared'";
        assert!(text(left_out).is_empty(), "{texts:?}: {:?}", text(left_out));
        assert!(text("SELECT \"table\" FROM pragma_foreign_key_check").is_empty(), "{texts:?}");
        // Lists have no keys.
        for table in TABLES {
            for column in table.columns().iter().filter(|column| column.name.ends_with("_ids")) {
                let Some(reference) = column.reference else { continue };
                let dangling = text(&format!(
                    "SELECT json_each.value FROM {}, json_each({}) WHERE json_each.value NOT IN (SELECT id FROM {})",
                    table.name, column.name, reference.table
                ));
                assert!(dangling.is_empty(), "{texts:?} {}.{}: {dangling:?}", table.name, column.name);
            }
        }
        let primary = text(
            "SELECT json_each.value FROM facts, json_each(primary_source_ids)
             WHERE json_each.value NOT IN (SELECT record_type || ':' || record_id FROM records)",
        );
        assert!(primary.is_empty(), "{texts:?}: {primary:?}");
    }
}

#[test]
fn what_belongs_to_a_transfer_comes_with_it() {
    let dataset = miniature::dataset();
    let of = |table| ids(&dataset, &["id=payment"], table);
    assert_eq!(of("transfers"), ["payment"]);
    assert!(of("items").is_empty() && of("deals").is_empty() && of("statements").is_empty());
    assert!(of("facts").iter().all(|id| id.starts_with("transfer:payment#") || id.starts_with("actor:")));
    let of = |table| ids(&dataset, &["id=first-batch"], table);
    assert_eq!(of("deals"), ["frame-deal"]);
    assert_eq!(of("items"), ["transfer:first-batch#/items/0"]);
    assert_eq!(of("statements"), ["minister-confirms", "south-admits", "south-denies"]);
    assert_eq!(of("figures"), ["statement:minister-confirms#/figures/0"]);
    assert_eq!(of("equipment"), ["hauler", "heron"]);
}

/// In the order of the ids: first-batch (2022-06-10, more than 10), payment (202X, USD 2000000 to 3000000.25),
/// second-batch (no delivery, 100 to 120), training (nothing).
#[test]
fn a_condition_holds_where_it_is_certain() {
    let dataset = miniature::dataset();
    for (condition, chosen, undecided) in [
        ("delivered>=2022-06", &["first-batch"][..], 3),
        ("delivered=2022", &["first-batch"], 3),
        ("delivered<2022-06-10", &[], 3),
        ("delivered!=2022-06-10", &[], 3),
        ("delivered>=2020", &["first-batch", "payment"], 2),
        ("delivered<2030", &["first-batch", "payment"], 2),
        ("delivered=202X", &["first-batch", "payment"], 2),
        ("delivered=", &["second-batch", "training"], 0),
        ("delivered!=", &["first-batch", "payment"], 0),
        ("delivered_start>2021", &["first-batch"], 2),
        ("total>10", &["first-batch", "second-batch"], 2),
        ("total>=100", &["second-batch"], 3),
        ("total=110", &[], 4),
        ("total!=110", &[], 4),
        ("total<=120", &["second-batch"], 3),
        ("remainder=0", &[], 3),
        ("amount>=USD 2000000", &["payment"], 3),
        ("amount>USD 3000000.25", &[], 3),
        ("amount>EUR 1", &[], 4),
        ("amount=EUR 2000000", &[], 3),
        ("amount!=EUR 2000000", &["payment"], 3),
        ("amount_currency=USD", &["payment"], 3),
        ("deal!=frame-deal", &[], 2),
        ("deal=", &["payment", "training"], 0),
        ("origin=south", &["first-batch"], 3),
        ("origin!=south", &[], 3),
        ("origin!=ann-lee", &["first-batch"], 3),
        ("origin=", &["payment", "second-batch", "training"], 0),
        ("delivered_uncertain=false", &["first-batch", "payment"], 2),
        ("stage!=delivered", &["second-batch", "training"], 0),
        ("evidence_count>0", &["first-batch"], 0),
        ("place_name=Port, East", &["first-batch"], 3),
        // `about 90` counts as 90.
        ("items.quantity=90", &["second-batch"], 0),
        ("items.description=tools", &["second-batch"], 1),
    ] {
        let selected = selected(&dataset, &[condition]);
        let kept = ids(&dataset, &[condition], "transfers");
        assert_eq!(kept, chosen, "{condition}");
        assert_eq!((selected.chosen, selected.undecided), (chosen.len(), undecided), "{condition}");
        assert_eq!((selected.considered(), selected.noun()), (4, "transfers"), "{condition}");
    }
    // Conditions on one table hold in the same row.
    assert!(ids(&dataset, &["items.equipment=heron", "items.quantity<=4"], "transfers").is_empty());
    assert_eq!(ids(&dataset, &["items.quantity<=4", "supplier=north"], "transfers"), ["second-batch"]);
}

/// A count or an amount without a least number is still no less than 0.
#[test]
fn no_number_is_below_0() {
    let mut dataset = miniature::dataset();
    let amounts = ["unknown", "up to USD 54", "about USD 54", "USD 54"];
    let totals = ["up to 54", "few", "unknown", "about 54"];
    let mut transfers = dataset.transfers.into_vec();
    assert_eq!(transfers.len(), totals.len());
    for ((transfer, total), amount) in transfers.iter_mut().zip(totals).zip(amounts) {
        transfer.total = Some(total.parse().unwrap());
        transfer.amount = Some(amount.parse().unwrap());
    }
    dataset.transfers = transfers.into();
    for (condition, chosen, undecided) in [
        ("total>=0", 4, 0),
        ("total<0", 0, 0),
        ("total!=-1", 4, 0),
        ("total<=54", 2, 2),
        // `about 54` counts as 54.
        ("total>0", 1, 3),
        ("total>=1", 1, 3),
        ("total=0", 0, 3),
        // In which currency an unknown amount is, nobody knows.
        ("amount>=USD 0", 3, 1),
        ("amount<USD 0", 0, 1),
        ("amount>USD 0", 2, 2),
        ("amount>=EUR 0", 0, 4),
    ] {
        let selected = selected(&dataset, &[condition]);
        assert_eq!((selected.chosen, selected.undecided), (chosen, undecided), "{condition}");
    }
}

#[test]
fn names_are_those_of_transfers_first() {
    for (text, said) in [
        ("supplier=north", "transfers.supplier_id=north"),
        ("origin = north", "transfers.origin_ids=north"),
        ("delivered>=2022-08", "transfers.delivered>=2022-08"),
        ("delivered_start>=2022-08", "transfers.delivered_start>=2022-08"),
        ("transfers.note!=", "transfers.note!="),
        ("speaker=north", "statements.speaker_id=north"),
        ("items.equipment=heron", "items.equipment_id=heron"),
        ("place_name=a=b", "transfers.place_name=a=b"),
    ] {
        assert_eq!(text.parse::<Condition>().unwrap().to_string(), said);
    }
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    for (text, said) in [
        ("supplier", "`supplier` is no condition"),
        ("=iran", "`=iran` is no condition"),
        ("supplier==iran", "no operator"),
        ("supplier!iran", "no operator"),
        ("suplier=iran", "`transfers` has no column `suplier`"),
        ("transfer.kind=funds", "no table `transfer`"),
        ("items.supplier=iran", "`items` has no column `supplier`"),
        ("publisher_id>a", "`sources.publisher_id` cannot be compared with `>a`"),
        ("kind=weapons", "`transfers.kind` is never `weapons`"),
        ("kind>funds", "cannot be compared"),
        ("supplier=North State", "`transfers.supplier_id` is never `North State`"),
        ("delivered>=summer", "`transfers.delivered` cannot be compared with `summer`"),
        ("delivered>=../2022", "cannot be compared"),
        ("delivered>=2022?", "cannot be compared"),
        ("delivered>=", "cannot be compared"),
        ("total>many", "`transfers.total` cannot be compared with `many`"),
        ("total>1e3", "cannot be compared"),
        ("total>0.00001", "cannot be compared"),
        ("total>99999999999999999999999999999999999999", "cannot be compared"),
        ("amount_currency=eur", "`transfers.amount_currency` is never `eur`"),
        ("facts.value_currency!=euro", "`facts.value_currency` is never `euro`"),
        ("amount_currency=EUR", ""),
        ("amount>100", "`transfers.amount` cannot be compared with `100`"),
        ("delivered_uncertain=no", "cannot be compared"),
        ("speaker_name=x", ""),
        ("evidence.fact_id=transfer:batch#/total", ""),
        ("path=/total", "several tables have a column `path`"),
    ] {
        match text.parse::<Condition>() {
            Err(error) => {
                assert!(!said.is_empty() && error.to_string().contains(said), "{text}: {error}");
                assert!(!error.hint.is_empty(), "{text}");
            }
            Ok(_) => assert!(said.is_empty(), "{text} is no error"),
        }
    }
    let error = "suplier=iran".parse::<Condition>().unwrap_err();
    assert!(error.misspelt.unwrap().known.contains(&"supplier_id".to_owned()));
    let error = "amount_currency=eur".parse::<Condition>().unwrap_err();
    assert_eq!(error.misspelt.unwrap().known, ["EUR"]);
    let dataset = miniature::dataset();
    let apart = conditions(&["supplier=north", "statements.speaker=north"]);
    let error = select(&dataset, None, &apart).unwrap_err();
    assert!(error.to_string().contains("which are about transfers"), "{error}");
    assert!(tables_named(&["transfer".to_owned()]).is_err());
}

#[test]
fn a_record_that_is_asked_for_is_there() {
    let dataset = miniature::dataset();
    let error = |text: &str| select(&dataset, None, &conditions(&[text])).err();
    for (text, id) in [
        ("supplier=nort", "nort"),
        ("supplier!=nort", "nort"),
        ("origin=nort", "nort"),
        ("deal=frame-dea", "frame-dea"),
        ("id=first-bach", "first-bach"),
        ("items.equipment=hero", "hero"),
        ("evidence.via=nort", "nort"),
        ("items.transfer_id=first-bach", "first-bach"),
    ] {
        let error = error(text).unwrap_or_else(|| panic!("{text} is no error"));
        assert!(error.to_string().ends_with(&format!(" `{id}`")), "{error}");
        let misspelt = error.misspelt.unwrap();
        assert!(
            misspelt.name == id && misspelt.known.iter().any(|known| known.contains(&id[..4])),
            "{misspelt:?}"
        );
    }
    // Facts have ids of their own, and an id need not be named anywhere.
    for text in
        ["supplier=ann-lee", "evidence.fact_id=nort", "links.target_id=nort", "items.id=nort", "supplier="]
    {
        assert_eq!(error(text), None, "{text}");
    }
}

#[test]
fn a_part_says_that_it_is_one() {
    let dataset = miniature::dataset();
    let selected = selected(&dataset, &["supplier=north", "total>10"]);
    let tables = tables_named(&["items".to_owned(), "transfers".to_owned()]).unwrap();
    let options = Options { selected: Some(&selected), tables, ..Options::default() };
    let files = miniature::files(&dataset, &options);
    let manifest = json(&files[MANIFEST]);
    let schema = serde_json::to_value(manifest_schema()).unwrap();
    assert!(jsonschema::is_valid(&schema, &manifest));
    let selection = &manifest["selection"];
    assert_eq!(selection["tables"], serde_json::json!(["transfers", "items"]));
    assert_eq!(selection["where"], serde_json::json!(["transfers.supplier_id=north", "transfers.total>10"]));
    assert_eq!((&selection["chosen"], &selection["undecided"]), (&2.into(), &1.into()));
    let transfers = serde_json::json!({"type": "transfer", "kept": 2, "of": 4});
    assert!(selection["records"].as_array().unwrap().contains(&transfers));
    let said = "2 of 4 transfers, where transfers.supplier_id=north and transfers.total>10, and what belongs to them; \
                only the tables transfers, items";
    for path in ["datapackage.json", "croissant.json", "csv/csv-metadata.json"] {
        assert!(std::str::from_utf8(&files[path]).unwrap().contains(said), "{path}");
    }
    let readme = std::str::from_utf8(&files["README.md"]).unwrap();
    assert!(
        readme
            .contains("## A part of the dataset\n\nOnly records that meet `transfers.supplier_id=north` and")
    );
    assert!(
        readme.contains("\n| transfers | 2 | 4 |\n")
            && readme.contains("Only the tables `transfers`, `items`.")
    );
    let whole = miniature::files(&dataset, &Options::default());
    assert!(json(&whole[MANIFEST]).get("selection").is_none());
    assert!(!std::str::from_utf8(&whole["README.md"]).unwrap().contains("A part of the dataset"));
}

/// What a part lacks, a later release has not lost.
#[test]
fn a_part_is_no_baseline() {
    let dataset = miniature::dataset();
    let folder = tempfile::tempdir().unwrap();
    let selected = selected(&dataset, &["supplier=north"]);
    let options = Options { selected: Some(&selected), formats: [Format::Csv].into(), ..Options::default() };
    write_all(&export(&dataset, &options), folder.path(), None).unwrap();
    let error = read_published(folder.path()).unwrap_err().to_string();
    assert!(error.contains("only a part of a dataset (`--where 'transfers.supplier_id=north'`)"), "{error}");
}

/// Whatever describes some tables speaks of no others.
#[test]
fn descriptions_of_some_tables_are_sound() {
    let dataset = miniature::dataset();
    let some = [&["transfers", "items"][..], &["facts"], &["evidence", "sources"], &["statement_targets"]];
    for names in some {
        let owned: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let tables = tables_named(&owned).unwrap();
        let files = miniature::files(&dataset, &Options { tables, ..Options::default() });
        let of_tables: BTreeSet<&str> =
            files.keys().filter_map(|path| path.strip_prefix("csv/")?.strip_suffix(".csv")).collect();
        assert_eq!(of_tables, names.iter().copied().collect::<BTreeSet<_>>());
        assert!(!files.contains_key("json/dataset.json"));

        let package = json(&files["datapackage.json"]);
        let resources = package["resources"].as_array().unwrap();
        assert_eq!(resources.len(), 2 * names.len());
        let known: BTreeSet<_> =
            resources.iter().map(|resource| resource["name"].as_str().unwrap()).collect();
        for key in resources.iter().flat_map(|r| r["schema"]["foreignKeys"].as_array().into_iter().flatten())
        {
            let to = key["reference"]["resource"].as_str().unwrap();
            assert!(to.is_empty() || known.contains(to), "{key}");
        }
        let croissant = json(&files["croissant.json"]);
        let sets = croissant["recordSet"].as_array().unwrap();
        let fields: BTreeSet<_> = sets
            .iter()
            .flat_map(|set| set["field"].as_array().unwrap())
            .map(|field| field["@id"].as_str().unwrap())
            .collect();
        for field in sets.iter().flat_map(|set| set["field"].as_array().unwrap()) {
            if let Some(to) = field["references"]["field"]["@id"].as_str() {
                assert!(fields.contains(to), "{field}");
            }
        }
        let group = json(&files["csv/csv-metadata.json"]);
        let urls: BTreeSet<_> =
            group["tables"].as_array().unwrap().iter().map(|t| t["url"].as_str().unwrap()).collect();
        assert_eq!(urls.len(), names.len());
        for key in group["tables"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|t| t["tableSchema"]["foreignKeys"].as_array().into_iter().flatten())
        {
            assert!(urls.contains(key["reference"]["resource"].as_str().unwrap()), "{key}");
        }
        let readme = std::str::from_utf8(&files["README.md"]).unwrap();
        for table in TABLES {
            let there = names.contains(&table.name);
            assert_eq!(readme.contains(&format!("](#{})", table.name)), there, "{names:?} {}", table.name);
            assert_eq!(readme.contains(&format!("\n## {}\n", table.name)), there, "{names:?} {}", table.name);
            assert_eq!(readme.contains(&format!("    {} {{", table.name)), there, "{names:?} {}", table.name);
        }

        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &files["tallybook.sqlite"]).unwrap();
        let database = Connection::open(file.path()).unwrap();
        let keys = "SELECT tables.name, keys.\"table\" FROM sqlite_schema AS tables,
                    pragma_foreign_key_list(tables.name) AS keys
                    WHERE keys.\"table\" NOT IN (SELECT name FROM sqlite_schema)";
        assert!(!database.prepare(keys).unwrap().exists([]).unwrap(), "{names:?}");
        let mut views = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").unwrap();
        let views: Vec<String> = views.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(views.is_empty(), "{names:?}: {views:?}");
    }
    let tables = tables_named(&["transfers", "items", "deals"].map(str::to_owned)).unwrap();
    let files = miniature::files(&dataset, &Options { tables, ..Options::default() });
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &files["tallybook.sqlite"]).unwrap();
    let database = Connection::open(file.path()).unwrap();
    let count: i64 =
        database.query_row("SELECT count(*) FROM transfer_overview", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 4);
}

/// The types of records that conditions on a table are about are those of its rows.
#[test]
fn tables_have_rows_of_the_records_that_conditions_are_about() {
    let dataset = miniature::dataset();
    let context = Context::new(&dataset, None, None);
    for table in TABLES {
        let all = selected(&dataset, &[&format!("{}.id!=", table.name)]);
        let data = table.data(&context);
        let records: usize = all.chosen;
        assert!(records > 0 && records <= data.rows(), "{}", table.name);
        assert!(records <= all.considered(), "{}", table.name);
    }
}
