//! `tallybook build`: check a dataset and write its exports in every format.

use tallybook_export::Format;

use crate::Verdict;
use crate::cli::BuildArgs;
use crate::exporting::{self, Target};
use crate::output::Output;
use crate::part::Part;

pub(crate) fn run(args: &BuildArgs, output: &Output) -> anyhow::Result<Verdict> {
    let target = Target {
        dataset: &args.dataset,
        out: &args.out,
        formats: Format::ALL.into_iter().collect(),
        part: Part::whole(),
        as_of: args.as_of,
        excel: false,
        compare: false,
        allow_errors: false,
        edited: exporting::edited(args.overwrite),
    };
    exporting::export(&target, &args.check, output)
}
