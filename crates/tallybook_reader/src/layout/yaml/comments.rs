//! What stands between values: comments, empty lines, and the markers of the document.

use super::lines::Lines;
use super::{Unusual, Writer};

/// Why a file is left alone that has, say, `? key` in it.
const OWN_WAY: Unusual = "something between its fields that is written in a way of its own";

impl Writer<'_> {
    /// Where the next thing is that is neither space nor comment.
    pub(super) fn next(&self) -> usize {
        let mut offset = self.at;
        loop {
            let trimmed = self.text[offset..].trim_start();
            offset = self.text.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return offset;
            }
            offset += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    /// The column of an offset, in bytes from the start of its line.
    pub(super) fn column(&self, offset: usize) -> usize {
        offset - self.text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Adds a comment that stands behind what was written last, and goes to the end of the line. Gives whether
    /// there is one.
    pub(super) fn trailing(&mut self, lines: &mut Lines) -> bool {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().unwrap_or_default();
        let comment = line.trim_start_matches([' ', '\t']);
        if !(comment.is_empty() || comment.starts_with('#')) {
            return false;
        }
        self.at += line.len();
        if !comment.is_empty() {
            lines.push_behind(line.trim_end());
        }
        !comment.is_empty()
    }

    /// The comments and empty lines up to the next thing at `until`; never two empty lines together.
    pub(super) fn gap(&mut self, until: usize) -> Result<Lines, Unusual> {
        let gap = self.text.get(self.at..until).unwrap_or_default();
        let mut lines: Vec<&str> = gap.split('\n').collect();
        let ends_the_file = until == self.text.len();
        // The first part ends the line before, the last begins the line of the next thing.
        if !ends_the_file && !lines.pop().unwrap_or_default().trim().is_empty() {
            return Err(OWN_WAY);
        }
        let from_start = self.at == 0;
        let mut doubled = from_start;
        let mut asides = Lines::default();
        for (i, line) in lines.into_iter().enumerate() {
            let comment = line.trim();
            if i == 0 && comment.is_empty() && !from_start {
                continue;
            }
            let marker = matches!(comment, "---" | "...") && line.starts_with(comment);
            if !(comment.is_empty() || comment.starts_with('#') || marker) {
                return Err(OWN_WAY);
            }
            if !(comment.is_empty() && doubled) {
                asides.push(comment);
            }
            doubled = comment.is_empty();
        }
        self.at = until;
        Ok(asides)
    }

    /// The comments that follow a block and are indented as it is, or deeper.
    pub(super) fn tail(&mut self, column: usize) -> Lines {
        let mut lines = Lines::default();
        let mut empty = false;
        let mut offset = self.at;
        let Some(rest) = self.text[offset..].strip_prefix('\n') else { return lines };
        offset += 1;
        for line in rest.split_inclusive('\n') {
            let comment = line.trim();
            let own = line.len() - line.trim_start().len() >= column;
            if comment.is_empty() {
                empty = true;
            } else if comment.starts_with('#') && own && column > 0 {
                if std::mem::take(&mut empty) {
                    lines.push("");
                }
                lines.push(comment);
                // The line end stays to be read by what comes next.
                self.at = offset + line.trim_end_matches('\n').len();
            } else {
                break;
            }
            offset += line.len();
        }
        lines
    }
}
