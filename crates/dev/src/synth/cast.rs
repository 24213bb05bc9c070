//! The actors and the equipment of a synthetic dataset: each can be named by its number before it is
//! written, and only those that were named are written.

use serde_json::{Value, json};
use tallybook_schema::value::Country;
use tallybook_schema::vocabulary::EquipmentClass;

use super::random::{Random, word};

/// Where the words for aliases begin, past those for names.
const ALIASES: usize = 200_000;
/// Where the words for equipment begin.
const EQUIPMENT: usize = 400_000;

/// Who and what there is, and what of it was named.
#[derive(Debug)]
pub(super) struct Cast {
    seed: u64,
    parties: usize,
    media: usize,
    people: usize,
    collectives: usize,
    named_actors: Vec<bool>,
    named_equipment: Vec<bool>,
}

impl Cast {
    /// The cast of a dataset with so many transfers. Small datasets have more actors than a two-hundredth of
    /// that, so that every deal can be between two others.
    pub(super) fn new(seed: u64, transfers: usize) -> Self {
        let pairs = 18 * transfers.div_ceil(100);
        let actors = (transfers / 200).max(40 + 5 * pairs.isqrt() / 2);
        let parties = actors * 45 / 100;
        let media = actors / 10;
        let collectives = actors / 20;
        let people = actors - parties - media - collectives;
        let equipment = (transfers / 500).max(80);
        let (named_actors, named_equipment) = (vec![false; actors], vec![false; equipment]);
        Self { seed, parties, media, people, collectives, named_actors, named_equipment }
    }

    /// The two parties of a deal. No two deals have the same, in the same order.
    pub(super) fn pair(&self, deal: usize) -> (usize, usize) {
        let supplier = deal % self.parties;
        (supplier, (supplier + 1 + deal / self.parties) % self.parties)
    }

    pub(super) fn party(&self, n: usize) -> usize {
        n % self.parties
    }

    pub(super) fn state(&self, n: usize) -> usize {
        n % self.states()
    }

    pub(super) fn medium(&self, n: usize) -> usize {
        self.parties + n % self.media
    }

    /// A person who holds an office with a party, if it has one.
    pub(super) fn person_of(&self, party: usize) -> Option<usize> {
        (party < self.people).then_some(self.parties + self.media + party)
    }

    pub(super) fn collective(&self, n: usize) -> usize {
        self.parties + self.media + self.people + n % self.collectives
    }

    pub(super) fn equipment(&self, n: usize) -> usize {
        n % self.named_equipment.len()
    }

    fn states(&self) -> usize {
        self.parties / 4
    }

    /// The id of an actor, which makes it one of those that are written.
    pub(super) fn actor(&mut self, actor: usize) -> String {
        self.named_actors[actor] = true;
        word(actor).to_lowercase()
    }

    /// The id of a type of equipment, which makes it one of those that are written.
    pub(super) fn model(&mut self, model: usize) -> String {
        self.named_equipment[model] = true;
        word(EQUIPMENT + model).to_lowercase()
    }

    /// The name of an actor as quotes have it.
    pub(super) fn name(&self, actor: usize) -> String {
        let word = word(actor);
        match self.kind(actor) {
            "state" => format!("Republic of {word}"),
            "public-body" => format!("Ministry of {word}"),
            "organization" => format!("{word} Industries"),
            "armed-group" => format!("{word} Front"),
            "media" => format!("{word} Post"),
            "collective" => format!("{word} neighbours"),
            _ => format!("{word} {}", super::random::word(ALIASES + 100_000 + actor % 997)),
        }
    }

    /// The designation of a type of equipment.
    pub(super) fn designation(&self, model: usize) -> String {
        let number = Random::new(self.seed, 3_000_000_000 + model as u64).between(1, 250);
        format!("{}-{number}", word(EQUIPMENT + model))
    }

    pub(super) fn kind(&self, actor: usize) -> &'static str {
        let bodies = self.states() + self.parties * 3 / 10;
        let organizations = bodies + self.parties * 3 / 10;
        if actor < self.states() {
            "state"
        } else if actor < bodies {
            "public-body"
        } else if actor < organizations {
            "organization"
        } else if actor < self.parties {
            "armed-group"
        } else if actor < self.parties + self.media {
            "media"
        } else if actor < self.parties + self.media + self.people {
            "person"
        } else {
            "collective"
        }
    }

    /// The types of equipment that were named. Their origins are named by that, so that actors come last.
    pub(super) fn write_equipment(&mut self) -> Vec<Value> {
        let classes: Vec<&str> = EquipmentClass::ALL
            .iter()
            .filter(|class| class.successor().is_none())
            .map(|class| class.as_str())
            .collect();
        let named: Vec<usize> =
            (0..self.named_equipment.len()).filter(|&n| self.named_equipment[n]).collect();
        named
            .into_iter()
            .map(|n| {
                let mut random = Random::new(self.seed, 2_000_000_000 + n as u64);
                let mut record = json!({
                    "id": self.model(n), "designation": self.designation(n), "class": random.one(&classes),
                });
                if random.percent(40) {
                    record["aliases"] = json!([word(EQUIPMENT + 50_000 + n)]);
                }
                if random.percent(60) {
                    let state = self.state(random.below(10_000));
                    record["origin"] = json!(self.actor(state));
                }
                record
            })
            .collect()
    }

    /// The actors that were named, and those that they are a part of or hold an office with.
    pub(super) fn write_actors(&mut self) -> Vec<Value> {
        let mut records = Vec::new();
        // A person names a party, and a ministry a state: each stands before what names it.
        for actor in (0..self.named_actors.len()).rev() {
            if self.named_actors[actor] {
                records.push(self.record(actor));
            }
        }
        records.reverse();
        records
    }

    fn record(&mut self, actor: usize) -> Value {
        let mut random = Random::new(self.seed, 1_000_000_000 + actor as u64);
        let kind = self.kind(actor);
        let mut record = json!({ "id": self.actor(actor), "kind": kind, "name": self.name(actor) });
        let countries: Vec<&str> = Country::all().map(|(code, _)| code).collect();
        match kind {
            "state" => record["country"] = json!(countries[actor % countries.len()]),
            "public-body" => {
                let state = self.state(actor);
                record["part_of"] = json!(self.actor(state));
            }
            "person" => {
                let party = actor - self.parties - self.media;
                let mut roles = vec![
                    json!({ "title": random.one(&["Spokesman", "Minister", "Director"]), "organization": self.actor(party), "start": "2005" }),
                ];
                if random.percent(20) {
                    roles.push(json!({ "title": "Adviser", "start": "2001-05", "end": "2004~" }));
                }
                record["roles"] = json!(roles);
                if random.percent(10) {
                    record["anonymous"] = json!({ "reason": "not authorised to speak in public" });
                }
            }
            "organization" if random.percent(50) => record["country"] = json!(random.one(&countries)),
            _ => {}
        }
        if kind != "person" && random.percent(30) {
            record["aliases"] = json!([word(ALIASES + actor)]);
        }
        record
    }
}
