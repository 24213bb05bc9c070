//! R007: two records look like the same thing.

use std::collections::BTreeMap;

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::record::{Actor, Equipment, Transfer};
use tallybook_schema::value::{Country, Date};
use tallybook_schema::vocabulary::{ActorKind, TransferKind};

use crate::names;
use crate::wording::values;
use crate::{At, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "R007",
    "likely-duplicate",
    "two records look like the same thing",
    include_str!("r007_likely_duplicate.md"),
    Scope::Dataset(check),
)
.sql(Sql::Not("compares aliases, which are lists of texts"));

fn check(context: &Context<'_>, out: &mut Findings) {
    let same_name = |name: &names::Name<'_>, _: &names::Name<'_>| {
        format!("another record has the name `{}` too", name.text)
    };
    let advise = |finding: Finding| {
        finding
            .note("if they are one and the same, what is known of it is split over two records")
            .help("merge the records, or give one of them the name that tells it apart")
    };
    names::report::<Actor>(&names::identical::<Actor>(context), out, same_name, advise);
    names::report::<Equipment>(&names::identical::<Equipment>(context), out, same_name, advise);
    states(context, out);
    transfers(context, out);
}

/// States that have the same country, each held against the first one.
fn states(context: &Context<'_>, out: &mut Findings) {
    let mut known: BTreeMap<&Country, At<'_, Actor>> = BTreeMap::new();
    for state in context.all::<Actor>().filter(|actor| actor.record.kind == ActorKind::State) {
        let Some(country) = &state.record.country else { continue };
        let first = *known.entry(country).or_insert(state);
        if first.index != state.index {
            let message = format!("`{}` is the state of `{country}`, as is `{}`", state.id, first.id);
            out.push(
                Finding::new(state.place("/country"), message)
                    .related(first.place("/country"), "the other state")
                    .note("a country is one state; what is known of it is split, or one code is wrong")
                    .help("correct the code that is wrong, or merge the records"),
            );
        }
    }
}

/// What two transfers have to share: who, to whom, what, and which of their dates is compared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    kind: TransferKind,
    supplier: &'a str,
    recipient: &'a str,
    thing: String,
    date: &'static str,
}

/// A transfer in which a thing changed hands at some time, and where the thing stands in it.
#[derive(Clone, Copy)]
struct Handover<'a> {
    transfer: At<'a, Transfer>,
    pointer: &'a str,
    date: &'a Date,
}

/// What two transfers share, with the two handovers of it, the later one of the dataset first.
type Alike<'a> = (&'a Key<'a>, Handover<'a>, Handover<'a>);

fn transfers(context: &Context<'_>, out: &mut Findings) {
    let things: Vec<(At<'_, Transfer>, String, String)> = context
        .all::<Transfer>()
        .flat_map(|transfer| {
            things(transfer.record).into_iter().map(move |(thing, pointer)| (transfer, thing, pointer))
        })
        .collect();
    let mut handovers: BTreeMap<Key<'_>, Vec<Handover<'_>>> = BTreeMap::new();
    for (transfer, thing, pointer) in &things {
        let Some((field, date)) = date(transfer.record) else { continue };
        let key = Key {
            kind: transfer.kind,
            supplier: transfer.record.supplier.as_str(),
            recipient: transfer.record.recipient.as_str(),
            thing: thing.clone(),
            date: field,
        };
        handovers.entry(key).or_default().push(Handover { transfer: *transfer, pointer, date });
    }
    let mut alike: BTreeMap<(usize, usize), Vec<Alike<'_>>> = BTreeMap::new();
    for (key, handovers) in &mut handovers {
        for (again, first) in overlapping(handovers) {
            alike.entry((again.transfer.index, first.transfer.index)).or_default().push((key, again, first));
        }
    }
    out.extend(alike.values().filter_map(|shared| finding(shared)));
}

/// The date by which a transfer is compared: of delivery, or else of the order.
fn date(transfer: &Transfer) -> Option<(&'static str, &Date)> {
    let delivered = transfer.delivered.as_ref().map(|date| ("delivered", date));
    delivered.or_else(|| transfer.ordered.as_ref().map(|date| ("ordered", date)))
}

/// What a transfer is made of, each with its pointer: equipment, descriptions, an amount.
fn things(transfer: &Transfer) -> Vec<(String, String)> {
    let items = transfer.items.iter().enumerate().filter_map(|(i, item)| {
        let equipment = item.equipment.as_ref().map(|id| (id.to_string(), format!("/items/{i}/equipment")));
        equipment.or_else(|| {
            let description = item.description.as_ref()?;
            Some((description.trim().to_owned(), format!("/items/{i}/description")))
        })
    });
    let amount = transfer.amount.iter().map(|amount| (amount.to_string(), "/amount".to_owned()));
    let mut things: Vec<_> = items.chain(amount).collect();
    things.sort();
    things.dedup_by(|a, b| a.0 == b.0);
    things
}

/// Pairs of handovers whose dates overlap, the later of the dataset first. In the order of time each
/// is paired with the one that lasts longest of those before it, so that many alike give one finding
/// each and not one for every two.
fn overlapping<'a>(handovers: &mut [Handover<'a>]) -> Vec<(Handover<'a>, Handover<'a>)> {
    let end = |h: &Handover<'_>| (h.date.latest().is_none(), h.date.latest());
    handovers.sort_by_key(|h| (h.date.earliest(), h.transfer.index));
    let mut pairs = Vec::new();
    let mut longest: Option<Handover<'a>> = None;
    for &handover in &*handovers {
        if let Some(before) = longest
            && before.date.overlaps(handover.date)
        {
            let (first, again) = if before.transfer.index < handover.transfer.index {
                (before, handover)
            } else {
                (handover, before)
            };
            pairs.push((again, first));
        }
        if longest.is_none_or(|longest| end(&longest) < end(&handover)) {
            longest = Some(handover);
        }
    }
    pairs
}

fn finding(shared: &[Alike<'_>]) -> Option<Finding> {
    let &(key, again, first) = shared.first()?;
    let message = format!("`{}` looks like `{}`", again.transfer.id, first.transfer.id);
    let mut finding = Finding::new(again.transfer.place("/id"), message)
        .related(first.transfer.place("/id"), "the record that it looks like")
        .related(again.transfer.place(format!("/{}", key.date)), "a date that overlaps")
        .related(first.transfer.place(format!("/{}", key.date)), "with this one");
    for (key, again, first) in shared {
        finding = finding
            .related(again.transfer.place(again.pointer), format!("`{}` here", key.thing))
            .related(first.transfer.place(first.pointer), "and there");
    }
    Some(
        finding
            .note(format!(
                "both hand over {} from `{}` to `{}`, at times (`{}` and `{}`) that can be the same",
                values(shared.iter().map(|(key, ..)| &key.thing)),
                key.supplier,
                key.recipient,
                first.date,
                again.date
            ))
            .note("if they are one transfer, it is counted twice")
            .help("merge them, or narrow the dates if they are two; a waiver can say that they are"),
    )
}
