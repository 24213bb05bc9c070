//! Exported tables are checked like the dataset that they came from: they are read back into records, and each
//! finding names the cell that it is about.
//!
//! Parquet that nobody has touched is read as it was written, in parts if it is large; all else cell by cell, so that
//! what is wrong with a cell can be said.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use tallybook_export::{Format, TABLES};
use tallybook_import::import::{self, Plan};
use tallybook_import::manifest::{FileState, Manifest};
use tallybook_import::read::{self, ReadError, Source};
use tallybook_import::written::{FEW, Spot, Written};
use tallybook_import::{Address, Fault, Grid};
use tallybook_reader::{DESCRIPTIONS, Elsewhere, Reading, manifest_in_yaml};
use tallybook_schema::RecordType;

use crate::cli::CheckOptions;
use crate::output::{counted, hinted};
use crate::run::{self, Checked, shown};

const PARQUET: Source = Source::Format(Format::Parquet);

/// The faults that are shown of tables that do not make records.
const SHOWN: usize = 10;

/// Transfers of at least so many are read part by part: as lines of JSON they take some 8 MB.
const MANY: usize = 1 << 13;

/// The folder of the exports that a path names, if it names some, and the one kind of their files if it is the folder of
/// these (`exports/csv`).
pub(super) fn exports(path: &Path) -> Option<(PathBuf, Option<Source>)> {
    let is_export = |folder: &Path| {
        folder.join(tallybook_export::MANIFEST).is_file()
            && !DESCRIPTIONS.iter().any(|name| folder.join(name).exists())
    };
    if is_export(path) {
        return Some((path.to_owned(), None));
    }
    let source = Source::all().find(|source| path.file_name().is_some_and(|name| name == source.name()))?;
    let parent = path.parent().filter(|parent| path.is_dir() && is_export(parent))?;
    Some((parent.to_owned(), Some(source)))
}

/// Checks the tables of an export: those of the kind that is asked for, or else Parquet, or what else there is. The first
/// findings of each rule have places, or all.
pub(super) fn check(
    folder: &Path,
    asked: Option<Source>,
    options: &CheckOptions,
    of_a_rule: Option<usize>,
) -> anyhow::Result<Checked> {
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
    let is_asked = |source: &Source| asked.is_none_or(|asked| asked == *source);
    let whole: Vec<Source> =
        Source::all().filter(is_asked).filter(|source| source.is_whole_in(folder)).collect();
    let source = whole.iter().copied().find(|&source| source == PARQUET).or(whole.first().copied());
    let (Some(manifest), Some(source)) = (manifest, source) else {
        return Err(hinted(
            format!("`{}` holds no export with all tables in one kind of files", shown(folder)),
            "name the folder of a dataset or of an export; tables laid out in folders are for `checks.sql`",
        ));
    };
    let mut others = Source::all().filter(|other| asked.is_none() && *other != source);
    if let Some(edited) = others.find_map(|other| edited_since(folder, &manifest, other)) {
        return Err(hinted(
            format!(
                "`{}` was edited since it was exported, and {} would be checked",
                shown(&folder.join(edited)),
                source.name()
            ),
            format!(
                "name the folder that is meant, as `tallybook check {}`, or take the edits over with `tallybook import`",
                shown(&folder.join(source.name()))
            ),
        ));
    }
    let export = Export { folder, manifest, source, options, of_a_rule };
    if source == PARQUET
        && let Some(written) = Written::open(folder, &export.manifest, FEW)
    {
        // They hardly ever turn out to be others, so that nobody waits for their digests.
        let (are_unchanged, checked) = rayon::join(
            || Written::are_unchanged(folder, &export.manifest),
            || export.check_written(&Arc::new(written)),
        );
        if are_unchanged && let Some(checked) = checked? {
            return Ok(checked);
        }
    }
    export.check_edited()
}

/// A table in one kind of files that somebody edited. Files that are no younger than the manifest, which is written last,
/// are not read for that.
fn edited_since(folder: &Path, manifest: &Manifest, source: Source) -> Option<String> {
    let changed = |path: &str| folder.join(path).metadata().and_then(|metadata| metadata.modified()).ok();
    let exported = changed(tallybook_export::MANIFEST);
    let is_edited = |path: &String| {
        changed(path) > exported
            && manifest.file(path).is_some_and(|file| file.state(folder) == FileState::Changed)
    };
    TABLES.iter().map(|table| source.path(table.name)).find(is_edited)
}

fn unreadable(error: ReadError) -> anyhow::Error {
    hinted(error, "`tallybook verify` says which files are not as they were written")
}

/// An export that is to be checked.
struct Export<'a> {
    folder: &'a Path,
    manifest: Manifest,
    source: Source,
    options: &'a CheckOptions,
    of_a_rule: Option<usize>,
}

