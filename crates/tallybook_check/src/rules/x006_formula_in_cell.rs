//! X006: a text that a spreadsheet would run as a formula.

use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::formula;

use crate::{Context, Rule, Scope, TextAt};

/// The rule.
pub const RULE: Rule = Rule::info(
    "X006",
    "formula-in-cell",
    "a text that a spreadsheet would run as a formula",
    include_str!("x006_formula_in_cell.md"),
    Scope::Text(check),
);

fn check(_: &Context<'_>, text: &TextAt<'_>, out: &mut Findings) {
    if let Some(sign) = formula::start(text.text)
        && starts_a_cell(&text.place)
    {
        out.push(
            Finding::new(text.place.clone(), format!("the text starts with `{}`", sign.escape_debug()))
                .note("a spreadsheet that opens the CSV export takes such a cell for a formula and runs it")
                .help(
                    "let the text start with a word, or give spreadsheets `tallybook.xlsx` or the CSV of \
                     `tallybook export --excel`, which guards the cell with an apostrophe",
                ),
        );
    }
}

/// Whether the text is the first of its cell. The dataset's own description goes into no table, a list is one cell, which
/// its first entry begins, and before a claim or a reason its field or its paragraphs stand.
fn starts_a_cell(place: &Place) -> bool {
    match place {
        Place::Record { pointer, .. } => {
            let follows = pointer.contains("/claims/") || pointer.starts_with("/not_covered/");
            let entry = pointer.rsplit('/').next().and_then(|last| last.parse::<usize>().ok());
            !follows && entry.is_none_or(|entry| entry == 0)
        }
        _ => false,
    }
}
