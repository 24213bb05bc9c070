//! Q007: the same equipment in the same condition stands twice in a batch.

use std::collections::BTreeMap;

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::{Item, Transfer};
use tallybook_schema::vocabulary::Condition;

use crate::{At, Context, Rule, Scope, Sql, wording};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "Q007",
    "equipment-repeated",
    "the same equipment in the same condition stands twice in a batch",
    include_str!("q007_equipment_repeated.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("q007_equipment_repeated.sql")));

fn check(_: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    if !may_repeat(&transfer.items) {
        return;
    }
    let mut numbers: BTreeMap<(&str, Option<Condition>), Vec<usize>> = BTreeMap::new();
    for (number, item) in transfer.items.iter().enumerate() {
        if let Some(equipment) = &item.equipment {
            numbers.entry((equipment.as_str(), item.condition)).or_default().push(number);
        }
    }
    for ((equipment, condition), numbers) in numbers {
        let [first, second, more @ ..] = numbers.as_slice() else { continue };
        let place = |number: &usize| transfer.place(format!("/items/{number}/equipment"));
        let state = match condition {
            Some(condition) => format!("each `{condition}`"),
            None => "each without a condition".to_owned(),
        };
        let mut finding = Finding::new(
            place(second),
            format!("`{equipment}` stands {} in this batch, {state}", times(numbers.len())),
        )
        .label("again")
        .related(place(first), "first here");
        for number in more {
            finding = finding.related(place(number), "and here");
        }
        let quantities = numbers.iter().map(|&number| transfer.items[number].quantity);
        out.push(
            finding
                .note(format!("the quantities are {}", wording::values(quantities)))
                .help("if it is the same thing counted twice, keep one; if the counts add up, merge the items; if they differ in condition, say so"),
        );
    }
}

/// Whether some equipment may stand in a batch twice. Most batches are of a few items, of which that is soon told.
fn may_repeat(items: &[Item]) -> bool {
    const FEW: usize = 8;
    let is_again = |i: usize| items[..i].iter().any(|item| item.equipment == items[i].equipment);
    items.len() > FEW || (1..items.len()).any(is_again)
}

fn times(number: usize) -> String {
    if number == 2 { "twice".to_owned() } else { format!("{number} times") }
}
