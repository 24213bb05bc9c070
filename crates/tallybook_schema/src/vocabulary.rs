//! Closed lists of terms. A term is written in kebab-case; each list carries a description of every
//! term, and [`ALL`] lists the lists.

mod equipment_class;

pub use equipment_class::{Crosswalk, EquipmentClass};

/// One term of a vocabulary, as shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The term as written in a dataset.
    pub code: &'static str,
    /// What it means.
    pub description: &'static str,
    /// For a deprecated term, the one to write now.
    pub successor: Option<&'static str>,
}

/// A closed list of terms.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    /// Its name in kebab-case.
    pub name: &'static str,
    /// What its terms say.
    pub description: &'static str,
    /// Its terms, in the order of the definition.
    pub terms: &'static [Term],
}

/// Every vocabulary of the model.
pub const ALL: &[Vocabulary] = &[
    SourceKind::VOCABULARY,
    ActorKind::VOCABULARY,
    EquipmentClass::VOCABULARY,
    TransferKind::VOCABULARY,
    Stage::VOCABULARY,
    Itemisation::VOCABULARY,
    Condition::VOCABULARY,
    Act::VOCABULARY,
    Stance::VOCABULARY,
    Measure::VOCABULARY,
];

macro_rules! vocabulary {
    (
        $(#[doc = $doc:literal])+
        $name:ident = $vocabulary:literal {
            $($variant:ident = $code:literal: $description:literal $(=> $successor:literal)?,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $description] $variant,)+
        }

        impl $name {
            /// The list of terms.
            pub const VOCABULARY: $crate::vocabulary::Vocabulary = $crate::vocabulary::Vocabulary {
                name: $vocabulary,
                description: concat!($($doc),+),
                terms: &[$($crate::vocabulary::Term {
                    code: $code,
                    description: $description,
                    successor: $crate::vocabulary::successor!($($successor)?),
                },)+],
            };

            /// Every term.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            const CODES: &'static [&'static str] = &[$($code,)+];

            /// The term as written in a dataset.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The term to write instead, if this one is deprecated.
            pub const fn successor(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => $crate::vocabulary::successor!($($successor)?),)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::value::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::from_code(text).ok_or_else(|| {
                    $crate::value::ValueError::new(format!(
                        "not a term of the vocabulary `{}`: {}", $vocabulary, Self::CODES.join(", ")
                    ))
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct TermVisitor;

                impl<'de> serde::de::Visitor<'de> for TermVisitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("a term of the vocabulary `", $vocabulary, "`"))
                    }

                    fn visit_newtype_struct<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<$name, D::Error> {
                        deserializer.deserialize_str(self)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        $name::from_code(text).ok_or_else(|| E::unknown_variant(text, $name::CODES))
                    }
                }

                deserializer.deserialize_newtype_struct($vocabulary, TermVisitor)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::vocabulary::schema(&Self::VOCABULARY)
            }
        }
    };
}
pub(crate) use vocabulary;

macro_rules! successor {
    () => {
        None
    };
    ($code:literal) => {
        Some($code)
    };
}
pub(crate) use successor;

/// The JSON Schema of a vocabulary: one branch a term, each with its description, which editors show.
fn schema(vocabulary: &Vocabulary) -> schemars::Schema {
    let terms: Vec<serde_json::Value> = vocabulary
        .terms
        .iter()
        .map(|term| match term.successor {
            None => serde_json::json!({ "const": term.code, "description": term.description }),
            Some(_) => {
                serde_json::json!({ "const": term.code, "description": term.description, "deprecated": true })
            }
        })
        .collect();
    schemars::json_schema!({
        "description": vocabulary.description.trim(),
        "type": "string",
        "oneOf": terms,
    })
}

vocabulary! {
    /// What kind of publication a source is.
    SourceKind = "source-kind" {
        NewsArticle = "news-article": "A journalistic text, in print or online",
        Broadcast = "broadcast": "A radio or television programme, or a video of one",
        PressRelease = "press-release": "A text that an organization publishes about itself",
        OfficialDocument = "official-document": "A document of a state or an international body",
        SocialMediaPost = "social-media-post": "A post on a social network or messenger channel",
        Image = "image": "A photograph, satellite picture or other still",
        Dataset = "dataset": "A table or database",
        Other = "other": "Anything else; say what in a note",
    }
}

