//! Every text that a person wrote, with its place.

use tallybook_diagnostics::Place;
use tallybook_schema::block::{self, Block, BlockKind, FieldValue};
use tallybook_schema::record::{FieldMap, Manifest};
use tallybook_schema::value::RawValue;
use tallybook_text::normal::Plain;

use crate::rule::Piece;
use crate::shape::is_placeholder;
use crate::wording::pointer_token;
use crate::{Context, TextAt};

/// Calls `visit` for every text of a block and of its evidence that is not plain.
pub(crate) fn visit<'a>(
    context: &'a Context<'_>,
    block: &'a Block<'a>,
    pieces: &'a [Piece<'a>],
    visit: &mut impl FnMut(TextAt<'a>),
) {
    let place = |pointer: String| Place::value(block.record_type, block.index, pointer);
    for field in &block.fields {
        let pointer = || block.field_pointer(field.def.name);
        match field.value {
            FieldValue::Text(text) if !is_plain(text) => {
                // A file name has no grammar, yet a letter changed in it leads to no file.
                let free = block.kind != BlockKind::SourceText;
                let needed = field.def.is_fact() || !field.def.is_optional;
                visit(TextAt { text, place: place(pointer()), free, quote: false, needed });
            }
            FieldValue::Texts(texts) => {
                for (i, text) in texts.iter().enumerate().filter(|(_, text)| !is_plain(text)) {
                    let place = place(format!("{}/{i}", pointer()));
                    visit(TextAt { text, place, free: true, quote: false, needed: true });
                }
            }
            FieldValue::Token(text) if !is_plain(text) => {
                visit(TextAt { text, place: place(pointer()), free: false, quote: false, needed: false });
            }
            _ => {}
        }
    }
    if let Some(target) = block::target(context.dataset, block) {
        map(
            &target.claims,
            BlockKind::of(target.target.record_type),
            block,
            &|| format!("{}/claims", block.pointer),
            visit,
        );
    }
    for (i, piece) in pieces.iter().enumerate() {
        evidence(piece, block, &|| format!("{}/evidence/{i}", block.pointer), visit);
    }
}

/// Whether nothing about the letters of a text can be wrong: it is printable ASCII without `#`, starts with a letter or
/// digit, and is several words with single spaces between them, or one word that has no digit, or small letters beside
/// its digits and neither a capital nor a plus sign, and no placeholder. Most texts are plain, and their places need not even be named.
fn is_plain(text: &str) -> bool {
    Plain::of(text).is_some_and(is_plain_besides)
}

/// The same of a text whose bytes and spaces are known to be plain.
fn is_plain_besides(text: Plain<'_>) -> bool {
    let text = text.as_str();
    let has = |is: fn(&u8) -> bool| text.bytes().any(|byte| is(&byte));
    // Without a way out of the loop, many bytes are looked at in one step.
    let number_signs = || text.bytes().fold(0, |found, byte| found | u8::from(byte == b'#'));
    let is_plain_word = || {
        !has(u8::is_ascii_digit)
            || has(u8::is_ascii_lowercase) && !has(u8::is_ascii_uppercase) && !has(|byte| *byte == b'+')
    };
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !text.ends_with(' ')
        && number_signs() == 0
        && (text.contains(' ') || is_plain_word())
        && !is_placeholder(text)
}

