//! `examples(id("Name", "file.json"), id("Name", json = r#"…"#))`.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_json::Value;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token, parenthesized};

use crate::args::Args;
use crate::diag::{self, Errors};
use crate::signature;

/// A payload to try the event with.
pub(crate) struct Example {
    pub(crate) id: Ident,
    pub(crate) name: LitStr,
    pub(crate) payload: Payload,
    pub(crate) value: Value,
}

/// Where an example's JSON is.
pub(crate) enum Payload {
    /// In a file; its path from the package's folder.
    File(LitStr),
    /// Right here.
    Inline(LitStr),
}

impl Payload {
    /// What the user edits, and what a message calls it.
    pub(crate) fn literal(&self) -> (&LitStr, String) {
        match self {
            Self::File(path) => (path, format!("`{}`", path.value())),
            Self::Inline(json) => (json, "this example".to_owned()),
        }
    }

    /// Reads the JSON, or says why that is not possible.
    fn read(&self) -> Result<Value, String> {
        let text = match self {
            Self::Inline(json) => json.value(),
            Self::File(path) => read(&path.value())?,
        };
        let (_, name) = self.literal();
        serde_json::from_str(&text).map_err(|error| format!("{name} is not JSON: {error}"))
    }
}

impl ToTokens for Example {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            id,
            name,
            payload,
            value: _,
        } = self;
        let id = signature::text(id);
        let payload = match payload {
            Payload::Inline(json) => quote!(#json),
            // Through rustc, so that a change of the file compiles the event again.
            Payload::File(path) => quote! {
                ::core::include_str!(
                    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #path)
                )
            },
        };
        tokens.extend(quote!(__private::Example::new(#id, #name, #payload)));
    }
}

/// An example as it is written.
struct Written {
    id: Ident,
    name: LitStr,
    payload: Payload,
}

impl Parse for Written {
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
    let parser = Punctuated::<Written, Token![,]>::parse_terminated;
    let mut examples: Vec<Example> = Vec::new();
    for Written { id, name, payload } in errors.ok(parser.parse2(tokens)).into_iter().flatten() {
        if examples.iter().any(|earlier| earlier.id == id) {
            errors.on(&id, format!("the example `{id}` is given twice"));
            continue;
        }
        match payload.read() {
            Err(message) => errors.on(payload.literal().0, message),
            Ok(value) => examples.push(Example {
                id,
                name,
                payload,
                value,
            }),
        }
    }
    examples
}

/// Reads a file of the package that is being compiled.
pub(super) fn read(path: &str) -> Result<String, String> {
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
