//! `tallybook import`: take what was edited in exported tables over into the records of a dataset.

mod report;
mod target;

use std::path::Path;

use tallybook_import::manifest::Manifest;
use tallybook_import::read::{self, ReadError, Source};
use tallybook_import::{Grid, import};
use tallybook_reader::Reading;

use crate::Verdict;
use crate::change;
use crate::cli::{CheckOptions, ImportArgs};
use crate::output::{Output, hinted};
use crate::run::{self, shown};
use target::Target;

pub(crate) fn run(args: &ImportArgs, output: &Output) -> anyhow::Result<Verdict> {
    let mut tables = tables(args)?;
    let target = Target::find(&args.dataset, tables.manifest.as_ref())?;
    let reading = target.reading();
    let base = tables.base.take().filter(|_| !target.is_new());
    let plan = import::plan(reading, tables.theirs.clone(), base.clone(), args.delete);
    let mut text = String::new();
    let is_blind = base.is_none() && !target.is_new();
    let warning = if is_blind { report::nothing_as_exported(&tables, args, output) } else { String::new() };
    text.push_str(&report::faults(&plan.faults, output));
    let read = Reading::from_memory(plan.lines.clone());
    text.push_str(&report::malformed(&plan, &read, args.today.unwrap_or_else(run::today), output));
    if plan.is_faulty() || !read.problems.is_empty() {
        text.insert_str(0, &warning);
        text.push_str("nothing was taken over: every cell named above has to be mended first\n");
        output.print(&text)?;
        return Ok(Verdict::Findings);
    }

    let revision = plan.revision(reading, &read);
    if is_blind && !args.dry_run && !revision.removed.is_empty() {
        return Err(hinted(
            format!(
                "nothing tells what was deleted in `{}` from what was added to `{}` since the export",
                shown(&args.exports),
                shown(&args.dataset)
            ),
            format!(
                "see with `--dry-run` which they are, and delete them by hand; {}",
                report::HOW_TO_TELL_APART
            ),
        ));
    }
    let mut changes = reading
        .revise(&revision)
        .map_err(|error| hinted(error, "change that record by hand, and import the rest"))?;
    if !changes.is_empty() {
        text.insert_str(0, &warning);
    }
    changes.extend(target.manifest());
    let after = run::revised(reading, &changes);
    let ours = import::tables_of(&reading.dataset);
    let computed = import::computed_edits(
        &tables.theirs,
        base.as_deref().unwrap_or(&ours),
        &import::tables_of(&after.dataset),
    );
    text.push_str(&report::faults(&computed, output));
    if args.dry_run {
        text.push_str(&change::diff(&args.dataset, &changes, output));
    } else {
        target.make()?;
        change::write(&args.dataset, &changes)?;
    }
    text.push_str(output.unless_quiet(&report::account(&revision, &changes, tables.source, args, output)));
    let checked = run::check_reading(
        after,
        &args.dataset,
        &CheckOptions { today: args.today, ..CheckOptions::default() },
    )?;
    let (fails, findings) = report::findings(&checked, &revision, output);
    text.push_str(&findings);
    output.print(&text)?;
    let lost = plan.faults.iter().chain(&computed).next().is_some();
    Ok(if fails || lost { Verdict::Findings } else { Verdict::Clean })
}

/// The tables to take over, and what is known of them as they were exported.
struct Tables {
    theirs: Vec<Grid>,
    base: Option<Vec<Grid>>,
    manifest: Option<Manifest>,
    source: Source,
}

fn tables(args: &ImportArgs) -> anyhow::Result<Tables> {
    let failed = |error: ReadError| {
        let help = error.help;
        hinted(error, help)
    };
    let is_workbook = args.exports.is_file();
    if is_workbook && let Some(from) = args.from.filter(|from| from.source() != WORKBOOK) {
        return Err(hinted(
            format!(
                "`{}` is one file, and `--from {}` names others",
                shown(&args.exports),
                from.source().name()
            ),
            "name the folder of the exports, or leave out `--from`",
        ));
    }
    let folder =
        if is_workbook { args.exports.parent().unwrap_or(Path::new("")) } else { args.exports.as_path() };
    let manifest = Manifest::read(folder).map_err(failed)?;
    if let Some(day) = manifest.as_ref().and_then(|manifest| manifest.as_of.as_ref()) {
        return Err(hinted(
            format!("`{}` holds only what was known on {day}", shown(folder)),
            "import from an export of the whole dataset",
        ));
    }
    if manifest.as_ref().is_some_and(|manifest| manifest.selection.is_some()) {
        return Err(hinted(
            format!(
                "`{}` is a part of a dataset, and what is not in it would count as deleted",
                shown(folder)
            ),
            "import from an export of the whole dataset",
        ));
    }
    if is_workbook
        && args.delete
        && let Some(part) = read::part(&args.exports).map_err(failed)?
    {
        return Err(hinted(
            format!(
                "`{}` is a part of a dataset, and the rest would be deleted: {part}",
                shown(&args.exports)
            ),
            "leave out `--delete`, or import from an export of the whole dataset",
        ));
    }
    let source = if is_workbook { WORKBOOK } else { source(folder, args, manifest.as_ref())? };
    let theirs = if is_workbook { read::workbook(&args.exports) } else { read::tables(folder, source) };
    let theirs = theirs.map_err(failed)?;
    if theirs.is_empty() {
        return Err(hinted(
            format!("`{}` holds no table of an export", shown(&args.exports)),
            "name the folder of an export, or a workbook from one",
        ));
    }
    // What nobody edited says how the tables were exported.
    let is_exported = !is_workbook || args.exports == folder.join(WORKBOOK.path(""));
    let base = match &manifest {
        Some(manifest) if is_exported && !manifest.is_edited(folder, source) => Some(theirs.clone()),
        Some(manifest) => read::base(folder, manifest, source, &theirs).map_err(failed)?,
        None => None,
    };
    Ok(Tables { theirs, base, manifest, source })
}

const WORKBOOK: Source = Source::Format(tallybook_export::Format::Xlsx);

/// The kind of files to take over: the one that is asked for, or the only one that somebody edited.
fn source(folder: &Path, args: &ImportArgs, manifest: Option<&Manifest>) -> anyhow::Result<Source> {
    let there = read::sources(folder);
    if let Some(wanted) = args.from {
        let wanted = wanted.source();
        if there.contains(&wanted) {
            return Ok(wanted);
        }
        let names: Vec<&str> = there.iter().map(|source| source.name()).collect();
        return Err(hinted(
            format!("`{}` has no tables as {}", shown(folder), wanted.name()),
            if names.is_empty() {
                "it has none at all".to_owned()
            } else {
                format!("it has {}", names.join(", "))
            },
        ));
    }
    let edited: Vec<Source> = match manifest {
        Some(manifest) => {
            there.iter().copied().filter(|source| manifest.is_edited(folder, *source)).collect()
        }
        None => there.clone(),
    };
    match (edited.as_slice(), there.as_slice()) {
        ([only], _) | ([], [only, ..]) => Ok(*only),
        ([], []) => Err(hinted(
            format!("`{}` holds no table of an export", shown(folder)),
            "name the folder of an export, or a workbook from one",
        )),
        (several, _) => {
            let names: Vec<&str> = several.iter().map(|source| source.name()).collect();
            let why = if manifest.is_some() { "were edited" } else { "are there" };
            Err(hinted(
                format!("{} {why} in `{}`", names.join(" and "), shown(folder)),
                format!("say which to take over, as `--from {}`", names[0]),
            ))
        }
    }
}
