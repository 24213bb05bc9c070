//! A file that may be larger than memory.
//!
//! What is written stays in memory until the system needs it for something else. Of a file of many gigabytes that is
//! memory that others had: what they read has to be read again, and getting hold of fresh memory for every page can
//! take longer than writing it. So a long file is handed to the disk as it grows, and its beginning does not stay.
//!
//! Nor need it stay open: a process can have some hundred files open at a time, and tables in folders can have thousands.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// Bytes after which those before them are handed to the disk. A file with fewer stays in memory, as whoever
/// exports a small dataset is about to open it.
const STRETCH: u64 = 1 << 26;

/// A file that is written from its beginning.
#[derive(Debug)]
pub(super) struct LargeFile {
    path: PathBuf,
    /// `None` if it is opened for each write.
    file: Option<File>,
    written: u64,
    /// Up to where bytes have been handed to the disk.
    handed: u64,
}

impl LargeFile {
    /// Makes a file where there is none.
    pub(super) fn create(path: PathBuf, stays_open: bool) -> io::Result<Self> {
        let file = File::create_new(&path)?;
        Ok(Self { path, file: stays_open.then_some(file), written: 0, handed: 0 })
    }

    /// Hands what was written since the last time to the disk, and lets go of what was handed to it the two times
    /// before, most of which is there by now.
    fn hand_over(&mut self, file: &File) {
        let from = self.handed.saturating_sub(2 * STRETCH);
        let_go(file, from, self.written - from);
        self.handed = self.written;
    }
}

impl Write for LargeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let stays_open = self.file.is_some();
        let mut file = match self.file.take() {
            Some(file) => file,
            None => OpenOptions::new().append(true).open(&self.path)?,
        };
        let written = file.write(bytes);
        if let Ok(written) = written {
            self.written += written as u64;
            if self.written - self.handed >= STRETCH {
                self.hand_over(&file);
            }
        }
        self.file = stays_open.then_some(file);
        written
    }

    /// Nothing is kept back.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Tells the system that nobody here wants these bytes again: it writes those that are not on the disk, and takes
/// back the memory of those that are. It is advice, without which all comes out the same.
#[cfg(target_os = "linux")]
fn let_go(file: &File, from: u64, len: u64) {
    use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};

    if let (Ok(from), Ok(len)) = (from.try_into(), len.try_into()) {
        let _ = posix_fadvise(file, from, len, PosixFadviseAdvice::POSIX_FADV_DONTNEED);
    }
}

#[cfg(not(target_os = "linux"))]
fn let_go(_file: &File, _from: u64, _len: u64) {}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_was_handed_to_the_disk_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        for (name, stays_open) in [("open", true), ("closed", false)] {
            let path = folder.path().join(name);
            let mut file = LargeFile::create(path.clone(), stays_open).unwrap();
            assert!(LargeFile::create(path.clone(), stays_open).is_err());
            let block: Vec<u8> = (0..=u8::MAX).cycle().take(1 << 20).collect();
            let blocks = 3 * STRETCH / (1 << 20) + 1;
            for _ in 0..blocks {
                file.write_all(&block).unwrap();
            }

            assert_eq!((file.handed, file.file.is_some()), (3 * STRETCH, stays_open));
            let mut file = File::open(path).unwrap();
            let mut read = vec![0; block.len()];
            for _ in 0..blocks {
                file.read_exact(&mut read).unwrap();
                assert!(read == block);
            }
            assert_eq!(file.read(&mut read).unwrap(), 0);
        }
    }
}
