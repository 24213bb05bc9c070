//! The sources that the evidence on a block cites.

use tallybook_schema::record::{Evidence, Source};

use crate::{At, Context};

/// A source that backs a value, with the piece of evidence that cites it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backing<'a> {
    /// The source.
    pub(crate) source: At<'a, Source>,
    /// The position of the piece of evidence on its block, from 0.
    pub(crate) number: usize,
}

/// The sources whose evidence supports one of these fields: each once, in the order of the evidence.
pub(crate) fn sources<'a>(
    context: &Context<'a>,
    evidence: &[Evidence],
    fields: &[&str],
) -> Vec<Backing<'a>> {
    let mut found: Vec<Backing<'a>> = Vec::new();
    for (number, piece) in evidence.iter().enumerate() {
        if !piece.supports.iter().any(|field| fields.contains(&field.as_str())) {
            continue;
        }
        let Some(source) = context.find::<Source>(piece.source.as_str()) else { continue };
        if found.iter().all(|backing| backing.source.index != source.index) {
            found.push(Backing { source, number });
        }
    }
    found
}
