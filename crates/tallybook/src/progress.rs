//! How far long work has come, drawn on standard error while that is a terminal.
//!
//! The commands tell [`METER`] what they do, and a thread of its own looks at it. Whoever prints takes the line
//! off the terminal first, with [`clear`].

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use console::Term;
use tallybook_diagnostics::render::digits;
use tallybook_diagnostics::{Meter, Progress, Unit};

use crate::run::size;

/// How far the work of this run has come.
pub(crate) static METER: Meter = Meter::new();

/// The terminal with the line on it, while there is one.
static DRAWN: Mutex<Option<Term>> = Mutex::new(None);

/// Work that takes less shows no progress, and a phase that has lasted less has no speed yet.
const SHORT: Duration = Duration::from_millis(500);

/// Ends the work that is shown and takes the line off the terminal. None is drawn until work begins again.
pub(crate) fn clear() {
    METER.end();
    if let Some(terminal) = drawn().take() {
        // A terminal that is gone has no line.
        let _ = terminal.clear_line();
    }
}

fn drawn() -> MutexGuard<'static, Option<Term>> {
    DRAWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is drawn from time to time.
#[derive(Debug)]
pub(crate) struct Drawing {
    terminal: Term,
    /// When the work began, and its phase with its number.
    began: Option<(Instant, Instant, u64)>,
}

impl Drawing {
    /// Drawing on standard error; `None` if it is no terminal.
    pub(crate) fn new() -> Option<Self> {
        let terminal = Term::stderr();
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        (terminal.is_term() && !dumb).then_some(Self { terminal, began: None })
    }

    /// Draws how far the work has come now.
    pub(crate) fn draw(&mut self) {
        let mut drawn = drawn();
        let Some(progress) = METER.progress() else {
            self.began = None;
            return;
        };
        let now = Instant::now();
        let (work, phase) = match self.began {
            Some((work, phase, number)) if number == progress.number => (work, phase),
            Some((work, ..)) => (work, now),
            None => (now, now),
        };
        self.began = Some((work, phase, progress.number));
        if now - work >= SHORT {
            let columns = usize::from(self.terminal.size().1).saturating_sub(1);
            let line: String = line(&progress, now - phase).chars().take(columns).collect();
            // Progress that cannot be shown keeps nobody from working.
            let _ = self.terminal.clear_line().and_then(|()| self.terminal.write_str(&line));
            *drawn = Some(self.terminal.clone());
        }
    }
}

/// The phase, how much of it is done, how fast it goes and how long it will take.
fn line(progress: &Progress, elapsed: Duration) -> String {
    let Progress { phase, done, total, passed, .. } = *progress;
    let amount = |number: u64| match phase.unit() {
        Unit::Bytes => size(number),
        Unit::Records | Unit::Findings | Unit::Rows => digits(usize::try_from(number).unwrap_or(usize::MAX)),
    };
    let noun = match phase.unit() {
        Unit::Bytes => "",
        Unit::Records => " records",
        Unit::Findings => " findings",
        Unit::Rows => " rows",
    };
    let mut line = format!("  {phase}  ");
    match total {
        Some(total) if done == 0 => line.push_str(&format!("{}{noun}", amount(total))),
        Some(total) => {
            line.push_str(&format!(
                "{} of {}{noun} ({} %)",
                amount(done),
                amount(total),
                percent(done, total)
            ));
        }
        None => line.push_str(&format!("{}{noun}", amount(done))),
    }
    if let Some((passed, extent)) = passed.filter(|_| done > 0) {
        line.push_str(&format!(" ({} %)", percent(passed, extent)));
    }
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let a_second = done.saturating_mul(1000).checked_div(milliseconds).unwrap_or_default();
    if elapsed >= SHORT && a_second > 0 {
        line.push_str(&format!(", {} a second", amount(a_second)));
        // What is left takes as long for its size as what is behind.
        let (behind, all) = total.map(|total| (done, total)).or(passed).unwrap_or_default();
        let left = milliseconds.saturating_mul(all.saturating_sub(behind)).checked_div(behind).unwrap_or(0);
        if left > 0 {
            line.push_str(&format!(", about {} left", time(left.div_ceil(1000))));
        }
    }
    line
}

/// A part in hundredths of the whole.
fn percent(part: u64, whole: u64) -> u64 {
    part.saturating_mul(100).checked_div(whole).unwrap_or(100).min(100)
}

/// Seconds in words.
fn time(seconds: u64) -> String {
    match seconds {
        0..100 => format!("{seconds} s"),
        100..6000 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use tallybook_diagnostics::Phase;

    use super::*;

    #[test]
    fn the_line_says_how_fast_it_goes_and_what_is_left() {
        let line = |phase, done, total, milliseconds| {
            let progress = Progress { phase, number: 1, done, total, passed: None };
            line(&progress, Duration::from_millis(milliseconds))
        };
        let within = |done, passed| {
            let progress = Progress {
                phase: Phase::Checking,
                number: 1,
                done,
                total: None,
                passed: Some((passed, 1100)),
            };
            super::line(&progress, Duration::from_secs(2))
        };
        assert_eq!(within(0, 0), "  checking  0 records");
        assert_eq!(
            within(250_000, 275),
            "  checking  250,000 records (25 %), 125,000 a second, about 6 s left"
        );
        assert_eq!(within(1_000_000, 1100), "  checking  1,000,000 records (100 %), 500,000 a second");
        assert_eq!(line(Phase::Checking, 0, Some(151_700), 900), "  checking  151,700 records");
        assert_eq!(
            line(Phase::Checking, 15_170, Some(151_700), 1000),
            "  checking  15,170 of 151,700 records (10 %), 15,170 a second, about 9 s left"
        );
        assert_eq!(
            line(Phase::Reading, 23_000_000, Some(114_000_000), 499),
            "  reading  23.0 MB of 114.0 MB (20 %)"
        );
        assert_eq!(
            line(Phase::Reading, 1_000_000, Some(1_201_000_000), 10_000),
            "  reading  1.0 MB of 1.2 GB (0 %), 100.0 kB a second, about 4 h left"
        );
        assert_eq!(line(Phase::Filling, 600, None, 2000), "  filling tables  600 rows, 300 a second");
        assert_eq!(line(Phase::Writing, 10, Some(10), 2000), "  writing  10 of 10 rows (100 %), 5 a second");
        assert_eq!([time(99), time(100), time(6000)], ["99 s", "2 min", "2 h"]);
    }
}
