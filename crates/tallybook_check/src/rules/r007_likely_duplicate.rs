//! R007: two records look like the same thing.

use std::collections::BTreeMap;

use tallybook_diagnostics::{Finding, Findings};
use tallybook_schema::RecordType;
use tallybook_schema::record::{Actor, Equipment, Transfer};
use tallybook_schema::value::{Country, Date, Day};
use tallybook_schema::vocabulary::{ActorKind, TransferKind};

use crate::names;
use crate::renumbered::Renumbered;
use crate::wording::values;
use crate::{At, Context, Rule, Scope, Sql, Wanted};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "R007",
    "likely-duplicate",
    "two records look like the same thing",
    include_str!("r007_likely_duplicate.md"),
    Scope::Across { wanted: Wanted::Gathered(wanted), look: check },
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

/// Something that a transfer hands over, in numbers. Ordered so that what may be alike stands together, in the order
/// of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Trace {
    /// What two transfers have to share, as a hash; of those that have it by chance the check finds no more.
    key: u32,
    /// The first and the last day that the date can mean, as numbers that are ordered like days.
    start: i32,
    end: i32,
    transfer: u32,
}

impl Trace {
    pub(crate) fn renumber(&mut self, renumbered: &Renumbered) -> Option<()> {
        renumbered.change_short(RecordType::Transfer, &mut self.transfer)
    }
}

/// Traces what a transfer hands over. `hash` hashes kind, supplier, recipient, thing and the name of the date.
pub(crate) fn trace(
    number: usize,
    transfer: &Transfer,
    hash: impl Fn(&(TransferKind, &str, &str, &str, &str)) -> u64,
    traces: &mut Vec<Trace>,
) {
    let (Some((field, date)), Ok(number)) = (date(transfer), u32::try_from(number)) else { return };
    let (supplier, recipient) = (transfer.supplier.as_str(), transfer.recipient.as_str());
    each_thing(transfer, |thing, _| {
        // Half of the bits will do.
        let key = (hash(&(transfer.kind, supplier, recipient, thing, field)) >> 32) as u32;
        let start = date.earliest().map_or(i32::MIN, in_order);
        let end = date.latest().map_or(i32::MAX, in_order);
        traces.push(Trace { key, start, end, transfer: number });
    });
}

/// A number for a day, such that later days have greater ones.
fn in_order(day: Day) -> i32 {
    (i32::from(day.year()) * 16 + i32::from(day.month())) * 32 + i32::from(day.day())
}

/// The transfers that hand over the same as another one, at times that overlap.
fn wanted(context: &Context<'_>) -> Vec<usize> {
    let mut wanted = Vec::new();
    for alike in context.gathered().handovers.chunk_by(|a, b| a.key == b.key) {
        // The one that lasts longest of those before.
        let mut longest: Option<Trace> = None;
        for (i, &trace) in alike.iter().enumerate() {
            let overlapped = longest.is_some_and(|longest| longest.end >= trace.start);
            let overlaps = alike.get(i + 1).is_some_and(|next| trace.end >= next.start);
            if overlapped || overlaps {
                wanted.push(trace.transfer as usize);
            }
            if longest.is_none_or(|longest| longest.end < trace.end) {
                longest = Some(trace);
            }
        }
    }
    wanted
}

/// What two transfers have to share: who, to whom, what, and which of their dates is compared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    kind: TransferKind,
    supplier: &'a str,
    recipient: &'a str,
    thing: &'a str,
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
    let mut wanted = wanted(context);
    wanted.sort_unstable();
    wanted.dedup();
    let alike = wanted.into_iter().filter_map(|index| {
        let record = context.dataset.transfers.get(index)?;
        Some(At { record, index })
    });
    let things: Vec<(At<'_, Transfer>, String, String)> = alike
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
            thing,
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

/// What a transfer is made of, each with its pointer: equipment, descriptions whatever their case, an amount.
fn things(transfer: &Transfer) -> Vec<(String, String)> {
    let mut things = Vec::new();
    each_thing(transfer, |thing, pointer| things.push((thing.to_owned(), pointer())));
    things.sort();
    things.dedup_by(|a, b| a.0 == b.0);
    things
}

fn each_thing(transfer: &Transfer, mut look: impl FnMut(&str, &dyn Fn() -> String)) {
    for (i, item) in transfer.items.iter().enumerate() {
        if let Some(id) = &item.equipment {
            look(id.as_str(), &|| format!("/items/{i}/equipment"));
        } else if let Some(description) = &item.description {
            look(&description.trim().to_lowercase(), &|| format!("/items/{i}/description"));
        }
    }
    if let Some(amount) = &transfer.amount {
        look(&amount.normalized().to_string(), &|| "/amount".to_owned());
    }
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
                values(shared.iter().map(|(key, ..)| key.thing)),
                key.supplier,
                key.recipient,
                first.date,
                again.date
            ))
            .note("if they are one transfer, it is counted twice")
            .help("merge them, or narrow the dates if they are two; a waiver can say that they are"),
    )
}

#[cfg(test)]
mod tests {
    use tallybook_reader::Reading;

    use crate::Settings;

    /// Which payments look like which, of some that differ in their dates alone and are numbered in their order.
    #[track_caller]
    fn check(dates: &[&str], expected: &[&str]) {
        let payment = |(number, date): (usize, &&str)| {
            format!(
                "- {{id: p{number}, kind: funds, supplier: north, recipient: south, stage: delivered, \
                 delivered: {date}, amount: EUR 1000}}\n"
            )
        };
        let payments: String = dates.iter().enumerate().map(payment).collect();
        let reading = Reading::from_memory([("dataset.yaml", "title: T\n"), ("transfers.yaml", &payments)]);
        let mut settings = Settings::new(tallybook_schema::value::Day::new(2026, 1, 1).unwrap());
        settings.select = vec!["R007".to_owned()];
        let found = crate::check(&reading, &settings).findings;
        let alike: Vec<_> = found.iter().map(|finding| finding.message.replace('`', "")).collect();
        assert_eq!(alike, expected, "{dates:?}");
    }

    #[test]
    fn each_is_held_against_the_one_that_lasts_longest_of_those_before() {
        check(&["2022-01", "2022-03", "2022-02"], &[]);
        check(&["2022-01-31", "2022-01"], &["p1 looks like p0"]);
        let both_like_the_first = &["p1 looks like p0", "p2 looks like p0"];
        check(&["2022", "2022-02", "2022-06"], both_like_the_first);
        check(&["2022-06", "2022-06", "2022-06"], both_like_the_first);
        check(&["2022-01-01/..", "2022-03", "2022-06"], both_like_the_first);
        check(&["2022-01/2022-06-15", "2022-02", "2022-06-15/2022-12"], both_like_the_first);
        check(&["2022-01", "2022-03/2022-12", "2022-06"], &["p2 looks like p1"]);
        check(&["2022-06", "2022-02", "2022"], &["p2 looks like p0", "p2 looks like p1"]);
        check(&["../2022-03", "2022-01", "2022-04"], &["p1 looks like p0"]);
    }
}
