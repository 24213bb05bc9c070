//! Which actors an actor belongs to, and for whom a statement speaks.
//!
//! An actor is part of itself, of the actor that its `part_of` names, and so on. It belongs to what it
//! is part of and to the organizations in which it holds an office, whatever the period of the office.
//! Chains end at an actor that is missing, and where they would come round to one again.

use std::collections::HashSet;

use tallybook_schema::id::ActorId;
use tallybook_schema::record::Statement;

use crate::Index;

/// Whether an actor is another one or, directly or not, a part of it.
pub fn is_part_of(index: &Index<'_>, part: &str, whole: &str) -> bool {
    let mut seen = HashSet::new();
    let mut next = Some(part);
    while let Some(actor) = next {
        if actor == whole {
            return true;
        }
        if !seen.insert(actor) {
            return false;
        }
        next = index.actor(actor).and_then(|a| a.part_of.as_ref()).map(ActorId::as_str);
    }
    false
}

/// Whether an actor is part of another one, or holds an office in it or in a part of it.
pub fn belongs_to(index: &Index<'_>, actor: &str, whole: &str) -> bool {
    let roles = || index.actor(actor).into_iter().flat_map(|a| &a.roles);
    is_part_of(index, actor, whole)
        || roles().filter_map(|role| role.organization.as_ref()).any(|o| is_part_of(index, o.as_str(), whole))
}

/// The actors whose words a statement is: its speaker and the actor on whose behalf it is made.
pub fn principals(statement: &Statement) -> impl Iterator<Item = &str> + Clone {
    std::iter::once(&statement.speaker).chain(&statement.on_behalf_of).map(ActorId::as_str)
}

/// Whether two statements can count as one actor's: a principal of one belongs to a principal of the
/// other. Two ministries of one state are two voices; each shares one with the state.
pub fn share_a_voice(index: &Index<'_>, one: &Statement, other: &Statement) -> bool {
    principals(one).any(|p| principals(other).any(|q| belongs_to(index, p, q) || belongs_to(index, q, p)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tallybook_schema::Dataset;

    use super::*;
    use crate::testing::dataset;

    fn actors(statements: &Value) -> Dataset {
        dataset(&json!({
            "actors": [
                {"id": "state", "kind": "state", "name": "State"},
                {"id": "army", "kind": "public-body", "name": "Army", "part_of": "state"},
                {"id": "office", "kind": "public-body", "name": "Office", "part_of": "state"},
                {"id": "minister", "kind": "person", "name": "M", "roles": [{"title": "Minister", "organization": "office"}]},
                {"id": "lost", "kind": "organization", "name": "Lost", "part_of": "missing"},
                {"id": "ring", "kind": "organization", "name": "Ring", "part_of": "gnir"},
                {"id": "gnir", "kind": "organization", "name": "Gnir", "part_of": "ring"},
            ],
            "statements": statements,
        }))
    }

    #[test]
    fn parts_and_offices_are_climbed_and_circles_end() {
        let dataset = actors(&json!([]));
        let index = Index::new(&dataset);
        for (part, whole, expected) in [
            ("state", "state", true),
            ("office", "state", true),
            ("state", "office", false),
            ("minister", "state", false),
            ("lost", "missing", true),
            ("lost", "state", false),
            ("ring", "gnir", true),
            ("ring", "state", false),
        ] {
            assert_eq!(is_part_of(&index, part, whole), expected, "{part} {whole}");
        }
        assert!(belongs_to(&index, "minister", "office"));
        assert!(belongs_to(&index, "minister", "state"));
        assert!(!belongs_to(&index, "minister", "army"));
        assert!(!belongs_to(&index, "nobody", "state"));
    }

    #[test]
    fn voices_are_shared_up_and_down_but_not_sideways() {
        let says = |id: &str, speaker: &str, on_behalf_of: Option<&str>| json!({"id": id, "speaker": speaker, "on_behalf_of": on_behalf_of, "act": "assert", "summary": "S."});
        let dataset = actors(&json!([
            says("state", "state", None),
            says("minister", "minister", None),
            says("army", "army", None),
            says("army-for-state", "army", Some("state")),
        ]));
        let index = Index::new(&dataset);
        let shared = |a: &str, b: &str| {
            share_a_voice(&index, index.statement(a).unwrap(), index.statement(b).unwrap())
        };
        assert!(shared("state", "minister"));
        assert!(shared("minister", "state"));
        assert!(!shared("minister", "army"));
        assert!(shared("minister", "army-for-state"));
    }
}
