//! The dataset that tables are taken over into: one that is there, or a new one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tallybook_import::manifest::Manifest;
use tallybook_reader::{Reading, Revised, manifest_in_yaml};

use crate::output::hinted;
use crate::run::{self, shown};

/// The dataset that tables are taken over into.
pub(super) struct Target {
    reading: Reading,
    /// The folder to make and the text of its `dataset.yaml`, if there is no dataset yet.
    new: Option<(PathBuf, String)>,
}

impl Target {
    /// Reads the dataset in a folder; where there is none, begins one with the description that the export has.
    pub(super) fn find(folder: &Path, manifest: Option<&Manifest>) -> anyhow::Result<Self> {
        let is_empty = match fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        };
        if is_empty {
            let manifest = manifest.with_context(|| {
                format!(
                    "`{}` is empty, and no manifest.json beside the tables says what they are",
                    shown(folder)
                )
            })?;
            let text = manifest_in_yaml(&manifest.dataset);
            let reading = Reading::from_memory([("dataset.yaml", text.as_str())]);
            return Ok(Self { reading, new: Some((folder.to_owned(), text)) });
        }
        let reading = run::read(folder)?;
        if reading.problems.is_empty() {
            return Ok(Self { reading, new: None });
        }
        Err(hinted(
            format!("`{}` cannot be read whole, so that it cannot be told what was edited", shown(folder)),
            "mend what `tallybook check` names first",
        ))
    }

    pub(super) fn reading(&self) -> &Reading {
        &self.reading
    }

    pub(super) fn is_new(&self) -> bool {
        self.new.is_some()
    }

    /// The description of a new dataset.
    pub(super) fn manifest(&self) -> Option<Revised> {
        let (_, text) = self.new.as_ref()?;
        Some(Revised { path: "dataset.yaml".to_owned(), old: None, new: text.clone() })
    }

    /// Makes the folder of a new dataset.
    pub(super) fn make(&self) -> anyhow::Result<()> {
        if let Some((folder, _)) = &self.new {
            fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", shown(folder)))?;
        }
        Ok(())
    }
}
