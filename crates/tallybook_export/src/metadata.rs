//! What every file says of the dataset it was made from.

use tallybook_schema::record::Manifest;
use tallybook_schema::value::Day;

/// The version of the tables and of everything else that is exported. It rises when a name or a
/// meaning changes, not when a table or a column is added.
pub const EXPORT_VERSION: u32 = 1;

/// What every file says of the dataset it was made from. No clock, path or tool version is among
/// it, so that the same dataset gives the same bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title of the dataset.
    pub title: String,
    /// Its version.
    pub version: Option<String>,
    /// What it holds.
    pub description: Option<String>,
    /// The licence of the data, as an SPDX identifier.
    pub licence: Option<String>,
    /// The language of notes and summaries (BCP 47).
    pub language: Option<String>,
    /// Who made it.
    pub creators: Vec<String>,
    /// Where it is published.
    pub homepage: Option<String>,
    /// The day as of which positions were computed; `None` where every statement counts.
    pub as_of: Option<Day>,
    /// Which part of the dataset it is, in words; `None` for the whole.
    pub selection: Option<String>,
    /// What the checks found that an export should not hold, or did not look for, in words; `None` if there is nothing.
    pub faults: Option<String>,
}

impl Metadata {
    /// Takes from a dataset's description of itself what exports repeat.
    pub fn new(manifest: &Manifest, as_of: Option<Day>) -> Self {
        Self {
            title: manifest.title.clone(),
            version: manifest.version.clone(),
            description: manifest.description.clone(),
            licence: manifest.licence.clone(),
            language: manifest.language.as_ref().map(ToString::to_string),
            creators: manifest.creators.clone(),
            homepage: manifest.homepage.as_ref().map(ToString::to_string),
            as_of,
            selection: None,
            faults: None,
        }
    }

    /// The single values as text, by name, those that are set.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let as_of = self.as_of.map(|day| day.to_string());
        [
            ("title", Some(self.title.clone())),
            ("version", self.version.clone()),
            ("description", self.description.clone()),
            ("licence", self.licence.clone()),
            ("language", self.language.clone()),
            ("creators", (!self.creators.is_empty()).then(|| self.creators.join("; "))),
            ("homepage", self.homepage.clone()),
            ("as_of", as_of),
            ("selection", self.selection.clone()),
            ("faults", self.faults.clone()),
            ("export_version", Some(EXPORT_VERSION.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}
