//! The types of a payload that its author did not write: read from a JSON Schema or from examples.

mod builder;
mod check;
mod choice;
mod declared;
mod expand;
mod infer;
mod keyword;
mod model;
mod names;
mod object;
mod pointer;
mod problem;
mod schema;
mod text;

use proc_macro2::{Span, TokenStream};
use serde_json::Value;
use syn::{Fields, ItemStruct, LitStr, Path};

use self::builder::Unknown;
use self::model::Types;
use super::Subject;
use super::examples::{self, Example};
use crate::args::Args;
use crate::diag::Errors;

/// A struct whose fields are generated.
pub(crate) struct Generated<'s> {
    types: Types,
    payload: &'s ItemStruct,
}

impl Generated<'_> {
    /// The struct with its fields, and the types in it.
    pub(crate) fn expand(&self, krate: &Path) -> TokenStream {
        expand::expand(krate, &self.types, self.payload)
    }
}

/// Takes where the fields of a payload come from, and checks the examples against them.
///
/// A struct that asks for fields gets some even when there are mistakes, so that these are the only
/// errors.
pub(crate) fn take<'s>(
    args: &mut Args,
    subject: &'s Subject,
    examples: &[Example],
    errors: &mut Errors,
) -> Option<Generated<'s>> {
    let origin = Origin::take(args, examples, errors);
    let unknown = unknown(args, origin.is_some(), errors);
    let generated = origin.and_then(|origin| {
        let payload = origin.payload(subject, errors)?;
        let name = payload.ident.to_string();
        let types = origin.read(&name, unknown, examples, errors);
        Some(Generated { types, payload })
    });
    match (&generated, subject) {
        (Some(generated), _) => check_examples(&generated.types, examples, errors),
        (None, Subject::Payload(payload)) => {
            if let Some(types) = declared::read(payload) {
                check_examples(&types, examples, errors);
            }
        }
        (None, Subject::Function(_)) => {}
    }
    generated
}

/// Where the fields come from.
enum Origin {
    Schema(LitStr),
    Examples,
}

impl Origin {
    fn take(args: &mut Args, examples: &[Example], errors: &mut Errors) -> Option<Self> {
        let schema = args.string("schema", errors);
        let infer = args.flag("infer", errors);
        if let Some(schema) = schema {
            if infer {
                let message = "the fields come from `schema` or from `infer`: remove one of them";
                errors.on(&schema, message);
            }
            return Some(Self::Schema(schema));
        }
        if infer && examples.is_empty() {
            let message = "`infer` reads the fields from examples: add `examples(usual(\"Usual\", \"examples/usual.json\"))`";
            errors.at(Span::call_site(), message);
        }
        infer.then_some(Self::Examples)
    }

    /// The struct that the fields are for. One that has fields loses them, and is told so.
    fn payload<'s>(&self, subject: &'s Subject, errors: &mut Errors) -> Option<&'s ItemStruct> {
        let option = match self {
            Self::Schema(_) => "schema",
            Self::Examples => "infer",
        };
        match subject {
            Subject::Payload(payload) => {
                if !matches!(payload.fields, Fields::Unit) {
                    let ident = &payload.ident;
                    let message = format!("`{option}` gives the fields: write `struct {ident};`");
                    errors.on(&payload.fields, message);
                }
                Some(payload)
            }
            Subject::Function(function) => {
                let message = format!(
                    "`{option}` gives a struct its fields: write `struct Payload;` in place of the function"
                );
                errors.on(function.sig.fn_token, message);
                None
            }
        }
    }

    fn read(
        &self,
        name: &str,
        unknown: Unknown,
        examples: &[Example],
        errors: &mut Errors,
    ) -> Types {
        match self {
            Self::Examples => {
                let objects = examples
                    .iter()
                    .filter_map(|example| example.value.as_object());
                infer::infer(objects, name, unknown)
            }
            Self::Schema(path) => read_schema(path, name, unknown, errors),
        }
    }
}

/// Reads the schema in a file, or at a place in it: `schemas/all.json#/$defs/Booking`.
fn read_schema(literal: &LitStr, name: &str, unknown: Unknown, errors: &mut Errors) -> Types {
    let written = literal.value();
    let (path, pointer) = written.split_once('#').unwrap_or((&written, ""));
    let document = examples::read(path).and_then(|text| {
        serde_json::from_str::<Value>(&text)
            .map_err(|error| format!("`{path}` is not JSON: {error}"))
    });
    let document = match document {
        Ok(document) => document,
        Err(message) => {
            errors.on(literal, message);
            return infer::infer(std::iter::empty(), name, unknown);
        }
    };
    let file = LitStr::new(path, literal.span());
    let (types, problems) = schema::read(&document, pointer, name, unknown, file);
    for problem in problems {
        let at = pointer::at(&problem.pointer);
        errors.on(literal, format!("`{path}`{at}: {}", problem.message));
    }
    types
}

/// Takes `unknown = "keep"`.
fn unknown(args: &mut Args, has_origin: bool, errors: &mut Errors) -> Unknown {
    let Some(unknown) = args.string("unknown", errors) else {
        return Unknown::default();
    };
    if !has_origin {
        let message =
            "`unknown` goes with `schema` or `infer`: a struct with fields says it to serde";
        errors.on(&unknown, message);
    }
    match unknown.value().as_str() {
        "keep" => return Unknown::Keep,
        "ignore" => {}
        _ => errors.on(&unknown, "`unknown` is `\"keep\"` or `\"ignore\"`"),
    }
    Unknown::Ignore
}

fn check_examples(types: &Types, examples: &[Example], errors: &mut Errors) {
    for example in examples {
        for mismatch in check::payload(types, &example.value) {
            let at = pointer::at(&mismatch.pointer);
            let (expected, found) = (mismatch.expected, mismatch.found);
            let (literal, name) = example.payload.literal();
            let message = format!("{name}{at}: expected {expected}, found {found}");
            errors.on(literal, message);
        }
    }
}
