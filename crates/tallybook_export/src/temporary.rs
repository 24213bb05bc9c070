//! Temporary files: a format with a file for all tables is made in them, as memory has not the room for that of a large
//! dataset.

use std::env;
use std::error;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// That a temporary file cannot be written.
#[derive(Debug)]
pub(crate) struct TemporaryFile {
    folder: PathBuf,
    source: Box<dyn error::Error + Send + Sync>,
}

impl TemporaryFile {
    /// A file in the folder that the system has for such files.
    pub(crate) fn failed(source: impl Into<Box<dyn error::Error + Send + Sync>>) -> io::Error {
        io::Error::other(Self { folder: env::temp_dir(), source: source.into() })
    }

    /// Whether it is a temporary file for want of which something could not be done.
    pub(crate) fn is_cause_of(error: &io::Error) -> bool {
        error.get_ref().and_then(|cause| cause.downcast_ref::<Self>()).is_some()
    }
}

impl fmt::Display for TemporaryFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a temporary file in `{}` cannot be written", self.folder.display())
    }
}

impl error::Error for TemporaryFile {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&*self.source)
    }
}
