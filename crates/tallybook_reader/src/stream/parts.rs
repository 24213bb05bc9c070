//! The parts of large files: runs of whole lines.

use std::io::{self, ErrorKind, Read};
use std::iter::Enumerate;
use std::path::Path;
use std::slice::Iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Packed;
use crate::lines::line_ends;
use crate::text;
use crate::tree::Fault;

/// Bytes of a part, up to the end of the line that reaches past them.
const BYTES: usize = 1 << 17;

/// More than the standard library wants free to see that nothing is left to read.
const PROBE: usize = 64;

/// A part of a file.
pub(crate) struct Raw {
    pub(crate) text: String,
    /// The byte of the file, unpacked, at which it starts.
    pub(crate) start: u64,
    /// The number of its first line, from 0.
    pub(crate) first: usize,
    /// The bytes of the text at which its lines end.
    pub(crate) ends: Vec<usize>,
    /// What is wrong with those that are not UTF-8.
    pub(crate) not_utf8: Vec<Fault>,
}

/// Reads a file part by part. What is UTF-16, has a byte order mark or is longer than it may be is
/// [`ErrorKind::InvalidData`].
pub(crate) struct Parts<R> {
    reader: R,
    limit: u64,
    start: u64,
    first: usize,
    /// What was read beyond the last line of the part before.
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Parts<R> {
    pub(crate) fn new(reader: R, limit: u64) -> Self {
        Self { reader, limit, start: 0, first: 0, rest: Vec::new(), ended: false }
    }

    fn part(&mut self) -> io::Result<Option<Raw>> {
        // Room for all that is read where lines are short, so that nothing is moved.
        let mut bytes = Vec::with_capacity(self.rest.len() + BYTES + PROBE);
        bytes.append(&mut self.rest);
        // The end of the last whole line; the rest of the part before has none.
        let mut last = None;
        let end = loop {
            if let Some(end) = last.filter(|_| bytes.len() >= BYTES) {
                break end;
            }
            if self.ended {
                break bytes.len();
            }
            let (wanted, known) = (BYTES as u64 + 1, bytes.len());
            let read = (&mut self.reader).take(wanted).read_to_end(&mut bytes)?;
            // A line that never ends is not read to its end.
            if self.start + bytes.len() as u64 > self.limit {
                return Err(ErrorKind::InvalidData.into());
            }
            last = memchr::memrchr(b'\n', &bytes[known..]).map(|newline| known + newline + 1).or(last);
            self.ended = read == 0;
        };
        if end == 0 {
            return Ok(None);
        }
        self.rest = bytes.split_off(end);
        let (start, first) = (self.start, self.first);
        self.start += end as u64;
        let is_utf16 = start == 0 && text::looks_like_utf16(&bytes);
        let (text, not_utf8) = text::lines(bytes, usize::MAX);
        let ends = line_ends(&text, 0);
        self.first += ends.len();
        if is_utf16 || start == 0 && text.starts_with('\u{feff}') {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(Some(Raw { text, start, first, ends, not_utf8 }))
    }
}

impl<R: Read> Iterator for Parts<R> {
    type Item = io::Result<Raw>;

    fn next(&mut self) -> Option<io::Result<Raw>> {
        self.part().transpose()
    }
}

/// Reads files part by part, one after the other. Lines are numbered on from file to file. Gives with each part the
/// place of its file, and the bytes that were read on the disk since the part before; an error with the path of the file.
pub(super) struct AllParts<'f> {
    files: Enumerate<Iter<'f, Packed>>,
    limit: u64,
    /// The file that is being read.
    open: Option<Open<'f>>,
    /// The number of the first line of the next part.
    first: usize,
    /// The bytes that were read on the disk since the last part.
    read: Arc<AtomicU64>,
}

struct Open<'f> {
    place: usize,
    file: &'f Packed,
    parts: Parts<Box<dyn Read + Send>>,
}

impl<'f> AllParts<'f> {
    /// No file can be longer than so many bytes, unpacked.
    pub(super) fn new(files: &'f [Packed], limit: u64) -> Self {
        Self { files: files.iter().enumerate(), limit, open: None, first: 0, read: Arc::default() }
    }
}

impl<'f> Iterator for AllParts<'f> {
    type Item = Result<(usize, Raw, u64), (&'f Path, io::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(Open { place, file, parts }) = &mut self.open {
                match parts.next() {
                    Some(Ok(mut part)) => {
                        part.first = self.first;
                        self.first += part.ends.len();
                        return Some(Ok((*place, part, self.read.swap(0, Ordering::Relaxed))));
                    }
                    Some(Err(error)) => return Some(Err(file.fault(error))),
                    None => self.open = None,
                }
            }
            let (place, file) = self.files.next()?;
            match file.open_counting(Arc::clone(&self.read)) {
                Ok(reader) => self.open = Some(Open { place, file, parts: Parts::new(reader, self.limit) }),
                Err(error) => return Some(Err(file.fault(error))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(self.1).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn parts_are_whole_lines_and_make_up_the_file() {
        for ends in [true, false] {
            let mut text: String = (0..12_000).map(|i| format!("{}\n", "й".repeat(i % 97))).collect();
            if !ends {
                text.pop();
            }
            for step in [1_000, 700_001, usize::MAX] {
                let parts: Vec<Raw> =
                    Parts::new(Slow(text.as_bytes(), step), u64::MAX).map(Result::unwrap).collect();
                assert!(parts.len() > 1);
                assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<String>(), text);
                for part in &parts {
                    let before = &text[..usize::try_from(part.start).unwrap()];
                    assert!(before.is_empty() || before.ends_with('\n'));
                    assert_eq!(part.first, before.matches('\n').count());
                }
            }
        }
    }

    #[test]
    fn what_is_no_plain_text_is_refused() {
        let refused = |bytes: &[u8], limit| {
            Parts::new(bytes, limit).any(|part| part.is_err_and(|e| e.kind() == ErrorKind::InvalidData))
        };
        assert!(refused(b"\xff\xfe\n", 9));
        assert!(refused(b"[\0]\0", 9));
        assert!(!refused(b"\xff\n", 9));
        assert!(refused("\u{feff}{}\n".as_bytes(), 9));
        assert!(refused(b"1234567890", 9));
        assert!(!refused(b"123456789", 9));
        assert!(Parts::new(&b""[..], 9).next().is_none());
        // A line without an end is given up where it is too long.
        let mut endless = Parts::new(io::repeat(b' '), 1 << 20);
        assert!(endless.next().is_some_and(|part| part.is_err_and(|e| e.kind() == ErrorKind::InvalidData)));
    }
}
