//! The options of a task, on a function or on a method.

use syn::LitStr;

use crate::args::Args;
use crate::diag::Errors;
use crate::duration;
use crate::retry::Retry;

/// The options that were given.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) name: Option<LitStr>,
    pub(crate) icon: Option<LitStr>,
    pub(crate) retry: Option<Retry>,
    pub(crate) timeout: Option<duration::Literal>,
    pub(crate) sealed: bool,
}

impl Options {
    pub(crate) fn take(mut args: Args, errors: &mut Errors) -> Self {
        let name = args.string("name", errors);
        if let Some(name) = name.as_ref().filter(|name| name.value().trim().is_empty()) {
            errors.on(name, "a task's name cannot be empty");
        }
        Self {
            name,
            icon: args.string("icon", errors),
            retry: Retry::take(&mut args, errors),
            timeout: duration::timeout("task", &mut args, errors),
            sealed: args.flag("sealed", errors),
        }
    }
}
