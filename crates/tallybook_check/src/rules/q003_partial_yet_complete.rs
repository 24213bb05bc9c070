//! Q003: the itemisation is called partial, yet the items are the whole batch.

use tallybook_analysis::{Interval, batch};
use tallybook_diagnostics::{Edit, Finding, Findings, Fix};
use tallybook_schema::record::Transfer;
use tallybook_schema::vocabulary::Itemisation;

use crate::{At, Context, Rule, Scope, Sql, items};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "Q003",
    "partial-yet-complete",
    "the itemisation is partial, yet the items add up to the total exactly",
    include_str!("q003_partial_yet_complete.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("q003_partial_yet_complete.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let (Some(Itemisation::Partial), Some(total)) = (transfer.itemisation, transfer.total) else { return };
    let Some(sum) = batch::itemised(transfer.record).and_then(Interval::exact) else { return };
    if Interval::of(&total).exact() != Some(sum) {
        return;
    }
    let finding = Finding::new(
        transfer.place("/itemisation"),
        "the itemisation is `partial`, yet the items add up to the total exactly",
    )
    .label("says that the batch has more in it")
    .related(transfer.place("/total"), "the total");
    out.push(
        items::point_at(finding, transfer)
            .note(format!(
                "{}, total says {total}, so nothing is left over",
                items::addition(transfer.record)
            ))
            .help("write `itemisation: exhaustive`, or correct the total if the batch had more in it")
            .fix(Fix {
                title: "write `itemisation: exhaustive`".to_owned(),
                edits: vec![Edit::Replace {
                    place: transfer.place("/itemisation"),
                    text: Itemisation::Exhaustive.to_string(),
                }],
                safe: false,
            }),
    );
}
