//! T006: a transfer or deal that some affirm and some deny.

use tallybook_analysis::positions::{Dispute, Held, Position, counts_from};
use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;
use tallybook_schema::block::{Block, BlockKind};
use tallybook_schema::record::Statement;
use tallybook_schema::value::Day;

use crate::wording::{count, values};
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::info(
    "T006",
    "contested-transfer",
    "a transfer or deal that some affirm and some deny",
    include_str!("t006_contested_transfer.md"),
    Scope::Block(check),
)
.sql(Sql::Query(include_str!("t006_contested_transfer.sql")));

/// The most actors that a message names on a side; the statements point at all of them.
const NAMED: usize = 5;

fn check(context: &Context<'_>, block: &Block<'_>, out: &mut Findings) {
    if !matches!(block.kind, BlockKind::Transfer | BlockKind::Deal) {
        return;
    }
    let positions = context.positions();
    if positions.dispute(block.record_type, block.id) != Dispute::Contested {
        return;
    }
    let held = positions.of(block.record_type, block.id);
    let side = |affirms: bool| held.iter().filter(move |held| held.position.affirms() == affirms);
    let since = side(true)
        .map(|held| start(context, held))
        .min()
        .max(side(false).map(|held| start(context, held)).min());
    let since = since.flatten().map_or_else(String::new, |day| format!(" since {day}"));
    let mut finding = Finding::new(
        Place::value(block.record_type, block.index, "/id"),
        format!(
            "the {} is contested{since}: {}, {}",
            block.record_type,
            says(side(true), "affirms", "affirm"),
            says(side(false), "denies", "deny")
        ),
    );
    for (statement, held) in by_statement(context, held) {
        let Some(said) = context.dataset.statements.get(statement) else { continue };
        finding = finding.related(
            Place::value(RecordType::Statement, statement, stance_pointer(said, block)),
            label(said, &held),
        );
    }
    out.push(finding.note(
        "somebody who affirms with other values affirms in part; a later statement replaces an earlier one",
    ));
}

/// `` `minister` and `iran` affirm it in part (2022-11-05) ``.
fn label(statement: &Statement, held: &[&Held<'_>]) -> String {
    let single = held.len() == 1;
    let verb = match held.first().map(|held| held.position) {
        Some(Position::Denies) if single => "denies it",
        Some(Position::Denies) => "deny it",
        Some(Position::AffirmsInPart) if single => "affirms it in part",
        Some(Position::AffirmsInPart) => "affirm it in part",
        _ if single => "affirms it",
        _ => "affirm it",
    };
    let date = statement.date.as_ref().map_or_else(|| "no date".to_owned(), ToString::to_string);
    format!("{} {verb} ({date})", values(held.iter().map(|held| held.actor)))
}

/// `` `iran` and `ukraine` affirm ``.
fn says<'h, 'a: 'h>(side: impl Iterator<Item = &'h Held<'a>>, one: &str, many: &str) -> String {
    let actors: Vec<&str> = side.map(|held| held.actor).collect();
    match actors.len() {
        1 => format!("{} {one}", values(actors)),
        0..=NAMED => format!("{} {many}", values(actors)),
        more => format!(
            "{} and {} {many}",
            values(&actors[..NAMED - 1]),
            count(more + 1 - NAMED, "other", "others")
        ),
    }
}

/// The first day on which the statement behind a position counts.
fn start(context: &Context<'_>, held: &Held<'_>) -> Option<Day> {
    counts_from(&context.index, context.dataset.statements.get(held.statement)?)
}

/// The positions by the statements behind them, in the order in which the statements count.
fn by_statement<'h, 'a>(context: &Context<'_>, held: &'h [Held<'a>]) -> Vec<(usize, Vec<&'h Held<'a>>)> {
    let mut sorted: Vec<&Held<'_>> = held.iter().collect();
    sorted.sort_by_key(|held| (start(context, held), held.statement, held.actor));
    sorted
        .chunk_by(|a, b| a.statement == b.statement)
        .map(|chunk| (chunk[0].statement, chunk.to_vec()))
        .collect()
}

/// The stance that a statement takes on a record: its last, as in the analysis.
fn stance_pointer(statement: &Statement, block: &Block<'_>) -> String {
    statement
        .about
        .iter()
        .rposition(|about| {
            (about.target.record_type, about.target.id.as_str()) == (block.record_type, block.id)
                && Position::of(about).is_some()
        })
        .map_or_else(String::new, |number| format!("/about/{number}/stance"))
}
