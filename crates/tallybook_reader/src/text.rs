//! From bytes to text.

use std::ops::Range;

use crate::problem::ProblemKind;

/// What the bytes of a file are.
pub(crate) enum Decoded {
    /// UTF-8, without its byte order mark.
    Text(String),
    /// Something else: the text with U+FFFD for what is not UTF-8, and the fault.
    NotUtf8(String, Range<usize>, ProblemKind),
}

/// A text that is not UTF-8 is kept up to here, or to the end of the faulty line if that is further.
const KEPT: usize = 32 << 20;

/// Decodes the bytes of a file.
pub(crate) fn decode(bytes: Vec<u8>) -> Decoded {
    if looks_like_utf16(&bytes) {
        let (byte, offset) = (bytes[0], 0);
        return Decoded::NotUtf8(String::new(), 0..0, ProblemKind::NotUtf8 { byte, offset, utf16: true });
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Decoded::Text(text)
        }
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line =
                bytes[offset..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |end| offset + end);
            let text = String::from_utf8_lossy(&bytes[..line.max(KEPT.min(bytes.len()))]).into_owned();
            let kind = ProblemKind::NotUtf8 { byte: bytes[offset], offset, utf16: false };
            Decoded::NotUtf8(text, offset..offset + char::REPLACEMENT_CHARACTER.len_utf8(), kind)
        }
    }
}

/// A byte order mark of UTF-16, or the zero byte that every Latin letter has in it.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [first, second, ..] => (*first == 0) != (*second == 0),
        _ => false,
    }
}
