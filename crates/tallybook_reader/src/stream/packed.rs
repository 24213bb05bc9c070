//! A file of JSON Lines on disk, as it is or packed.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::packing::Packing;

/// A file of JSON Lines on disk.
#[derive(Debug, Clone)]
pub(crate) struct Packed {
    path: PathBuf,
    packing: Packing,
    /// Its bytes unpacked, in a file without a name, which is gone with whoever last has it open.
    unpacked: Option<Arc<File>>,
}

impl Packed {
    pub(crate) fn new(path: PathBuf, packing: Packing) -> Self {
        Self { path, packing, unpacked: None }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes have to be read to read all of it; none if the file is gone.
    pub(crate) fn size(&self) -> u64 {
        let metadata = match &self.unpacked {
            Some(file) => file.metadata(),
            None => self.path.metadata(),
        };
        metadata.map_or(0, |metadata| metadata.len())
    }

    /// Its bytes unpacked, from the first on.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        self.open_counting(Arc::default())
    }

    /// Its bytes unpacked, from the first on. Counts those that have been read of [`Self::size`].
    pub(crate) fn open_counting(&self, count: Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        match &self.unpacked {
            Some(file) => Ok(Box::new(Counting { bytes: From { file: Arc::clone(file), at: 0 }, count })),
            None => self.packing.unpack(Counting { bytes: File::open(&self.path)?, count }),
        }
    }

    /// Its path, with what kept it from being read. What is packed may be broken, whatever error that gives, and is to be
    /// read as a whole then: [`ErrorKind::InvalidData`].
    pub(crate) fn fault(&self, error: io::Error) -> (&Path, io::Error) {
        let error = if self.packing == Packing::None { error } else { ErrorKind::InvalidData.into() };
        (&self.path, error)
    }

    /// Whether bytes can be read without all that stands before them.
    pub(crate) fn is_seekable(&self) -> bool {
        self.packing == Packing::None || self.unpacked.is_some()
    }

    /// The file from which bytes can be read so with [`read_exact_at`], if there is one.
    pub(crate) fn seekable(&self) -> io::Result<Option<Arc<File>>> {
        match (&self.unpacked, self.packing) {
            (Some(file), _) => Ok(Some(Arc::clone(file))),
            (None, Packing::None) => Ok(Some(Arc::new(File::open(&self.path)?))),
            (None, _) => Ok(None),
        }
    }

    /// The same, unpacked if it is packed. With more bytes than so many it is [`ErrorKind::InvalidData`].
    pub(crate) fn unpack(self, limit: u64) -> io::Result<Self> {
        if self.is_seekable() {
            return Ok(self);
        }
        let mut file = tempfile::tempfile()?;
        let size = io::copy(&mut self.open()?.take(limit.saturating_add(1)), &mut file)?;
        if size > limit {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(Self { unpacked: Some(Arc::new(file)), ..self })
    }
}

/// What counts the bytes that are read.
struct Counting<R> {
    bytes: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(bytes)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A file that several read at once, from a byte on.
struct From {
    file: Arc<File>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = read_at(&self.file, bytes, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Reads bytes from a place in a file that several read at once.
pub(crate) fn read_exact_at(file: &Arc<File>, bytes: &mut [u8], at: u64) -> io::Result<()> {
    From { file: Arc::clone(file), at }.read_exact(bytes)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, at)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_packed_is_read_from_any_place_once_it_is_unpacked() {
        let folder = tempfile::tempdir().unwrap();
        let text: String = (0..9000).map(|number| format!("{number}\n")).collect();
        let read = |packed: &Packed| {
            let mut read = String::new();
            packed.open().unwrap().read_to_string(&mut read).unwrap();
            read
        };
        for (name, bytes, packing) in [
            ("a.jsonl", text.as_bytes().to_vec(), Packing::None),
            ("a.jsonl.zst", zstd::encode_all(text.as_bytes(), 1).unwrap(), Packing::Zstandard),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            let packed = Packed::new(path.clone(), packing);
            assert_eq!(packed.is_seekable(), packing == Packing::None);
            assert_eq!(packed.seekable().unwrap().is_some(), packed.is_seekable());
            let small = packed.clone().unpack(text.len() as u64 - 1);
            let refused = small.as_ref().err().map(io::Error::kind);
            assert_eq!(refused, (packing != Packing::None).then_some(ErrorKind::InvalidData));

            let unpacked = packed.unpack(text.len() as u64).unwrap();
            assert_eq!((unpacked.path(), read(&unpacked) == text), (path.as_path(), true));
            let file = unpacked.seekable().unwrap().unwrap();
            for at in [40_000, 7] {
                let mut bytes = [0; 9];
                read_exact_at(&file, &mut bytes, at as u64).unwrap();
                assert_eq!(bytes, text.as_bytes()[at..at + 9]);
            }
            assert_eq!(read(&unpacked), text, "whoever reads elsewhere is not in the way");
            let mut beyond = [0; 2];
            let beyond = read_exact_at(&file, &mut beyond, text.len() as u64 - 1);
            assert_eq!(beyond.unwrap_err().kind(), ErrorKind::UnexpectedEof);
        }
    }
}
