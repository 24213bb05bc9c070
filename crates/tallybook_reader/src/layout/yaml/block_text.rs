//! Block texts (`|`, `>`): their lines are indented anew, and the signs of their head say what they said before.

use super::lines::Lines;
use super::{INDENT, Writer};
use crate::tree::{Node, NodeKind, Style};

/// The head of a block text.
struct Head<'t> {
    /// `|` or `>`.
    style: char,
    /// How much deeper than its field the text stands, where that is said.
    indentation: Option<usize>,
    chomping: Chomping,
    /// A comment, with the space before it.
    comment: &'t str,
}

/// What becomes of the line ends at the end of a block text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// `-`: there is none.
    Strip,
    /// No sign: there is one.
    Clip,
    /// `+`: all count.
    Keep,
}

impl<'t> Head<'t> {
    fn of(line: &'t str) -> Self {
        let line = line.trim_end();
        let signs = line.find([' ', '\t']).unwrap_or(line.len());
        let (signs, comment) = line.split_at(signs);
        let digit = signs.chars().find_map(|sign| sign.to_digit(10));
        let chomping = match (signs.contains('+'), signs.contains('-')) {
            (true, _) => Chomping::Keep,
            (_, true) => Chomping::Strip,
            _ => Chomping::Clip,
        };
        Self {
            style: if signs.starts_with('>') { '>' } else { '|' },
            indentation: digit.and_then(|digit| usize::try_from(digit).ok()),
            chomping,
            comment,
        }
    }

    fn line(&self) -> String {
        let indentation = self.indentation.map_or(String::new(), |by| by.to_string());
        let chomping = match self.chomping {
            Chomping::Strip => "-",
            Chomping::Clip => "",
            Chomping::Keep => "+",
        };
        format!("{}{indentation}{chomping}{}", self.style, self.comment)
    }
}

impl Writer<'_> {
    /// Whether a value that comes next is a block text. Its range begins behind its head.
    pub(super) fn is_block_text(&self, node: &Node<'_>) -> bool {
        let is_text = matches!(node.kind, NodeKind::Scalar { style: Style::Text, .. });
        is_text && self.text[self.next()..].starts_with(['|', '>'])
    }

    /// A block text that begins here. `column` is that of the key or dash that it belongs to.
    pub(super) fn block_text(&mut self, prefix: &str, column: usize) -> Lines {
        let mut lines = self.text[self.at..].split_inclusive('\n');
        let head_line = lines.next().unwrap_or_default();
        let mut head = Head::of(head_line);
        let mut end = self.at + head_line.len();
        let mut offset = end;
        let mut base = head.indentation.map(|by| column + by);
        let mut body: Vec<&str> = Vec::new();
        let (mut blanks, mut counted, mut blanks_end) = (0, 0, end);
        for line in lines {
            offset += line.len();
            let content = line.trim_end_matches('\n');
            let depth = content.len() - content.trim_start_matches(' ').len();
            // Spaces beyond the indentation are text.
            if depth == content.len() && base.is_none_or(|base| depth <= base) {
                blanks += 1;
                // The end of the file ends a line of text, and the first empty one.
                counted += usize::from(line.ends_with('\n') || (body.is_empty() && counted == 0));
                blanks_end = offset;
                continue;
            }
            if depth < base.unwrap_or(column + 1) {
                break;
            }
            body.extend(std::iter::repeat_n("", std::mem::take(&mut blanks)));
            counted = 0;
            body.push(&content[*base.get_or_insert(depth)..]);
            end = offset;
        }
        if head.chomping == Chomping::Keep {
            end = end.max(blanks_end);
        } else {
            counted = 0;
        }
        // The line end stays to be read by what comes next.
        self.at = if self.text[..end].ends_with('\n') { end - 1 } else { end };

        let first = body.iter().find(|line| !line.is_empty());
        let shows_indentation = first.is_none_or(|line| !line.starts_with([' ', '\t']));
        head.indentation = head.indentation.filter(|_| !shows_indentation).map(|_| INDENT.len());
        if counted == 0 && head.chomping == Chomping::Keep {
            head.chomping = Chomping::Clip;
        }
        let mut out = Lines::of(head.line());
        for line in body {
            out.push(if line.is_empty() { String::new() } else { format!("{prefix}{line}") });
        }
        (0..counted).for_each(|_| out.push_counted());
        out
    }
}
