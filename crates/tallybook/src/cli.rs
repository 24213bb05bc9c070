//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tallybook_export::Format as Exported;
use tallybook_import::read::Source;
use tallybook_schema::id::ActorId;
use tallybook_schema::value::{Day, Locator};

use crate::memory::MemoryLimit;

/// Keep datasets of who transferred what to whom, and who says so
///
/// A dataset is a folder of YAML files in which every fact cites its source. Tallybook checks that it
/// is consistent with itself and exports it as CSV, JSON, Parquet, XLSX and SQLite.
#[derive(Debug, Parser)]
#[command(
    name = "tallybook",
    version,
    max_term_width = 100,
    after_help = "\
Begin with:
  tallybook init my-dataset      start a dataset that explains itself
  tallybook check my-dataset     check it
  tallybook build my-dataset     check it and write exports/

Exit status: 0 clean, 1 findings that fail the run or records that could not be read, 2 the tool could not do its work, 130 stopped by Ctrl-C"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to colour what is printed
    #[arg(long, visible_alias = "color", global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) colour: Colour,

    /// Print findings, answers and errors alone: no summary, no list of what was written, no progress
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// How many threads work at a time [default: one for every core]
    ///
    /// What is printed and written does not depend on it.
    #[arg(long, global = true, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<usize>,

    /// The most memory to use, as 2GB or 800MiB [default: no limit]
    ///
    /// With more in use, the work is given up with exit status 2, and earlier exports stay as they were. The memory is
    /// looked at many times a second, not at every step: leave some room below what the machine has.
    #[arg(long, global = true, value_name = "SIZE")]
    pub(crate) memory_limit: Option<MemoryLimit>,
}

/// The most threads that can be asked for.
const MAX_THREADS: usize = 1024;

/// A number of threads.
fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("without a thread nothing is done; leave the option out to use every core".to_owned()),
        Ok(threads) if threads <= MAX_THREADS => Ok(threads),
        _ => Err(format!("a whole number from 1 to {MAX_THREADS} is wanted")),
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// When it goes to a terminal and `NO_COLOR` is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A command. What its arguments are documented with is its help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(BuildArgs),
    Check(CheckArgs),
    Fix(FixArgs),
    Fmt(FmtArgs),
    Export(ExportArgs),
    Verify(VerifyArgs),
    Import(ImportArgs),
    Show(ShowArgs),
    Timeline(TimelineArgs),
    Coverage(CoverageArgs),
    Archive(ArchiveArgs),
    Cite(CiteArgs),
    Explain(ExplainArgs),
    Rules(RulesArgs),
    Schema(SchemaArgs),
    Init(InitArgs),
    New(NewArgs),
    Completions(CompletionsArgs),
}

/// What to check, and how strictly.
#[derive(Debug, Default, Args)]
pub(crate) struct CheckOptions {
    /// The day that counts as today, as 2022-11-08 [default: the current day]
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<Day>,

    /// Fail on warnings too
    #[arg(long)]
    pub(crate) strict: bool,

    /// Run only these rules: codes or their beginnings, as E001,Q
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Leave these rules out
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Exports of an earlier release: no id and no column that they have may be gone
    #[arg(long, value_name = "DIR")]
    pub(crate) baseline: Option<PathBuf>,

    /// The folder of the archived texts, to hold quotes against [env: `TALLYBOOK_ARCHIVE`] [default: the one
    /// that dataset.yaml names]
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,

    /// Show every finding, however many a rule has. Otherwise text is cut short after some of a rule, and in every
    /// format one finding stands for all where a rule of severity info has more than 1000
    #[arg(long)]
    pub(crate) all: bool,
}

/// Check a dataset and write its exports
///
/// With an error in the data nothing is written, and what is in the folder stays as it was.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// The folder of the dataset
    #[arg(default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// The folder for the exports
    #[arg(long, short, value_name = "DIR", default_value = "exports")]
    pub(crate) out: PathBuf,

    /// Replace files of the last export that were edited since
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// Only what had been said and published by this day [default: all that is known]
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Day>,

    #[command(flatten)]
    pub(crate) check: CheckOptions,
}

