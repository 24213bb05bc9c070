//! Q005: a range whose low end is above its high end.

use tallybook_diagnostics::{Edit, Finding, Findings, Fix};

use crate::{Context, Rule, Scope, Sql, Value, ValueAt};

/// The rule.
pub const RULE: Rule = Rule::error(
    "Q005",
    "reversed-range",
    "the low end of a range is above its high end",
    include_str!("q005_reversed_range.md"),
    Scope::Value(check),
)
.sql(Sql::Not("reads numbers in reported and claimed values, which are text in the tables"));

fn check(_: &Context<'_>, at: &ValueAt<'_>, out: &mut Findings) {
    let Some(swapped) = swapped(at.value) else { return };
    let place = at.place();
    out.push(
        Finding::new(place.clone(), format!("`{}` has its low end above its high end", at.value))
            .label("the smaller number comes first")
            .note("no number lies in such a range, so that nothing can be compared with it")
            .help(format!("write `{swapped}`, or correct the number that is wrong"))
            .fix(Fix {
                title: format!("write `{swapped}`"),
                edits: vec![Edit::Replace { place, text: swapped }],
                safe: false,
            }),
    );
}

/// A reversed range with its ends in order; `None` for every other value.
fn swapped(value: Value<'_>) -> Option<String> {
    match value {
        Value::Reversed(quantity) => Some(format!("{} to {}", quantity.high()?, quantity.low()?)),
        Value::Money(money) if money.is_reversed() => {
            Some(format!("{} {} to {}", money.currency()?, money.high()?, money.low()?))
        }
        _ => None,
    }
}
