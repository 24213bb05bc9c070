//! A finished run: what was found, where it is, and what was done.

use std::borrow::Cow;
use std::ops::Range;

use tallybook_schema::RecordType;

use crate::{FileId, Files, Finding, Location, Place, RuleInfo, Severity};

/// A finding with its places found in the files.
#[derive(Debug, Clone)]
pub struct Located {
    /// The finding.
    pub finding: Finding,
    /// Where its primary place is; `None` for places without a line.
    pub primary: Option<Location>,
    /// Where its related places are, in their order.
    pub related: Vec<Option<Location>>,
    /// The id of the record that the primary place is in.
    pub record: Option<(RecordType, String)>,
    /// What the fix changes in the files; empty if there is none, or if one of its edits has no place.
    pub patches: Vec<Patch>,
}

/// A change to the text of a file, ready to be spliced in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The file.
    pub file: FileId,
    /// The bytes that go; empty where something is only added.
    pub range: Range<usize>,
    /// What comes in their stead, quoted as the file needs it.
    pub text: String,
}

/// A finished run.
#[derive(Debug)]
pub struct Report<'a> {
    /// The files that were read.
    pub files: &'a Files,
    /// What stands before the paths of the files when they are shown: the folder of the dataset, as
    /// seen from where the tool was started. Empty if that is the folder itself.
    pub folder: String,
    /// The findings, by file and line; on a line the gravest first.
    pub findings: Cow<'a, [Located]>,
    /// What was done.
    pub summary: Summary,
    /// Every rule, run or not.
    pub rules: Vec<&'static RuleInfo>,
}

/// What a run did, so that "0 findings" cannot be read as "nothing was checked".
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// The title of the dataset.
    pub title: String,
    /// The version of the dataset, if it states one.
    pub version: Option<String>,
    /// Files read.
    pub files: usize,
    /// Records read, by type.
    pub records: Vec<(RecordType, usize)>,
    /// Records that could not be read, so that no rule looked at them.
    pub unread_records: usize,
    /// Facts looked at.
    pub facts: usize,
    /// Pieces of evidence looked at.
    pub evidence: usize,
    /// Archived texts, by whether they were at hand.
    pub texts: TextCounts,
    /// Quotes, by what came of checking them.
    pub quotes: QuoteCounts,
    /// Codes of the rules that ran.
    pub rules_run: Vec<&'static str>,
    /// Codes of the rules that did not run, and why.
    pub rules_skipped: Vec<(&'static str, String)>,
    /// Codes of waivers of which nothing can be said, because their rule did not see all that it looks at, and
    /// why; one for each waiver.
    pub waivers_unjudged: Vec<(&'static str, String)>,
    /// The day that counted as today.
    pub today: String,
}

/// Archived texts that the sources name, by whether they were at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextCounts {
    /// Read, and the very text that the source names.
    pub at_hand: usize,
    /// Not the text that the source names, or not one that may be read.
    pub unfit: usize,
    /// Not there.
    pub missing: usize,
    /// The folder in which the texts were to be, if it does not exist.
    pub missing_folder: Option<String>,
    /// The first files that are not there, at most [`LISTED`](Self::LISTED).
    pub missing_files: Vec<MissingFile>,
}

/// The file of an archived text that is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingFile {
    /// The file, as its source names it.
    pub file: String,
    /// The name of a file in its place that no source names and that can be meant.
    pub meant: Option<String>,
}

impl TextCounts {
    /// So many missing files are named.
    pub const LISTED: usize = 3;
}

/// Quotes, by what came of checking them against the archived texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuoteCounts {
    /// Found in the text.
    pub verified: usize,
    /// Not found in the text.
    pub failed: usize,
    /// Not checked: their archived text was not at hand.
    pub unchecked: usize,
}

impl<'a> Report<'a> {
    /// A finished run, with its files shown by their paths inside the dataset.
    pub fn new(
        files: &'a Files,
        findings: impl Into<Cow<'a, [Located]>>,
        summary: Summary,
        rules: impl IntoIterator<Item = &'static RuleInfo>,
    ) -> Self {
        let rules = rules.into_iter().collect();
        Self { files, folder: String::new(), findings: findings.into(), summary, rules }
    }

    /// The same run, with its files shown by their paths from outside the dataset.
    #[must_use]
    pub fn in_folder(mut self, folder: impl Into<String>) -> Self {
        self.folder = folder.into();
        self
    }

    /// The path of a file as shown.
    pub fn path(&self, file: FileId) -> Option<String> {
        let file = self.files.get(file)?;
        Some(if file.is_outside() { file.path().to_owned() } else { self.shown(file.path()) })
    }

    /// The path of the file that a finding points at; `None` if it is about the dataset as a whole.
    pub fn path_of(&self, located: &Located) -> Option<String> {
        match (&located.primary, &located.finding.primary.place) {
            (Some(location), _) => self.path(location.file),
            (None, Place::File(file) | Place::Span { file, .. }) => self.path(*file),
            (None, _) => None,
        }
    }

    /// The path of the file in which the dataset describes itself: where a finding about the whole of
    /// it is shown by formats that cannot do without a file.
    pub fn manifest_path(&self) -> String {
        let described = self
            .files
            .iter()
            .filter(|(_, file)| !file.is_outside())
            .map(|(_, file)| file.path())
            .find(|path| path.rsplit_once('.').is_some_and(|(stem, _)| stem == "dataset"));
        self.shown(described.unwrap_or("dataset.yaml"))
    }

    fn shown(&self, path: &str) -> String {
        match self.folder.as_str() {
            "" | "." => path.to_owned(),
            folder => format!("{}/{path}", folder.trim_end_matches('/')),
        }
    }

    /// What is known of the rule with a code.
    pub fn rule(&self, code: &str) -> Option<&'static RuleInfo> {
        self.rules.iter().copied().find(|rule| rule.code == code)
    }

    /// The number of findings of a severity that nobody waived, with all that some of them stand for.
    pub fn count(&self, severity: Severity) -> usize {
        let findings = self.findings.iter().map(|located| &located.finding);
        findings.filter(|f| f.waived.is_none() && f.severity == severity).map(|f| f.count).sum()
    }

    /// The number of waived findings.
    pub fn waived(&self) -> usize {
        self.findings.iter().filter(|f| f.finding.waived.is_some()).count()
    }

    /// Whether the run fails.
    pub fn fails(&self, strict: bool) -> bool {
        self.findings.iter().any(|f| f.finding.fails(strict))
    }
}