/// Check a dataset
///
/// Every finding points at the value that is wrong and at every other value that took part. `tallybook
/// explain CODE` says more about a rule. A finding that is known and accepted is waived in
/// dataset.yaml, with a reason.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook check                                   check ./dataset
  tallybook check my-dataset --strict               fail on warnings too
  tallybook check my-dataset --select E,Q001        run the evidence rules and Q001 alone
  tallybook check --watch                           check again on every save
  tallybook check my-dataset --format json          findings for a machine
  tallybook check my-dataset --format sarif         findings for code scanning")]
pub(crate) struct CheckArgs {
    /// The folder of the dataset, or of an export, whose tables are then checked
    #[arg(default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// How to print the findings [default: github inside GitHub Actions, text elsewhere]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<FindingsFormat>,

    /// Check again whenever a file is saved, until Ctrl-C, with exit status 0; as text only
    #[arg(long)]
    pub(crate) watch: bool,

    #[command(flatten)]
    pub(crate) check: CheckOptions,
}

/// Apply the repairs that findings offer
///
/// Only those that are right in every case; with --all also those that are merely likely, which you should
/// look over before you keep them. What is repaired is checked again, until nothing is left to repair.
/// Comments and layout stay as they are. Exit status as that of `tallybook check` afterwards.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook fix --dry-run                 show what would change
  tallybook fix                           repair what can be repaired unasked
  tallybook fix --all --select R002       repair references to nothing, likely or not")]
pub(crate) struct FixArgs {
    /// The folder of the dataset
    #[arg(default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// Show the changes and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Apply also repairs that need a look afterwards
    #[arg(long)]
    pub(crate) all: bool,

    /// The day that counts as today, as 2022-11-08 [default: the current day]
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<Day>,

    /// Repair only what these rules find: codes or their beginnings, as E001,Q
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Leave these rules out
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
}

/// Bring the files of a dataset into one layout, without changing a value
///
/// Fields stand in the order of the model, `note` and `evidence` last; indentation is two spaces. In YAML,
/// lists of records begin at the left edge with one blank line between records, quotes stand between double
/// quotes, comments stay with what they belong to, and collections in brackets and the notation of other values
/// are left alone. In JSON every value has a line, in JSON Lines every record, and all keep their characters.
/// A file with something in it that cannot be laid out, as `? key`, is named and left alone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook fmt               lay out ./dataset
  tallybook fmt --check       list the files that would change; exit status 1 if there are any")]
pub(crate) struct FmtArgs {
    /// The folder of the dataset
    #[arg(default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// List the files that would change and write nothing
    #[arg(long)]
    pub(crate) check: bool,
}

/// A format for findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingsFormat {
    /// For people
    Text,
    /// For machines, versioned; its JSON Schema is printed by `tallybook schema findings`
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions, and a job summary
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// JUnit XML: a test case a rule
    Junit,
}

/// A format for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For machines, versioned
    Json,
}

/// Write the exports of a dataset, in the formats you choose
///
/// The dataset is checked first; with an error in it nothing is written, unless you allow errors. Beside CSV,
/// Parquet and SQLite stands `checks.sql`: the rules as queries on them.
///
/// With --where only the records that meet conditions, and what belongs to them: items, evidence and facts, what is said
/// of them, and whatever they refer to. A value of a row stays that of the whole dataset. A condition names a column
/// of `transfers`, or `table.column`, in full or in short: `supplier` is `supplier_id`, `delivered` the date, `total` the
/// number. It holds where that is certain: `delivered>=2022-08` holds for 2022-08-20, and not for 2022, which may
/// be May; of how many it cannot be told, the summary says. `deal=` is where nothing is stated.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook export --formats parquet --out /data    write only Parquet
  tallybook export --formats xlsx --out /tmp        write only the workbook
  tallybook export my-dataset --as-of 2022-11-01    what was known on that day
  tallybook export --allow-errors --out /tmp/look   look at a dataset that does not check clean
  tallybook export --tables transfers,items --formats csv --out /data
  tallybook export --where supplier=iran --where 'delivered>=2022-08' --out /tmp/iran
  tallybook export --where items.equipment=shahed-136 --where 'total>100' --out /tmp/shahed
  tallybook export --formats parquet --partition-by supplier_id,stage --out /data
  tallybook export --check                          whether exports/ is up to date")]
