//! Who affirms and who denies a transfer or a deal, as of a day.
//!
//! **When a statement counts.** From the first day that its date allows; always, if its start is
//! open. A statement without a date counts from the first day on which one of its sources may have
//! been published; always, if that is not known. Nobody replaces what has not been said: where its
//! date leaves that open, a statement does not count before those that it supersedes or retracts.
//! The question is what had been said by a day, not what could have been read by then: a dated
//! statement counts from its date, however late the source that tells of it.
//!
//! **Which statements are live.** Those that count and that no statement which counts supersedes or
//! retracts. So a denial stays live until the day of the admission that supersedes it. Taking back
//! the later statement does not bring the earlier one back to life: to hold it again, its speaker
//! has to say so. Of statements that supersede each other in a circle none is live.
//!
//! **Which statement is the latest.** Undated statements come before dated ones; then the one whose
//! first possible day is greater (an open start is least), then the one whose last possible day is
//! greater (an open end is greatest), then the one with the greater id. Within a statement the last
//! stance on a record is taken.
//!
//! **Whose position it is.** The speaker's and, where it speaks on behalf of somebody, that actor's
//! too. Being part of an actor is not speaking for it.

use std::collections::HashMap;
use std::fmt;
use std::iter;

use hashbrown::DefaultHashBuilder;
use rayon::prelude::*;
use tallybook_schema::RecordType;
use tallybook_schema::record::{Statement, Target};
use tallybook_schema::value::{Date, Day};
use tallybook_schema::vocabulary::Stance;

use crate::Index;

/// How an actor stands to a transfer or a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// It says that it is so.
    Affirms,
    /// It says that it is so, with another value for some field.
    AffirmsInPart,
    /// It says that it is not so.
    Denies,
}

impl Position {
    /// Every position.
    pub const ALL: [Self; 3] = [Self::Affirms, Self::AffirmsInPart, Self::Denies];

    /// The term used in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Affirms => "affirms",
            Self::AffirmsInPart => "affirms-in-part",
            Self::Denies => "denies",
        }
    }

    /// What the position means, for the data dictionary.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Affirms => "says that it is so",
            Self::AffirmsInPart => "says that it is so, with another value for some field",
            Self::Denies => "says that it is not so",
        }
    }

    /// Whether it affirms, in part or in whole.
    pub fn affirms(self) -> bool {
        self != Self::Denies
    }

    /// The position that a target of a statement takes; `None` if it only mentions the record.
    pub fn of(target: &Target) -> Option<Self> {
        match target.stance {
            Stance::Affirms if target.claims.is_empty() => Some(Self::Affirms),
            Stance::Affirms => Some(Self::AffirmsInPart),
            Stance::Denies => Some(Self::Denies),
            Stance::Mentions => None,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether actors agree about a transfer or a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dispute {
    /// No actor has a position.
    Unstated,
    /// Some affirm, in part or in whole, and none denies.
    Affirmed,
    /// Some deny and none affirms.
    Denied,
    /// Some affirm, in part or in whole, and some deny.
    Contested,
}

impl Dispute {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Unstated, Self::Affirmed, Self::Denied, Self::Contested];

    /// The term used in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unstated => "unstated",
            Self::Affirmed => "affirmed",
            Self::Denied => "denied",
            Self::Contested => "contested",
        }
    }

    /// What the status means, for the data dictionary.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Unstated => "no actor has a position",
            Self::Affirmed => "some actor affirms, in part or in whole, and none denies",
            Self::Denied => "some actor denies and none affirms",
            Self::Contested => "some actor affirms, in part or in whole, and some denies",
        }
    }
}

impl fmt::Display for Dispute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The position that an actor holds, and where it took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    /// The id of the actor.
    pub actor: &'a str,
    /// Its position.
    pub position: Position,
    /// The position of the statement among the statements of the dataset.
    pub statement: usize,
    /// The first day on which it has held this side: that of its first live statement since it last held the other;
    /// `None` if that counts always.
    pub since: Option<Day>,
}

