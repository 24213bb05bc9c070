//! End-to-end tests: the real dataset, a miniature one, the command line, the shape of the workspace.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod architecture;
mod mutations;
mod real_dataset;

use std::path::{Path, PathBuf};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}