pub(crate) struct ExportArgs {
    /// The folder of the dataset
    #[arg(default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// The formats to write; a folder holds one export, and what the last one wrote besides is removed from it
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        default_value = "csv,json,parquet,xlsx,sqlite"
    )]
    pub(crate) formats: Vec<ExportFormat>,

    /// Only these tables, as transfers,items [default: all]
    #[arg(long, value_name = "TABLES", value_delimiter = ',')]
    pub(crate) tables: Vec<String>,

    /// Only records that meet a condition, as supplier=iran, with = != < <= > >=; given several times, all of them
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) conditions: Vec<String>,

    /// Lay out the Parquet files of tables with these columns in folders, as Hive does
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(crate) partition_by: Vec<String>,

    /// Write CSV for spreadsheets too, into excel/: with a byte order mark, and with an apostrophe before every
    /// text that a spreadsheet would run as a formula
    #[arg(long)]
    pub(crate) excel: bool,

    /// The folder for the exports
    #[arg(long, short, value_name = "DIR", default_value = "exports")]
    pub(crate) out: PathBuf,

    /// Replace files of the last export that were edited since
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// Write the exports in spite of findings that fail the run, unless part of the dataset could not be read;
    /// they are not for publication, and the exit status stays 1
    #[arg(long)]
    pub(crate) allow_errors: bool,

    /// Only what had been said and published by this day [default: all that is known]
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Day>,

    /// Write nothing, and fail unless the folder holds these exports already
    #[arg(long = "check")]
    pub(crate) compare: bool,

    #[command(flatten)]
    pub(crate) check: CheckOptions,
}

/// A format for exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum ExportFormat {
    /// RFC 4180 tables
    Csv,
    /// JSON Lines tables and one nested dataset.json
    Json,
    /// Typed, compressed tables for notebooks
    Parquet,
    /// One workbook for spreadsheets, with a sheet a table
    Xlsx,
    /// One database of all tables, with keys, documentation and views
    Sqlite,
}

/// Say whether the files of an export are whole, and say the same in every format
///
/// Each file is held against manifest.json and `SHA256SUMS`, and the tables of all formats against each other, cell by
/// cell.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The folder of the exports
    #[arg(value_name = "EXPORTS", default_value = "exports")]
    pub(crate) exports: PathBuf,
}

/// Take what was edited in exported tables over into the YAML files of a dataset
///
/// Only what differs is changed: comments, order and all other records stay as they are. What was edited is known
/// from the files of the export that nobody touched; a cell that the dataset has changed as well is a conflict.
/// Values that a spreadsheet has damaged are named by their cells. Without a dataset, the tables become one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook import exports --dry-run                    what the edits come to
  tallybook import exports --from csv                   take over the CSV files
  tallybook import ~/Downloads/tallybook.xlsx           take over a workbook
  tallybook import exports --dataset copy               make a dataset of the tables

Exit status: 0 all of it was taken over, 1 there is something to look at, 2 the tool could not do its work")]
pub(crate) struct ImportArgs {
    /// The folder of the exports, or a workbook
    #[arg(value_name = "EXPORTS")]
    pub(crate) exports: PathBuf,

    /// The folder of the dataset; a new one, if it is empty or not there
    #[arg(long, short, value_name = "DIR", default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// Which files to take over [default: those that were edited]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<ImportFormat>,

