//! `retry(limit = 5, min = "1s", factor = 2.0, max = "1m", jitter = true)`, of a task or a job.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, Lit, LitInt};

use crate::args::Args;
use crate::diag::Errors;
use crate::duration;

const OPTIONS: &[&str] = &["limit", "factor", "min", "max", "jitter"];
const SHAPE: &str = "limit = 5, min = \"1s\", max = \"1m\"";

/// The parts of a retry policy that differ from the default one.
pub(crate) struct Retry {
    limit: Option<LitInt>,
    factor: Option<Expr>,
    min: Option<duration::Literal>,
    max: Option<duration::Literal>,
    jitter: Option<bool>,
}

impl Retry {
    pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let tokens = args.list("retry", SHAPE, errors)?;
        let mut args = Args::nested("`retry`", OPTIONS, tokens, errors);
        let min = duration::Literal::take("min", &mut args, errors);
        let max = duration::Literal::take("max", &mut args, errors);
        if let (Some(min), Some(max)) = (&min, &max)
            && min.duration > max.duration
        {
            let message = format!("`max` is shorter than `min`, which is {}", min.text.value());
            errors.on(&max.text, message);
        }
        Some(Self {
            limit: limit(&mut args, errors),
            factor: factor(&mut args, errors),
            min,
            max,
            jitter: args.bool("jitter", errors).map(|jitter| jitter.value()),
        })
    }
}

fn limit(args: &mut Args, errors: &mut Errors) -> Option<LitInt> {
    let value = args.expr("limit", "5", errors)?;
    if let Expr::Lit(ExprLit {
        lit: Lit::Int(limit),
        ..
    }) = &value
        && limit.base10_parse::<u32>().is_ok_and(|limit| limit > 0)
    {
        return Some(limit.clone());
    }
    errors.on(
        value,
        "`limit` is how many attempts there are in all: at least 1",
    );
    None
}

fn factor(args: &mut Args, errors: &mut Errors) -> Option<Expr> {
    let value = args.expr("factor", "2.0", errors)?;
    if let Expr::Lit(ExprLit {
        lit: Lit::Float(factor),
        ..
    }) = &value
        && factor
            .base10_parse::<f64>()
            .is_ok_and(|factor| factor >= 1.0)
    {
        return Some(value);
    }
    errors.on(
        value,
        "`factor` is what each delay is multiplied by: at least 1.0",
    );
    None
}

impl ToTokens for Retry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            limit,
            factor,
            min,
            max,
            jitter,
        } = self;
        let limit = limit.iter();
        let factor = factor.iter();
        let min = min.iter();
        let max = max.iter();
        let jitter = jitter.iter();
        tokens.extend(quote! {
            __private::RetryPolicy::DEFAULT
                #(.limit(#limit))*
                #(.factor(#factor))*
                #(.min(#min))*
                #(.max(#max))*
                #(.jitter(#jitter))*
        });
    }
}
