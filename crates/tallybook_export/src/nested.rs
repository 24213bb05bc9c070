//! The whole dataset as one nested document: `dataset.json`.
//!
//! [`v1`] is its form; here it is filled. Records are made one at a time as they are written.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};
use tallybook_schema::block::{Block, BlockKind};
use tallybook_schema::record;
use tallybook_schema::{Record, RecordType};

use crate::context::Context;
use crate::metadata::{EXPORT_VERSION, Metadata};
use crate::pass::{PART, Pass};
use crate::writer::BUFFER;

mod evidence;
mod records;
pub mod v1;
mod values;

/// Writes the document.
pub(crate) fn write(pass: &Pass<'_>, metadata: &Metadata, out: &mut dyn Write) -> io::Result<()> {
    let context = pass.context();
    let document = Document {
        tallybook: EXPORT_VERSION,
        title: &metadata.title,
        version: metadata.version.as_deref(),
        description: metadata.description.as_deref(),
        licence: metadata.licence.as_deref(),
        language: metadata.language.as_deref(),
        creators: &metadata.creators,
        homepage: metadata.homepage.as_deref(),
        as_of: metadata.as_of.map(|day| day.to_string()),
        selection: metadata.selection.as_deref(),
        sources: Each { context, make: records::source },
        actors: Each { context, make: records::actor },
        equipment: Each { context, make: records::equipment },
        deals: Each { context, make: records::deal },
        transfers: EachTransfer(pass),
        statements: Each { context, make: records::statement },
    };
    let mut out = io::BufWriter::with_capacity(BUFFER, out);
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The JSON Schema of the document.
pub fn schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Document<'_, '_>>()
}

/// A dataset with everything that is computed from it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Dataset")]
struct Document<'c, 'a> {
    /// The version of this form.
    tallybook: u32,
    /// The title of the dataset.
    title: &'c str,
    /// Its version.
    version: Option<&'c str>,
    /// What it holds.
    description: Option<&'c str>,
    /// The licence of the data, as an SPDX identifier.
    licence: Option<&'c str>,
    /// The language of notes and summaries (BCP 47).
    language: Option<&'c str>,
    /// Who made it.
    creators: &'c [String],
    /// Where it is published.
    homepage: Option<&'c str>,
    /// The day as of which positions were computed; `null` where every statement counts.
    as_of: Option<String>,
    /// Which part of the dataset this is; left out where it is the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    selection: Option<&'c str>,
    /// The publications that were read, in the order of their ids, as all records are.
    #[schemars(with = "Vec<v1::Source<'a>>")]
    sources: Each<'c, 'a, record::Source, v1::Source<'a>>,
    /// Who.
    #[schemars(with = "Vec<v1::Actor<'a>>")]
    actors: Each<'c, 'a, record::Actor, v1::Actor<'a>>,
    /// What kind of thing.
    #[schemars(with = "Vec<v1::Equipment<'a>>")]
    equipment: Each<'c, 'a, record::Equipment, v1::Equipment<'a>>,
    /// Agreements that tie transfers together.
    #[schemars(with = "Vec<v1::Deal<'a>>")]
    deals: Each<'c, 'a, record::Deal, v1::Deal<'a>>,
    /// What changed hands.
    #[schemars(with = "Vec<v1::Transfer<'a>>")]
    transfers: EachTransfer<'c, 'a>,
    /// Who said what about it.
    #[schemars(with = "Vec<v1::Statement<'a>>")]
    statements: Each<'c, 'a, record::Statement, v1::Statement<'a>>,
}

/// The records of a type, each made when its turn comes.
struct Each<'c, 'a, T, V> {
    context: &'c Context<'a>,
    make: fn(&Context<'a>, &Parts<'a>, &'a T) -> V,
}

impl<T: Record, V: Serialize> Serialize for Each<'_, '_, T, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.context.sorted::<T>().into_iter().map(|(index, record)| {
            let parts = Parts { index, blocks: self.context.blocks_of(T::TYPE, index) };
            (self.make)(self.context, &parts, record)
        }))
    }
}

/// The transfers, each made when its turn comes. Where they are too many to keep, they are read some at a time.
struct EachTransfer<'c, 'a>(&'c Pass<'a>);

impl Serialize for EachTransfer<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut transfers = serializer.serialize_seq(None)?;
        for numbers in self.0.context().order(RecordType::Transfer).chunks(PART) {
            let written = self.0.with(RecordType::Transfer, numbers, |context| {
                context.sorted::<record::Transfer>().into_iter().try_for_each(|(index, record)| {
                    let parts = Parts { index, blocks: context.blocks_of(RecordType::Transfer, index) };
                    transfers.serialize_element(&records::transfer(context, &parts, record))
                })
            });
            written.map_err(S::Error::custom)??;
        }
        transfers.end()
    }
}

/// A record as its blocks.
struct Parts<'a> {
    index: usize,
    blocks: Vec<Block<'a>>,
}

impl<'a> Parts<'a> {
    /// The blocks of a kind, in their order.
    fn of(&self, kind: BlockKind) -> impl Iterator<Item = &Block<'a>> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// The evidence on the record itself.
    fn evidence(&self, context: &Context<'a>) -> Vec<v1::Evidence<'a>> {
        self.blocks.first().map(|block| evidence::evidence(context, block)).unwrap_or_default()
    }

    /// The facts of the record itself.
    fn facts(&self, context: &Context<'a>) -> v1::Facts {
        self.blocks.first().map(|block| evidence::facts(context, block)).unwrap_or_default()
    }
}