/// The positions of every actor on every transfer and deal as of a day.
#[derive(Debug)]
pub struct Positions<'a> {
    live: Vec<bool>,
    /// By the type and the id of the record.
    held: [HashMap<&'a str, Vec<Held<'a>>, DefaultHashBuilder>; RecordType::ALL.len()],
}

impl<'a> Positions<'a> {
    /// Works out the positions as of a day; with every statement if there is no day.
    pub fn new(index: &Index<'a>, as_of: Option<Day>) -> Self {
        let statements = &index.dataset().statements;
        let start: Vec<Option<Day>> = statements.par_iter().map(|s| counts_from(index, s)).collect();
        let counts = |i: usize| as_of.is_none_or(|day| start[i].is_none_or(|first| first <= day));

        let mut live: Vec<bool> = (0..statements.len()).map(counts).collect();
        for i in (0..statements.len()).filter(|&i| counts(i)) {
            for earlier in statements[i].replaced() {
                if let Some(i) = index.position(RecordType::Statement, earlier.as_str()) {
                    live[i] = false;
                }
            }
        }

        let mut order: Vec<usize> = (0..statements.len()).filter(|&i| live[i]).collect();
        order.par_sort_by_cached_key(|&i| {
            let date = statements[i].date.as_ref();
            let last = date.and_then(Date::latest);
            (date.is_some(), start[i], last.is_none(), last, statements[i].id.as_str(), i)
        });

        // Each statement takes the place of the earlier ones of the same actor.
        let mut held = RecordType::ALL.map(|_| HashMap::<&str, Vec<Held<'a>>, _>::default());
        for i in order {
            let statement = &statements[i];
            for (target, position) in stances(statement) {
                let record = &target.target;
                let positions = held[record.record_type as usize].entry(record.id.as_str()).or_default();
                for actor in iter::once(&statement.speaker).chain(&statement.on_behalf_of) {
                    let mut new = Held { actor: actor.as_str(), position, statement: i, since: start[i] };
                    match positions.iter_mut().find(|held| held.actor == new.actor) {
                        Some(held) => {
                            if held.position.affirms() == position.affirms() {
                                new.since = held.since.min(new.since);
                            }
                            *held = new;
                        }
                        None => positions.push(new),
                    }
                }
            }
        }
        for positions in held.iter_mut().flat_map(HashMap::values_mut) {
            positions.sort_unstable_by_key(|held| held.actor);
        }
        Self { live, held }
    }

    /// The positions on a transfer or deal, in the order of the actors' ids. Actors without a
    /// position are not listed.
    pub fn of(&self, record_type: RecordType, id: &str) -> &[Held<'a>] {
        self.held[record_type as usize].get(id).map_or(&[], Vec::as_slice)
    }

    /// The ids of the records of a type about which actors disagree, in no particular order.
    pub fn contested(&self, record_type: RecordType) -> impl Iterator<Item = &'a str> {
        let held = self.held[record_type as usize].keys().copied();
        held.filter(move |id| self.dispute(record_type, id) == Dispute::Contested)
    }

    /// The position of an actor on a transfer or deal; `None` if it has none.
    pub fn position(&self, actor: &str, record_type: RecordType, id: &str) -> Option<Position> {
        let held = self.of(record_type, id);
        held.binary_search_by(|held| held.actor.cmp(actor)).ok().map(|i| held[i].position)
    }

    /// Whether actors agree about a transfer or deal.
    pub fn dispute(&self, record_type: RecordType, id: &str) -> Dispute {
        let held = self.of(record_type, id);
        let affirmed = held.iter().any(|held| held.position.affirms());
        let denied = held.iter().any(|held| !held.position.affirms());
        match (affirmed, denied) {
            (false, false) => Dispute::Unstated,
            (true, false) => Dispute::Affirmed,
            (false, true) => Dispute::Denied,
            (true, true) => Dispute::Contested,
        }
    }

    /// Whether the statement at a position among those of the dataset counts and is neither
    /// superseded nor retracted.
    pub fn live(&self, statement: usize) -> bool {
        self.live.get(statement).copied().unwrap_or(false)
    }
}

