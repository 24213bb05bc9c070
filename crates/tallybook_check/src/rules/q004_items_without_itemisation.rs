//! Q004: there are a total and items, and nothing says whether the items are all.

use tallybook_analysis::{Interval, batch};
use tallybook_diagnostics::{Edit, Finding, Findings, Fix};
use tallybook_schema::record::Transfer;
use tallybook_schema::vocabulary::Itemisation;

use crate::{At, Context, Rule, Scope, Sql, items};

/// The rule.
pub const RULE: Rule = Rule::error(
    "Q004",
    "items-without-itemisation",
    "a transfer has a total and items, but no itemisation",
    include_str!("q004_items_without_itemisation.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("q004_items_without_itemisation.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    if transfer.itemisation.is_some() {
        return;
    }
    let (Some(total), Some(sum)) = (transfer.total, batch::itemised(transfer.record)) else { return };
    let note = format!("{}, total says {total}", items::addition(transfer.record));
    let mut finding = Finding::new(
        transfer.key("/items"),
        "a total and items, but nothing says whether the items are the whole batch",
    )
    .label("no `itemisation` goes with them")
    .related(transfer.place("/total"), "the total");
    let total = Interval::of(&total);
    finding = items::point_at(finding, transfer).note(note).help(help(sum, total));
    if let Some(itemisation) = fitting(sum, total) {
        finding = finding.fix(Fix {
            title: format!("add `itemisation: {itemisation}`"),
            edits: vec![Edit::Insert {
                place: transfer.place(""),
                field: "itemisation".to_owned(),
                text: itemisation.to_string(),
            }],
            safe: false,
        });
    }
    out.push(finding);
}

/// What can be written without a finding of another rule.
fn help(sum: Interval, total: Interval) -> &'static str {
    if total.certainly_below(sum) {
        "correct the number that is wrong, as the total counts the items too; then write the `itemisation`"
    } else if sum.certainly_below(total) {
        "write `itemisation: partial` if there was more than the items, `unknown` if no source says; if they are all, correct the number that is wrong"
    } else {
        "write `itemisation: exhaustive` if the items are all, `partial` if there was more, `unknown` if no source says"
    }
}

/// The itemisation that the numbers point to.
fn fitting(sum: Interval, total: Interval) -> Option<Itemisation> {
    if sum.exact().is_some() && sum == total {
        Some(Itemisation::Exhaustive)
    } else if sum.certainly_below(total) {
        Some(Itemisation::Partial)
    } else {
        None
    }
}