/// Calls `visit` for every text of the dataset's own description.
pub(crate) fn visit_manifest(manifest: &Manifest, visit: &mut impl FnMut(TextAt<'_>)) {
    let mut free = |text: Option<&String>, pointer: String, needed: bool| {
        if let Some(text) = text {
            visit(TextAt { text, place: Place::Manifest(pointer), free: true, quote: false, needed });
        }
    };
    free(Some(&manifest.title), "/title".to_owned(), true);
    free(manifest.version.as_ref(), "/version".to_owned(), false);
    free(manifest.description.as_ref(), "/description".to_owned(), false);
    free(manifest.licence.as_ref(), "/licence".to_owned(), false);
    for (i, creator) in manifest.creators.iter().enumerate() {
        free(Some(creator), format!("/creators/{i}"), true);
    }
    for (i, waiver) in manifest.waivers.iter().enumerate() {
        free(waiver.reason.as_ref(), format!("/waivers/{i}/reason"), false);
        free(waiver.by.as_ref(), format!("/waivers/{i}/by"), false);
    }
    if let Some(homepage) = &manifest.homepage {
        let place = Place::Manifest("/homepage".to_owned());
        visit(TextAt { text: homepage.as_str(), place, free: false, quote: false, needed: false });
    }
}

fn evidence<'a>(
    piece: &'a Piece<'a>,
    block: &Block<'_>,
    pointer: &dyn Fn() -> String,
    visit: &mut impl FnMut(TextAt<'a>),
) {
    let Piece { evidence, plain, .. } = piece;
    let place = |part: &str| Place::value(block.record_type, block.index, format!("{}{part}", pointer()));
    if let Some(quote) = evidence.quote.as_ref().filter(|_| !plain.is_some_and(is_plain_besides)) {
        visit(TextAt { text: quote, place: place("/quote"), free: true, quote: true, needed: true });
    }
    if let Some(note) = evidence.note.as_ref().filter(|note| !is_plain(note)) {
        visit(TextAt { text: note, place: place("/note"), free: true, quote: false, needed: false });
    }
    if !evidence.reports.is_empty() {
        map(&evidence.reports, block.kind, block, &|| format!("{}/reports", pointer()), visit);
    }
}

fn map<'a>(
    fields: &'a FieldMap,
    kind: BlockKind,
    block: &Block<'_>,
    pointer: &dyn Fn() -> String,
    visit: &mut impl FnMut(TextAt<'a>),
) {
    let mut one = |text: &'a str, field: &str, position: &str| {
        if is_plain(text) {
            return;
        }
        let pointer = format!("{}/{}{position}", pointer(), pointer_token(field));
        let place = Place::value(block.record_type, block.index, pointer);
        // Where a text can be empty by the grammar of its field, it has none.
        let needed = kind.def(field).is_some_and(|def| def.kind.check(&RawValue::One(text.into())).is_ok());
        visit(TextAt { text, place, free: false, quote: false, needed });
    };
    for (field, value) in fields.iter() {
        match value {
            RawValue::One(text) => one(text, field, ""),
            RawValue::Many(texts) => {
                for (i, text) in texts.iter().enumerate() {
                    one(text, field, &format!("/{i}"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tallybook_diagnostics::Findings;
    use tallybook_reader::Reading;

    use super::*;
    use crate::gathered::Used;
    use crate::{RULES, Scope};

    proptest! {
        /// What is not looked at could not have been found.
        #[test]
        fn no_rule_finds_anything_in_a_plain_text(
            text in r"[ -~]{0,12}|[A-Za-z0-9]{1,3}([ /.:,+-]{0,2}[A-Za-z0-9]{1,5}){0,4}|(Mar|[Ee]\+?|1|-|/| |#|REF!|N/A|TODO|xxx){1,6}",
            quote: bool,
            field in prop::sample::select(&["/items/0/description", "/note", "/evidence/0/reports/total"][..]),
        ) {
            if is_plain(&text) {
                let reading = Reading::default();
                let today = "2022-11-08".parse().unwrap();
                let context = Context::new(&reading, today, Used::none(&reading.dataset));
                let place = Place::value(tallybook_schema::RecordType::Transfer, 0, field);
                let at = TextAt { text: &text, place, free: true, quote, needed: true };
                let mut found = Findings::default();
                for rule in RULES {
                    if let Scope::Text(look) | Scope::Worded { text: look, .. } = rule.scope {
                        look(&context, &at, &mut found);
                    }
                }
                prop_assert!(found.is_empty(), "{text:?}: {:?}", found.into_vec());
            }
        }
    }
}
