//! What was read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::exact;
use super::record;
use crate::id::{ActorId, SourceId};
use crate::value::{Date, Day, Language, ParagraphRange, Sha256, WebAddress};
use crate::vocabulary::SourceKind;

/// A publication that evidence cites.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id, unique among sources.
    pub id: SourceId,
    /// What kind of publication it is.
    pub kind: SourceKind,
    /// Its title, as published.
    pub title: String,
    /// The actor that published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<ActorId>,
    /// Who wrote it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub authors: Vec<String>,
    /// The language of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Where it was published on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebAddress>,
    /// The day it was read there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<Day>,
    /// Where a web archive keeps a copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive_url: Option<WebAddress>,
    /// The archived text, which is not part of the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<SourceText>,
    /// The terms under which it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Paragraphs that no evidence needs to cite, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "exact")]
    pub not_covered: Vec<NotCovered>,
    /// Editor's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

record!(Source, sources, |_source| &[]);

/// The archived text of a source: its file under the archive folder, and its digest.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceText {
    /// File name, relative to the archive folder.
    pub file: String,
    /// SHA-256 digest of the file.
    pub sha256: Sha256,
}

/// Paragraphs of a source that hold nothing to record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotCovered {
    /// Which paragraphs.
    pub paragraphs: ParagraphRange,
    /// Why nothing cites them.
    pub reason: String,
}
