//! `checks.sql`: the rules that the exported tables can answer, one query each.
//!
//! The queries stand beside their rules. Here they get codes and severities, those of the dataset; what
//! its waivers accept is left out.

use std::fmt::Write as _;

use tallybook_check::{RULES, Rule, Sql};
use tallybook_diagnostics::Severity;
use tallybook_export::{Format, TABLES, Table};
use tallybook_schema::record::{Manifest, SeveritySetting, Waiver};

/// The formats whose tables the queries can be run on as they are.
pub(crate) const CHECKED: [Format; 3] = [Format::Csv, Format::Parquet, Format::Sqlite];

/// Which tables there are, and how their files lie.
pub(crate) struct Layout<'a> {
    pub(crate) tables: &'a [&'static Table],
    pub(crate) partition_by: &'a [String],
}

impl Layout<'_> {
    /// The Parquet files of a table, as DuckDB reads them. What is in the path is text.
    fn parquet(&self, table: &'static Table) -> String {
        let (name, own) = (table.name, table.columns());
        let in_path = |name: &String| own.iter().any(|column| column.name == *name);
        if self.partition_by.is_empty() || !self.partition_by.iter().all(in_path) {
            return format!("'parquet/{name}.parquet'");
        }
        format!(
            "read_parquet('parquet/{name}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
        )
    }

    /// The tables that a query asks and that are not there.
    fn missing(&self, query: &str) -> Vec<&'static str> {
        let words: Vec<&str> = query
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let is_asked = |name: &str| {
            words.windows(2).any(|pair| {
                (pair[0].eq_ignore_ascii_case("from") || pair[0].eq_ignore_ascii_case("join"))
                    && pair[1] == name
            })
        };
        let absent = TABLES.iter().filter(|table| self.tables.iter().all(|known| known.name != table.name));
        absent.map(|table| table.name).filter(|name| is_asked(name)).collect()
    }
}

/// The text of the file, for a dataset with these settings and waivers.
pub(crate) fn text(manifest: &Manifest, layout: &Layout<'_>) -> String {
    let mut text = INTRODUCTION.to_owned();
    text.push_str("-- DuckDB, on the Parquet files or on the CSV files: begin with these views, then `.read checks.sql`.\n--\n");
    for table in layout.tables {
        let _ = writeln!(text, "--   create view {} as from {};", table.name, layout.parquet(table));
    }
    text.push_str("--\n");
    for table in layout.tables {
        let name = table.name;
        let _ = writeln!(
            text,
            "--   create view {name} as from read_csv('csv/{name}.csv', all_varchar = true, allow_quoted_nulls = false);"
        );
    }
    let mut queries: Vec<(Severity, &Rule, &str)> = Vec::new();
    let mut missing = Vec::new();
    for rule in RULES {
        match (rule.in_sql(), severity(rule, manifest)) {
            (Sql::Query(query), Some(severity)) => match layout.missing(query).as_slice() {
                [] => queries.push((severity, rule, query)),
                absent => {
                    missing.push((rule, format!("asks what is not exported: {}", absent.join(", "))));
                }
            },
            (Sql::Query(_), None) => missing.push((rule, "is switched off in `dataset.yaml`".to_owned())),
            (Sql::Not(why), _) => missing.push((rule, why.to_owned())),
        }
    }
    text.push_str("--\n-- Not in this file, as tables alone do not answer them:\n--\n");
    for (rule, why) in missing {
        let _ = writeln!(text, "--   {} {}: {why}", rule.info.code, rule.info.name);
    }
    for (severity, title) in [
        (Severity::Error, "Errors: a dataset without faults gives no rows"),
        (Severity::Warning, "Warnings: what is most likely a fault"),
        (Severity::Info, "Infos: no faults, but worth knowing"),
    ] {
        let _ = write!(text, "\n\n-- {title}\n");
        for (_, rule, query) in queries.iter().filter(|(of, ..)| *of == severity) {
            text.push_str(&wrapped(severity, rule, query, manifest));
        }
    }
    text
}

