//! The renderers, one binary: `sample` builds reports, each module looks at one format, `total` gives
//! all of them whatever can be given.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod formats;
mod json;
mod sample;
mod summary;
mod text;
mod total;
