//! D012: the day of a delivery has passed, and the stage says that there was none yet.

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Transfer;
use tallybook_schema::value::Date;
use tallybook_schema::vocabulary::Stage;

use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "D012",
    "delivery-passed",
    "the date of a delivery has passed, and the stage says that there was none",
    include_str!("d012_delivery_passed.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("d012_delivery_passed.sql")));

fn check(context: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let Some(delivered) = &transfer.delivered else { return };
    let has_passed = delivered.certainly_before(&Date::from(context.today));
    if transfer.stage == Stage::Delivered || !has_passed {
        return;
    }
    let (stage, today) = (transfer.stage.as_str(), context.today);
    out.push(
        Finding::new(
            transfer.place("/delivered"),
            format!("the delivery (`{delivered}`) was before today ({today}), and the stage is `{stage}`"),
        )
        .label("has passed")
        .related(transfer.place("/stage"), "says that nothing was handed over")
        .note("`delivered` says when it was handed over, or is to be: once that day has passed, it was or it was not")
        .help("write `stage: delivered` if it was; take `delivered` out if it was not, and say in `note` when it was to be"),
    );
}
