//! `examples(id("Name", "file.json"), id("Name", json = r#"…"#))`.

use std::fs;
use std::path::{Path, PathBuf};

use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token, parenthesized};

use crate::args::Args;
use crate::diag::{self, Errors};

/// A payload to try the event with.
pub(crate) struct Example {
    pub(crate) id: Ident,
    pub(crate) name: LitStr,
    pub(crate) payload: Payload,
}

/// Where an example's JSON is.
pub(crate) enum Payload {
    /// In a file; its path from the package's folder.
    File(LitStr),
    /// Right here.
    Inline(LitStr),
}

impl Parse for Example {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let id = input.parse()?;
        let content;
        parenthesized!(content in input);
        let name = content.parse()?;
        content.parse::<Token![,]>()?;
        let payload = if content.peek(LitStr) {
            Payload::File(content.parse()?)
        } else {
            let key: Ident = content.parse()?;
            if key != "json" {
                let message = "an example is the path of a file, or `json = \"…\"`";
                return Err(syn::Error::new(key.span(), message));
            }
            content.parse::<Token![=]>()?;
            Payload::Inline(content.parse()?)
        };
        content.parse::<Option<Token![,]>>()?;
        Ok(Self { id, name, payload })
    }
}

/// Takes the examples, and checks that each is JSON.
pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Vec<Example> {
    let shape = "recurring(\"Recurring Price\", \"examples/price.json\")";
    let Some(tokens) = args.list("examples", shape, errors) else {
        return Vec::new();
    };
    let parser = Punctuated::<Example, Token![,]>::parse_terminated;
    let mut examples: Vec<Example> = Vec::new();
    for example in errors.ok(parser.parse2(tokens)).into_iter().flatten() {
        if examples.iter().any(|earlier| earlier.id == example.id) {
            errors.on(
                &example.id,
                format!("the example `{}` is given twice", example.id),
            );
        } else if let Err((place, message)) = check(&example.payload) {
            errors.on(place, message);
        } else {
            examples.push(example);
        }
    }
    examples
}

fn check(payload: &Payload) -> Result<(), (&LitStr, String)> {
    match payload {
        Payload::Inline(json) => is_json(&json.value())
            .map_err(|error| (json, format!("this example is not JSON: {error}"))),
        Payload::File(path) => {
            let text = read(&path.value()).map_err(|message| (path, message))?;
            is_json(&text)
                .map_err(|error| (path, format!("`{}` is not JSON: {error}", path.value())))
        }
    }
}

fn is_json(text: &str) -> serde_json::Result<()> {
    serde_json::from_str::<serde_json::Value>(text).map(drop)
}

/// Reads a file of the package that is being compiled.
fn read(path: &str) -> Result<String, String> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let file = package.unwrap_or_default().join(path);
    fs::read_to_string(&file).map_err(|error| match near(&file) {
        Some(near) => {
            let near = Path::new(path).with_file_name(near);
            format!("cannot read `{path}`: did you mean `{}`?", near.display())
        }
        None => format!("cannot read `{path}`: {error}; the path starts at the package's folder"),
    })
}

/// The name of a file beside a missing one that was probably meant.
fn near(missing: &Path) -> Option<String> {
    let entries = fs::read_dir(missing.parent()?).ok()?;
    let names: Vec<_> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let wanted = missing.file_name()?.to_str()?;
    diag::similar(wanted, names.iter().map(String::as_str)).map(str::to_owned)
}