impl Export<'_> {
    /// Checks tables that are as they were written; `None` if it turns out that they are not, or that what they say
    /// cannot be read.
    fn check_written(&self, written: &Arc<Written>) -> anyhow::Result<Option<Checked>> {
        let checked = match self.check_in_parts(written)? {
            Some(checked) => Some(checked),
            None => self.check_whole(written)?,
        };
        let Some(mut checked) = checked else { return Ok(None) };
        name_written_cells(&mut checked, written)?;
        Ok(Some(checked))
    }

    /// Checks many transfers part by part; `None` if they are few or have to be read as a whole.
    fn check_in_parts(&self, written: &Arc<Written>) -> anyhow::Result<Option<Checked>> {
        if written.count(RecordType::Transfer) < MANY {
            return Ok(None);
        }
        let elsewhere: Arc<dyn Elsewhere> = Arc::<Written>::clone(written);
        let Ok((mut reading, stream)) = Reading::from_elsewhere(self.description(), &elsewhere) else {
            return Ok(None);
        };
        if !reading.problems.is_empty() {
            return Ok(None);
        }
        run::attach_archive(&mut reading, self.folder, self.options.archive.as_deref())?;
        run::check_in_parts(reading, &stream, &self.label(), self.options, self.of_a_rule)
    }

    /// Checks all records at once; `None` if some cannot be read.
    fn check_whole(&self, written: &Written) -> anyhow::Result<Option<Checked>> {
        let Ok(lines) = written.lines(RecordType::ALL) else { return Ok(None) };
        let mut reading = Reading::from_lines(self.description(), lines);
        if !reading.problems.is_empty() {
            return Ok(None);
        }
        run::attach_archive(&mut reading, self.folder, self.options.archive.as_deref())?;
        run::judge(reading, &self.label(), self.options, self.of_a_rule).map(Some)
    }

    /// Checks tables cell by cell.
    fn check_edited(&self) -> anyhow::Result<Checked> {
        let tables = read::tables(self.folder, self.source).map_err(unreadable)?;
        let gone: Vec<String> = tables.iter().flat_map(|table| self.gone(table)).collect();
        if !gone.is_empty() {
            return Err(hinted(
                format!("the tables are not whole, so nothing was checked:{}", listed(&gone)),
                "export the dataset again; what is to go from it, `tallybook import` takes out of it",
            ));
        }
        let plan = import::plan(&Reading::default(), tables, None, false);
        let faults: Vec<&Fault> = plan.faults.iter().filter(|fault| fault.is_error()).collect();
        if !faults.is_empty() {
            return Err(self.no_records(&faults));
        }
        let records = plan.lines.iter().filter(|(path, _)| path != "dataset.json").cloned();
        let mut reading = Reading::from_lines(self.description(), records);
        run::attach_archive(&mut reading, self.folder, self.options.archive.as_deref())?;
        let mut checked = run::judge(reading, &self.label(), self.options, self.of_a_rule)?;
        name_cells(&mut checked, &plan);
        Ok(checked)
    }

    /// What of a table that was exported is not there as a whole, so that nobody could tell from it what is wrong.
    fn gone(&self, table: &Grid) -> Vec<String> {
        let columns = table.lacking().map(|column| format!("{} has no column `{column}`", table.file));
        let exported = self.manifest.tables.iter().find(|entry| entry.name == table.table.name);
        let rows = exported.map_or(0, |entry| entry.rows);
        let no_rows = (table.rows.is_empty() && rows > 0)
            .then(|| format!("{} has no rows, of {} that were exported", table.file, rows));
        columns.chain(no_rows).collect()
    }

    /// The error of tables that do not make records.
    fn no_records(&self, faults: &[&Fault]) -> anyhow::Error {
        let lines: Vec<String> =
            faults.iter().map(|fault| format!("{}: {}", fault.address, fault.kind)).collect();
        let help = if self.manifest.is_edited(self.folder, self.source) {
            "mend what was edited, or export again; `tallybook verify` says which files were"
        } else {
            "nobody edited the tables: the dataset that they were exported from has the faults. Check that, and export \
             it again when they are mended"
        };
        hinted(format!("the tables do not make records, so nothing was checked:{}", listed(&lines)), help)
    }

    fn description(&self) -> (String, String) {
        ("dataset.yaml".to_owned(), manifest_in_yaml(&self.manifest.dataset))
    }

    /// What was checked, for people.
    fn label(&self) -> PathBuf {
        PathBuf::from(format!("{} read from {}", shown(self.folder), self.source.name()))
    }
}

/// The first of several faults, each on a line.
fn listed(faults: &[String]) -> String {
    let lines: String = faults.iter().take(SHOWN).map(|fault| format!("\n  {fault}")).collect();
    match faults.len().saturating_sub(SHOWN) {
        0 => lines,
        more => format!("{lines}\n  and {} more", counted(more, "fault")),
    }
}

/// Says of each finding in which cell its value stands.
fn name_cells(checked: &mut Checked, plan: &Plan) {
    let (reading, findings) = checked.findings_mut();
    for located in findings {
        let place = located.primary.as_ref().and_then(|at| {
            let file = reading.files.get(at.file)?;
            plan.address(file.path(), at.range.start)
        });
        located.finding.notes.extend(place.map(stands_in));
    }
}

/// Says of each finding in which cell of tables that are as they were written its value stands.
fn name_written_cells(checked: &mut Checked, written: &Written) -> anyhow::Result<()> {
    let (reading, findings) = checked.findings_mut();
    let spots: Vec<Option<Spot>> = findings
        .iter()
        .map(|located| {
            let (at, key) = (located.primary.as_ref()?, located.finding.primary.place.record()?);
            let line = reading.files.get(at.file)?.line(key.index)?;
            let byte = at.range.start.checked_sub(line.start)?;
            Some(Spot { record_type: key.record_type, number: key.index, byte })
        })
        .collect();
    let wanted: Vec<Spot> = spots.iter().flatten().copied().collect();
    let addresses = written.addresses(&wanted).context(
        "the tables that were checked cannot be read again, to say where the findings are in them",
    )?;
    for (located, spot) in findings.iter_mut().zip(spots) {
        let address = spot.and_then(|spot| addresses.get(&spot));
        located.finding.notes.extend(address.map(stands_in));
    }
    Ok(())
}

fn stands_in(address: &Address) -> String {
    format!("it stands in {address}")
}
