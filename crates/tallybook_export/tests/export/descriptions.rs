//! The files that describe an export. That their standards' own validators accept them is shown by
//! `tests/readers`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tallybook_export::{
    CHECKSUMS, ExportFile, Format, MANIFEST, Made, Options, TABLES, contents, export, manifest_schema,
};
use tallybook_reader::Reading;
use tallybook_schema::value::Day;

use crate::miniature;

fn json(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_slice(&files[path]).unwrap()
}

fn exported(formats: impl IntoIterator<Item = Format>) -> BTreeMap<String, Vec<u8>> {
    let options = Options { formats: formats.into_iter().collect(), ..Options::default() };
    miniature::files(&miniature::dataset(), &options)
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_manifest_follows_its_schema() {
    let validator = jsonschema::validator_for(manifest_schema().as_value()).unwrap();
    let manifest = json(&exported(Format::ALL), MANIFEST);
    let errors: Vec<_> = validator.iter_errors(&manifest).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_manifest_has_the_whole_description_of_the_dataset() {
    let dataset = miniature::dataset();
    let options = Options { as_of: Day::new(2022, 6, 30), ..Options::default() };
    let manifest = json(&miniature::files(&dataset, &options), MANIFEST);
    assert_eq!(manifest["dataset"], serde_json::to_value(&dataset.manifest).unwrap());
    assert_eq!(manifest["as_of"], "2022-06-30");
    let names: Vec<_> = manifest["tables"].as_array().unwrap().iter().map(|table| &table["name"]).collect();
    assert_eq!(names, TABLES.iter().map(|table| table.name).collect::<Vec<_>>());
    let column = |name: &str| {
        let columns = manifest["tables"][5]["columns"].as_array().unwrap();
        columns.iter().find(|column| column["name"] == name).unwrap().clone()
    };
    insta::assert_snapshot!(
        "manifest-columns",
        serde_json::to_string_pretty(&["stage", "supplier_id", "total_low"].map(column)).unwrap()
    );
}

#[test]
fn the_manifest_lists_every_file_but_itself_and_the_checksums() {
    let files = exported(Format::ALL);
    let manifest = json(&files, MANIFEST);
    let listed = manifest["files"].as_array().unwrap();
    let paths: BTreeSet<_> = listed.iter().map(|file| file["path"].as_str().unwrap()).collect();
    let expected: BTreeSet<_> =
        files.keys().map(String::as_str).filter(|path| ![MANIFEST, CHECKSUMS].contains(path)).collect();
    assert_eq!(paths, expected);
    for file in listed {
        let bytes = &files[file["path"].as_str().unwrap()];
        assert_eq!((&file["bytes"], &file["sha256"]), (&bytes.len().into(), &digest(bytes).into()), "{file}");
    }
    let transfers = listed.iter().find(|file| file["path"] == "json/transfers.jsonl").unwrap();
    assert_eq!(
        (&transfers["table"], &transfers["rows"], &transfers["format"]),
        (&"transfers".into(), &4.into(), &"jsonl".into())
    );
}

#[test]
fn the_checksums_cover_every_file_but_themselves() {
    let files = exported(Format::ALL);
    let expected: String = files
        .iter()
        .filter(|(path, _)| *path != CHECKSUMS)
        .map(|(path, bytes)| format!("{}  {path}\n", digest(bytes)))
        .collect();
    assert_eq!(std::str::from_utf8(&files[CHECKSUMS]).unwrap(), expected);
}

/// A format that the descriptions do not know: its file is listed, with size and digest.
#[test]
fn a_file_of_any_other_format_is_listed() {
    let dataset = miniature::dataset();
    let mut files = export(&dataset, &Options::default());
    files.push(ExportFile::new("tallybook.other", |out| out.write_all(b"0123456789")));
    let made: BTreeMap<String, (Made, Vec<u8>)> = contents(&files)
        .unwrap()
        .into_iter()
        .map(|(made, bytes)| (made.path.clone(), (made, bytes)))
        .collect();
    let sum = &made["tallybook.other"].0.sha256;
    for (path, entry) in [
        (MANIFEST, "\"path\": \"tallybook.other\"".to_owned()),
        (CHECKSUMS, format!("{sum}  tallybook.other\n")),
        ("README.md", "| [tallybook.other](tallybook.other) | 10 bytes |".to_owned()),
        ("croissant.json", "\"@id\": \"tallybook.other\"".to_owned()),
    ] {
        assert!(std::str::from_utf8(&made[path].1).unwrap().contains(&entry), "{path}: {entry}");
    }
}

#[test]
fn a_description_cannot_be_made_alone() {
    let dataset = miniature::dataset();
    let files = export(&dataset, &Options::default());
    let manifest = files.iter().find(|file| file.path() == MANIFEST).unwrap();
    assert!(manifest.bytes().unwrap_err().to_string().contains("made from other files"));
}

#[test]
fn the_data_package_has_a_resource_for_each_file_of_a_table() {
    let files = exported(Format::ALL);
    let package = json(&files, "datapackage.json");
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 2 * TABLES.len());
    let names: BTreeSet<_> = resources.iter().map(|resource| resource["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), resources.len());
    for resource in resources {
        let bytes = &files[resource["path"].as_str().unwrap()];
        assert_eq!(resource["bytes"], bytes.len(), "{resource}");
        assert_eq!(resource["hash"], format!("sha256:{}", digest(bytes)), "{resource}");
        for key in resource["schema"]["foreignKeys"].as_array().into_iter().flatten() {
            let to = key["reference"]["resource"].as_str().unwrap();
            assert!(to.is_empty() || names.contains(to), "{key}");
        }
    }
    assert!(package.get("created").is_none());
    assert_eq!(package["sources"].as_array().unwrap().len(), miniature::dataset().sources.len());
    let licence = &package["licenses"][0];
    assert_eq!(
        (&licence["name"], &licence["path"]),
        (&"CC0-1.0".into(), &"https://creativecommons.org/publicdomain/zero/1.0/".into())
    );
    let deals = |name: &str| {
        let mut resource = resources.iter().find(|resource| resource["name"] == name).unwrap().clone();
        for changing in ["bytes", "hash"] {
            resource.as_object_mut().unwrap().remove(changing);
        }
        serde_json::to_string_pretty(&resource).unwrap()
    };
    insta::assert_snapshot!("datapackage-deals", deals("deals"));
    insta::assert_snapshot!("datapackage-deals-parquet", deals("deals-parquet"));
}

#[test]
fn the_csv_metadata_lie_beside_the_files_they_describe() {
    let files = exported([Format::Csv]);
    let group = json(&files, "csv/csv-metadata.json");
    let tables = group["tables"].as_array().unwrap();
    for table in tables {
        assert!(files.contains_key(&format!("csv/{}", table["url"].as_str().unwrap())), "{table}");
    }
    assert_eq!(tables.len(), TABLES.len());
    insta::assert_snapshot!("csv-metadata-deals", serde_json::to_string_pretty(&tables[4]).unwrap());
}

#[test]
fn croissant_reads_the_best_format_there_is() {
    for (formats, extension) in [
        (Format::ALL.to_vec(), "parquet"),
        (vec![Format::Csv, Format::Json], "csv"),
        (vec![Format::Json], "jsonl"),
    ] {
        let document = json(&exported(formats), "croissant.json");
        let record_sets = document["recordSet"].as_array().unwrap();
        assert_eq!(record_sets.len(), TABLES.len());
        let objects: BTreeSet<_> = document["distribution"]
            .as_array()
            .unwrap()
            .iter()
            .map(|object| &object["@id"])
            .map(Value::to_string)
            .collect();
        for field in record_sets.iter().flat_map(|set| set["field"].as_array().unwrap()) {
            let object = &field["source"]["fileObject"]["@id"];
            assert!(objects.contains(&object.to_string()), "{field}");
            assert!(object.as_str().unwrap().ends_with(extension), "{field}");
        }
    }
    let document = json(&exported([Format::Csv]), "croissant.json");
    let fields = document["recordSet"][4]["field"].as_array().unwrap();
    insta::assert_snapshot!("croissant-deals", serde_json::to_string_pretty(&fields[..4]).unwrap());
}

/// Values from the rows of the dataset, and none where no row has one.
#[test]
fn the_readme_shows_values_of_the_dataset() {
    let files = exported(Format::ALL);
    let readme = std::str::from_utf8(&files["README.md"]).unwrap();
    assert!(readme.starts_with("# Miniature: every kind of value\n"));
    let section = |table: &str| {
        let section = readme.split(&format!("\n## {table}\n")).nth(1).unwrap();
        section.split("\n## ").next().unwrap().to_owned()
    };
    insta::assert_snapshot!("readme-deals", section("deals"));
    let ids: Vec<Value> = std::str::from_utf8(&files["json/deals.jsonl"])
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
        .collect();
    let first = ids[0].as_str().unwrap();
    assert!(section("deals").contains(&format!("| `id` | text | Id of the deal | `{first}` | never |")));
    for table in TABLES {
        let columns = table.columns().len();
        let rows = section(table.name).lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, columns, "{}", table.name);
    }
}

/// Every link to a heading of the page leads to one, and every link to a file to a file.
#[test]
fn the_links_of_the_readme_lead_somewhere() {
    let files = exported(Format::ALL);
    let readme = std::str::from_utf8(&files["README.md"]).unwrap();
    let headings: BTreeSet<_> = readme.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let mut links = 0;
    for link in readme.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        links += 1;
        match link.strip_prefix('#') {
            Some(heading) => assert!(headings.contains(heading), "{link}"),
            None => assert!(link.starts_with("https://") || files.contains_key(link), "{link}"),
        }
    }
    assert!(links > 50);
}

/// What readers of these files do not undo is said of every list in CSV, and of nothing else.
#[test]
fn lists_in_csv_say_how_their_entries_stand_in_a_cell() {
    let said = |column: &Value| {
        let description = column.get("description").or_else(|| column.get("dc:description")).unwrap();
        description.as_str().unwrap().contains("within an entry, `;` is written `\\;`")
    };
    let all = exported(Format::ALL);
    let mut lists = 0;
    for table in json(&all, "csv/csv-metadata.json")["tables"].as_array().unwrap() {
        for column in table["tableSchema"]["columns"].as_array().unwrap() {
            assert_eq!(said(column), column.get("separator").is_some(), "{column}");
            lists += usize::from(said(column));
        }
    }
    assert!(lists > 10);
    for resource in json(&all, "datapackage.json")["resources"].as_array().unwrap() {
        for field in resource["schema"]["fields"].as_array().unwrap() {
            assert_eq!(said(field), field["type"] == "list" && resource["format"] == "csv", "{field}");
        }
    }
    for (files, in_csv) in [(&all, false), (&exported([Format::Csv]), true)] {
        for table in json(files, "croissant.json")["recordSet"].as_array().unwrap() {
            for field in table["field"].as_array().unwrap() {
                assert_eq!(said(field), in_csv && field["repeated"] == true, "{field}");
            }
        }
    }
}

#[test]
fn the_readme_names_the_successor_of_a_term() {
    let files = exported([Format::Csv]);
    let readme = std::str::from_utf8(&files["README.md"]).unwrap();
    for row in [
        "| `drone` | Uncrewed aerial vehicle (deprecated: write `uav`) |",
        "| `uav` | Uncrewed aerial vehicle of a kind not said |",
    ] {
        assert!(readme.contains(&format!("\n{row}\n")), "{row}");
    }
}

/// What cannot be loaded or counted is not spoken of.
#[test]
fn the_readme_says_how_to_load_and_count_what_is_there() {
    let all = &Format::ALL[..];
    let every: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let loaded = [
        "### In R",
        "### In SQL",
        "read_csv('",
        "(type sqlite)",
        "`transfer_overview`",
        "[parquet]",
        "as faults",
    ];
    let counted = ["**Totals and items.**", "**Open dates.**", "**Figures.**", "**Actors and their parts.**"];
    for (formats, tables, said) in [
        (all, &every[..], [&loaded[..], &counted].concat()),
        (&[Format::Csv], &every[..], [&loaded[..3], &counted].concat()),
        (&[Format::Parquet], &every[..], [&["### In SQL", "[parquet]", "as faults"][..], &counted].concat()),
        (&[Format::Json], &every[..], counted.to_vec()),
        (&[Format::Json], &["sources", "figures"], vec!["**Figures.**"]),
        (&[Format::Json], &["sources"], vec![]),
        (&[Format::Sqlite], &["transfers"], vec!["### In SQL", "(type sqlite)", "**Open dates.**"]),
    ] {
        let tables = TABLES.iter().copied().filter(|table| tables.contains(&table.name)).collect();
        let options = Options { formats: formats.iter().copied().collect(), tables, ..Options::default() };
        let files = miniature::files(&miniature::dataset(), &options);
        let readme = std::str::from_utf8(&files["README.md"]).unwrap();
        for words in loaded.iter().chain(&counted) {
            assert_eq!(readme.contains(words), said.contains(words), "{formats:?}: {words}");
        }
    }
}

/// A reader joins by a reference, and cannot tell the type of a column without a value.
#[test]
fn croissant_refers_by_columns_with_values() {
    for (origin, refers) in [("", false), (", origin: a", true)] {
        let equipment = format!("- {{id: e, designation: E, class: uav{origin}}}\n");
        let files = [
            ("dataset.yaml", "title: Of some origin\n"),
            ("actors.yaml", "- {id: a, kind: state, name: A}\n"),
            ("equipment.yaml", &equipment),
        ];
        let reading = Reading::from_memory(files);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let document = json(&miniature::files(&reading.dataset, &Options::default()), "croissant.json");
        let fields =
            document["recordSet"].as_array().unwrap().iter().flat_map(|set| set["field"].as_array().unwrap());
        let field = fields.into_iter().find(|field| field["@id"] == "equipment/origin_id").unwrap();
        assert_eq!(field.get("references").is_some(), refers, "{field}");
    }
}
