//! What was said of a record, day by day, and how the dispute about it changed.

use tallybook_schema::RecordType;
use tallybook_schema::record::{Statement, Target};
use tallybook_schema::value::Day;

use crate::Index;
use crate::positions::{Dispute, Positions, counts_from};

/// A statement about a record.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The first day on which it can have been made; `None` where the start is open or unknown.
    pub day: Option<Day>,
    /// The statement.
    pub statement: &'a Statement,
    /// What it says of the record.
    pub target: &'a Target,
    /// The dispute about the record at the end of that day.
    pub dispute: Dispute,
}

/// The statements about a transfer or deal in the order in which they count, those without a day
/// first. Statements of one day are followed by the dispute that they lead to together.
pub fn of_record<'a>(index: &Index<'a>, record_type: RecordType, id: &str) -> Vec<Event<'a>> {
    let mut events: Vec<Event<'a>> = index
        .dataset()
        .statements
        .iter()
        .flat_map(|statement| statement.about.iter().map(move |target| (statement, target)))
        .filter(|(_, target)| target.target.record_type == record_type && target.target.id == id)
        .map(|(statement, target)| {
            let day = counts_from(index, statement);
            Event { day, statement, target, dispute: Dispute::Unstated }
        })
        .collect();
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
    use serde_json::json;

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
}
