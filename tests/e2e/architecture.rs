//! Dependencies point one way, as `crates/README.md` says.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// What each crate may depend on within the workspace.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("tallybook_schema", &[]),
    ("tallybook_diagnostics", &["tallybook_schema"]),
    ("tallybook_reader", &["tallybook_schema", "tallybook_diagnostics", "tallybook_text"]),
    ("tallybook_text", &["tallybook_schema"]),
    ("tallybook_analysis", &["tallybook_schema"]),
    (
        "tallybook_check",
        &[
            "tallybook_schema",
            "tallybook_diagnostics",
            "tallybook_reader",
            "tallybook_text",
            "tallybook_analysis",
        ],
    ),
    ("tallybook_export", &["tallybook_schema", "tallybook_diagnostics", "tallybook_analysis"]),
    (
        "tallybook_import",
        &["tallybook_schema", "tallybook_diagnostics", "tallybook_reader", "tallybook_export"],
    ),
    (
        "tallybook",
        &[
            "tallybook_schema",
            "tallybook_diagnostics",
            "tallybook_reader",
            "tallybook_analysis",
            "tallybook_check",
            "tallybook_export",
            "tallybook_import",
            "tallybook_text",
        ],
    ),
    (
        "dev",
        &[
            "tallybook_schema",
            "tallybook_diagnostics",
            "tallybook_reader",
            "tallybook_analysis",
            "tallybook_check",
            "tallybook_export",
        ],
    ),
];

#[test]
fn dependencies_point_one_way() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(super::root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["name"].as_str().unwrap(), package))
        .collect();
    let names: Vec<_> = packages.keys().copied().collect();
    let mut listed = ALLOWED.map(|(name, _)| name);
    listed.sort_unstable();
    assert_eq!(names, listed, "every crate has its row");
    for (name, allowed) in ALLOWED {
        for dependency in packages[name]["dependencies"].as_array().unwrap() {
            let dependency_name = dependency["name"].as_str().unwrap();
            if packages.contains_key(dependency_name) && dependency["kind"].is_null() {
                assert!(allowed.contains(&dependency_name), "{name} may not depend on {dependency_name}");
            }
        }
    }
}
