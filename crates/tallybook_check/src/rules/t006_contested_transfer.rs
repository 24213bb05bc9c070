//! T006: a transfer or deal that some affirm and some deny.

use std::collections::BTreeSet;

use rayon::prelude::*;
use tallybook_analysis::positions::{Held, Position, counts_from, stance_on};
use tallybook_diagnostics::{Finding, Findings, Place};
use tallybook_schema::RecordType;
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
    Scope::Statements(check),
)
.sql(Sql::Query(include_str!("t006_contested_transfer.sql")));

/// The most actors that a message names on a side; the statements point at all of them.
const NAMED: usize = 5;

/// Records of which the findings are made together.
const AT_ONCE: usize = 256;

fn check(context: &Context<'_>, out: &mut Findings) {
    for record_type in [RecordType::Deal, RecordType::Transfer] {
        let positions = context.positions();
        let named = positions.contested(record_type).filter_map(|id| context.index.position(record_type, id));
        let mut contested: BTreeSet<usize> = named.collect();
        // What is said of an id is said of each record that has it.
        let again = context.index.duplicates(record_type).iter();
        let again: Vec<usize> =
            again.filter(|(_, first)| contested.contains(first)).map(|&(index, _)| index).collect();
        contested.extend(again);
        for some in contested.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
            if out.only_counts() {
                for _ in some {
                    out.count();
                }
            } else {
                let finding = |&index: &usize| {
                    let id = context.index.id(record_type, index)?;
                    Some(finding(context, Contested { record_type, index, id }))
                };
                out.extend(some.par_iter().filter_map(finding).collect::<Vec<_>>());
            }
        }
    }
}

/// A record about which actors disagree.
#[derive(Clone, Copy)]
struct Contested<'a> {
    record_type: RecordType,
    index: usize,
    id: &'a str,
}

fn finding(context: &Context<'_>, record: Contested<'_>) -> Finding {
    let held = context.positions().of(record.record_type, record.id);
    let side = |affirms: bool| held.iter().filter(move |held| held.position.affirms() == affirms);
    let first = |affirms| side(affirms).map(|held| held.since).min();
    let since =
        first(true).max(first(false)).flatten().map_or_else(String::new, |day| format!(" since {day}"));
    let mut finding = Finding::new(
        Place::value(record.record_type, record.index, "/id"),
        format!(
            "the {} is contested{since}: {}, {}",
            record.record_type,
            says(side(true), "affirms", "affirm"),
            says(side(false), "denies", "deny")
        ),
    );
    for (statement, held) in by_statement(context, held) {
        let Some(said) = context.dataset.statements.get(statement) else { continue };
        let stance = stance_on(said, record.record_type, record.id);
        let pointer = stance.map_or_else(String::new, |(number, _)| format!("/about/{number}/stance"));
        finding =
            finding.related(Place::value(RecordType::Statement, statement, pointer), label(said, &held));
    }
    finding.note(
        "somebody who affirms with other values affirms in part; a later statement replaces an earlier one",
    )
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
