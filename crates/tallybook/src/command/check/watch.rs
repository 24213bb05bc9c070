//! `tallybook check --watch`: again on every save.
//!
//! The operating system says that something has changed; what has, the folder itself says. So events that come late,
//! twice or for files in between (an editor that saves by renaming, a `git checkout`) do no harm: a burst of them is
//! followed by a look at everything, of which only what is new is read.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use console::Term;
use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use tallybook_check::Rechecker;
use tallybook_reader::Rereader;

use crate::Verdict;
use crate::cli::{CheckArgs, FindingsFormat};
use crate::output::{Output, Style, hinted};
use crate::run::{self, Checked};

/// A burst of changes is over when nothing has changed for so long.
const CALM: Duration = Duration::from_millis(8);

/// It is over sooner when the last that was said is that a file is complete.
const CALM_AFTER_A_FILE: Duration = Duration::from_millis(1);

/// A burst that lasts longer is looked at before it is over.
const LONGEST: Duration = Duration::from_millis(250);

/// How often the folder is looked at unasked: nobody says when one that was gone is there again, nor of a file that
/// came into a new folder before that was watched.
const UNASKED: Duration = Duration::from_millis(500);

/// Something has changed.
struct Change {
    at: Instant,
    /// How long nothing else has to change for the burst to be over.
    calm: Duration,
}

/// What is kept from one answer to the next.
#[derive(Default)]
struct Again {
    rereader: Rereader,
    rechecker: Rechecker,
}

/// Checks again and again. Ctrl-C ends the program.
pub(crate) fn run(args: &CheckArgs, output: &Output) -> anyhow::Result<Verdict> {
    if args.format.is_some_and(|format| format != FindingsFormat::Text) {
        return Err(hinted(
            "`--watch` prints for people, and the format asked for is one document for a machine",
            "leave out `--format`, or run `tallybook check --format` without `--watch`",
        ));
    }
    let mut folders = vec![args.dataset.clone()];
    folders.extend(run::named_archive(args.check.archive.as_deref()));
    // An event names its path in full, from here or from the root.
    let roots = [std::path::absolute(&args.dataset).ok(), args.dataset.canonicalize().ok()];
    let (changed, changes) = channel();
    let report = move |event: notify::Result<Event>| {
        let calm = event.as_ref().map_or(CALM, calm_after);
        if event.map_or(true, |event| is_change(&event, &roots)) {
            // When nobody waits any more, the program is about to end.
            let _ = changed.send(Change { at: Instant::now(), calm });
        }
    };
    let mut watcher = notify::recommended_watcher(report).map_err(not_watched)?;

    // Watched before it is read, so that no change falls between the two.
    let watched = watch(&mut watcher, &folders);
    let mut again = Again::default();
    let began = Instant::now();
    let (first, text) = checked(&mut again, args, output)?;
    watched?;
    let mut is_read = show(&text, "checked", began, output)?;
    // Clearing away takes time, and is done while nobody waits for an answer.
    drop(first);
    let mut is_lost = false;
    while is_read {
        let is_current = || !is_lost && again.rereader.is_current(&args.dataset);
        let Some(began) = next(&changes, is_current) else { break };
        let watched = if is_lost { watch(&mut watcher, &folders) } else { Ok(()) };
        match checked(&mut again, args, output) {
            Ok((checked, text)) => {
                watched?;
                is_lost = false;
                clear(output)?;
                is_read = show(&text, "checked again", began, output)?;
                drop(checked);
            }
            Err(error) => {
                if !is_lost {
                    output.error(&error);
                }
                is_lost = true;
            }
        }
    }
    Ok(Verdict::Clean)
}

fn watch(watcher: &mut impl Watcher, folders: &[PathBuf]) -> anyhow::Result<()> {
    folders.iter().try_for_each(|folder| watcher.watch(folder, RecursiveMode::Recursive)).map_err(not_watched)
}

fn not_watched(error: notify::Error) -> anyhow::Error {
    let hint = match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "raise the number of folders that the system lets a user watch (fs.inotify.max_user_watches)"
        }
        _ => "run `tallybook check` without `--watch` after each change",
    };
    hinted(anyhow::Error::new(error).context("the folder cannot be watched"), hint)
}

/// Whether an event can change what a check says. That a file was read is no change, and hidden files are no part of
/// a dataset.
fn is_change(event: &Event, roots: &[Option<PathBuf>]) -> bool {
    if matches!(event.kind, EventKind::Access(_)) && event.kind != WRITTEN {
        return false;
    }
    let is_hidden = |path: &PathBuf| {
        let inside = roots.iter().flatten().find_map(|root| path.strip_prefix(root).ok());
        let inside = inside.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
        inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
    };
    event.paths.is_empty() || !event.paths.iter().all(is_hidden)
}

/// That a file was closed which somebody has written.
const WRITTEN: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

/// How long nothing has to change after an event for the burst to be over. While a file is written it is incomplete; not
/// every operating system says when it is complete again.
fn calm_after(event: &Event) -> Duration {
    match event.kind {
        WRITTEN | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)) => CALM_AFTER_A_FILE,
        _ => CALM,
    }
}

/// Waits until something has changed, and the burst of changes is over. Gives when it began; `None` when nothing can
/// change any more.
fn next(changes: &Receiver<Change>, is_current: impl Fn() -> bool) -> Option<Instant> {
    let Change { at: began, mut calm } = loop {
        match changes.recv_timeout(UNASKED) {
            Ok(change) => break change,
            Err(RecvTimeoutError::Timeout) if is_current() => {}
            Err(RecvTimeoutError::Timeout) => return Some(Instant::now()),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    };
    while began.elapsed() < LONGEST {
        let Ok(change) = changes.recv_timeout(calm) else { break };
        calm = change.calm;
    }
    Some(began)
}

/// Checks, and gives the findings and the summary for people.
fn checked(again: &mut Again, args: &CheckArgs, output: &Output) -> anyhow::Result<(Checked, String)> {
    let Again { rereader, rechecker } = again;
    let checked = run::check_again(rereader, rechecker, &args.dataset, &args.check)?;
    let text = run::render(&checked.report(), output, args.check.all);
    Ok((checked, text))
}

/// Prints what a check said, and how long it took. Gives whether anybody reads it.
fn show(text: &str, what: &str, began: Instant, output: &Output) -> anyhow::Result<bool> {
    let mut text = text.to_owned();
    if !output.quiet {
        let milliseconds = began.elapsed().as_millis();
        let label = output.style(Style::Dim, "watching ");
        text.push_str(&format!(
            "  {label} {what} in {milliseconds} ms, and again on the next save; Ctrl-C ends\n"
        ));
    }
    output.print_to_reader(&text)
}

/// Clears a terminal for the next answer; elsewhere an empty line stands between two.
fn clear(output: &Output) -> anyhow::Result<()> {
    let terminal = Term::stdout();
    if terminal.is_term() {
        terminal.clear_screen()?;
    } else if !output.quiet {
        output.print("\n")?;
    }
    Ok(())
}
