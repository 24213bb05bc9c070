//! What is wrong with a table that was edited.

use std::fmt;

use crate::grid::Address;

/// Something in a table that cannot be taken over, or is not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where.
    pub address: Address,
    /// What.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// None of the records that were exported is in the dataset.
    OtherDataset,
    /// The file says nothing, not even which columns it has.
    NoHeader,
    /// The table lacks a column that tells its rows from each other.
    NoColumn {
        /// The column.
        column: String,
    },
    /// The file was changed, and nothing of it is taken over.
    PassedOver,
    /// The table has no such column.
    UnknownColumn {
        /// The column that was probably meant.
        near: Option<String>,
    },
    /// A row of the export is not there any more.
    DeletedRow {
        /// Its id.
        id: String,
    },
    /// A row says nothing of what it belongs to.
    RowWithoutId {
        /// The column that has to say it.
        column: String,
    },
    /// A piece of evidence reports a field, and not what of it.
    MissingValue {
        /// The field.
        field: String,
    },
    /// Another row has the same id.
    DuplicateRow {
        /// The id.
        id: String,
        /// The number of the first row.
        first: usize,
    },
    /// The row belongs to a record that is not there.
    Orphan {
        /// The record.
        record: String,
        /// Whether its own row was deleted.
        deleted: bool,
    },
    /// The dataset has lost the record since it was exported, and its row was edited.
    Gone {
        /// Its id.
        id: String,
    },
    /// The dataset has changed since it was exported, and in another way.
    Conflict {
        /// As it was exported.
        base: String,
        /// As the dataset has it.
        ours: String,
        /// As the table has it.
        theirs: String,
    },
    /// A spreadsheet has probably rewritten the value.
    Damaged {
        /// As it was exported.
        base: String,
        /// As the table has it.
        theirs: String,
    },
    /// The value cannot be read.
    Unreadable {
        /// The value.
        value: String,
        /// What is wanted.
        wanted: String,
    },
    /// A cell of a workbook was changed, and the sheet `long_texts` has the rest of the text that it had.
    RestOfAnother,
    /// Rows of one piece of evidence do not agree.
    Disagreement {
        /// What another row has.
        other: String,
        /// What this one has.
        value: String,
    },
    /// The column is computed; changing it changes nothing.
    Computed {
        /// As it is computed.
        computed: String,
        /// As the table has it.
        theirs: String,
        /// How many cells of the column were changed.
        cells: usize,
    },
    /// The table is computed, and rows were added to it.
    ComputedRow,
}