const INTRODUCTION: &str = "\
-- Checks of the tables in this folder, one query a rule. Written by `tallybook`; do not edit.
--
-- Each query gives the rows that its rule finds at fault: code, severity, record_type, record_id, path (a JSON
-- Pointer within the record), message. What the dataset waives is left out. They run as they are in SQLite, DuckDB,
-- DataFusion and Spark SQL (4.1 or newer).
--
-- Records are looked up by id: where R001 gives rows, mend these first.
-- `current_date` is the day that counts as today; put another one in its place, as '2022-11-08', to ask as of it.
--
-- SQLite, in this folder:
--
--   sqlite3 -header -box tallybook.sqlite < checks.sql
--
-- Spark SQL, on the Parquet files: before them, so that long chains are followed to their ends,
--
--   set spark.sql.cteRecursionLevelLimit = -1;
--   set spark.sql.cteRecursionRowLimit = -1;
--
";

/// The severity of a rule in a dataset; `None` if it is off.
fn severity(rule: &Rule, manifest: &Manifest) -> Option<Severity> {
    match manifest.checks.severity.get(rule.info.code) {
        Some(SeveritySetting::Off) => None,
        Some(SeveritySetting::Info) => Some(Severity::Info),
        Some(SeveritySetting::Warning) => Some(Severity::Warning),
        Some(SeveritySetting::Error) => Some(Severity::Error),
        None => Some(rule.info.severity),
    }
}

/// The query of a rule with its code and severity, without what is waived.
fn wrapped(severity: Severity, rule: &Rule, query: &str, manifest: &Manifest) -> String {
    let info = rule.info;
    let mut text = format!("\n-- {} {}: {}\n", info.code, info.name, info.summary);
    let mut conditions = Vec::new();
    for waiver in manifest.waivers.iter().filter(|waiver| waiver.code.eq_ignore_ascii_case(info.code)) {
        let Some(reason) = waiver.reason.as_deref().filter(|reason| !reason.trim().is_empty()) else {
            continue;
        };
        let Some(accepted) = accepted(waiver) else { continue };
        let _ = writeln!(text, "-- Waived: {}", one_line(reason));
        conditions.push(format!("not ({accepted})"));
    }
    let _ = write!(
        text,
        "select '{}' as code, '{severity}' as severity, record_type, record_id, path, message\nfrom (\n{}) as found\n",
        info.code,
        indented(query)
    );
    if !conditions.is_empty() {
        let _ = writeln!(text, "where {}", conditions.join("\n  and "));
    }
    text.push_str("order by record_type, record_id, path;\n");
    text
}

