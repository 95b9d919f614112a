//! What a job asks of the engine beside its trigger.

use syn::{Expr, ExprLit, Lit, Path, parse_quote};

use super::concurrency::Concurrency;
use crate::args::Args;
use crate::diag::{self, Errors};
use crate::duration;
use crate::retry::Retry;

/// The levels as they are written, and their names in Rust.
const LEVELS: [(&str, &str); 4] = [
    ("debug", "Debug"),
    ("info", "Info"),
    ("warn", "Warn"),
    ("error", "Error"),
];

/// The options that were given.
pub(crate) struct Options {
    pub(crate) concurrency: Option<Concurrency>,
    pub(crate) timeout: Option<duration::Literal>,
    pub(crate) retry: Option<Retry>,
    pub(crate) log_level: Option<Path>,
    pub(crate) on_success: Option<Path>,
    pub(crate) on_failure: Option<Path>,
    pub(crate) enabled: Option<Expr>,
}

impl Options {
    pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Self {
        Self {
            concurrency: Concurrency::take(args, errors),
            timeout: duration::timeout("job", args, errors),
            retry: Retry::take(args, errors),
            log_level: log_level(args, errors),
            on_success: args.path("on_success", errors),
            on_failure: args.path("on_failure", errors),
            enabled: args.expr("enabled", "cfg!(feature = \"stripe\")", errors),
        }
    }
}

/// Takes `log_level = "info"` or `log_level = some::LEVEL`.
fn log_level(args: &mut Args, errors: &mut Errors) -> Option<Path> {
    let value = args.expr("log_level", "\"info\"", errors)?;
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &value
    else {
        if let Expr::Path(path) = value {
            return Some(path.path);
        }
        errors.on(value, "`log_level` is a level: `log_level = \"info\"`");
        return None;
    };
    let word = text.value();
    if let Some((_, level)) = LEVELS.iter().find(|(name, _)| *name == word) {
        let level = syn::Ident::new(level, text.span());
        return Some(parse_quote!(__private::Level::#level));
    }
    let names = LEVELS.map(|(name, _)| name);
    let all = diag::list(&names);
    let message = match diag::similar(&word.to_lowercase(), names) {
        Some(near) => format!("unknown level `{word}`: did you mean `{near}`?\nthere are {all}"),
        None => format!("unknown level `{word}`: there are {all}"),
    };
    errors.on(text, message);
    None
}
