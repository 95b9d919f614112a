//! `verify = hmac_sha256(header = "X-Signature", secret = env("SECRET"), prefix = "sha256=")`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprLit, Lit, LitStr, Path};

use crate::args::Args;
use crate::diag::{self, Errors};

const OPTIONS: &[&str] = &["header", "secret", "prefix", "encoding"];
const SHAPE: &str = "hmac_sha256(header = \"X-Signature\", secret = env(\"SECRET\"))";
const ENCODINGS: [(&str, &str); 2] = [("hex", "Hex"), ("base64", "Base64")];

/// A signature in a header.
pub(crate) struct Hmac {
    header: LitStr,
    secret: LitStr,
    prefix: Option<LitStr>,
    encoding: Option<Path>,
}

/// Takes `verify`. That nothing is verified has to be said.
pub(super) fn take(args: &mut Args, errors: &mut Errors) -> Option<Option<Hmac>> {
    let missing = format!(
        "an endpoint says how it verifies what arrives: `verify = {SHAPE}`, or `verify = nothing`"
    );
    if !args.require("verify", &missing, errors) {
        return None;
    }
    let value = args.expr("verify", SHAPE, errors)?;
    match &value {
        Expr::Path(path) if path.path.is_ident("nothing") => return Some(None),
        Expr::Call(ExprCall { func, args, .. }) if is(func, "hmac_sha256") => {
            return hmac(args.to_token_stream(), errors).map(Some);
        }
        _ => {}
    }
    let message = format!("a signature is verified by `{SHAPE}`, or not: `verify = nothing`");
    errors.on(value, message);
    None
}

fn hmac(tokens: TokenStream, errors: &mut Errors) -> Option<Hmac> {
    let mut args = Args::nested("`hmac_sha256`", OPTIONS, tokens, errors);
    let missing = format!("a signature is in a header, under a secret: `{SHAPE}`");
    let complete =
        args.require("header", &missing, errors) && args.require("secret", &missing, errors);
    let header = args.string("header", errors);
    let header = header.filter(|header| is_header(header, errors));
    let secret = secret(&mut args, errors);
    let prefix = args.string("prefix", errors);
    let encoding = encoding(&mut args, errors);
    if !complete {
        return None;
    }
    Some(Hmac {
        header: header?,
        secret: secret?,
        prefix,
        encoding: encoding?,
    })
}

/// Takes `secret = env("VARIABLE")`.
fn secret(args: &mut Args, errors: &mut Errors) -> Option<LitStr> {
    let value = args.expr("secret", "env(\"SECRET\")", errors)?;
    if let Expr::Call(ExprCall { func, args, .. }) = &value
        && is(func, "env")
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

/// Whether this can be the name of a header, which is reported if not.
fn is_header(header: &LitStr, errors: &mut Errors) -> bool {
    let name = header.value();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let ok = !name.is_empty() && name.chars().all(allowed);
    if !ok {
        let message = "a header's name has letters, digits and `-`: write `X-Signature`";
        errors.on(header, message);
    }
    ok
}

fn is(path: &Expr, name: &str) -> bool {
    matches!(path, Expr::Path(path) if path.path.is_ident(name))
}

impl ToTokens for Hmac {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            header,
            secret,
            prefix,
            encoding,
        } = self;
        let prefix = prefix.iter();
        let encoding = encoding.iter();
        tokens.extend(quote! {
            __private::HmacScheme::new(#header, #secret)
                #(.prefix(#prefix))*
                #(.encoding(#encoding))*
        });
    }
}
