//! The exports of a miniature dataset that has every kind of value, and what happens to the folder
//! they are written into.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod compare;
mod contract;
mod descriptions;
mod folder;
mod formats;
mod miniature;
mod partition;
mod parts;
mod selection;
mod spreadsheets;
mod sqlite;
