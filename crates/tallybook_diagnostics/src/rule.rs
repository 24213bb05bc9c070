//! What is known of a rule without running it.

use crate::Severity;

/// A rule's permanent identity and its page.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo {
    /// The permanent code: a letter for the group and three digits (`Q001`).
    pub code: &'static str,
    /// The fault it reports, in kebab-case.
    pub name: &'static str,
    /// How severe its findings are, unless the dataset says otherwise.
    pub severity: Severity,
    /// The fault in one line, lower case, no full stop.
    pub summary: &'static str,
    /// The page that explains it, in Markdown, with the examples that are its tests.
    pub page: &'static str,
}

impl RuleInfo {
    /// The letter of the rule's group.
    pub fn group(&self) -> char {
        self.code.chars().next().unwrap_or('?')
    }

    /// What the letter of the group stands for.
    pub fn group_title(&self) -> &'static str {
        match self.group() {
            'S' => "shape",
            'R' => "identity and reference",
            'E' => "evidence",
            'D' => "dates",
            'Q' => "quantities",
            'M' => "money",
            'A' => "actors and equipment",
            'T' => "statements",
            'X' => "text",
            'W' => "waivers",
            _ => "other",
        }
    }
}
