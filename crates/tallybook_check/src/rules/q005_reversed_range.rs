//! Q005: a range whose low end is above its high end.

use tallybook_diagnostics::{Edit, Finding, Findings, Fix};
use tallybook_schema::block::Block;

use crate::amount::{self, Amount};
use crate::{Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "Q005",
    "reversed-range",
    "the low end of a range is above its high end",
    include_str!("q005_reversed_range.md"),
    Scope::Block(check),
)
.sql(Sql::Not("reads numbers in reported and claimed values, which are text in the tables"));

fn check(context: &Context<'_>, block: &Block<'_>, out: &mut Findings) {
    amount::visit(context, block, &mut |amount, place| {
        let Some(swapped) = swapped(amount) else { return };
        let place = place();
        out.push(
            Finding::new(place.clone(), format!("`{amount}` has its low end above its high end"))
                .label("the smaller number comes first")
                .note("no number lies in such a range, so that nothing can be compared with it")
                .help(format!("write `{swapped}`, or correct the number that is wrong"))
                .fix(Fix {
                    title: format!("write `{swapped}`"),
                    edits: vec![Edit::Replace { place, text: swapped }],
                    safe: false,
                }),
        );
    });
}

/// A reversed range with its ends in order; `None` for every other amount.
fn swapped(amount: Amount) -> Option<String> {
    match amount {
        Amount::Quantity(quantity) if quantity.is_reversed() => {
            Some(format!("{} to {}", quantity.high()?, quantity.low()?))
        }
        Amount::Money(money) if money.is_reversed() => {
            Some(format!("{} {} to {}", money.currency()?, money.high()?, money.low()?))
        }
        _ => None,
    }
}
