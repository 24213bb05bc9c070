//! What was said of a record, day by day, and how the dispute about it changed.

use std::collections::HashSet;

use tallybook_schema::RecordType;
use tallybook_schema::record::{Statement, Target};
use tallybook_schema::value::Day;

use crate::Index;
use crate::positions::{Dispute, Positions, counts_from};

/// A statement about a record, or one that replaces such a statement.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The first day on which it can have been made; `None` where the start is open or unknown.
    pub day: Option<Day>,
    /// The statement.
    pub statement: &'a Statement,
    /// What it says of the record; `None` if it says nothing of it, but supersedes or retracts a statement that does.
    pub target: Option<&'a Target>,
    /// The dispute about the record at the end of that day.
    pub dispute: Dispute,
}

/// The statements about a transfer or deal in the order in which they count, those without a day
/// first. Statements of one day are followed by the dispute that they lead to together.
pub fn of_record<'a>(index: &Index<'a>, record_type: RecordType, id: &str) -> Vec<Event<'a>> {
    let statements = &index.dataset().statements;
    let event = |statement, target| {
        let day = counts_from(index, statement);
        Event { day, statement, target, dispute: Dispute::Unstated }
    };
    let on_record =
        |target: &&Target| target.target.record_type == record_type && target.target.id.as_str() == id;
    let targets = |statement: &'a Statement| statement.about.iter().filter(on_record);
    let about = statements.iter().flat_map(|s| targets(s).map(move |target| event(s, Some(target))));
    let mut events: Vec<Event<'a>> = about.collect();
    // Who takes back what was said need not say again of what.
    let ids: HashSet<&str> = events.iter().map(|event| event.statement.id.as_str()).collect();
    let replaces = |s: &&Statement| s.replaced().any(|id| ids.contains(id.as_str()));
    let others = statements.iter().filter(|s| targets(s).next().is_none()).filter(replaces);
    events.extend(others.map(|statement| event(statement, None)));
    events.sort_by_key(|event| (event.day, event.statement.id.as_str()));
    // Nothing that has a day counts on the first day of the calendar.
    let mut last = None;
    for event in &mut events {
        let day = event.day.or(Some(Day::MIN));
        let dispute = match last {
            Some((of, dispute)) if of == day => dispute,
            _ => Positions::new(index, day).dispute(record_type, id),
        };
        event.dispute = dispute;
        last = Some((day, dispute));
    }
    events
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::dataset;

    #[test]
    fn a_denial_an_assertion_and_an_admission() {
        let says = |id: &str, speaker: &str, date: &str, stance: &str, supersedes: &[&str]| {
            json!({
                "id": id, "speaker": speaker, "act": "assert", "date": date, "summary": "x",
                "about": [{"target": "transfer:t", "stance": stance}], "supersedes": supersedes,
            })
        };
        let dataset = dataset(&json!({"statements": [
            says("admission", "a", "2022-11-05", "affirms", &["denial"]),
            says("denial", "a", "../2022-11-04", "denies", &[]),
            says("aside", "b", "2022-11-05", "mentions", &[]),
            says("other-denial", "b", "2022-11-07", "denies", &[]),
            {
                "id": "of-the-deal", "speaker": "b", "act": "assert", "date": "2022-11-06", "summary": "x",
                "about": [{"target": "deal:t", "stance": "affirms"}],
            },
        ]}));
        let index = Index::new(&dataset);
        let events: Vec<_> = of_record(&index, RecordType::Transfer, "t")
            .iter()
            .map(|event| (event.statement.id.to_string(), event.dispute))
            .collect();
        let expected = [
            ("denial", Dispute::Denied),
            ("admission", Dispute::Affirmed),
            ("aside", Dispute::Affirmed),
            ("other-denial", Dispute::Contested),
        ];
        assert_eq!(events, expected.map(|(id, dispute)| (id.to_owned(), dispute)));
    }

    #[test]
    fn what_replaces_a_statement_belongs_to_it_whatever_it_is_about() {
        let says = |id: &str, date: &str, about: &[Value], retracts: &[&str], supersedes: &[&str]| {
            json!({
                "id": id, "speaker": id, "act": "assert", "date": date, "summary": "x",
                "about": about, "retracts": retracts, "supersedes": supersedes,
            })
        };
        let on = |id: &str, stance: &str| json!({"target": format!("transfer:{id}"), "stance": stance});
        let dataset = dataset(&json!({"statements": [
            says("report", "2022-01", &[on("t", "affirms"), on("other", "affirms")], &[], &[]),
            says("denial", "2022-02", &[on("t", "denies")], &[], &[]),
            says("correction", "2022-03", &[on("other", "affirms")], &[], &["report"]),
            says("retraction", "2022-04", &[], &["denial"], &[]),
            says("elsewhere", "2022-05", &[on("other", "denies")], &["correction"], &[]),
        ]}));
        let index = Index::new(&dataset);
        let events = of_record(&index, RecordType::Transfer, "t");
        let events: Vec<_> =
            events.iter().map(|event| (event.statement.id.as_str(), event.dispute)).collect();
        let expected = [
            ("report", Dispute::Affirmed),
            ("denial", Dispute::Contested),
            ("correction", Dispute::Denied),
            ("retraction", Dispute::Unstated),
        ];
        assert_eq!(events, expected);
        let last = Positions::new(&index, None).dispute(RecordType::Transfer, "t");
        assert_eq!(events.last().map(|(_, dispute)| *dispute), Some(last));
    }
}
