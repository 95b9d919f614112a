//! Golden expansions: what each attribute makes of the files in `tests/expand`.
//!
//! After a change that is meant, `UPDATE_GOLDEN=1 cargo test -p trigger-macros` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, Item, Meta};

type Expand = fn(TokenStream, TokenStream) -> TokenStream;

fn expander(attribute: &Attribute) -> Option<Expand> {
    let name = attribute.path().get_ident()?.to_string();
    match name.as_str() {
        "event_spec" => Some(crate::event_spec::expand),
        "http_endpoint" => Some(crate::http_endpoint::expand),
        "integration" => Some(crate::integration::expand),
        "job" => Some(crate::job::expand),
        "polling_source" => Some(crate::polling_source::expand),
        "task" => Some(crate::task::expand),
        "tasks" => Some(crate::tasks::expand),
        _ => None,
    }
}

/// The file with each attributed item replaced by its expansion.
fn expand(source: &str) -> String {
    let file = syn::parse_file(source).expect("the input is Rust");
    let items = file.items.into_iter().map(|mut item| {
        let Some((expand, attribute)) = take_attribute(&mut item) else {
            return item.into_token_stream();
        };
        let args = match attribute.meta {
            Meta::List(list) => list.tokens,
            _ => TokenStream::new(),
        };
        expand(args, item.into_token_stream())
    });
    let tokens = items.collect();
    prettyplease::unparse(&syn::parse2(tokens).expect("the expansion is Rust"))
}

fn take_attribute(item: &mut Item) -> Option<(Expand, Attribute)> {
    let attributes = match item {
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        _ => return None,
    };
    let (index, expand) = attributes
        .iter()
        .enumerate()
        .find_map(|(index, attribute)| Some((index, expander(attribute)?)))?;
    Some((expand, attributes.remove(index)))
}

fn inputs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expand");
    let folders = fs::read_dir(root).expect("the folder of the golden files");
    let mut inputs: Vec<_> = folders
        .flat_map(|folder| fs::read_dir(folder.expect("an entry").path()).expect("a folder"))
        .map(|file| file.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| !path.to_string_lossy().ends_with(".expanded.rs"))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn every_expansion_is_as_it_was_agreed() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut changed = Vec::new();
    for input in inputs() {
        let golden = input.with_extension("expanded.rs");
        let expanded = expand(&fs::read_to_string(&input).expect("the input"));
        if update {
            fs::write(&golden, expanded).expect("the golden file is written");
        } else if fs::read_to_string(&golden).unwrap_or_default() != expanded {
            changed.push(format!("{}\n\n{expanded}", golden.display()));
        }
    }
    assert!(changed.is_empty(), "changed:\n{}", changed.join("\n"));
}
