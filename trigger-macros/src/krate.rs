//! Where generated code finds the library.

use syn::{Path, parse_quote};

use crate::args::Args;
use crate::diag::Errors;

/// The library's path: `crate = path` if the dependency was renamed or re-exported, else
/// `::trigger`.
pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Path {
    args.path("crate", errors)
        .unwrap_or_else(|| parse_quote!(::trigger))
}
