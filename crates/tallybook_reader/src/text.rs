//! From bytes to text.

use std::ops::Range;

use tallybook_schema::record::Limits;

use crate::path::Format;
use crate::problem::ProblemKind;
use crate::tree::Fault;

/// What the bytes of a file are.
pub(crate) enum Decoded {
    /// UTF-8, without its byte order mark; of JSON Lines with the faults of [`lines`].
    Text(String, Vec<Fault>),
    /// Something else: the text with U+FFFD for what is not UTF-8, and the fault.
    NotUtf8(String, Range<usize>, ProblemKind),
}

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A text that is not UTF-8 is kept up to here, or to the end of the faulty line if that is further.
const KEPT: usize = 32 << 20;

/// Decodes the bytes of a file.
pub(crate) fn decode(mut bytes: Vec<u8>, format: Format, limits: &Limits) -> Decoded {
    if looks_like_utf16(&bytes) {
        let kind = ProblemKind::NotUtf8 { byte: bytes[0], utf16: true, of_line: false };
        return Decoded::NotUtf8(String::new(), 0..0, kind);
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    if format == Format::JsonLines {
        let (text, faults) = lines(bytes, usize::try_from(limits.problems).unwrap_or(usize::MAX));
        return Decoded::Text(text, faults);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded::Text(text, Vec::new()),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line =
                bytes[offset..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |end| offset + end);
            let text = String::from_utf8_lossy(&bytes[..line.max(KEPT.min(bytes.len()))]).into_owned();
            let kind = ProblemKind::NotUtf8 { byte: bytes[offset], utf16: false, of_line: false };
            Decoded::NotUtf8(text, offset..offset + char::REPLACEMENT_CHARACTER.len_utf8(), kind)
        }
    }
}

/// What stands for each byte of JSON Lines that is not UTF-8. It is as long as that, so that all others stay where they
/// are, and nowhere allowed in JSON, so that no line with it is read.
const SUBSTITUTE: u8 = 0x1a;

/// Decodes the bytes of JSON Lines. Gives the first fault of each line that is not UTF-8, up to so many and one more.
pub(crate) fn lines(bytes: Vec<u8>, most: usize) -> (String, Vec<Fault>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, Vec::new()),
        Err(error) => {
            let mut bytes = error.into_bytes();
            let faults = substitute(&mut bytes, most);
            (String::from_utf8(bytes).unwrap_or_default(), faults)
        }
    }
}

fn substitute(bytes: &mut [u8], most: usize) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    let (mut from, mut is_known) = (0, false);
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        let at = from + error.valid_up_to();
        is_known &= !bytes[from..at].contains(&b'\n');
        if !is_known && faults.len() <= most {
            let kind = ProblemKind::NotUtf8 { byte: bytes[at], utf16: false, of_line: true };
            faults.push((at..at + 1, kind));
        }
        is_known = true;
        from = error.error_len().map_or(bytes.len(), |length| at + length);
        bytes[at..from].fill(SUBSTITUTE);
    }
    faults
}

/// A byte order mark of UTF-16, or the zero byte that every Latin letter has in it.
pub(crate) fn looks_like_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [first, second, ..] => (*first == 0) != (*second == 0),
        _ => false,
    }
}
