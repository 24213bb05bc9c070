//! Changes to the file system that can be taken back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::Error;

/// What was done so far, in order.
#[derive(Debug, Default)]
pub(super) struct Moves {
    done: Vec<Step>,
    set_aside: usize,
}

#[derive(Debug)]
enum Step {
    Made(PathBuf),
    Renamed { from: PathBuf, to: PathBuf },
}

impl Moves {
    /// Makes a folder and those above it, if there are none.
    pub(super) fn make_folder(&mut self, path: &Path) -> Result<(), Error> {
        let missing: Vec<_> =
            path.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).collect();
        for part in missing.into_iter().rev() {
            match fs::create_dir(part) {
                Ok(()) => self.done.push(Step::Made(part.to_owned())),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::io(part, error)),
            }
        }
        Ok(())
    }

    /// The folders that were made.
    pub(super) fn made(&self) -> impl Iterator<Item = &Path> {
        self.done.iter().filter_map(|step| match step {
            Step::Made(path) => Some(path.as_path()),
            Step::Renamed { .. } => None,
        })
    }

    /// Moves a file.
    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> Result<(), Error> {
        fs::rename(from, to).map_err(|error| Error::io(to, error))?;
        self.done.push(Step::Renamed { from: from.to_owned(), to: to.to_owned() });
        Ok(())
    }

    /// Moves a file into a folder for files that go.
    pub(super) fn set_aside(&mut self, path: &Path, folder: &Path) -> Result<(), Error> {
        self.set_aside += 1;
        self.rename(path, &folder.join(self.set_aside.to_string()))
    }

    /// Takes everything back, last first.
    pub(super) fn undo(self) -> io::Result<()> {
        for step in self.done.into_iter().rev() {
            match step {
                // Something else may have been put into the folder meanwhile; then it stays.
                Step::Made(path) => drop(fs::remove_dir(path)),
                Step::Renamed { from, to } => fs::rename(to, from)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_move_takes_back_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["old", "new"] {
            fs::write(path(name), name).unwrap();
        }
        fs::create_dir(path("aside")).unwrap();

        let mut moves = Moves::default();
        moves.make_folder(&path("made/inner")).unwrap();
        moves.set_aside(&path("old"), &path("aside")).unwrap();
        moves.rename(&path("new"), &path("old")).unwrap();
        assert_eq!(fs::read(path("old")).unwrap(), b"new");
        let error = moves.rename(&path("missing"), &path("made/inner/x")).unwrap_err();
        assert_eq!(error.path(), path("made/inner/x"));
        moves.undo().unwrap();

        assert_eq!(fs::read(path("old")).unwrap(), b"old");
        assert_eq!(fs::read(path("new")).unwrap(), b"new");
        assert!(!path("made").exists());
    }
}
