//! The options of a task, on a function or on a method.

use syn::{LitStr, Path};

use super::Argument;
use super::about::About;
use super::redact::Redact;
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
    pub(crate) redact: Redact,
    /// What judges a failed attempt.
    pub(crate) on_error: Option<Path>,
    /// What is shown of a call.
    pub(crate) properties: Option<About>,
    /// What tells a call apart for a provider.
    pub(crate) idempotency_key: Option<About>,
}

impl Options {
    pub(crate) fn take(mut args: Args, errors: &mut Errors) -> Self {
        let name = args.string("name", errors);
        if let Some(name) = name.as_ref().filter(|name| name.value().trim().is_empty()) {
            errors.on(name, "a task's name cannot be empty");
        }
        let sealed = args.flag("sealed", errors);
        Self {
            name,
            icon: args.string("icon", errors),
            retry: Retry::take(&mut args, errors),
            timeout: duration::timeout("task", &mut args, errors),
            sealed,
            redact: Redact::take(sealed, &mut args, errors),
            on_error: args.path("on_error", errors),
            properties: About::take("properties", &mut args, errors),
            idempotency_key: About::take("idempotency_key", &mut args, errors),
        }
    }

    /// Reports what is said of an argument that there is not.
    pub(crate) fn check(&self, arguments: &[Argument], errors: &mut Errors) {
        for about in [&self.properties, &self.idempotency_key]
            .into_iter()
            .flatten()
        {
            about.check(arguments, errors);
        }
        self.redact.check(arguments, errors);
        let shown = self.properties.iter().flat_map(|about| &about.arguments);
        for secret in shown.filter(|named| self.redact.hides(named)) {
            let message = format!(
                "`{secret}` is redacted, and properties are shown: leave it out of one of the two"
            );
            errors.on(secret, message);
        }
    }
}
