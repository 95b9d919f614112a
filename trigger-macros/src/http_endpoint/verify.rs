//! `verify = hmac_sha256(header = "X-Signature", secret = env("SECRET"), prefix = "sha256=")`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprLit, ExprPath, Ident, Lit, LitChar, LitStr, Path};

use super::content::{self, Content};
use crate::args::Args;
use crate::diag::{self, Errors};
use crate::duration;

const OPTIONS: &[&str] = &[
    "header",
    "secret",
    "prefix",
    "separator",
    "encoding",
    "content",
    "timestamp",
    "tolerance",
];
const SHAPE: &str = "hmac_sha256(header = \"X-Signature\", secret = env(\"SECRET\"))";
const SCHEMES: [&str; 4] = [
    "hmac_sha256",
    "hmac_sha1",
    "hmac_sha512",
    "standard_webhooks",
];
const ENCODINGS: [(&str, &str); 2] = [("hex", "Hex"), ("base64", "Base64")];

/// How an endpoint verifies what arrives.
pub(crate) struct Verification {
    scheme: Scheme,
    secret: LitStr,
}

enum Scheme {
    /// A signature in a header.
    Hmac(Box<Hmac>),
    StandardWebhooks,
}

struct Hmac {
    /// The constructor, such as `hmac_sha256`.
    algorithm: Ident,
    header: LitStr,
    prefix: Option<LitStr>,
    separator: Option<LitChar>,
    encoding: Option<Path>,
    content: Option<Content>,
}

/// Takes `verify`. That nothing is verified has to be said.
pub(super) fn take(args: &mut Args, errors: &mut Errors) -> Option<Option<Verification>> {
    let missing = format!(
        "an endpoint says how it verifies what arrives: `verify = {SHAPE}`, or `verify = nothing`"
    );
    if !args.require("verify", &missing, errors) {
        return None;
    }
    let value = args.expr("verify", SHAPE, errors)?;
    if matches!(&value, Expr::Path(path) if path.path.is_ident("nothing")) {
        return Some(None);
    }
    let (name, tokens) = match &value {
        Expr::Call(ExprCall { func, args, .. }) => (ident(func), args.to_token_stream()),
        _ => (None, TokenStream::new()),
    };
    match name.filter(|name| SCHEMES.iter().any(|scheme| name == scheme)) {
        Some(name) if name == "standard_webhooks" => standard_webhooks(tokens, errors).map(Some),
        Some(name) => hmac(name, tokens, errors).map(Some),
        None => {
            let all = diag::list(&SCHEMES);
            let message = format!(
                "a signature is verified by `{SHAPE}`, or not: `verify = nothing`\n\
                 there are {all}"
            );
            errors.on(value, message);
            None
        }
    }
}

fn standard_webhooks(tokens: TokenStream, errors: &mut Errors) -> Option<Verification> {
    let mut args = Args::nested("`standard_webhooks`", &["secret"], tokens, errors);
    let missing = "its key is in the environment: `standard_webhooks(secret = env(\"SECRET\"))`";
    if !args.require("secret", missing, errors) {
        return None;
    }
    Some(Verification {
        scheme: Scheme::StandardWebhooks,
        secret: secret(&mut args, errors)?,
    })
}

fn hmac(algorithm: &Ident, tokens: TokenStream, errors: &mut Errors) -> Option<Verification> {
    let mut args = Args::nested(&format!("`{algorithm}`"), OPTIONS, tokens, errors);
    let missing = format!("a signature is in a header, under a secret: `{SHAPE}`");
    let complete =
        args.require("header", &missing, errors) && args.require("secret", &missing, errors);
    let header = header("header", &mut args, errors);
    let secret = secret(&mut args, errors);
    let prefix = args.string("prefix", errors);
    let separator = separator(&mut args, errors);
    let encoding = encoding(&mut args, errors);
    let is_clear = match (&separator, &encoding) {
        (Some(Some(separator)), Some(encoding)) => {
            is_clear(separator, prefix.as_ref(), encoding.as_ref(), errors)
        }
        _ => true,
    };
    let timestamp = header_if_given("timestamp", &mut args, errors);
    let tolerance = duration::Literal::take("tolerance", &mut args, errors);
    let content = content::take(&mut args, timestamp?, tolerance, errors);
    if !complete || !is_clear {
        return None;
    }
    let hmac = Hmac {
        algorithm: algorithm.clone(),
        header: header?,
        prefix,
        separator: separator?,
        encoding: encoding?,
        content: content?,
    };
    Some(Verification {
        scheme: Scheme::Hmac(Box::new(hmac)),
        secret: secret?,
    })
}

