//! What the library depends on: its licences, its minimum Rust version, and what it never uses.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Every package of the lock file, as cargo describes it.
fn packages() -> Vec<Value> {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        cargo.status.success(),
        "{}",
        String::from_utf8_lossy(&cargo.stderr)
    );
    let metadata: Value = serde_json::from_slice(&cargo.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

/// A list of strings in deny.toml.
fn listed(section: &str, key: &str) -> Vec<String> {
    let deny = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let text = std::fs::read_to_string(deny).expect("deny.toml");
    let section = text
        .split(&format!("[{section}]"))
        .nth(1)
        .expect("the section");
    let list = section
        .split(&format!("\n{key} = ["))
        .nth(1)
        .expect("the key");
    let list = list.split(']').next().unwrap_or_default();
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}

#[test]
fn every_licence_is_one_that_is_allowed() {
    let allowed = listed("licenses", "allow");
    for package in packages() {
        let licence = package["license"].as_str().unwrap_or("none");
        // Of alternatives one is enough; of parts joined by AND each must be.
        let one =
            |licence: &str| allowed.contains(&licence.trim_matches(['(', ')', ' ']).to_owned());
        let alternatives = licence.replace('/', " OR ");
        let ok = alternatives.replace(") AND (", " AND ");
        let ok = ok.split(" AND ").all(|part| part.split(" OR ").any(one));
        assert!(ok, "{}: {licence}", package["name"]);
    }
}

#[test]
fn nothing_needs_a_newer_rust_than_the_library_states() {
    let packages = packages();
    let own = packages.iter().find(|package| package["name"] == "trigger");
    let stated = version(
        own.expect("the library")["rust_version"]
            .as_str()
            .expect("stated"),
    );
    for package in &packages {
        let needed = package["rust_version"].as_str().map(version);
        let needed = needed.unwrap_or_default();
        assert!(needed <= stated, "{} needs {needed:?}", package["name"]);
    }
}

#[test]
fn nothing_unmaintained_is_used() {
    let banned = listed("bans", "deny");
    for package in packages() {
        let name = package["name"].as_str().expect("a name");
        assert!(!banned.iter().any(|ban| ban == name), "{name} is banned");
    }
}