vocabulary! {
    /// What kind of actor somebody is.
    ActorKind = "actor-kind" {
        State = "state": "A state, with its ISO 3166-1 code",
        PublicBody = "public-body": "A ministry, service, office or force of a state or of states",
        Organization = "organization": "A company, foundation, international organization or other body",
        Media = "media": "A newspaper, broadcaster, agency or site",
        ArmedGroup = "armed-group": "An armed group that is no state's force",
        Person = "person": "One human being, named or not",
        Collective = "collective": "People or actors taken together without being one body (`Western countries`)",
    }
}

vocabulary! {
    /// What is transferred.
    TransferKind = "transfer-kind" {
        Materiel = "materiel": "Equipment, counted in items",
        Funds = "funds": "Money, with an amount",
        Service = "service": "Training, repair, transport or another service",
    }
}

vocabulary! {
    /// How far a transfer or deal has come.
    Stage = "stage" {
        Planned = "planned": "Intended or under discussion",
        Agreed = "agreed": "Both sides have agreed to it",
        Ordered = "ordered": "An order has been placed",
        InTransit = "in-transit": "Under way",
        Delivered = "delivered": "Handed over",
        Cancelled = "cancelled": "Called off",
    }
}

vocabulary! {
    /// Whether the items listed make up the whole batch.
    Itemisation = "itemisation" {
        Exhaustive = "exhaustive": "The items are all there is: they add up to the total",
        Partial = "partial": "The items are some of the batch: the total includes them",
        Unknown = "unknown": "The reports do not say whether the items are all there is",
    }
}

vocabulary! {
    /// The condition of an item when it changed hands.
    Condition = "condition" {
        New = "new": "Unused",
        SecondHand = "second-hand": "Used before by the supplier or others",
        Captured = "captured": "Taken from an enemy",
        Refurbished = "refurbished": "Used before and overhauled",
    }
}

vocabulary! {
    /// What a speaker does by making a statement.
    Act = "act" {
        Assert = "assert": "Says that something is so",
        Accuse = "accuse": "Says that somebody did wrong",
        Announce = "announce": "Makes known what one has done or will do oneself",
        Admit = "admit": "Concedes something that was denied or kept quiet",
        Deny = "deny": "Says that something is not so",
        Retract = "retract": "Takes back an earlier statement",
        Correct = "correct": "Replaces an earlier statement by a better one",
        Request = "request": "Asks somebody to do something",
        Threaten = "threaten": "Says what one will do if",
        Decline = "decline": "Refuses to comment or to do something",
    }
}

vocabulary! {
    /// How a statement stands to its target.
    Stance = "stance" {
        Affirms = "affirms": "Says or implies that the target happened or holds, perhaps with other values",
        Denies = "denies": "Says that the target did not happen or does not hold",
        Mentions = "mentions": "Is about the target without saying whether it happened or holds",
    }
}

vocabulary! {
    /// What a figure in a statement counts.
    Measure = "measure" {
        Age = "age": "Age of a person, in years",
        Aircraft = "aircraft": "Aircraft seen or used",
        Arrests = "arrests": "People arrested",
        Deaths = "deaths": "People killed",
        DeathSentences = "death-sentences": "People sentenced to death or facing it",
        Duration = "duration": "Length of time, in the unit given",
        Flights = "flights": "Flights made",
        Injuries = "injuries": "People injured",
        UnitsLost = "units-lost": "Pieces of equipment lost or shot down",
        UnitsTransferred = "units-transferred": "Pieces of equipment handed over",
        UnitsUsed = "units-used": "Pieces of equipment used",
        Other = "other": "Anything else; the unit says what",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_is_kebab_case_and_described_once() {
        for vocabulary in ALL {
            let mut codes: Vec<_> = vocabulary.terms.iter().map(|t| t.code).collect();
            for term in vocabulary.terms {
                assert!(crate::id::validate(term.code).is_ok(), "{}", term.code);
                assert!(!term.description.is_empty() && !term.description.ends_with('.'), "{}", term.code);
                if let Some(successor) = term.successor {
                    assert!(codes.contains(&successor), "{}", term.code);
                }
            }
            codes.sort_unstable();
            assert!(codes.windows(2).all(|pair| pair[0] != pair[1]), "{}", vocabulary.name);
        }
    }
}
