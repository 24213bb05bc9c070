//! S012: an entry stands twice in a list.

use std::collections::BTreeMap;

use tallybook_diagnostics::{Finding, Findings, Fix, Place};
use tallybook_schema::block::FieldValue;
use tallybook_schema::id::ActorId;
use tallybook_schema::record::{Manifest, Target};

use crate::{BlockAt, Context, Rule, Scope, Sql};

/// The rule.
pub const RULE: Rule = Rule::warning(
    "S012",
    "listed-twice",
    "an entry stands twice in a list",
    include_str!("s012_listed_twice.md"),
    Scope::Listed { block: check, description },
)
.sql(Sql::Not("looks into lists"));

/// The lists whose entries name no records.
const OF_TEXTS: [&str; 4] = ["aliases", "authors", "supports", "topics"];

/// What the repair does.
const REMOVAL: &str = "take it out of the list";

fn check(_: &Context<'_>, block: &BlockAt<'_>, out: &mut Findings) {
    for field in &block.fields {
        let list = || List { block, evidence: None, name: field.def.name };
        match field.value {
            FieldValue::Texts(texts) => list().texts(texts, out),
            FieldValue::References(references) => list().names(references.ids(), out),
            FieldValue::Targets(targets) => list().targets(targets, out),
            _ => {}
        }
    }
    for (number, piece) in block.pieces.iter().enumerate() {
        let list = |name| List { block, evidence: Some(number), name };
        // Of names that are all different, as many are in their set.
        if piece.supports.len() < piece.evidence.supports.len() {
            list("supports").names(piece.evidence.supports.iter(), out);
        }
        if piece.evidence.via.len() > 1 {
            list("via").chain(&piece.evidence.via, out);
        }
    }
}

/// Who made the dataset.
fn description(manifest: &Manifest, out: &mut Findings) {
    let place = |number: usize| Place::Manifest(format!("/creators/{number}"));
    for (again, first, creator) in repeated(manifest.creators.iter().map(|creator| creator.trim())) {
        if !creator.is_empty() {
            let finding = twice("creators", creator, place(again), place(first));
            out.push(finding.fix(Fix::remove(REMOVAL, place(again))));
        }
    }
}

/// A list of a block, or of a piece of its evidence.
struct List<'a> {
    block: &'a BlockAt<'a>,
    evidence: Option<usize>,
    name: &'static str,
}

impl List<'_> {
    /// Texts. An alias is none of what the record is called already.
    fn texts(&self, texts: &[String], out: &mut Findings) {
        let own = self.own_name().filter(|_| self.name == "aliases");
        let is_own = |text: &str| own.is_some_and(|(_, own)| own == text);
        if let Some((field, own)) = own {
            let aliases = texts.iter().enumerate().filter(|(_, text)| text.trim() == own);
            for (number, _) in aliases {
                let finding = self.own(number, field, own);
                let is_alone = texts.len() == 1;
                out.push(if is_alone { finding } else { finding.fix(self.removal(number)) });
            }
        }
        for (again, first, text) in repeated(texts.iter().map(|text| text.trim())) {
            if !text.is_empty() && !is_own(text) {
                out.push(self.twice(again, first, text).fix(self.removal(again)));
            }
        }
    }

    /// Names of fields, or ids. That a deal has one party alone is another matter (A008).
    fn names<'n>(&self, names: impl Iterator<Item = &'n str> + Clone, out: &mut Findings) {
        let repeated = repeated(names.clone());
        if self.name == "parties" && repeated.len() + 1 == names.count() {
            return;
        }
        for (again, first, name) in repeated {
            out.push(self.twice(again, first, name).fix(self.removal(again)));
        }
    }

    /// Actors of whom each has it from the next. If there is another between, nobody knows which of the two is wrong.
    fn chain(&self, actors: &[ActorId], out: &mut Findings) {
        for (again, first, actor) in repeated(actors.iter()) {
            let finding = self.twice(again, first, actor.as_str());
            let follows = again == first + 1;
            out.push(if follows { finding.fix(self.removal(again)) } else { finding });
        }
    }

    /// What a statement is about. With other claims an entry says something else, with another note it says more.
    fn targets(&self, targets: &[Target], out: &mut Findings) {
        for (again, first, (target, _)) in repeated(targets.iter().map(|about| (&about.target, about.stance)))
        {
            let (second, first_one) = (&targets[again], &targets[first]);
            if second.claims == first_one.claims {
                let finding = self.twice(again, first, &target.to_string());
                let is_same = second.note == first_one.note;
                out.push(if is_same { finding.fix(self.removal(again)) } else { finding });
            }
        }
    }

    /// What the record is called, and the field that says so.
    fn own_name(&self) -> Option<(&'static str, &str)> {
        ["name", "designation"].into_iter().find_map(|field| match self.block.get(field)? {
            FieldValue::Text(name) => Some((field, name.trim())),
            _ => None,
        })
    }

    fn own(&self, number: usize, field: &str, name: &str) -> Finding {
        Finding::new(self.entry(number), format!("the alias `{name}` is the {field} itself"))
            .related(self.place(self.block.field_pointer(field)), format!("the {field}"))
            .note(format!(
                "wherever the aliases are looked for, the {field} is too; another name may have been meant"
            ))
            .help("take it out of `aliases`; if another name was meant, write that")
    }

    fn twice(&self, again: usize, first: usize, entry: &str) -> Finding {
        twice(self.name, entry, self.entry(again), self.entry(first))
    }

    /// Where an entry names a record, another one may have been meant.
    fn removal(&self, number: usize) -> Fix {
        let place = self.place(self.pointer(number));
        Fix::remove(REMOVAL, place).safe_if(OF_TEXTS.contains(&self.name))
    }

    /// The place of an entry, or of what it names.
    fn entry(&self, number: usize) -> Place {
        let pointer = self.pointer(number);
        self.place(if self.name == "about" { pointer + "/target" } else { pointer })
    }

    fn pointer(&self, number: usize) -> String {
        let (block, name) = (&self.block.pointer, self.name);
        match self.evidence {
            None => format!("{block}/{name}/{number}"),
            Some(evidence) => format!("{block}/evidence/{evidence}/{name}/{number}"),
        }
    }

    fn place(&self, pointer: String) -> Place {
        Place::value(self.block.record_type, self.block.index, pointer)
    }
}

fn twice(list: &str, entry: &str, again: Place, first: Place) -> Finding {
    Finding::new(again, format!("`{entry}` stands twice in `{list}`"))
        .label("again")
        .related(first, "first here")
        .note("whoever counts the entries counts it twice, and another may have been meant")
        .help("take one of the two out; if another was meant, write that")
}

/// The entries that stand in a list before, each with its number and that of the first which is the same.
fn repeated<E: Ord + Copy>(entries: impl Iterator<Item = E> + Clone) -> Vec<(usize, usize, E)> {
    // Most lists are of one entry.
    if entries.clone().nth(1).is_none() {
        return Vec::new();
    }
    let mut known = BTreeMap::new();
    let again = entries.enumerate().filter_map(|(number, entry)| {
        let first = *known.entry(entry).or_insert(number);
        (first != number).then_some((number, first, entry))
    });
    again.collect()
}
