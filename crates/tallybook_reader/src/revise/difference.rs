//! What differs between two texts.

use similar::TextDiff;

use super::Revised;

/// Compares two texts line by line. Whoever compares calls this, as every call of the library compiles all of its
/// algorithms anew.
pub(super) fn of_lines<'t>(old: &'t str, new: &'t str) -> TextDiff<'t, 't, str> {
    TextDiff::from_lines(old, new)
}

impl Revised {
    /// The change as a unified diff, with the file's path in its head.
    pub fn unified_diff(&self, path: &str) -> String {
        let from = if self.old.is_some() { path } else { "/dev/null" };
        let diff = of_lines(self.old.as_deref().unwrap_or_default(), &self.new);
        diff.unified_diff().header(from, path).to_string()
    }
}
