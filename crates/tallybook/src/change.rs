//! Changes of hand-written files: shown as a diff, or written so that nothing is ever half-written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tallybook_diagnostics::render::visible;
use tallybook_reader::Revised;
use tempfile::NamedTempFile;

use crate::output::{Output, Style, hinted};
use crate::run::shown;
use crate::stopping::uninterrupted;

/// The mark that some editors put before the text of a file. The reader takes it off.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What to do where files stayed changed.
const SEE_CHANGES: &str = "see with your version control what changed";

/// The changes as a unified diff.
pub(crate) fn diff(folder: &Path, changes: &[Revised], output: &Output) -> String {
    let mut text = String::new();
    for change in changes {
        let unified = change.unified_diff(&shown(&folder.join(&change.path)));
        for line in unified.split_inclusive('\n') {
            let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
            // A terminal gets no control characters; a file or pipe gets a diff that can be applied.
            let line = if output.unicode { visible(line).into_owned() } else { line.to_owned() };
            let style = match line.chars().next() {
                Some('+') => Some(Style::Green),
                Some('-') => Some(Style::Red),
                Some('@') => Some(Style::Cyan),
                _ => None,
            };
            text.push_str(&style.map_or(line.clone(), |style| output.style(style, &line)));
            text.push_str(end);
        }
    }
    text
}

/// Writes changes: all beside their files first, then each in the place of its file. A file that is no longer
/// what was read stops everything before the first is replaced.
pub(crate) fn write(folder: &Path, changes: &[Revised]) -> anyhow::Result<()> {
    uninterrupted(|| replace(folder, changes))
}

fn replace(folder: &Path, changes: &[Revised]) -> anyhow::Result<()> {
    let mut staged: Vec<(Staged<'_>, NamedTempFile)> = Vec::new();
    for change in changes {
        let path = folder.join(&change.path);
        let mark = if unchanged(&path, change)? { BYTE_ORDER_MARK } else { "" };
        let change = Staged { path, mark, change };
        let file = change.stage(&change.change.new).map_err(|error| change.failed("written", &error))?;
        staged.push((change, file));
    }
    for (staged, _) in &staged {
        unchanged(&staged.path, staged.change)?;
    }
    let mut replaced = Vec::new();
    for (staged, file) in staged {
        let path = &staged.path;
        let kept =
            if staged.change.old.is_some() { file.persist(path) } else { file.persist_noclobber(path) };
        if let Err(error) = kept {
            let failed = replaced.iter().rev().filter_map(|earlier| Staged::restore(earlier).err());
            return Err(
                match failed.reduce(|first, other| hinted(format!("{first}\n{other}"), SEE_CHANGES)) {
                    Some(left) => left,
                    None => staged.failed("replaced", &error.error),
                },
            );
        }
        replaced.push(staged);
    }
    Ok(())
}

/// A file beside others that takes the place of one of them, with the permissions of any new file.
pub(crate) fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    // The name is hidden, so that a reader of the folder passes over it.
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tallybook-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// A change of a file that is under way.
struct Staged<'c> {
    path: PathBuf,
    /// What stands before the text.
    mark: &'static str,
    change: &'c Revised,
}

impl Staged<'_> {
    /// Writes a text beside the file.
    fn stage(&self, text: &str) -> io::Result<NamedTempFile> {
        let parent = self.path.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(parent)?;
        let mut file = new_file(parent)?;
        file.write_all(self.mark.as_bytes())?;
        file.write_all(text.as_bytes())?;
        if self.change.old.is_some() {
            file.as_file().set_permissions(fs::metadata(&self.path)?.permissions())?;
        }
        file.as_file().sync_all()?;
        Ok(file)
    }

    /// Puts back what was there before.
    fn restore(&self) -> anyhow::Result<()> {
        let restored = match &self.change.old {
            Some(old) => self.stage(old).and_then(|file| Ok(file.persist(&self.path).map(drop)?)),
            None => fs::remove_file(&self.path),
        };
        restored.map_err(|error| {
            hinted(
                format!(
                    "`{}` has been changed, and cannot be put back as it was: {error}",
                    shown(&self.path)
                ),
                SEE_CHANGES,
            )
        })
    }

    fn failed(&self, what: &str, error: &io::Error) -> anyhow::Error {
        hinted(
            format!("`{}` cannot be {what}: {error}", shown(&self.path)),
            "see that the folder and the file can be written and that the disk has room; nothing was changed",
        )
    }
}

/// Makes sure that a file is what was read. Gives whether it begins with a byte order mark.
fn unchanged(path: &Path, change: &Revised) -> anyhow::Result<bool> {
    let Some(old) = &change.old else {
        return if fs::symlink_metadata(path).is_ok() {
            Err(hinted(format!("`{}` is in the way, and nothing was written", shown(path)), "move it away"))
        } else {
            Ok(false)
        };
    };
    let regular = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    let bytes = fs::read(path).with_context(|| format!("`{}` cannot be read again", shown(path)))?;
    let text = bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes());
    if !regular || text.unwrap_or(&bytes) != old.as_bytes() {
        return Err(hinted(
            format!("`{}` changed while it was worked on, and nothing was written", shown(path)),
            "run the command again",
        ));
    }
    Ok(text.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(old: &str, new: &str) -> Revised {
        Revised { path: "a.yaml".to_owned(), old: Some(old.to_owned()), new: new.to_owned() }
    }

    #[test]
    fn a_byte_order_mark_stays_and_a_changed_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "\u{feff}a: 1\r\n").unwrap();
        write(folder.path(), &[change("a: 1\r\n", "a: 2\r\n")]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}a: 2\r\n");
        assert!(write(folder.path(), &[change("a: 1\r\n", "a: 3\r\n")]).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}a: 2\r\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");
    }

    #[test]
    fn a_new_file_takes_nobodys_place() {
        let folder = tempfile::tempdir().unwrap();
        let new = [Revised { path: "deals/a.yaml".to_owned(), old: None, new: "a: 1\n".to_owned() }];
        write(folder.path(), &new).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("deals/a.yaml")).unwrap(), "a: 1\n");
        assert!(write(folder.path(), &new).is_err());
    }

    #[test]
    fn what_cannot_be_done_as_a_whole_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a.yaml"), "\u{feff}a: 1\n").unwrap();
        let new = |path: &str| Revised { path: path.to_owned(), old: None, new: "b: 1\n".to_owned() };
        // Of two new files with one name, the second finds the first in its way.
        let changes = [change("a: 1\n", "a: 2\n"), new("b.yaml"), new("b.yaml")];
        let error = write(folder.path(), &changes).unwrap_err();
        assert!(error.to_string().contains("b.yaml` cannot be replaced"), "{error}");
        assert_eq!(fs::read_to_string(path("a.yaml")).unwrap(), "\u{feff}a: 1\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "a: 1\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(folder.path(), &[change("a: 1\n", "a: 2\n")]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);

        let new = Revised { path: "b.yaml".to_owned(), old: None, new: "b: 1\n".to_owned() };
        write(folder.path(), &[new]).unwrap();
        let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode();
        fs::write(folder.path().join("any.yaml"), "").unwrap();
        assert_eq!(mode("b.yaml"), mode("any.yaml"), "a new file is readable as any other");
    }
}
