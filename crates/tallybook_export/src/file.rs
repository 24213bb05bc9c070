//! A file of an export, which is made as it is written.

use std::fmt;
use std::io;
use std::sync::Arc;

use tallybook_diagnostics::Meter;

use crate::made::Made;
use crate::partition::{Layout, Partition};
use crate::pass::{Output, PartOf, Pass};
use crate::table::{Table, TableData};
use crate::writer::{Out, TableFormat};

/// Writes a file from the dataset alone.
type Own<'a> = dyn Fn(Out<'_>) -> io::Result<()> + Send + Sync + 'a;

/// Writes a file from what was made before it.
type Describing<'a> = dyn Fn(&[Made], Out<'_>) -> io::Result<()> + Send + Sync + 'a;

/// How a file is made.
enum Content<'a> {
    /// From the dataset alone.
    Own(Box<Own<'a>>),
    /// From the rows of a table.
    Table(Arc<TableData>, TableFormat),
    /// From the rows of a table that is filled as it is written, in one pass with others.
    Passed(Passed<'a>),
    /// After the others, from what was made before it.
    Describing(Box<Describing<'a>>),
}

/// A file that is written in a pass over all records.
pub(crate) struct Passed<'a> {
    pub(crate) pass: Arc<Pass<'a>>,
    table: &'static Table,
    part: Option<PartOf>,
    format: TableFormat,
}

impl Passed<'_> {
    /// The table that it holds.
    pub(crate) fn table(&self) -> &'static Table {
        self.table
    }

    /// The file as an output of the pass.
    pub(crate) fn open<'w>(&self, out: Out<'w>) -> Output<'w> {
        let data = match &self.part {
            Some((layout, _)) => layout.empty_part(),
            None => self.table.empty(),
        };
        Output { table: self.table, part: self.part.clone(), writer: self.format.open(&data, out) }
    }
}

/// A file of an export, which is made as it is written.
pub struct ExportFile<'a> {
    path: String,
    table: Option<&'static str>,
    rows: Option<usize>,
    partition: Option<Partition>,
    obstacle: Option<String>,
    work: u64,
    content: Content<'a>,
}

impl<'a> ExportFile<'a> {
    /// A file with a path relative to the folder of the exports, its parts joined by `/`.
    pub fn new(
        path: impl Into<String>,
        content: impl Fn(Out<'_>) -> io::Result<()> + Send + Sync + 'a,
    ) -> Self {
        Self::with(path.into(), Content::Own(Box::new(content)))
    }

    /// A file that says what other files are: those that were made before it, with their sizes and
    /// digests. Those are the files with content of their own, and the describing ones that stand
    /// before it in the export.
    pub fn describing(
        path: impl Into<String>,
        content: impl Fn(&[Made], Out<'_>) -> io::Result<()> + Send + Sync + 'a,
    ) -> Self {
        Self::with(path.into(), Content::Describing(Box::new(content)))
    }

    /// A file of which nothing is known but how it is made.
    fn with(path: String, content: Content<'a>) -> Self {
        Self { path, table: None, rows: None, partition: None, obstacle: None, work: 0, content }
    }

    /// The file of a table that is filled.
    pub(crate) fn of_table(path: String, data: &Arc<TableData>, format: TableFormat) -> Self {
        let (table, rows) = (Some(data.table.name), Some(data.rows()));
        let content = Content::Table(Arc::clone(data), format);
        Self { table, rows, ..Self::with(path, content) }
    }

    /// The file of a table that is filled as it is written.
    pub(crate) fn of_pass(
        path: String,
        table: &'static Table,
        pass: &Arc<Pass<'a>>,
        format: TableFormat,
    ) -> Self {
        let content = Content::Passed(Passed { pass: Arc::clone(pass), table, part: None, format });
        Self { table: Some(table.name), ..Self::with(path, content) }
    }

    /// The files of a table that is laid out in folders, and filled as they are written.
    pub(crate) fn of_parts(
        layout: &Arc<Layout>,
        pass: &Arc<Pass<'a>>,
        format: &TableFormat,
    ) -> impl Iterator<Item = Self> {
        layout.rows().enumerate().map(move |(part, rows)| {
            let (table, part_of) = (layout.table(), Some((Arc::clone(layout), part)));
            let passed = Passed { pass: Arc::clone(pass), table, part: part_of, format: format.clone() };
            Self {
                table: Some(table.name),
                rows: Some(rows),
                partition: Some(layout.partition(part)),
                obstacle: layout.obstacle(part),
                ..Self::with(layout.path(part), Content::Passed(passed))
            }
        })
    }

    /// The same file, as one that is not taken for that of its table.
    pub(crate) fn of_no_table(self) -> Self {
        Self { table: None, ..self }
    }

    /// The same file with the reason for which it cannot be made, if there is one.
    #[must_use]
    pub fn unless(self, obstacle: Option<String>) -> Self {
        Self { obstacle, ..self }
    }

    /// The same file with how much it tells a meter of itself while it is written.
    #[must_use]
    pub(crate) fn of_work(self, work: u64) -> Self {
        Self { work, ..self }
    }

    /// How much it tells a meter of itself while it is written.
    pub(crate) fn work(&self) -> u64 {
        self.work
    }

    /// The path, relative to the folder of the exports, its parts joined by `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The table that it holds; `None` for a file that is not one table.
    pub fn table(&self) -> Option<&'static str> {
        self.table
    }

    /// The rows of a table; `None` for a file that is none, and where they are counted as they are written.
    pub fn rows(&self) -> Option<usize> {
        self.rows
    }

    /// The values of its rows, if it holds a part of a table.
    pub fn partition(&self) -> Option<&Partition> {
        self.partition.as_ref()
    }

    /// Why the file cannot be made; `None` if it can.
    pub fn obstacle(&self) -> Option<&str> {
        self.obstacle.as_deref()
    }

    /// Whether it is made from what was made before it.
    pub fn describes(&self) -> bool {
        matches!(self.content, Content::Describing(_))
    }

    /// The pass that it is written in, if it is.
    pub(crate) fn passed(&self) -> Option<&Passed<'a>> {
        match &self.content {
            Content::Passed(passed) => Some(passed),
            _ => None,
        }
    }

    /// Writes the file. `before` is what was made before it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, before: &[Made], out: Out<'_>) -> io::Result<()> {
        match &self.content {
            Content::Own(write) => write(out),
            Content::Table(data, format) => format.write(data, out),
            Content::Passed(passed) => {
                passed.pass.write(vec![passed.open(out)], Meter::none())?;
                Ok(())
            }
            Content::Describing(write) => write(before, out),
        }
    }

    /// The bytes of a file with content of its own. Those of a file that describes others are among
    /// the [`contents`](crate::contents) of all.
    ///
    /// # Errors
    /// Those of a table that its format cannot hold, and for a file that describes others.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        if self.describes() {
            let reason = format!("`{}` is made from other files", self.path);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let mut bytes = Vec::new();
        self.write(&[], &mut bytes)?;
        Ok(bytes)
    }
}

impl fmt::Debug for ExportFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportFile")
            .field("path", &self.path)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}
