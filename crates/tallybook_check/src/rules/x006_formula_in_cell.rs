//! X006: a text that a spreadsheet would run as a formula.

use tallybook_diagnostics::{Finding, Findings, Place};

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
    // The dataset's own description goes into no table.
    let exported = !matches!(text.place, Place::Manifest(_));
    let mut chars = text.text.chars();
    let first = chars.next().filter(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r'));
    if let Some(first) = first
        && chars.next().is_some()
        && exported
    {
        out.push(
            Finding::new(text.place.clone(), format!("the text starts with `{}`", first.escape_debug()))
                .note("a spreadsheet that opens the CSV export takes such a cell for a formula and runs it")
                .help("let the text start with a word, or import the CSV with this column as text"),
        );
    }
}