    /// Take records and parts out whose rows are gone
    #[arg(long)]
    pub(crate) delete: bool,

    /// Show the changes and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// The day that counts as today, as 2022-11-08 [default: the current day]
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<Day>,
}

/// Files that hold tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportFormat {
    /// csv/*.csv
    Csv,
    /// excel/*.csv, the guarded CSV for spreadsheets
    Excel,
    /// json/*.jsonl
    Json,
    /// parquet/*.parquet
    Parquet,
    /// tallybook.xlsx
    Xlsx,
    /// tallybook.sqlite
    Sqlite,
}

impl ImportFormat {
    pub(crate) fn source(self) -> Source {
        match self {
            Self::Csv => Source::Format(Exported::Csv),
            Self::Excel => Source::Excel,
            Self::Json => Source::Format(Exported::Json),
            Self::Parquet => Source::Format(Exported::Parquet),
            Self::Xlsx => Source::Format(Exported::Xlsx),
            Self::Sqlite => Source::Format(Exported::Sqlite),
        }
    }
}

/// Show everything known of a record
///
/// Its values with their evidence, what other sources report, who affirms and who denies it, and what
/// refers to it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook show uav-batch-1
  tallybook show transfer:uav-batch-1 --as-of 2022-11-01")]
pub(crate) struct ShowArgs {
    /// The id of a record, alone or as type:id
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    /// The folder of the dataset
    #[arg(long, short, value_name = "DIR", default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// Only what had been said and published by this day [default: all that is known]
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Day>,
}

/// Show who said what on which day, and how disputes changed
///
/// Without an id, every deal and transfer. With the id of an actor, what it said. Statements stand
/// in the order of the first day on which they can have been made, by their date or else by when
/// their sources were published, those of which neither is known first. A change of the dispute
/// status stands after the statements of the day that brought it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook timeline
  tallybook timeline uav-batch-1
  tallybook timeline iran --as-of 2022-11-06")]
pub(crate) struct TimelineArgs {
    /// The id of a record, alone or as type:id
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    /// The folder of the dataset
    #[arg(long, short, value_name = "DIR", default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// Only what had been said and published by this day [default: all that is known]
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Day>,

    /// How to print the timeline
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Show how much of each source the dataset uses
///
/// Without a source, a line for each: how many of its paragraphs are cited, how many are marked as not
/// covered, how many neither. With one, every paragraph and what cites it; where the archived text is
/// at hand, the text itself with the cited fragments marked.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook coverage
  tallybook coverage seed-article --archive texts")]
pub(crate) struct CoverageArgs {
    /// The id of a source
    #[arg(value_name = "SOURCE")]
    pub(crate) source: Option<String>,

    /// The folder of the dataset
    #[arg(long, short, value_name = "DIR", default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// The folder of the archived texts [default: what `TALLYBOOK_ARCHIVE` or dataset.yaml names]
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,

    /// How to print the coverage
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Say which archived text is that of a source
///
/// Archived texts are plain text in UTF-8 and no part of a dataset: they belong to their publishers.
#[derive(Debug, Args)]
pub(crate) struct ArchiveArgs {
    #[command(subcommand)]
    pub(crate) command: ArchiveCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ArchiveCommand {
    /// Record the file name and the digest of a text in the record of its source
    Add(ArchiveAddArgs),
}

/// Record the file name and the digest (SHA-256) of a text in the record of its source
///
/// A text that lies elsewhere is copied into the archive folder. Evidence that quotes the source is held against the
/// new text at once.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  tallybook archive add seed-article texts/seed-article.txt --archive texts")]
pub(crate) struct ArchiveAddArgs {
    /// The id of the source
    #[arg(value_name = "SOURCE")]
    pub(crate) source: String,