/// The first day on which a statement counts; `None` if it always counts.
pub fn counts_from(index: &Index<'_>, statement: &Statement) -> Option<Day> {
    let first = may_be_made_from(index, statement);
    let of_replaced =
        statement.replaced().filter_map(|id| may_be_made_from(index, index.statement(id.as_str())?));
    let last = statement.date.as_ref().and_then(Date::latest);
    let after = of_replaced.max().filter(|&after| last.is_none_or(|last| after <= last));
    first.max(after)
}

/// The first day that the date of a statement allows, or else its sources; `None` if that is not limited.
fn may_be_made_from(index: &Index<'_>, statement: &Statement) -> Option<Day> {
    if let Some(date) = &statement.date {
        return date.earliest();
    }
    let published = statement.evidence.iter().map(|evidence| {
        index.source(evidence.source.as_str()).and_then(|source| source.published.as_ref()?.earliest())
    });
    // An unknown day (`None`) is less than every known one, as it may be any.
    published.min().flatten()
}

/// The target in which a statement takes its stance on a transfer or deal, the last, with its place under `about`.
pub fn stance_on<'s>(
    statement: &'s Statement,
    record_type: RecordType,
    id: &str,
) -> Option<(usize, &'s Target)> {
    statement.about.iter().enumerate().rfind(|(_, about)| {
        about.target.record_type == record_type && about.target.id == id && Position::of(about).is_some()
    })
}

