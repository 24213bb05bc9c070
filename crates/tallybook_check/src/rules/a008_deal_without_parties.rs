//! A008: a deal with fewer than two parties.

use std::collections::BTreeSet;

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::Deal;

use crate::wording::count;
use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "A008",
    "deal-without-parties",
    "a deal with fewer than two parties",
    include_str!("a008_deal_without_parties.md"),
    Scope::Deal(check),
)
.sql(Sql::Query(include_str!("a008_deal_without_parties.sql")));

fn check(_: &Context<'_>, deal: At<'_, Deal>, out: &mut Findings) {
    let parties = deal.parties.iter().collect::<BTreeSet<_>>().len();
    if parties >= 2 {
        return;
    }
    let has = if parties == 0 { "no parties".to_owned() } else { count(parties, "party", "parties") };
    out.push(
        Finding::new(deal.place("/parties"), format!("the deal `{}` has {has}", deal.record.id))
            .note("nobody agrees alone: a deal ties together what two or more actors give each other")
            .help("name the actors that agreed, an unnamed one too (an actor with `anonymous`)"),
    );
}