/// Takes `secret = env("VARIABLE")`.
fn secret(args: &mut Args, errors: &mut Errors) -> Option<LitStr> {
    let value = args.expr("secret", "env(\"SECRET\")", errors)?;
    if let Expr::Call(ExprCall { func, args, .. }) = &value
        && ident(func).is_some_and(|name| name == "env")
        && args.len() == 1
        && let Some(Expr::Lit(ExprLit {
            lit: Lit::Str(name),
            ..
        })) = args.first()
        && !name.value().is_empty()
    {
        return Some(name.clone());
    }
    errors.on(
        value,
        "a secret is in the environment, not in the code: `secret = env(\"SECRET\")`",
    );
    None
}

/// Takes `separator = ','`; the outer `Option` is whether it makes sense.
fn separator(args: &mut Args, errors: &mut Errors) -> Option<Option<LitChar>> {
    let given = errors.count();
    match args.expr("separator", "','", errors) {
        None => (errors.count() == given).then_some(None),
        Some(Expr::Lit(ExprLit {
            lit: Lit::Char(separator),
            ..
        })) => Some(Some(separator)),
        Some(other) => {
            errors.on(other, "`separator` is a character: `separator = ','`");
            None
        }
    }
}

/// Whether entries can be told apart: none has the separator within it.
fn is_clear(
    separator: &LitChar,
    prefix: Option<&LitStr>,
    encoding: Option<&Path>,
    errors: &mut Errors,
) -> bool {
    let within = separator.value();
    let is_base64 = encoding
        .and_then(|encoding| encoding.segments.last())
        .is_some_and(|encoding| encoding.ident == "Base64");
    let is_written = match is_base64 {
        true => within.is_ascii_alphanumeric() || "+/=".contains(within),
        false => within.is_ascii_hexdigit(),
    };
    if is_written || !matches!(within, '\t' | ' '..='~') {
        errors.on(
            separator,
            "a separator is a character of headers that signatures are not written with, such as \
             `separator = ','`",
        );
        return false;
    }
    if prefix.is_some_and(|prefix| prefix.value().contains(within)) {
        errors.on(
            separator,
            "the separator is in `prefix`, so no entry can begin with that: give another one, such as \
             `separator = ','`",
        );
        return false;
    }
    true
}

/// Takes `encoding = hex`; the outer `Option` is whether it makes sense.
fn encoding(args: &mut Args, errors: &mut Errors) -> Option<Option<Path>> {
    let given = errors.count();
    let Some(path) = args.path("encoding", errors) else {
        return (errors.count() == given).then_some(None);
    };
    for (name, variant) in ENCODINGS {
        if path.is_ident(name) {
            let variant = syn::Ident::new(variant, proc_macro2::Span::mixed_site());
            return Some(Some(syn::parse_quote!(__private::Encoding::#variant)));
        }
    }
    let all = diag::list(&ENCODINGS.map(|(name, _)| name));
    errors.on(path, format!("a signature is written in one of {all}"));
    None
}

/// Takes `key = "X-Signature"`, the name of a header.
fn header(key: &str, args: &mut Args, errors: &mut Errors) -> Option<LitStr> {
    let header = args.string(key, errors)?;
    if is_header(&header.value()) {
        return Some(header);
    }
    let message = "a header's name has letters, digits and `-`: write `X-Signature`";
    errors.on(header, message);
    None
}

/// The same; the outer `Option` is whether it makes sense.
fn header_if_given(key: &str, args: &mut Args, errors: &mut Errors) -> Option<Option<LitStr>> {
    let given = errors.count();
    let header = header(key, args, errors);
    (errors.count() == given).then_some(header)
}

/// Whether this can be the name of a header.
pub(super) fn is_header(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty() && name.chars().all(allowed)
}

fn ident(path: &Expr) -> Option<&Ident> {
    match path {
        Expr::Path(ExprPath { path, .. }) => path.get_ident(),
        _ => None,
    }
}

/// What [`EndpointMeta::verify`] is given.
impl ToTokens for Verification {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { scheme, secret } = self;
        tokens.extend(quote!(#scheme, #secret));
    }
}

impl ToTokens for Scheme {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Hmac(hmac) => hmac.to_tokens(tokens),
            Self::StandardWebhooks => {
                tokens.extend(quote!(__private::Scheme::STANDARD_WEBHOOKS));
            }
        }
    }
}

impl ToTokens for Hmac {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            algorithm,
            header,
            prefix,
            separator,
            encoding,
            content,
        } = self;
        // The name is the user's word for a function of the library's, not a name of the user's.
        let algorithm = Ident::new(&algorithm.to_string(), proc_macro2::Span::mixed_site());
        let prefix = prefix.iter();
        let separator = separator.iter();
        let encoding = encoding.iter();
        let content = content.iter();
        tokens.extend(quote! {
            __private::Scheme::#algorithm(#header)
                #(.prefix(#prefix))*
                #(.separator(#separator))*
                #(.encoding(#encoding))*
                #(.over(#content))*
        });
    }
}
