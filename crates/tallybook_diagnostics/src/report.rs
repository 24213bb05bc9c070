//! A finished run: what was found, where it is, and what was done.

use tallybook_schema::RecordType;

use crate::{Files, Finding, Location, RuleInfo, Severity};

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
}

/// A finished run.
#[derive(Debug)]
pub struct Report<'a> {
    /// The files that were read.
    pub files: &'a Files,
    /// The findings, by file, line and code.
    pub findings: Vec<Located>,
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
    /// Quotes, by what came of checking them.
    pub quotes: QuoteCounts,
    /// Codes of the rules that ran.
    pub rules_run: Vec<&'static str>,
    /// Codes of the rules that did not run, and why.
    pub rules_skipped: Vec<(&'static str, String)>,
    /// The day that counted as today.
    pub today: String,
}

/// Quotes, by what came of checking them against the archived texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuoteCounts {
    /// Found in the text.
    pub verified: usize,
    /// Not found in the text.
    pub failed: usize,
    /// Not checked: no archived text was at hand.
    pub unchecked: usize,
}

impl Report<'_> {
    /// The number of findings of a severity that nobody waived.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.finding.waived.is_none() && f.finding.severity == severity).count()
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