/// The condition under which a waiver accepts a row; `None` if it accepts none, as no path has a control
/// character in it.
fn accepted(waiver: &Waiver) -> Option<String> {
    let mut conditions = Vec::new();
    if let Some(until) = waiver.until {
        conditions.push(format!("cast(current_date as varchar(10)) <= '{until}'"));
    }
    if let Some(record) = &waiver.record {
        conditions.push(format!(
            "record_type = '{}' and record_id = {}",
            record.record_type,
            literal(&record.id)
        ));
    }
    if let Some(path) = waiver.path.as_deref().filter(|path| !path.is_empty()) {
        if path.chars().any(char::is_control) {
            return None;
        }
        let inside = format!("{path}/");
        let length = inside.chars().count();
        conditions.push(format!(
            "(path = {} or substr(path, 1, {length}) = {})",
            literal(path),
            literal(&inside)
        ));
    }
    Some(if conditions.is_empty() { "1 = 1".to_owned() } else { conditions.join(" and ") })
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Text as it can stand in a comment, which ends with the line.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn indented(query: &str) -> String {
    query.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> Manifest {
        let reading = tallybook_reader::Reading::from_memory([("dataset.yaml", text)]);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        reading.dataset.manifest
    }

    const WHOLE: Layout<'_> = Layout { tables: TABLES, partition_by: &[] };

    /// The query of a rule, with its comments.
    fn query(text: &str, code: &str) -> String {
        let whole = self::text(&manifest(text), &WHOLE);
        let queries = whole.split("\n\n").filter(|part| part.starts_with(&format!("-- {code} ")));
        queries.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_rule_is_in_the_file_once() {
        let text = text(&Manifest::default(), &WHOLE);
        for rule in RULES {
            let (code, name) = (rule.info.code, rule.info.name);
            let queries = text.matches(&format!("\n-- {code} {name}: ")).count();
            let missing = text.matches(&format!("\n--   {code} {name}: ")).count();
            let expected = if matches!(rule.in_sql(), Sql::Query(_)) { (1, 0) } else { (0, 1) };
            assert_eq!((queries, missing), expected, "{code}");
        }
    }

    #[test]
    fn a_waiver_takes_its_rows_out_and_says_why() {
        let waived = query(
            "title: T\nwaivers: [{code: d010, record: 'transfer:a', path: /stage, until: 2026-12-31, reason: \"It's\\n drop table x;\"}]\n",
            "D010",
        );
        assert!(waived.contains("-- Waived: It's drop table x;\n"), "{waived}");
        assert!(waived.contains(
            "where not (cast(current_date as varchar(10)) <= '2026-12-31' and record_type = 'transfer' and record_id = 'a' and (path = '/stage' or substr(path, 1, 7) = '/stage/'))\n"
        ), "{waived}");
        let unfounded = query("title: T\nwaivers: [{code: D010, reason: ' '}]\n", "D010");
        assert!(!unfounded.contains("where not"), "{unfounded}");
        let all = query("title: T\nwaivers: [{code: D010, reason: Known.}]\n", "D010");
        assert!(all.contains("where not (1 = 1)"), "{all}");
    }

    #[test]
    fn text_of_the_dataset_cannot_end_a_literal_or_a_comment() {
        assert_eq!(literal("a'; drop table x; --"), "'a''; drop table x; --'");
        assert_eq!(one_line("a\u{85}b\u{2028}c\r\nd\0e"), "a b c d e");
        let path = query("title: T\nwaivers: [{code: D010, path: \"/a\\0\", reason: Known.}]\n", "D010");
        assert!(!path.contains("where not"), "{path}");
    }

    #[test]
    fn severities_are_those_of_the_dataset() {
        let text = "title: T\nchecks: {severity: {D010: warning, Q008: off}}\n";
        assert!(query(text, "D010").contains("'warning' as severity"));
        assert!(query(text, "Q008").is_empty());
        assert!(self::text(&manifest(text), &WHOLE).contains("Q008 batch-partly-itemised: is switched off"));
    }

    /// A query stands in the file of some tables only if it asks no others.
    #[test]
    fn queries_ask_only_tables_that_are_there() {
        let tables = tallybook_export::tables_named(&["transfers".to_owned(), "items".to_owned()]).unwrap();
        let text = text(&Manifest::default(), &Layout { tables: &tables, partition_by: &[] });
        let queries = text.split("\n\n-- Errors: ").nth(1).unwrap();
        let lines: Vec<&str> = queries.lines().filter(|line| !line.starts_with("--")).collect();
        let asked = lines.join("\n").to_lowercase();
        for table in TABLES {
            let is_asked = ["from", "join"].iter().any(|word| {
                asked.split_whitespace().collect::<Vec<_>>().windows(2).any(|pair| {
                    pair[0].trim_start_matches('(') == *word
                        && pair[1].trim_end_matches([')', ',', ';']) == table.name
                })
            });
            assert_eq!(is_asked, ["transfers", "items"].contains(&table.name), "{}", table.name);
        }
        assert!(text.contains(": asks what is not exported: actors"), "{text}");
        assert!(!text.contains("parquet/actors.parquet"));
    }

    #[test]
    fn parts_of_a_table_are_read_together() {
        let columns = ["supplier_id".to_owned()];
        let text = text(&Manifest::default(), &Layout { tables: TABLES, partition_by: &columns });
        assert!(
            text.contains("create view transfers as from read_parquet('parquet/transfers/**/*.parquet', ")
        );
        assert!(text.contains("create view items as from 'parquet/items.parquet';"));
    }
}
