//! A file that may be larger than memory.
//!
//! What is written stays in memory until the system needs it for something else. Of a file of many gigabytes that is
//! memory that others had: what they read has to be read again, and getting hold of fresh memory for every page can
//! take longer than writing it. So a long file is handed to the disk as it grows, and its beginning does not stay.

use std::fs::File;
use std::io::{self, Write};

/// Bytes after which those before them are handed to the disk. A file with fewer stays in memory, as whoever
/// exports a small dataset is about to open it.
const STRETCH: u64 = 1 << 26;

/// A file that is written from its beginning.
#[derive(Debug)]
pub(super) struct LargeFile {
    file: File,
    written: u64,
    /// Up to where bytes have been handed to the disk.
    handed: u64,
}

impl LargeFile {
    pub(super) fn new(file: File) -> Self {
        Self { file, written: 0, handed: 0 }
    }

    /// Hands what was written since the last time to the disk, and lets go of what was handed to it the two times
    /// before, most of which is there by now.
    fn hand_over(&mut self) {
        let from = self.handed.saturating_sub(2 * STRETCH);
        let_go(&self.file, from, self.written - from);
        self.handed = self.written;
    }
}

impl Write for LargeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.written += written as u64;
        if self.written - self.handed >= STRETCH {
            self.hand_over();
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
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
    use std::io::{Read, Seek};

    use super::*;

    #[test]
    fn what_was_handed_to_the_disk_is_whole() {
        let mut file = LargeFile::new(tempfile::tempfile().unwrap());
        let block: Vec<u8> = (0..=u8::MAX).cycle().take(1 << 20).collect();
        let blocks = 3 * STRETCH / (1 << 20) + 1;
        for _ in 0..blocks {
            file.write_all(&block).unwrap();
        }

        assert_eq!(file.handed, 3 * STRETCH);
        let mut file = file.file;
        file.rewind().unwrap();
        let mut read = vec![0; block.len()];
        for _ in 0..blocks {
            file.read_exact(&mut read).unwrap();
            assert!(read == block);
        }
        assert_eq!(file.read(&mut read).unwrap(), 0);
    }
}
