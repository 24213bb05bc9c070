//! Tallybook's own machine format.

use serde_json::Value;
use tallybook_diagnostics::render::json::{render, schema};
use tallybook_diagnostics::{Fix, Patch};

use crate::sample::{Sample, typical};

#[test]
fn a_typical_report() {
    insta::assert_snapshot!(render(&typical().report()));
}

#[test]
fn what_is_written_is_what_the_schema_says() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut sample = typical();
    let file = sample.findings[0].primary.as_ref().unwrap().file;
    sample.findings[0].finding.fix = Some(Fix { title: "write 106".to_owned(), edits: vec![], safe: false });
    sample.findings[0].patches = vec![Patch { file, range: 0..1, text: "106".to_owned() }];
    for report in [sample.report(), Sample::default().report()] {
        let json: Value = serde_json::from_str(&render(&report)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    let mut json: Value = serde_json::from_str(&render(&sample.report())).unwrap();
    json["findings"][0].as_object_mut().unwrap().remove("help");
    assert!(!validator.is_valid(&json), "every field is always there");
}
