//! The lines of a document that is being made.

use super::INDENT;

/// Lines, indented as far as is known yet.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<Line>);

#[derive(Debug)]
enum Line {
    /// Never empty.
    Text(String),
    /// An empty line for the eye.
    Blank,
    /// An empty line that belongs to the block text before it: none may be added after it.
    Counted,
}

impl Lines {
    pub(super) fn of(text: impl Into<String>) -> Self {
        let mut lines = Self::default();
        lines.push(text);
        lines
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn begin_blank(&self) -> bool {
        matches!(self.0.first(), Some(Line::Blank))
    }

    pub(super) fn push(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.0.push(Line::Text(text));
        } else if !matches!(self.0.last(), Some(Line::Counted)) {
            self.0.push(Line::Blank);
        }
    }

    pub(super) fn push_counted(&mut self) {
        self.0.push(Line::Counted);
    }

    /// Adds to what the last line says.
    pub(super) fn push_behind(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Line::Text(line)) => line.push_str(text),
            Some(line) => *line = Line::Text(text.to_owned()),
            None => self.push(text),
        }
    }

    pub(super) fn extend(&mut self, more: Self) {
        let counted = matches!(self.0.last(), Some(Line::Counted));
        self.0.extend(more.0.into_iter().skip_while(|line| counted && matches!(line, Line::Blank)));
    }

    /// Adds lines to a block, which does not begin with empty ones.
    pub(super) fn extend_block(&mut self, mut more: Self) {
        if self.is_empty() {
            let blank = more.0.iter().take_while(|line| matches!(line, Line::Blank)).count();
            more.0.drain(..blank);
        }
        self.extend(more);
    }

    pub(super) fn without_blanks(mut self) -> Self {
        self.0.retain(|line| !matches!(line, Line::Blank));
        self
    }

    /// The lines without empty ones among the comments that they begin with.
    pub(super) fn with_close_comments(mut self) -> Self {
        let is_aside = |line: &Line| match line {
            Line::Text(text) => text.starts_with('#'),
            Line::Blank => true,
            Line::Counted => false,
        };
        let asides = self.0.iter().take_while(|line| is_aside(line)).count();
        let rest = self.0.split_off(asides);
        let mut lines = self.without_blanks();
        lines.0.extend(rest);
        lines
    }

    /// The lines after the last one that `is_last` accepts are taken off and given.
    pub(super) fn split_after(&mut self, is_last: impl Fn(&str) -> bool) -> Self {
        let last = self.0.iter().rposition(|line| match line {
            Line::Text(text) => is_last(text),
            Line::Blank | Line::Counted => is_last(""),
        });
        Self(self.0.split_off(last.map_or(0, |last| last + 1)))
    }

    /// The first line behind a head, the others below it.
    pub(super) fn behind(mut self, head: &str) -> Self {
        if let Some(first) = self.0.first_mut() {
            *first = Line::Text(match first {
                Line::Text(text) => format!("{head} {text}"),
                Line::Blank | Line::Counted => head.to_owned(),
            });
        }
        self
    }

    pub(super) fn indented(mut self) -> Self {
        for line in &mut self.0 {
            if let Line::Text(text) = line {
                text.insert_str(0, INDENT);
            }
        }
        self
    }

    pub(super) fn indented_but_first(mut self) -> Self {
        let rest = Self(self.0.split_off(self.0.len().min(1)));
        self.0.extend(rest.indented().0);
        self
    }

    /// The text of the document, which ends with one line end, and with the empty lines that count.
    pub(super) fn into_text(mut self) -> String {
        while matches!(self.0.last(), Some(Line::Blank)) {
            self.0.pop();
        }
        let mut text = String::new();
        for line in &self.0 {
            if let Line::Text(line) = line {
                text.push_str(line);
            }
            text.push('\n');
        }
        text
    }
}
