//! Archived texts, and what a fragment of them says, so that a fact can be held against its source.
//!
//! [`Text`] finds quotes, exactly. [`numbers`](numbers::numbers), [`money`](money::money),
//! [`dates`](dates::dates) and [`names`](names::names) read a fragment, [`Said`] numbers and dates at once, and
//! [`plainly`] tells what needs no reading; what words mean in a
//! language is data, one file a language, under `languages/`. Nothing here reads files or decides
//! what a fault is.

pub mod dates;
mod edge;
mod fragment;
mod language;
pub mod money;
pub mod names;
mod nearest;
pub mod normal;
pub mod numbers;
mod parted;
pub mod plainly;
mod quote;
mod said;
mod text;

pub use language::known_languages;
pub use nearest::Near;
pub use quote::{Match, Within};
pub use said::Said;
pub use text::Text;
