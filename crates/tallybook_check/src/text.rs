//! Every text that a person wrote, with its place.

use tallybook_diagnostics::Place;
use tallybook_schema::block::{self, Block, BlockKind, FieldValue};
use tallybook_schema::record::{Evidence, FieldMap, Manifest};
use tallybook_schema::value::RawValue;

use crate::wording::pointer_token;
use crate::{Context, TextAt};

/// Calls `visit` for every text of a block and of its evidence.
pub(crate) fn visit<'a>(context: &Context<'a>, block: &Block<'a>, visit: &mut impl FnMut(TextAt<'a>)) {
    let place = |pointer: String| Place::value(block.record_type, block.index, pointer);
    for field in &block.fields {
        let pointer = || block.field_pointer(field.def.name);
        match field.value {
            FieldValue::Text(text) => {
                // A file name has no grammar, yet a letter changed in it leads to no file.
                let free = block.kind != BlockKind::SourceText;
                visit(TextAt { text, place: place(pointer()), free, quote: false });
            }
            FieldValue::Texts(texts) => {
                for (i, text) in texts.iter().enumerate() {
                    let place = place(format!("{}/{i}", pointer()));
                    visit(TextAt { text, place, free: true, quote: false });
                }
            }
            FieldValue::Token(text) => {
                visit(TextAt { text, place: place(pointer()), free: false, quote: false });
            }
            _ => {}
        }
    }
    if block.kind == BlockKind::Target
        && let Some(target) = block::target(context.dataset, block)
    {
        map(&target.claims, block, &format!("{}/claims", block.pointer), visit);
    }
    for (i, evidence) in block.evidence.iter().enumerate() {
        self::evidence(evidence, block, &format!("{}/evidence/{i}", block.pointer), visit);
    }
}

/// Calls `visit` for every text of the dataset's own description.
pub(crate) fn visit_manifest(manifest: &Manifest, visit: &mut impl FnMut(TextAt<'_>)) {
    let mut free = |text: Option<&String>, pointer: String| {
        if let Some(text) = text {
            visit(TextAt { text, place: Place::Manifest(pointer), free: true, quote: false });
        }
    };
    free(Some(&manifest.title), "/title".to_owned());
    free(manifest.version.as_ref(), "/version".to_owned());
    free(manifest.description.as_ref(), "/description".to_owned());
    free(manifest.licence.as_ref(), "/licence".to_owned());
    for (i, creator) in manifest.creators.iter().enumerate() {
        free(Some(creator), format!("/creators/{i}"));
    }
    for (i, waiver) in manifest.waivers.iter().enumerate() {
        free(waiver.reason.as_ref(), format!("/waivers/{i}/reason"));
        free(waiver.by.as_ref(), format!("/waivers/{i}/by"));
    }
    if let Some(homepage) = &manifest.homepage {
        let place = Place::Manifest("/homepage".to_owned());
        visit(TextAt { text: homepage.as_str(), place, free: false, quote: false });
    }
}

fn evidence<'a>(
    evidence: &'a Evidence,
    block: &Block<'_>,
    pointer: &str,
    visit: &mut impl FnMut(TextAt<'a>),
) {
    let place = |part: &str| Place::value(block.record_type, block.index, format!("{pointer}{part}"));
    if let Some(quote) = &evidence.quote {
        visit(TextAt { text: quote, place: place("/quote"), free: true, quote: true });
    }
    if let Some(note) = &evidence.note {
        visit(TextAt { text: note, place: place("/note"), free: true, quote: false });
    }
    map(&evidence.reports, block, &format!("{pointer}/reports"), visit);
}

fn map<'a>(fields: &'a FieldMap, block: &Block<'_>, pointer: &str, visit: &mut impl FnMut(TextAt<'a>)) {
    let mut one = |text: &'a str, pointer: String| {
        let place = Place::value(block.record_type, block.index, pointer);
        visit(TextAt { text, place, free: false, quote: false });
    };
    for (field, value) in fields.iter() {
        let field = pointer_token(field);
        match value {
            RawValue::One(text) => one(text, format!("{pointer}/{field}")),
            RawValue::Many(texts) => {
                for (i, text) in texts.iter().enumerate() {
                    one(text, format!("{pointer}/{field}/{i}"));
                }
            }
        }
    }
}