    /// The file with its text
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The folder of the dataset
    #[arg(long, short, value_name = "DIR", default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// The folder of the archived texts [default: what `TALLYBOOK_ARCHIVE` or dataset.yaml names, or else the one in
    /// which the file lies]
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,

    /// Show what would change and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Find a fragment in an archived text, and make evidence of it
///
/// Says where the fragment stands and whether that is the only place, and prints the evidence to paste into a
/// record; with --for it is written there, and comments and layout stay as they are. A fragment that does not
/// stand in the text is answered with the passage most like it; nothing but an exact one is cited.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook cite seed-article \"six large Mohajer-6 UAVs\" --archive texts
  tallybook cite seed-article \"batch of 160\" --for uav-batch-1 --supports total --dry-run
  tallybook cite seed-article \"six large\" --for 'uav-batch-1#/items/1' --supports quantity

Exit status: 0 it stands there once, 1 it does not or in several places, 2 the tool could not do its work")]
pub(crate) struct CiteArgs {
    /// The id of a source
    #[arg(value_name = "SOURCE")]
    pub(crate) source: String,

    /// Words of its text; ` … ` joins pieces that stand in that order in one paragraph
    #[arg(value_name = "FRAGMENT")]
    pub(crate) fragment: String,

    /// Look only into this paragraph
    #[arg(long, value_name = "N")]
    pub(crate) paragraph: Option<Locator>,

    /// The record to which the evidence is added, as uav-batch-1; an item or a figure as uav-batch-1#/items/0
    #[arg(long = "for", value_name = "RECORD")]
    pub(crate) target: Option<String>,

    /// The fields of the record whose values the fragment backs
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub(crate) supports: Vec<String>,

    /// A field for which the fragment gives another value than the record, with that value
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(crate) reports: Vec<String>,

    /// The chain of actors that the source itself names, nearest first
    #[arg(long, value_name = "ACTORS", value_delimiter = ',')]
    pub(crate) via: Vec<ActorId>,

    /// The folder of the dataset
    #[arg(long, short, value_name = "DIR", default_value = "dataset")]
    pub(crate) dataset: PathBuf,

    /// The folder of the archived texts [default: what `TALLYBOOK_ARCHIVE` or dataset.yaml names]
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,

    /// With `--for`, show what would change and write nothing
    #[arg(long, requires = "target")]
    pub(crate) dry_run: bool,
}

/// Explain a rule: what it finds, why it matters, how to fix it
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The code or the name of a rule, as Q001 or items-miss-total
    #[arg(value_name = "CODE")]
    pub(crate) code: String,
}

/// List the rules
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Print the JSON Schema of a record type
///
/// Without a type, the types are listed. Editors that know the modeline `# yaml-language-server:
/// $schema=…` complete and check as you type. `tallybook init` writes it, and the schemas into `.schema`,
/// which a later version renews with --out.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tallybook schema transfer
  tallybook schema --out dataset/.schema")]
pub(crate) struct SchemaArgs {
    /// source, actor, equipment, deal, transfer, statement, dataset or findings
    #[arg(value_name = "TYPE")]
    pub(crate) record_type: Option<String>,

    /// Write the schemas of the files of a dataset into this folder, over those that are there
    #[arg(long, value_name = "DIR", conflicts_with = "record_type")]
    pub(crate) out: Option<PathBuf>,
}

/// Start a dataset that checks clean and explains itself
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder to make; it must not exist yet, or be empty
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

/// Print a record to fill in
///
/// Every field stands there with what it means; the ones that may be left out are commented out.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  tallybook new transfer uav-batch-2 >> dataset/transfers.yaml")]
pub(crate) struct NewArgs {
    /// source, actor, equipment, deal, transfer or statement
    #[arg(value_name = "TYPE")]
    pub(crate) record_type: String,

    /// The id of the new record: lower-case words joined by hyphens
    #[arg(value_name = "ID")]
    pub(crate) id: String,
}

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  tallybook completions bash > ~/.local/share/bash-completion/completions/tallybook")]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}
