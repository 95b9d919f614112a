//! What an editor sees of the attributes. `tests/editor.sh` builds the rust-analyzer that is asked;
//! without one these tests are left out, and say so.

#[path = "editor/client.rs"]
mod client;

use std::fs;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use client::{Editor, Place};

const RIGHT: &str = r#"//! A job as it should be.

use trigger::integrations::stripe::{self, Price};
use trigger::prelude::*;

/// Announces a price.
#[job(
    trigger = stripe::on_price_created,
    filter = |price| price.active && price.currency == "usd",
)]
pub async fn announce(price: Price, io: Io) -> Result<u64> {
    io.run("look-up", look_up(price.id.clone())).await
}

/// Looks a price up.
#[task(timeout = "10s")]
pub async fn look_up(id: String) -> Result<u64> {
    Ok(id.len() as u64)
}
"#;

/// While one writes, what is written is wrong.
const UNFINISHED: &str = r#"//! A job whose filter is being written.

use trigger::integrations::stripe::{self, Price};
use trigger::prelude::*;

/// Announces a price.
#[job(trigger = stripe::on_price_created, filter = |price| price.)]
pub async fn announce(price: Price) -> Result<()> {
    Ok(())
}
"#;

const MISTAKEN: &str = r#"//! Mistakes that leave the functions where they are.

use trigger::integrations::stripe::{self, Price};
use trigger::prelude::*;

/// Has an option that there is not.
#[job(triger = stripe::on_price_created)]
pub async fn unknown_option(price: Price) -> Result<()> {
    Ok(())
}

/// Has a trigger that there is not.
#[job(trigger = stripe::on_price_craeted)]
pub async fn unknown_trigger(price: Price) -> Result<()> {
    Ok(())
}

/// Has a duration that is none.
#[task(timeout = "soon")]
pub async fn no_duration(id: String) -> Result<()> {
    Ok(())
}

/// Calls them.
pub fn calls(price: Price) {
    let _ = unknown_option(price.clone());
    let _ = unknown_trigger(price);
    let _ = no_duration(String::new());
}
"#;

/// Asks the one editor that all tests share; `None` when there is none to ask.
fn ask<T>(question: impl FnOnce(&mut Editor) -> T) -> Option<T> {
    static EDITOR: OnceLock<Option<Mutex<Editor>>> = OnceLock::new();
    let editor = EDITOR.get_or_init(|| {
        let Some(server) = std::env::var_os("TRIGGER_RUST_ANALYZER") else {
            eprintln!("left out: TRIGGER_RUST_ANALYZER is not set; run tests/editor.sh");
            return None;
        };
        Some(Mutex::new(open(Path::new(&server))))
    });
    let mut editor = editor
        .as_ref()?
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    Some(question(&mut editor))
}

/// Writes the package and opens it.
fn open(server: &Path) -> Editor {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/editor/package");
    let sources = folder.join("src");
    fs::create_dir_all(&sources).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"edited\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\ntrigger = {{ path = {:?} }}\n\n[workspace]\n",
        root.join("trigger")
    );
    let library = "//! Edited.\npub mod mistaken;\npub mod right;\npub mod unfinished;\n";
    for (path, text) in [
        (folder.join("Cargo.toml"), manifest.as_str()),
        (sources.join("lib.rs"), library),
        (sources.join("right.rs"), RIGHT),
        (sources.join("unfinished.rs"), UNFINISHED),
        (sources.join("mistaken.rs"), MISTAKEN),
    ] {
        fs::write(path, text).expect("a file");
    }
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the versions in use");
    Editor::open(server, &folder, &root.join("target/editor/target"))
}

fn right<'t>(around: &'t str, at: &'t str) -> Place<'t> {
    Place {
        file: "src/right.rs",
        around,
        at,
    }
}

const TRIGGER: &str = "trigger = stripe::on_price_created";

#[test]
fn a_trigger_leads_to_its_event() {
    let Some(found) = ask(|editor| editor.definition(&right(TRIGGER, "on_price"))) else {
        return;
    };
    let (file, line) = found.expect("a definition");
    assert!(
        file.to_string_lossy().contains("integrations/stripe"),
        "{file:?}"
    );
    assert!(line.contains("on_price_created"), "{line}");
}

#[test]
fn over_a_trigger_its_documentation_is_shown() {
    let Some(shown) = ask(|editor| editor.hover(&right(TRIGGER, "on_price"))) else {
        return;
    };
    assert!(shown.contains("A price was created."), "{shown}");
}

#[test]
fn a_field_in_a_filter_leads_to_the_payload() {
    let place = right("price.active &&", "active");
    let Some(found) = ask(|editor| editor.definition(&place)) else {
        return;
    };
    let (file, line) = found.expect("a definition");
    assert!(
        file.to_string_lossy().contains("integrations/stripe"),
        "{file:?}"
    );
    assert!(line.contains("active"), "{line}");
}

#[test]
fn in_a_filter_the_fields_of_the_payload_are_offered() {
    let place = right("price.active &&", "active");
    let Some(offered) = ask(|editor| editor.completions(&place)) else {
        return;
    };
    for field in ["active", "currency", "unit_amount"] {
        assert!(offered.iter().any(|label| label == field), "{offered:?}");
    }
}

#[test]
fn in_a_filter_that_is_being_written_the_fields_are_offered() {
    let place = Place {
        file: "src/unfinished.rs",
        around: "price.)]",
        at: ")]",
    };
    let Some(offered) = ask(|editor| editor.completions(&place)) else {
        return;
    };
    for field in ["active", "currency", "unit_amount"] {
        assert!(offered.iter().any(|label| label == field), "{offered:?}");
    }
}

#[test]
fn a_task_leads_to_its_function() {
    let place = right("look_up(price.id", "look_up");
    let Some(found) = ask(|editor| editor.definition(&place)) else {
        return;
    };
    let (file, line) = found.expect("a definition");
    assert!(file.ends_with("src/right.rs"), "{file:?}");
    assert!(line.contains("fn look_up"), "{line}");
}

#[test]
fn a_function_with_a_mistaken_attribute_is_still_found() {
    for function in ["unknown_option", "unknown_trigger", "no_duration"] {
        let call = format!("let _ = {function}");
        let place = Place {
            file: "src/mistaken.rs",
            around: &call,
            at: function,
        };
        let Some(found) = ask(|editor| editor.definition(&place)) else {
            return;
        };
        let (file, line) = found.expect("a definition");
        assert!(file.ends_with("src/mistaken.rs"), "{file:?}");
        assert!(line.contains(function), "{line}");
    }
}
