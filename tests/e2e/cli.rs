//! The command line: whole sessions in `tests/cli/*.trycmd`, and what a session cannot show.
//!
//! `TRYCMD=overwrite cargo test -p tallybook --test e2e cli` writes the sessions anew; read the difference
//! before it is committed.

use super::root;

#[test]
fn sessions_are_as_written() {
    trycmd::TestCases::new()
        .register_bin("tallybook", trycmd::cargo::cargo_bin!("tallybook"))
        .case(root().join("tests/cli/*.trycmd"));
}
