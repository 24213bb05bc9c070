//! A007: a transfer has a party that its deal lacks.

use tallybook_analysis::affiliation::is_part_of;
use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::RecordType;
use tallybook_schema::id::ActorId;
use tallybook_schema::record::{Deal, Transfer};

use crate::wording::values;
use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::error(
    "A007",
    "party-outside-deal",
    "a transfer has a party that its deal lacks",
    include_str!("a007_party_outside_deal.md"),
    Scope::Transfer(check),
)
.sql(Sql::Query(include_str!("a007_party_outside_deal.sql")));

fn check(context: &Context<'_>, transfer: At<'_, Transfer>, out: &mut Findings) {
    let Some(deal) = transfer.deal.as_ref().and_then(|id| context.find::<Deal>(id.as_str())) else { return };
    let parties = [("supplier", &transfer.record.supplier), ("recipient", &transfer.record.recipient)];
    if parties.iter().all(|(_, id)| deal.parties.contains(id)) {
        return;
    }
    // A party that is missing is a finding of its own (R002), and may be meant for the one sought here.
    let known = |id: &ActorId| context.index.contains(RecordType::Actor, id.as_str());
    if !deal.parties.iter().all(known) {
        return;
    }
    for (field, id) in parties {
        let is_part =
            |part: &ActorId, whole: &ActorId| is_part_of(&context.index, part.as_str(), whole.as_str());
        // A ministry may agree for its state, and its state for it.
        let takes_part = |party: &ActorId| is_part(id, party) || is_part(party, id);
        if deal.parties.iter().any(takes_part) || !known(id) {
            continue;
        }
        out.push(
            Finding::new(
                transfer.place(format!("/{field}")),
                format!("the {field} `{id}` is no party of the deal `{}`", deal.record.id),
            )
            .label(format!("the {field}"))
            .related(deal.place("/parties"), "the parties of the deal")
            .related(transfer.place("/deal"), "the deal")
            .note(format!("the deal is between {}; what is part of a party, or has it as a part, would count as the party", values(&deal.parties)))
            .help(format!(
                "add `{id}` to the parties, name another deal, or write of which party it is a part (`part_of`)"
            )),
        );
    }
}
