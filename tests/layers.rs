//! The house has floors: a part of the library imports from its own floor and those below.

use std::fs;
use std::path::Path;

/// The parts of the library, from the ground up.
const FLOORS: [&[&str]; 11] = [
    &[
        "error",
        "id",
        "outbound",
        "pointer",
        "seal",
        "telemetry",
        "time",
    ],
    &["spec"],
    &["run"],
    &["credentials", "record", "source"],
    &["job"],
    &["fetch", "integrations", "store"],
    &["engine"],
    &["client"],
    &["server"],
    &["dashboard"],
    &["cli"],
];

/// What ties the floors together for users and for generated code.
const ROOF: [&str; 7] = [
    "app", "check", "fuzzing", "lib", "private", "shown", "testing",
];

/// What stands on no floor because it only writes code.
const MACROS: [&str; 4] = ["event_spec", "integration", "properties", "tasks"];

fn floor_of(part: &str) -> Option<usize> {
    FLOORS.iter().position(|parts| parts.contains(&part))
}

/// The parts that a file names as `crate::part`.
fn imports(source: &str) -> Vec<String> {
    let word = |text: &str| {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let source = source.replace("$crate::", "");
    source.split("crate::").skip(1).map(word).collect()
}

fn visit(folder: &Path, part: &str, faults: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the library's sources") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let part = if part.is_empty() { &name } else { part };
        // What tests the library sees it from above.
        if name == "tests" || name == "conformance" {
            continue;
        }
        if path.is_dir() {
            visit(&path, part, faults);
        } else if path.extension().is_some_and(|end| end == "rs") {
            check(&path, part, faults);
        }
    }
}

fn check(path: &Path, part: &str, faults: &mut Vec<String>) {
    if ROOF.contains(&part) || part == "guide" {
        return;
    }
    let Some(floor) = floor_of(part) else {
        faults.push(format!("`{part}` stands on no floor: add it to FLOORS"));
        return;
    };
    let source = fs::read_to_string(path).expect("a source file");
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    // Documentation may point anywhere.
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    for import in imports(&code) {
        let ok = floor_of(&import).is_some_and(|other| other <= floor);
        if !ok && !MACROS.contains(&&*import) {
            faults.push(format!("{} imports `crate::{import}`", path.display()));
        }
    }
}

#[test]
fn every_import_goes_down_or_stays_on_its_floor() {
    let mut faults = Vec::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("trigger/src");
    visit(&sources, "", &mut faults);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn macros_name_only_the_private_door() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("trigger-macros/src");
    let manifest = fs::read_to_string(sources.join("../Cargo.toml")).expect("the manifest");
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let dependencies = dependencies.split('[').next().unwrap_or_default();
    assert!(
        !dependencies.contains("\ntrigger "),
        "the macros know no library"
    );
}
