//! How to load an export: in Python, in R and in SQL. Only what is there is shown.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Subject, file_of, files_of};
use crate::made::Made;
use crate::partition::folder;
use crate::sqlite;

/// How to load a file of a table in Python, by the ending of its name; `{}` is its path.
const LOADING: [(&str, &str); 3] = [
    ("csv", "pandas.read_csv(\"{}\", keep_default_na=False, na_values=[\"\"], dtype_backend=\"pyarrow\")"),
    ("jsonl", "pandas.read_json(\"{}\", lines=True, dtype=False)"),
    ("parquet", "pandas.read_parquet(\"{}\", dtype_backend=\"pyarrow\")"),
];

/// How to load all tables in Python from a file that describes them; what the file is.
pub(super) const OPENING: [(&str, &str, &str); 3] = [
    ("croissant.json", "Croissant 1.0", "mlcroissant.Dataset(\"croissant.json\").records(\"{}\")"),
    (
        "csv/csv-metadata.json",
        "CSV on the Web",
        "csvw.TableGroup.from_file(\"csv/csv-metadata.json\").read()",
    ),
    (DATA_PACKAGE, "Data Package 2.0", "frictionless.Package(\"datapackage.json\")"),
];

const DATA_PACKAGE: &str = "datapackage.json";
const DATABASE: &str = "tallybook.sqlite";

/// What is to be known of the readers of some files: the files, each of which there has to be one of, and the text.
const READERS: [(&[&str], &str); 3] = [
    (
        &["csv"],
        "pandas guesses the types of CSV from its values: where all ids are digits, `007` becomes 7 unless their columns have \
         `dtype=str`.",
    ),
    (
        &["parquet", "croissant.json"],
        "mlcroissant reads Parquet where it was installed by `pip install 'mlcroissant[parquet]'`.",
    ),
    (
        &["parquet", DATA_PACKAGE],
        "frictionless holds the CSV files against the data package; nulls and lists of Parquet it reads by way of pandas, and \
         counts them as faults.",
    ),
];

const IN_R: &str = "\
### In R

`datapackage.json` has the type of every column of the CSV files. With it a column has the same type in every dataset, and `NA` (Namibia)
and `007` stay what they are:

```r
library(readr)

read_tally <- function(table) {
  resources <- jsonlite::read_json(\"datapackage.json\")$resources
  resource <- Find(function(resource) resource$name == table, resources)
  types <- c(string = \"c\", list = \"c\", integer = \"d\", number = \"d\", date = \"D\", boolean = \"l\")
  columns <- types[sapply(resource$schema$fields, function(field) field$type)]
  read_csv(resource$path, col_types = paste(columns, collapse = \"\"), na = \"\", trim_ws = FALSE)
}

{table} <- read_tally(\"{table}\")
```

Numbers are doubles, as R's integers end at 2^31, and have 15 digits; empty text is `NA`, too. `strsplit(…, \"; \", fixed = TRUE)` takes a
list apart, and `gsub(\"\\\\\\\\(.)\", \"\\\\1\", …)` takes the escapes out of its entries.
";

/// How to load what is there.
pub(super) fn loading(subject: &Subject<'_>, made: &[Made]) -> String {
    let most = subject.tables().iter().max_by_key(|data| data.columns.len());
    let Some(table) = most.map(|data| data.table.name) else { return String::new() };
    let mut sections = vec![in_python(table, made)];
    if has(made, DATA_PACKAGE) && file_of(made, table, "csv").is_some() {
        sections.push(IN_R.replace("{table}", table));
    }
    sections.push(in_sql(subject, table, made));
    sections.retain(|section| !section.is_empty());
    format!("\n## Load it\n\n{}", sections.join("\n"))
}

/// A line for each format and each description.
fn in_python(table: &str, made: &[Made]) -> String {
    let mut lines = Vec::new();
    let formats: BTreeSet<&str> =
        made.iter().filter(|file| file.table.is_some()).filter_map(Made::extension).collect();
    for format in &formats {
        let known = LOADING.iter().find(|(extension, _)| extension == format);
        if let Some(((_, code), file)) = known.zip(files_of(made, table, format).next()) {
            let path = loaded_from(file, table);
            lines.push((path.clone(), code.replace("{}", &path)));
        }
    }
    for (path, _, code) in OPENING {
        if has(made, path) {
            lines.push((path.to_owned(), code.replace("{}", table)));
        }
    }
    let mut text = "| from | in Python |\n| --- | --- |\n".to_owned();
    for (path, line) in lines {
        let _ = writeln!(text, "| {path} | `{line}` |");
    }
    let is_there = |file: &&str| formats.contains(file) || has(made, file);
    let known = READERS.iter().filter(|(files, _)| files.iter().all(is_there)).map(|(_, text)| *text);
    let known: Vec<_> = known.collect();
    if known.is_empty() { text } else { format!("{text}\n{}\n", known.join(" ")) }
}

/// A line for each format that DuckDB reads, and the views of the database.
fn in_sql(subject: &Subject<'_>, table: &str, made: &[Made]) -> String {
    let mut text = String::new();
    if let Some(file) = files_of(made, table, "parquet").next() {
        let path = loaded_from(file, table);
        let line = match file.partition {
            None => format!("from '{path}'"),
            Some(_) => format!(
                "from read_parquet('{path}**/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
            ),
        };
        let _ = writeln!(text, "| {path} | `{line}` |");
    }
    let csv = file_of(made, table, "csv");
    if let Some(Made { path, .. }) = csv {
        let options = "header = true, all_varchar = true, allow_quoted_nulls = false";
        let _ = writeln!(text, "| {path} | `from read_csv('{path}', {options})` |");
    }
    if has(made, DATABASE) {
        let _ =
            writeln!(text, "| {DATABASE} | `attach '{DATABASE}' (type sqlite); from tallybook.{table}` |");
    }
    if text.is_empty() {
        return text;
    }
    text = format!("### In SQL\n\n| from | in DuckDB |\n| --- | --- |\n{text}");
    if csv.is_some() {
        text += "\nThat of CSV gives text alone: told nothing, DuckDB guesses types from the values, and `total_text` becomes a number \
                 where every total is one. Parquet has the types with it.\n";
    }
    if has(made, DATABASE) {
        text += &database(subject);
    }
    text
}

/// What the database has beside the tables.
fn database(subject: &Subject<'_>) -> String {
    let mut text = format!(
        "\n`{DATABASE}` also says what the columns and terms mean (`columns`, `vocabularies`). Days are text there, and booleans 1 \
         or 0, in DuckDB as well.\n"
    );
    let views: Vec<_> = sqlite::views(|table| subject.has(table)).filter_map(sqlite::described).collect();
    if !views.is_empty() {
        text += "\n| view | what it shows |\n| --- | --- |\n";
    }
    for (name, what) in views {
        let _ = writeln!(text, "| `{name}` | {what} |");
    }
    text
}

/// The file to load a table from, or the folder if it is laid out in several.
pub(super) fn loaded_from(file: &Made, table: &str) -> String {
    file.partition.as_ref().map_or_else(|| file.path.clone(), |_| format!("{}/", folder(table)))
}

fn has(made: &[Made], path: &str) -> bool {
    made.iter().any(|file| file.path == path)
}