impl Fault {
    /// Whether nothing is taken over because of it.
    pub fn is_error(&self) -> bool {
        !matches!(
            self.kind,
            FaultKind::PassedOver
                | FaultKind::UnknownColumn { .. }
                | FaultKind::DeletedRow { .. }
                | FaultKind::Computed { .. }
                | FaultKind::ComputedRow
        )
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match &self.kind {
            FaultKind::OtherDataset => {
                "name the dataset that was exported, or a folder that is not there yet to make one of the tables"
                    .to_owned()
            }
            FaultKind::NoHeader | FaultKind::NoColumn { .. } => {
                "a program may have failed to save it: export into another folder, and repeat the change there".to_owned()
            }
            FaultKind::PassedOver => "make the change in a table, or in the dataset".to_owned(),
            FaultKind::UnknownColumn { near: Some(near) } => format!("did you mean `{near}`?"),
            FaultKind::UnknownColumn { near: None } => "nothing of it is taken over".to_owned(),
            FaultKind::DeletedRow { .. } => "it stays in the dataset; `--delete` takes it out".to_owned(),
            FaultKind::RowWithoutId { column } => format!("fill in `{column}`, or delete the row"),
            FaultKind::MissingValue { .. } => {
                "write the value that the source gives, or delete the row if it gives none".to_owned()
            }
            FaultKind::DuplicateRow { .. } => "give it an id of its own, or delete one of the two".to_owned(),
            FaultKind::Orphan { deleted: false, .. } => {
                "correct the id, or add the record to its table".to_owned()
            }
            FaultKind::Orphan { deleted: true, .. } => "rename it here too, or delete them".to_owned(),
            FaultKind::Gone { .. } => {
                "export into another folder and repeat the change there, or delete the row if the record is to stay away".to_owned()
            }
            FaultKind::Conflict { .. } => {
                "export into another folder and repeat the change there, or write the value of the dataset into the cell"
                    .to_owned()
            }
            FaultKind::Damaged { base, theirs } if theirs.is_empty() => format!(
                "write `{base}` back if you did not empty the cell (pandas keeps it with `keep_default_na=False`); if you \
                 did, delete `{base}` in the YAML file of the record too, and import again"
            ),
            FaultKind::Damaged { base, .. } => {
                format!(
                    "write `{base}` as text, or edit the workbook `tallybook.xlsx`, whose cells keep their types"
                )
            }
            FaultKind::RestOfAnother => {
                "delete its rows in `long_texts` if the cell now has the whole text; if not, put back what it had and \
                 change the text in another format, as CSV"
                    .to_owned()
            }
            FaultKind::Disagreement { .. } => {
                "write the same into every row of the piece of evidence".to_owned()
            }
            FaultKind::Computed { .. } | FaultKind::ComputedRow => {
                "it is worked out from other columns; change those instead".to_owned()
            }
            FaultKind::Unreadable { .. } => return None,
        })
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherDataset => f.write_str(
                "none of the records that were exported is in the dataset: it is the export of another one",
            ),
            Self::NoHeader => f.write_str("it is empty: not even the names of its columns are there"),
            Self::NoColumn { column } => {
                write!(f, "the table has no column `{column}`, without which its rows cannot be told apart")
            }
            Self::PassedOver => f.write_str("it was changed, and only tables are taken over"),
            Self::UnknownColumn { .. } => f.write_str("the table has no such column"),
            Self::DeletedRow { id } => write!(f, "the row of `{id}` is gone"),
            Self::RowWithoutId { column } => write!(f, "the row has nothing in `{column}`"),
            Self::MissingValue { field } => {
                write!(f, "the source reports `{field}`, and its value is missing")
            }
            Self::DuplicateRow { id, first } => write!(f, "`{id}` has a row already: row {first}"),
            Self::Orphan { record, deleted: false } => {
                write!(f, "the row belongs to `{record}`, which is not there")
            }
            Self::Orphan { record, deleted: true } => {
                write!(f, "`{record}` has no row any more, and these rows belong to it")
            }
            Self::Gone { id } => {
                write!(f, "the row of `{id}` was changed, and the dataset has no such record any more")
            }
            Self::Conflict { base, ours, theirs } => write!(
                f,
                "`{base}` was changed to {} here, and to {} in the dataset since it was exported",
                quoted(theirs),
                quoted(ours)
            ),
            Self::Damaged { base, theirs } if theirs.is_empty() => {
                write!(
                    f,
                    "the cell is empty, and was exported with `{base}`, which some programs take for a missing value \
                     and leave out when they save"
                )
            }
            Self::Damaged { base, theirs } => {
                write!(f, "`{theirs}` looks like what a spreadsheet makes of `{base}`")
            }
            Self::RestOfAnother => {
                f.write_str("the text was changed, and the sheet `long_texts` has the rest of another")
            }
            Self::Unreadable { value, wanted } => write!(f, "`{value}` is not {wanted}"),
            Self::Disagreement { other, value } => {
                write!(
                    f,
                    "{} here and {} in another row of the same piece of evidence",
                    quoted(value),
                    quoted(other)
                )
            }
            Self::Computed { computed, theirs, cells } => {
                write!(f, "{} stands where {} is computed", quoted(theirs), quoted(computed))?;
                match cells {
                    0 | 1 => Ok(()),
                    more => write!(f, ", and {} more cells of the column differ", more - 1),
                }
            }
            Self::ComputedRow => f.write_str("the row was added to a table that is computed"),
        }
    }
}

/// A value, or that there is none.
fn quoted(value: &str) -> String {
    if value.is_empty() { "nothing".to_owned() } else { format!("`{value}`") }
}
