//! Files of others among the parts of tables, which whoever reads the table reads with them.

use std::fs;
use std::io;
use std::path::Path;

use super::error::Error;
use crate::export::Format;
use crate::table::TABLES;

/// The files in the folders of tables (`parquet/transfers/`) that are not listed, by their paths within the folder of
/// the exports. What all readers pass over, as `_SUCCESS` and `.DS_Store`, is left out.
///
/// # Errors
/// When a folder cannot be read.
pub fn foreign_parts(out: &Path, is_listed: impl Fn(&str) -> bool) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for table in TABLES {
        files_in(out, &format!("{}/{}", Format::Parquet.as_str(), table.name), &mut found)?;
    }
    found.retain(|path| is_read(path) && !is_listed(path));
    found.sort();
    Ok(found)
}

/// The files in a folder and those within it; none if it is not there.
fn files_in(out: &Path, folder: &str, found: &mut Vec<String>) -> Result<(), Error> {
    let place = out.join(folder);
    let failed = |error| Error::unreadable(&place, error);
    let entries = match fs::read_dir(&place) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(());
        }
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            files_in(out, &path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether some reader takes a file for a part: a pattern takes every name that ends so, a folder all names but those
/// that begin with `.` or `_`.
fn is_read(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    Path::new(name).extension().is_some_and(|extension| extension == "parquet")
        || !name.starts_with(['.', '_'])
}
