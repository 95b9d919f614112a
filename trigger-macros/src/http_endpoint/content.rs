//! `content = "{timestamp}.{body}"`: what a signature is made over.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

use super::verify::is_header;
use crate::args::Args;
use crate::diag::Errors;
use crate::duration;

const DEFAULT_WITH_TIMESTAMP: &str = "{timestamp}.{body}";

/// What is signed, part after part.
pub(super) struct Content {
    parts: Vec<Part>,
    timestamp: Option<Timestamp>,
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Body,
    Timestamp,
    Text(String),
    Header(String),
}

/// The header that holds a timestamp, and how far that may be from the arrival.
struct Timestamp {
    header: LitStr,
    tolerance: Option<duration::Literal>,
}

/// Takes `content`, of which the timestamp is a part if there is one; the outer `Option` is whether
/// it makes sense.
pub(super) fn take(
    args: &mut Args,
    timestamp: Option<LitStr>,
    tolerance: Option<duration::Literal>,
    errors: &mut Errors,
) -> Option<Option<Content>> {
    let given = errors.count();
    let written = args.string("content", errors);
    if errors.count() > given {
        return None;
    }
    if let (None, Some(tolerance)) = (&timestamp, &tolerance) {
        let message = "there is no timestamp to compare: add `timestamp = \"X-Timestamp\"`, the header \
                       that holds it";
        errors.on(&tolerance.text, message);
        return None;
    }
    let parts = match &written {
        Some(template) => match read(&template.value()) {
            Ok(parts) => parts,
            Err(message) => {
                errors.on(template, message);
                return None;
            }
        },
        None if timestamp.is_some() => read(DEFAULT_WITH_TIMESTAMP).ok()?,
        None => return Some(None),
    };
    let signs_timestamp = parts.contains(&Part::Timestamp);
    match (&timestamp, &written) {
        (None, Some(template)) if signs_timestamp => {
            let message = "say which header holds it: `timestamp = \"X-Timestamp\"`";
            errors.on(template, message);
            return None;
        }
        (Some(_), Some(template)) if !signs_timestamp => {
            let message = "a timestamp that is not signed proves nothing: put `{timestamp}` in it";
            errors.on(template, message);
            return None;
        }
        _ => {}
    }
    let timestamp = timestamp.map(|header| Timestamp { header, tolerance });
    Some(Some(Content { parts, timestamp }))
}

/// Reads a template.
fn read(template: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        if !text.is_empty() {
            parts.push(Part::Text(text.to_owned()));
        }
        let (name, after) = after
            .split_once('}')
            .ok_or("a `{` has no `}`: write `{body}`")?;
        parts.push(match name {
            "body" => Part::Body,
            "timestamp" => Part::Timestamp,
            header if is_header(header) => Part::Header(header.to_owned()),
            other => {
                return Err(format!(
                    "`{{{other}}}` is no part of a request: there are `{{body}}`, `{{timestamp}}` \
                     and headers by their names, such as `{{X-Request-Id}}`"
                ));
            }
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    if !parts.contains(&Part::Body) {
        return Err(
            "a signature that leaves out the body proves nothing: put `{body}` in it".into(),
        );
    }
    Ok(parts)
}

impl ToTokens for Content {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { parts, timestamp } = self;
        let timestamp = timestamp.as_ref();
        let parts = parts.iter().map(|part| match part {
            Part::Body => quote!(__private::Part::Body),
            Part::Text(text) => quote!(__private::Part::Text(#text)),
            Part::Header(name) => quote!(__private::Part::Header(#name)),
            Part::Timestamp => quote!(__private::Part::Timestamp(#timestamp)),
        });
        tokens.extend(quote!(&[#(#parts),*]));
    }
}

impl ToTokens for Timestamp {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { header, tolerance } = self;
        let tolerance = tolerance.iter();
        tokens.extend(quote!(__private::Stamp::header(#header) #(.tolerance(#tolerance))*));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_texts_and_parts() {
        let text = |text: &str| Part::Text(text.to_owned());
        let parts = [
            text("v0:"),
            Part::Timestamp,
            text(":"),
            Part::Body,
            text("!"),
        ];
        assert_eq!(read("v0:{timestamp}:{body}!"), Ok(parts.into()));
        let header = Part::Header("X-Id".to_owned());
        assert_eq!(read("{X-Id}{body}"), Ok(vec![header, Part::Body]));
    }

    #[test]
    fn a_template_that_is_not_finished_or_leaves_out_the_body_is_refused() {
        for template in [
            "",
            "{body",
            "{timestamp}",
            "{}{body}",
            "{a b}{body}",
            "body",
        ] {
            assert!(read(template).is_err(), "{template}");
        }
    }
}