/// What a statement says of transfers and deals, mentions left out.
fn stances(statement: &Statement) -> impl Iterator<Item = (&Target, Position)> {
    statement
        .about
        .iter()
        .filter(|about| matches!(about.target.record_type, RecordType::Transfer | RecordType::Deal))
        .filter_map(|about| Some((about, Position::of(about)?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{dataset, day};

    /// A statement of `speaker` that takes `stance` on the transfer `t`.
    fn says(id: &str, speaker: &str, stance: &str, date: &str) -> Value {
        json!({
            "id": id, "speaker": speaker, "act": "assert", "summary": "It speaks.", "date": date,
            "about": [{"target": "transfer:t", "stance": stance}],
        })
    }

    fn undated(mut statement: Value, sources: &[&str]) -> Value {
        statement["date"] = Value::Null;
        statement["evidence"] = sources.iter().map(|source| json!({"source": source})).collect();
        statement
    }

    fn with(mut statement: Value, field: &str, value: Value) -> Value {
        statement[field] = value;
        statement
    }

    /// The positions on the transfer `t` as of a day (empty: no limit), and the dispute.
    #[track_caller]
    fn check(statements: &[Value], as_of: &str, expected: &str, dispute: &str) {
        let dataset = dataset(&json!({
            "sources": [
                {"id": "early", "kind": "other", "title": "Early", "published": "2022-03"},
                {"id": "late", "kind": "other", "title": "Late", "published": "2022-09-01/.."},
                {"id": "sometime", "kind": "other", "title": "Sometime"},
            ],
            "statements": statements,
        }));
        let index = Index::new(&dataset);
        let positions = Positions::new(&index, day(as_of));
        let held: Vec<String> = positions
            .of(RecordType::Transfer, "t")
            .iter()
            .map(|held| format!("{} {}", held.actor, held.position))
            .collect();
        assert_eq!(
            (held.join(", ").as_str(), positions.dispute(RecordType::Transfer, "t").as_str()),
            (expected, dispute)
        );
    }

    #[test]
    fn the_latest_statement_counts_and_the_day_limits_it() {
        let statements =
            [says("b-first", "iran", "denies", "2022-05"), says("a-second", "iran", "affirms", "2022-06-02")];
        check(&statements, "2022-04-30", "", "unstated");
        check(&statements, "2022-05-01", "iran denies", "denied");
        check(&statements, "2022-06-02", "iran affirms", "affirmed");
        check(&statements, "", "iran affirms", "affirmed");
    }

    #[test]
    fn the_order_of_statements_is_first_day_then_last_day_then_id() {
        let pair = |first: &str, second: &str| {
            [says("a", "iran", "denies", second), says("b", "iran", "affirms", first)]
        };
        check(&pair("../2022-11-04", "2022-01"), "", "iran denies", "denied");
        check(&pair("2022-05-01", "2022-05"), "", "iran denies", "denied");
        check(&pair("2022-05", "2022-05-01/.."), "", "iran denies", "denied");
        check(&pair("2022-05", "2022-05"), "", "iran affirms", "affirmed");
        check(
            &[says("a", "iran", "affirms", "../2020"), undated(says("b", "iran", "denies", ""), &["late"])],
            "",
            "iran affirms",
            "affirmed",
        );
    }

    #[test]
    fn a_statement_without_date_counts_when_its_sources_may_be_out() {
        let said = |sources: &[&str]| [undated(says("a", "iran", "denies", ""), sources)];
        check(&said(&["late"]), "2022-08-31", "", "unstated");
        check(&said(&["late"]), "2022-09-01", "iran denies", "denied");
        check(&said(&["late", "early"]), "2022-03-01", "iran denies", "denied");
        check(&said(&["late", "sometime"]), "1900-01-01", "iran denies", "denied");
        check(&said(&[]), "1900-01-01", "iran denies", "denied");
    }

    #[test]
    fn a_dated_statement_counts_before_the_source_that_tells_of_it() {
        let said = with(says("a", "iran", "denies", "2022-01-01"), "evidence", json!([{"source": "late"}]));
        check(&[said], "2022-01-01", "iran denies", "denied");
    }

    #[test]
    fn superseding_takes_effect_with_the_statement_that_supersedes() {
        let admission = with(
            with(says("b", "minister", "affirms", "2022-11-05"), "on_behalf_of", json!("iran")),
            "about",
            json!([{"target": "transfer:t", "stance": "affirms", "claims": {"total": "few"}}]),
        );
        let statements = [
            says("a", "iran", "denies", "../2022-11-04"),
            with(admission, "supersedes", json!(["a"])),
            says("c", "russia", "denies", "../2022-11-04"),
        ];
        check(&statements, "2022-11-04", "iran denies, russia denies", "denied");
        check(
            &statements,
            "2022-11-05",
            "iran affirms-in-part, minister affirms-in-part, russia denies",
            "contested",
        );
    }

    #[test]
    fn nobody_replaces_what_has_not_been_said() {
        let with_admission = |date: &str| {
            [
                says("a", "iran", "denies", "2022-03-03"),
                with(says("b", "iran", "affirms", date), "supersedes", json!(["a"])),
            ]
        };
        for date in ["2022-03", "../2022-03-05", "../2022-03-03", "2022-03-03"] {
            check(&with_admission(date), "2022-03-02", "", "unstated");
            check(&with_admission(date), "2022-03-03", "iran affirms", "affirmed");
        }
        check(&with_admission("2022-03-04"), "2022-03-03", "iran denies", "denied");
        check(&with_admission("2022-02"), "2022-02-28", "iran affirms", "affirmed");
    }

    #[test]
    fn a_side_is_held_since_the_first_live_statement_that_takes_it() {
        let since = |statements: &[Value]| {
            let dataset = dataset(&json!({"statements": statements}));
            let positions = Positions::new(&Index::new(&dataset), None);
            positions.of(RecordType::Transfer, "t").iter().map(|held| held.since).collect::<Vec<_>>()
        };
        let denials = [says("a", "iran", "denies", "2022-03"), says("b", "iran", "denies", "2022-06")];
        assert_eq!(since(&denials), [day("2022-03-01")]);
        let [a, b] = denials;
        let between = says("c", "iran", "affirms", "2022-05");
        assert_eq!(since(&[a.clone(), b.clone(), between]), [day("2022-06-01")]);
        let replaced = with(b, "supersedes", json!(["a"]));
        assert_eq!(since(&[a, replaced]), [day("2022-06-01")]);
    }

    #[test]
    fn a_retraction_leaves_no_position() {
        let statements = [
            says("a", "iran", "denies", "2022-01"),
            with(says("b", "iran", "mentions", "2022-02"), "retracts", json!(["a", "gone"])),
        ];
        check(&statements, "2022-01-31", "iran denies", "denied");
        check(&statements, "", "", "unstated");
        let taken_back = with(says("c", "iran", "mentions", "2022-03"), "retracts", json!(["b"]));
        let [a, b] = statements;
        check(&[a, b, taken_back], "", "", "unstated");
    }

    #[test]
    fn only_the_speaker_and_whom_it_speaks_for_have_a_position() {
        let statements = [
            with(says("a", "intelligence", "affirms", "2022-01"), "on_behalf_of", json!("ukraine")),
            with(says("b", "spokesman", "mentions", "2022-01"), "on_behalf_of", json!("us")),
        ];
        check(&statements, "", "intelligence affirms, ukraine affirms", "affirmed");
    }

    #[test]
    fn a_stance_is_the_last_that_is_taken_on_the_record_itself() {
        let at = |about: Value, record_type: RecordType, id: &str| {
            let statement = with(says("a", "iran", "denies", "2022-01"), "about", about);
            let dataset = dataset(&json!({"statements": [statement]}));
            stance_on(&dataset.statements[0], record_type, id).map(|(place, target)| (place, target.stance))
        };
        let about = || {
            json!([
                {"target": "transfer:t", "stance": "denies"},
                {"target": "transfer:t", "stance": "affirms"},
                {"target": "transfer:u", "stance": "denies"},
                {"target": "deal:t", "stance": "denies"},
                {"target": "transfer:t", "stance": "mentions"},
            ])
        };
        assert_eq!(at(about(), RecordType::Transfer, "t"), Some((1, Stance::Affirms)));
        assert_eq!(at(about(), RecordType::Transfer, "u"), Some((2, Stance::Denies)));
        assert_eq!(at(about(), RecordType::Deal, "t"), Some((3, Stance::Denies)));
        assert_eq!(at(about(), RecordType::Deal, "u"), None);
        let mentioned = json!([{"target": "transfer:t", "stance": "mentions"}]);
        assert_eq!(at(mentioned, RecordType::Transfer, "t"), None);
    }

    proptest! {
        /// What counts by a day counts by every later one; a day far ahead is no limit; somebody has
        /// a position exactly where the record is not unstated; positions are in order.
        #[test]
        fn laws_of_positions(
            parts in proptest::collection::vec(
                ("[a-c]", "affirms|denies|mentions", "202[0-3]|202[0-3]-0[1-9]|\\.\\./202[0-3]", 0usize..8),
                0..8,
            ),
            year in 2019i16..2025,
        ) {
            let statements: Vec<Value> = parts
                .iter()
                .enumerate()
                .map(|(i, (speaker, stance, date, earlier))| {
                    let statement = says(&format!("s{i}"), speaker, stance, date);
                    let earlier: Vec<_> = (*earlier < i).then(|| format!("s{earlier}")).into_iter().collect();
                    with(statement, "supersedes", json!(earlier))
                })
                .collect();
            let dataset = dataset(&json!({"statements": statements}));
            let index = Index::new(&dataset);
            let at = |day: Option<Day>| Positions::new(&index, day);
            let day = |year| Day::new(year, 7, 1);

            let counted = |year| {
                (0..statements.len()).filter(|&i| {
                    counts_from(&index, &dataset.statements[i]).is_none_or(|first| Some(first) <= day(year))
                }).collect::<std::collections::BTreeSet<_>>()
            };
            prop_assert!(counted(year).is_subset(&counted(year + 1)));
            let now = at(day(year));
            for i in 0..statements.len() {
                prop_assert!(!now.live(i) || counted(year).contains(&i));
            }
            let (unlimited, far_ahead) = (at(None), at(day(2100)));
            prop_assert_eq!(unlimited.of(RecordType::Transfer, "t"), far_ahead.of(RecordType::Transfer, "t"));

            let held = now.of(RecordType::Transfer, "t");
            prop_assert_eq!(held.is_empty(), now.dispute(RecordType::Transfer, "t") == Dispute::Unstated);
            prop_assert!(held.is_sorted_by(|a, b| a.actor < b.actor));
            for held in held {
                prop_assert!(now.live(held.statement));
                prop_assert_eq!(now.position(held.actor, RecordType::Transfer, "t"), Some(held.position));
            }
        }
    }
}
