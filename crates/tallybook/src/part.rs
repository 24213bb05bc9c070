//! Which part of a dataset is exported, as the command line says it, and what came of it.

use tallybook_check::nearest;
use tallybook_export::{
    Condition, Format, Selected, SelectionError, TABLES, Table, check_partitioning, select, tables_named,
};
use tallybook_schema::Dataset;
use tallybook_schema::value::Day;

use crate::cli::ExportArgs;
use crate::output::{Output, Style, hinted};

/// Which part of a dataset is exported, and how Parquet is laid out.
pub(crate) struct Part {
    pub(crate) tables: Vec<&'static Table>,
    conditions: Vec<Condition>,
    pub(crate) partition_by: Vec<String>,
    /// The options that say so, for a command that does the same.
    pub(crate) arguments: String,
}

impl Part {
    /// All of it.
    pub(crate) fn whole() -> Self {
        Self {
            tables: TABLES.to_vec(),
            conditions: Vec::new(),
            partition_by: Vec::new(),
            arguments: String::new(),
        }
    }

    /// What the options of `tallybook export` say.
    pub(crate) fn of(args: &ExportArgs, formats: &[Format]) -> anyhow::Result<Self> {
        let mut part = Self::whole();
        if !args.tables.is_empty() {
            part.tables = tables_named(&args.tables).map_err(reported)?;
            part.arguments.push_str(&format!(" --tables {}", args.tables.join(",")));
        }
        for condition in &args.conditions {
            part.conditions.push(condition.parse().map_err(reported)?);
            part.arguments.push_str(&format!(" --where '{}'", condition.replace('\'', "'\\''")));
        }
        if !args.partition_by.is_empty() {
            if !formats.contains(&Format::Parquet) {
                return Err(hinted(
                    "`--partition-by` lays out Parquet, which is not among the formats",
                    "add it, as `--formats parquet`",
                ));
            }
            check_partitioning(&args.partition_by, &part.tables).map_err(reported)?;
            part.partition_by.clone_from(&args.partition_by);
            part.arguments.push_str(&format!(" --partition-by {}", args.partition_by.join(",")));
        }
        Ok(part)
    }

    /// Whether no record is left out.
    pub(crate) fn has_all_records(&self) -> bool {
        self.conditions.is_empty()
    }

    /// The records that meet the conditions; `None` if there are no conditions.
    pub(crate) fn select(&self, dataset: &Dataset, as_of: Option<Day>) -> anyhow::Result<Option<Selected>> {
        if self.conditions.is_empty() {
            return Ok(None);
        }
        select(dataset, as_of, &self.conditions).map(Some).map_err(reported)
    }
}

/// A line of the summary: how much was chosen of how much.
pub(crate) fn summary(selected: &Selected, output: &Output) -> String {
    let (chosen, of, noun) = (selected.chosen, selected.considered(), selected.noun());
    let conditions: Vec<_> = selected.conditions.iter().map(|condition| format!("`{condition}`")).collect();
    let mut text = if chosen == 0 {
        let what = output.style(Style::Red, "nothing");
        format!(
            "  selected  {what}: none of {of} {noun} meets {}, and the tables are empty",
            conditions.join(" and ")
        )
    } else {
        format!(
            "  selected  {chosen} of {of} {noun}, with what belongs to them: {}",
            conditions.join(" and ")
        )
    };
    if selected.undecided > 0 {
        text.push_str(&format!(
            "\n            of {} more it cannot be told, as a value is not stated or too vague",
            selected.undecided
        ));
    }
    text.push('\n');
    text
}

fn reported(error: SelectionError) -> anyhow::Error {
    let near = error.misspelt.as_ref().and_then(|misspelt| {
        nearest(&misspelt.name, misspelt.known.iter().map(String::as_str)).map(str::to_owned)
    });
    let hint = match near {
        Some(near) => format!("did you mean `{near}`? {}", error.hint),
        None => error.hint.clone(),
    };
    hinted(error, hint)
}
