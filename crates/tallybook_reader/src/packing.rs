//! Files that are packed: JSON Lines compressed with gzip (RFC 1952) or Zstandard (RFC 8878).

use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use zstd::stream::read::Decoder;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Not at all.
    None,
    /// `.gz`.
    Gzip,
    /// `.zst`.
    Zstandard,
}

impl Packing {
    /// The packing of a file by its path, with the path that it has when it is unpacked.
    pub(crate) fn of(path: &str) -> (Self, &str) {
        let lines = |unpacked: &&str| Path::new(unpacked).extension().is_some_and(|e| e == "jsonl");
        if let Some(unpacked) = path.strip_suffix(".gz").filter(lines) {
            (Self::Gzip, unpacked)
        } else if let Some(unpacked) = path.strip_suffix(".zst").filter(lines) {
            (Self::Zstandard, unpacked)
        } else {
            (Self::None, path)
        }
    }

    /// Unpacks what is read.
    pub(crate) fn unpack<'a>(self, packed: impl Read + Send + 'a) -> io::Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::None => Box::new(packed),
            Self::Gzip => Box::new(MultiGzDecoder::new(BufReader::new(packed))),
            Self::Zstandard => Box::new(Decoder::new(packed)?),
        })
    }
}
