//! `tallybook export`: check a dataset and write its exports in the formats asked for.

use tallybook_export::Format;

use crate::Verdict;
use crate::cli::{ExportArgs, ExportFormat};
use crate::exporting::{self, Target};
use crate::output::Output;
use crate::part::Part;

pub(crate) fn run(args: &ExportArgs, output: &Output) -> anyhow::Result<Verdict> {
    let format = |format: &ExportFormat| match format {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Json => Format::Json,
        ExportFormat::Parquet => Format::Parquet,
        ExportFormat::Xlsx => Format::Xlsx,
        ExportFormat::Sqlite => Format::Sqlite,
    };
    let formats: Vec<Format> = args.formats.iter().map(format).collect();
    let target = Target {
        dataset: &args.dataset,
        out: &args.out,
        part: Part::of(args, &formats)?,
        formats: formats.into_iter().collect(),
        as_of: args.as_of,
        excel: args.excel,
        compare: args.compare,
        allow_errors: args.allow_errors,
        edited: exporting::edited(args.overwrite),
    };
    exporting::export(&target, &args.check, output)
}
