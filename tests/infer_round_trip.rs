//! Real payloads survive the types that are inferred from them: each is written as it was read.
//!
//! `TRIGGER_ROUND_TRIP_DIR=<a folder of JSON objects> cargo test --test infer_round_trip` makes a
//! package that infers a type from each of the files, and one from all of them together, and runs
//! it.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const FOLDER: &str = "TRIGGER_ROUND_TRIP_DIR";

const MANIFEST: &str = r#"
[package]
name = "round-trip"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
serde = "1"
serde_json = { version = "1", features = ["float_roundtrip"] }
trigger = { path = "TRIGGER" }

[profile.dev]
debug = false
"#;

const MAIN: &str = r#"
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trigger::{EventMeta, EventSpec};

fn differences<T: EventSpec + Serialize + DeserializeOwned>() -> usize {
    let EventMeta { title, examples, .. } = T::META;
    let different = examples.iter().filter(|example| {
        let read: Value = serde_json::from_str(example.payload).unwrap();
        let written = serde_json::from_str::<T>(example.payload).map(serde_json::to_value);
        let same = matches!(&written, Ok(Ok(written)) if *written == read);
        if !same {
            println!("{} as {title}:\nread    {read}\nwritten {written:?}", example.name);
        }
        !same
    });
    different.count()
}
"#;

#[test]
fn every_object_is_written_as_it_was_read() {
    let Some(folder) = env::var_os(FOLDER) else {
        // Not through `println!`, which nobody sees of a test that passes.
        let _ = writeln!(
            io::stderr(),
            "skipped: set {FOLDER} to a folder of JSON objects"
        );
        return;
    };
    let files = files(Path::new(&folder));
    assert!(!files.is_empty(), "there is no `.json` file in {folder:?}");
    let package = package(&files);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("a parent");
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--target-dir"])
        .arg(target)
        .current_dir(&package)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("cargo runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{errors}");
    println!("{printed}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    files
}

/// Writes the package, and returns where it is.
fn package(files: &[PathBuf]) -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round-trip");
    let _ = fs::remove_dir_all(&package);
    fs::create_dir_all(package.join("src")).expect("a folder");
    fs::create_dir_all(package.join("data")).expect("a folder");
    for (index, file) in files.iter().enumerate() {
        fs::copy(file, package.join(format!("data/{index}.json"))).expect("a copy");
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = workspace.join("trigger");
    let manifest = MANIFEST.replace("TRIGGER", &library.to_string_lossy());
    fs::write(package.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).expect("the versions");
    fs::write(package.join("src/main.rs"), main(files)).expect("a program");
    package
}

fn main(files: &[PathBuf]) -> String {
    let names = files
        .iter()
        .map(|file| file.file_stem().unwrap_or_default().to_string_lossy());
    let mut source = MAIN.to_owned();
    let mut examples = String::new();
    let mut calls = String::new();
    for (index, name) in names.enumerate() {
        let example = format!("example_{index}({name:?}, \"data/{index}.json\")");
        let _ = writeln!(
            source,
            "mod object_{index} {{ #[trigger::event_spec(name = {name:?}, title = {name:?}, infer, examples({example}))] pub struct Object; }}"
        );
        let _ = write!(examples, "{example},");
        let _ = write!(calls, "+ differences::<object_{index}::Object>()");
    }
    let count = files.len();
    let _ = write!(
        source,
        "mod all {{ #[trigger::event_spec(name = \"all\", title = \"all of them\", infer, examples({examples}))] pub struct Object; }}
        fn main() {{
            let different = differences::<all::Object>() {calls};
            println!(\"{count} objects, each by itself and all as one type: {{different}} differences\");
            std::process::exit(i32::from(different > 0));
        }}"
    );
    source
}
