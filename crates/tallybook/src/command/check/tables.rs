//! Exported tables are checked like the dataset that they came from: they are read back into records, and each
//! finding names the cell that it is about.

use std::path::{Path, PathBuf};

use tallybook_export::Format;
use tallybook_import::import::{self, Plan};
use tallybook_import::manifest::Manifest;
use tallybook_import::read::{self, Source};
use tallybook_reader::{Reading, manifest_in_yaml};

use crate::cli::CheckOptions;
use crate::output::{counted, hinted};
use crate::run::{self, Checked, shown};

/// The files that describe a dataset; where one of them is, there is no export.
const DESCRIPTIONS: [&str; 3] = ["dataset.yaml", "dataset.yml", "dataset.json"];

const PARQUET: Source = Source::Format(Format::Parquet);

/// The folder of the exports that a path names, if it names some: that folder, or the one of their Parquet files.
pub(super) fn exports(path: &Path) -> Option<PathBuf> {
    let is_export = |folder: &Path| {
        folder.join(tallybook_export::MANIFEST).is_file()
            && !DESCRIPTIONS.iter().any(|name| folder.join(name).exists())
    };
    if is_export(path) {
        return Some(path.to_owned());
    }
    let parent = path.parent().filter(|_| path.file_name().is_some_and(|name| name == PARQUET.name()))?;
    is_export(parent).then(|| parent.to_owned())
}

/// Checks the tables of an export: Parquet, or what else there is.
pub(super) fn check(folder: &Path, options: &CheckOptions) -> anyhow::Result<Checked> {
    let unreadable =
        |error| hinted(error, "`tallybook verify` says which files are not as they were written");
    let manifest = Manifest::read(folder).map_err(unreadable)?;
    let part = manifest.as_ref().is_some_and(|manifest| {
        manifest.as_of.is_some() || manifest.selection.as_ref().is_some_and(|selection| !selection.is_null())
    });
    if part {
        return Err(hinted(
            format!(
                "`{}` holds a part of a dataset, of which rules would find what is not so",
                shown(folder)
            ),
            "check an export of the whole dataset",
        ));
    }
    let there = read::sources(folder);
    let source = there.iter().copied().find(|&source| source == PARQUET).or(there.first().copied());
    let (Some(manifest), Some(source)) = (manifest, source) else {
        return Err(hinted(
            format!("`{}` holds no table of an export", shown(folder)),
            "name the folder of a dataset or of an export; tables laid out in folders are for `checks.sql`",
        ));
    };
    let tables = read::tables(folder, source).map_err(unreadable)?;
    let plan = import::plan(&Reading::default(), tables, None, false);
    if let Some(fault) = plan.faults.iter().find(|fault| fault.is_error()) {
        let more = plan.faults.iter().filter(|fault| fault.is_error()).count() - 1;
        let others = if more > 0 { format!(", and {} more", counted(more, "fault")) } else { String::new() };
        return Err(hinted(
            format!("{}: {}{others}", fault.address, fault.kind),
            "nothing was checked: the tables do not make records. `tallybook verify` says what was changed in them",
        ));
    }
    let description = ("dataset.yaml".to_owned(), manifest_in_yaml(&manifest.dataset));
    let records = plan.lines.iter().filter(|(path, _)| path != "dataset.json").cloned();
    let mut reading = Reading::from_memory(records.chain([description]));
    run::attach_archive(&mut reading, folder, options.archive.as_deref())?;
    let label = PathBuf::from(format!("{} read from {}", shown(folder), source.name()));
    let mut checked = run::check_reading(reading, &label, options)?;
    name_cells(&mut checked, &plan);
    Ok(checked)
}

/// Says of each finding in which cell its value stands.
fn name_cells(checked: &mut Checked, plan: &Plan) {
    let (reading, findings) = checked.findings_mut();
    for located in findings {
        let place = located.primary.as_ref().and_then(|at| {
            let file = reading.files.get(at.file)?;
            plan.address(file.path(), at.range.start)
        });
        if let Some(address) = place {
            located.finding.notes.push(format!("it stands in {address}"));
        }
    }
}
