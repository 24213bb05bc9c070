//! Terms in the cells of a table: the vocabularies of the schema, and those of what is computed.

use tallybook_analysis::facts::FactStatus;
use tallybook_analysis::positions::{Dispute, Position};
use tallybook_schema::RecordType;
use tallybook_schema::value::{DatePrecision, Qualifier};
use tallybook_schema::vocabulary::{
    Act, ActorKind, Condition, EquipmentClass, Itemisation, Measure, SourceKind, Stage, Stance, Term,
    TransferKind, Vocabulary,
};

/// A type whose values are the terms of a vocabulary.
pub(crate) trait Coded: Copy {
    /// The vocabulary.
    const VOCABULARY: &'static Vocabulary;

    /// The position of the value's term in it.
    fn key(self) -> i32;
}

macro_rules! coded {
    ($($type:ident::$name:ident in $vocabulary:expr;)+) => {
        $(impl Coded for $type {
            const VOCABULARY: &'static Vocabulary = $vocabulary;

            fn key(self) -> i32 {
                self as i32
            }
        })+

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_value_has_its_term_and_every_term_its_value() {
                $(
                    let named: Vec<_> = $type::ALL.iter().map(|value| (value.key(), value.$name())).collect();
                    let terms: Vec<_> = (0..).zip($type::VOCABULARY.terms.iter().map(|t| t.code)).collect();
                    assert_eq!(named, terms, "{}", $type::VOCABULARY.name);
                )+
            }
        }
    };
}

const fn term(code: &'static str, description: &'static str) -> Term {
    Term { code, description, successor: None }
}

const QUALIFIERS: Vocabulary = Vocabulary {
    name: "qualifier",
    description: "How a number was qualified.",
    terms: &[
        term("exact", "The number itself"),
        term("more-than", "Strictly more than the number"),
        term("at-least", "The number or more"),
        term("up-to", "The number or less"),
        term("about", "Near the number; how near is not said"),
        term("between", "Between two numbers, both included"),
        term("few", "A small number; how small is not said"),
        term("unknown", "Somebody looked, and no number is known"),
    ],
};

const PRECISIONS: Vocabulary = Vocabulary {
    name: "date-precision",
    description: "The smallest calendar unit that a date names.",
    terms: &[
        term("day", "A whole day"),
        term("month", "A month"),
        term("season", "A season or another part of a year"),
        term("year", "A year"),
        term("decade", "Ten years or more"),
        term("interval", "A start and an end, one of which can be open"),
    ],
};

const RECORD_TYPES: Vocabulary = Vocabulary {
    name: "record-type",
    description: "The type of a record.",
    terms: &[
        term("source", "What was read"),
        term("actor", "Who"),
        term("equipment", "What kind of thing"),
        term("deal", "An agreement that ties transfers together"),
        term("transfer", "What changed hands"),
        term("statement", "Who said what about it"),
    ],
};

const RELATIONS: Vocabulary = Vocabulary {
    name: "evidence-relation",
    description: "How a piece of evidence stands to the value of a field.",
    terms: &[
        term("supports", "The source backs the value"),
        term("reports", "The source gives another value"),
    ],
};

const LINK_KINDS: Vocabulary = Vocabulary {
    name: "link-kind",
    description: "What a value says of the record that it names.",
    terms: &[
        term("adopted", "It is the value that the dataset adopts for a field"),
        term("reported", "A source gives it for a field instead of the adopted value"),
        term("claimed", "A speaker gives it for a field instead of the adopted value"),
        term(
            "cited",
            "It is the source of a piece of evidence, or an actor on the chain that the source names",
        ),
    ],
};

/// The term and the meaning that a computed status gives itself.
macro_rules! own_terms {
    ($($value:expr),+) => {
        &[$(term($value.as_str(), $value.description())),+]
    };
}

const FACT_STATUSES: Vocabulary = Vocabulary {
    name: "fact-status",
    description: "How well a fact is backed.",
    terms: own_terms!(
        FactStatus::Unsourced,
        FactStatus::SingleSource,
        FactStatus::Corroborated,
        FactStatus::Conflicting
    ),
};

const POSITIONS: Vocabulary = Vocabulary {
    name: "position",
    description: "How an actor stands to a transfer or a deal.",
    terms: own_terms!(Position::Affirms, Position::AffirmsInPart, Position::Denies),
};

const DISPUTES: Vocabulary = Vocabulary {
    name: "dispute-status",
    description: "Whether actors agree about a transfer or a deal.",
    terms: own_terms!(Dispute::Unstated, Dispute::Affirmed, Dispute::Denied, Dispute::Contested),
};

/// How a piece of evidence stands to the value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It backs the value.
    Supports,
    /// It gives another value.
    Reports,
}

impl Relation {
    /// Both.
    #[cfg(test)]
    const ALL: [Self; 2] = [Self::Supports, Self::Reports];

    /// The term used in exports.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Reports => "reports",
        }
    }
}

/// What a value says of the record that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    /// The dataset adopts it.
    Adopted,
    /// A source reports it.
    Reported,
    /// A speaker claims it.
    Claimed,
    /// Evidence cites it.
    Cited,
}

impl LinkKind {
    /// All of them.
    #[cfg(test)]
    const ALL: [Self; 4] = [Self::Adopted, Self::Reported, Self::Claimed, Self::Cited];

    /// The term used in exports.
    #[cfg(test)]
    const fn as_str(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Reported => "reported",
            Self::Claimed => "claimed",
            Self::Cited => "cited",
        }
    }
}

coded! {
    SourceKind::as_str in &SourceKind::VOCABULARY;
    ActorKind::as_str in &ActorKind::VOCABULARY;
    EquipmentClass::as_str in &EquipmentClass::VOCABULARY;
    TransferKind::as_str in &TransferKind::VOCABULARY;
    Stage::as_str in &Stage::VOCABULARY;
    Itemisation::as_str in &Itemisation::VOCABULARY;
    Condition::as_str in &Condition::VOCABULARY;
    Act::as_str in &Act::VOCABULARY;
    Stance::as_str in &Stance::VOCABULARY;
    Measure::as_str in &Measure::VOCABULARY;
    Qualifier::as_str in &QUALIFIERS;
    DatePrecision::as_str in &PRECISIONS;
    RecordType::name in &RECORD_TYPES;
    Relation::as_str in &RELATIONS;
    LinkKind::as_str in &LINK_KINDS;
    FactStatus::as_str in &FACT_STATUSES;
    Position::as_str in &POSITIONS;
    Dispute::as_str in &DISPUTES;
}
