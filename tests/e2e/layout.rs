//! `tallybook fmt`: the datasets that people learn from are in the layout that it gives.

use std::fs;
use std::path::Path;

use super::{root, tallybook};

#[track_caller]
fn is_laid_out(folder: &Path) {
    let output = tallybook().args(["fmt", "--check"]).arg(folder).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}\n{text}", folder.display());
    assert!(!text.contains("untouched") && text.contains(" already laid out, 0 would change"), "{text}");
}

#[test]
fn the_datasets_of_this_repository_are_laid_out() {
    is_laid_out(&root().join("dataset"));
    is_laid_out(&root().join("tests/miniature/dataset"));
    let examples = fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let examples: Vec<_> = examples.filter(|path| path.join("dataset.yaml").is_file()).collect();
    assert!(!examples.is_empty());
    for folder in examples {
        is_laid_out(&folder);
    }
}

#[test]
fn what_init_writes_is_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("new");
    assert!(tallybook().arg("init").arg(&dataset).output().unwrap().status.success());
    is_laid_out(&dataset);
}
