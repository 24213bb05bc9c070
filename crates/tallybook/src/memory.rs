//! `--memory-limit`: a clear message instead of a machine that swaps, or of being killed.
//!
//! The memory that is in use is looked at again and again while the command works, since no estimate made
//! before would be right for every dataset.

use std::str::FromStr;

use tallybook_diagnostics::Progress;

use crate::output::hinted;
use crate::run::size;

/// The most memory that may be in use, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MemoryLimit(u64);

/// The units that a size can have.
const UNITS: [(&str, u64); 9] = [
    ("B", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

impl FromStr for MemoryLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let names: Vec<&str> = UNITS.iter().map(|(name, _)| *name).collect();
        let unit = UNITS.iter().find(|(name, _)| *name == unit).filter(|_| digits > 0).ok_or_else(|| {
            format!("a whole number and a unit are wanted, as 2GB or 800MiB; units are {}", names.join(", "))
        })?;
        let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit.1));
        match bytes {
            Some(0) => Err("without memory nothing is done".to_owned()),
            Some(bytes) => Ok(Self(bytes)),
            None => Err("that is more than can be counted".to_owned()),
        }
    }
}

impl MemoryLimit {
    /// The error for the memory in use, if it is more than the limit. `progress` is what is being done.
    pub(crate) fn exceeded(self, progress: Option<&Progress>) -> Option<anyhow::Error> {
        let used = memory_stats::memory_stats()?.physical_mem as u64;
        (used > self.0).then(|| self.error(used, progress))
    }

    fn error(self, used: u64, progress: Option<&Progress>) -> anyhow::Error {
        let doing = progress.map_or(String::new(), |progress| format!(" while {}", progress.phase));
        hinted(
            format!(
                "{} of memory are in use{doing}, more than the limit of {}, so the work was given up",
                size(used),
                size(self.0)
            ),
            "keep large tables as JSON Lines rather than YAML, export less at a time with `--tables` or `--formats` \
             (Parquet and CSV need the least), or raise `--memory-limit` on a machine that has more",
        )
    }
}

#[cfg(test)]
mod tests {
    use tallybook_diagnostics::Phase;

    use super::*;

    #[test]
    fn sizes_have_a_unit() {
        for (text, bytes) in [
            ("1B", 1),
            ("3kB", 3_000),
            ("2GB", 2_000_000_000),
            ("800MiB", 838_860_800),
            ("1TiB", 1_099_511_627_776),
        ] {
            assert_eq!(text.parse(), Ok(MemoryLimit(bytes)), "{text}");
        }
        for text in
            ["", "2", "GB", "2 GB", "2gb", "2G", "1.5GB", "-1GB", "+1GB", "0MB", "99999999999TB", "1GBB"]
        {
            assert!(text.parse::<MemoryLimit>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_message_names_what_was_done() {
        let progress = Progress { phase: Phase::Filling, number: 3, done: 0, total: None, passed: None };
        assert_eq!(
            MemoryLimit(800 << 20).error(900_000_000, Some(&progress)).to_string(),
            "900.0 MB of memory are in use while filling tables, more than the limit of 838.8 MB, so the work was \
             given up"
        );
        assert!(MemoryLimit(u64::MAX).exceeded(None).is_none());
        assert!(MemoryLimit(1).exceeded(None).is_some());
    }
}
