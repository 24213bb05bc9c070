//! Printing: colour or not, and never a panic when nobody reads on.

use std::io::{self, IsTerminal, Write};

use console::Term;
use tallybook_diagnostics::render::visible;

use crate::cli::Colour;
use crate::progress;

/// Where and how to print.
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own about the two streams")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// Whether standard output is coloured.
    pub(crate) colour: bool,
    /// Whether lines are drawn with box characters: in a terminal, not in a log or file.
    pub(crate) unicode: bool,
    /// Columns of the terminal, if it is one.
    pub(crate) width: Option<usize>,
    /// Whether only findings, answers and errors are printed.
    pub(crate) quiet: bool,
    error_colour: bool,
}

impl Output {
    pub(crate) fn new(colour: Colour, quiet: bool) -> Self {
        let wanted = |terminal: bool| match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let columns = || said.or_else(|| Term::stdout().size_checked().map(|(_, columns)| columns.into()));
        Self {
            colour: wanted(io::stdout().is_terminal()),
            unicode: io::stdout().is_terminal(),
            width: if io::stdout().is_terminal() { columns() } else { None },
            quiet,
            error_colour: wanted(io::stderr().is_terminal()),
        }
    }

    /// A summary, or what was written: nothing where nobody wants to read that.
    pub(crate) fn unless_quiet<'t>(&self, text: &'t str) -> &'t str {
        if self.quiet { "" } else { text }
    }

    /// Prints to standard output. A reader who has gone away (`| head`) is not an error.
    pub(crate) fn print(&self, text: &str) -> anyhow::Result<()> {
        self.print_to_reader(text).map(|_| ())
    }

    /// Prints to standard output. Gives whether anybody reads it still.
    #[expect(clippy::unused_self, reason = "who prints was told how to print")]
    pub(crate) fn print_to_reader(&self, text: &str) -> anyhow::Result<bool> {
        progress::clear();
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(anyhow::Error::new(error).context("standard output cannot be written")),
        }
    }

    /// Prints an error of the tool itself: what could not be done, why, and a hint if there is one.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        let (bold, red, end) =
            if self.error_colour { ("\x1b[1m", "\x1b[1;31m", "\x1b[0m") } else { ("", "", "") };
        let mut text = format!("{red}error{end}{bold}: {}{end}\n", visible(&error.to_string()));
        let hint = error.downcast_ref::<Hinted>().map(|hinted| hinted.hint.as_str());
        for cause in error.chain().skip(1) {
            text.push_str(&format!("  because {}\n", visible(&cause.to_string())));
        }
        if let Some(hint) = hint {
            text.push_str(&format!("  = help: {}\n", visible(hint)));
        }
        progress::clear();
        // Nothing is left to be done if standard error is closed.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    /// Wraps text in a style, if standard output is coloured.
    pub(crate) fn style(&self, style: Style, text: &str) -> String {
        if self.colour { format!("{}{text}\x1b[0m", style.code()) } else { text.to_owned() }
    }
}

/// A style for words in what is printed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Style {
    Bold,
    Dim,
    Red,
    Yellow,
    Green,
    Cyan,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Bold => "\x1b[1m",
            Self::Dim => "\x1b[2m",
            Self::Red => "\x1b[1;31m",
            Self::Yellow => "\x1b[1;33m",
            Self::Green => "\x1b[32m",
            Self::Cyan => "\x1b[36m",
        }
    }
}

/// The width at which text is wrapped where nothing is known of a terminal.
const DEFAULT_WIDTH: usize = 100;

/// Breaks text at spaces so that it keeps to the width; later lines begin at the column `indent`.
pub(crate) fn wrap(text: &str, width: Option<usize>, indent: usize) -> String {
    let room = width.unwrap_or(DEFAULT_WIDTH).saturating_sub(indent).max(20);
    let mut wrapped = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > room {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}

/// `1 file`, `2 files`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// An error with what to do about it.
#[derive(Debug)]
pub(crate) struct Hinted {
    error: Box<dyn std::error::Error + Send + Sync>,
    hint: String,
}

impl std::fmt::Display for Hinted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Hinted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// An error, or the words for one, with what to do about it.
pub(crate) fn hinted(
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    hint: impl Into<String>,
) -> anyhow::Error {
    Hinted { error: error.into(), hint: hint.into() }.into()
}
