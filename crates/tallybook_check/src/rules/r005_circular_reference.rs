//! R005: `part_of`, `supersedes` or `retracts` come round in a circle.

use rayon::prelude::*;
use tallybook_analysis::cycles::cycles;
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::RecordType;
use tallybook_schema::id::StatementId;
use tallybook_schema::record::{Actor, Record, Statement};

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "R005",
    "circular-reference",
    "`part_of`, `supersedes` or `retracts` come round in a circle",
    include_str!("r005_circular_reference.md"),
    Scope::Dataset(check),
)
.sql(Sql::Query(include_str!("r005_circular_reference.sql")));

/// A step from one record to another: the record it leads to, the field that names it, and the entry of that if it is a
/// list.
type Step = (usize, &'static str, Option<usize>);

fn check(context: &Context<'_>, out: &mut Findings) {
    circles::<Actor>(
        context,
        |actor| {
            let whole =
                actor.part_of.as_ref().and_then(|id| context.index.position(RecordType::Actor, id.as_str()));
            whole.map(|whole| (whole, "part_of", None)).into_iter().collect()
        },
        "an actor cannot be a part of itself",
        "remove the `part_of` that is wrong",
        out,
    );
    circles::<Statement>(
        context,
        |statement| {
            let steps = |field: &'static str, ids: &[StatementId]| {
                let found = ids.iter().enumerate().filter_map(move |(i, id)| {
                    let earlier = context.index.position(RecordType::Statement, id.as_str())?;
                    Some((earlier, field, Some(i)))
                });
                found.collect::<Vec<Step>>()
            };
            [steps("supersedes", &statement.supersedes), steps("retracts", &statement.retracts)].concat()
        },
        "a statement replaces or takes back earlier ones, so it cannot come before itself; of these statements none would be live",
        "remove the `supersedes` or `retracts` of the statement that is the earliest",
        out,
    );
}

fn circles<T: Record + Sync>(
    context: &Context<'_>,
    steps: impl Fn(&T) -> Vec<Step> + Sync,
    note: &str,
    help: &str,
    out: &mut Findings,
) {
    let records = T::of(context.dataset);
    let edges = |record: &T| steps(record).into_iter().map(|(to, ..)| to).collect();
    let edges: Vec<Vec<usize>> = records.par_iter().map(edges).collect();
    for cycle in cycles(&edges) {
        let chain: Vec<String> =
            cycle.iter().chain(cycle.first()).map(|&index| format!("`{}`", records[index].id())).collect();
        let places = cycle.iter().enumerate().filter_map(|(i, &index)| {
            let next = cycle[(i + 1) % cycle.len()];
            let (_, field, entry) = steps(&records[index]).into_iter().find(|(to, ..)| *to == next)?;
            let entry = entry.map_or(String::new(), |entry| format!("/{entry}"));
            let place = At { record: &records[index], index }.place(format!("/{field}{entry}"));
            Some((place, format!("leads from `{}` to `{}`", records[index].id(), records[next].id())))
        });
        let mut places = places.collect::<Vec<_>>().into_iter();
        let Some((place, label)) = places.next() else { continue };
        let finding = Finding::new(place, format!("this comes round in a circle: {}", chain.join(" → ")))
            .label(label)
            .note(note)
            .help(help);
        out.push(places.fold(finding, |finding, (place, label)| finding.related(place, label)));
    }
}
