//! `cron("0 9 * * MON-FRI", tz = "Europe/London")` and `every("15m")`, read at compile time with
//! the crate that reads them when the app runs.

mod cron;
mod zone;

use std::time::Duration;

use syn::{Expr, ExprAssign, ExprLit, Ident, Lit, LitStr};

use crate::diag::Errors;
use crate::duration::Literal;

/// The shortest interval.
const SHORTEST: Duration = Duration::from_secs(1);

/// When the clock starts a job.
pub(crate) struct Schedule {
    pub(crate) timing: Timing,
    /// What becomes of missed ticks, as a variant of the library's enum.
    pub(crate) missed: Option<Ident>,
}

/// When a schedule ticks.
pub(crate) enum Timing {
    Cron { expression: LitStr, zone: String },
    Every(Literal),
}

/// What stands in the parentheses beside the expression or the interval.
struct Parameters {
    tz: Option<LitStr>,
    missed: Option<Ident>,
}

/// The policies as they are written, and their names in Rust.
const MISSED: [(&str, &str); 3] = [("skip", "Skip"), ("once", "Once"), ("all", "All")];

impl Schedule {
    /// Reads what stands in the parentheses of `cron(…)`.
    pub(crate) fn cron(
        value: &Expr,
        arguments: Option<Vec<Expr>>,
        errors: &mut Errors,
    ) -> Option<Self> {
        const SHAPE: &str = "a cron trigger is an expression of 5 fields and a time zone: `cron(\"0 9 * * MON-FRI\", tz = \"Europe/London\")`";
        let mistakes = errors.count();
        let (expression, parameters) = split(value, arguments, SHAPE, true, errors)?;
        let expression = cron::checked(text(&expression, SHAPE, errors)?, errors);
        let zone = match &parameters.tz {
            Some(zone) => zone::checked(zone, errors),
            None => Some("UTC".to_owned()),
        };
        (errors.count() == mistakes).then_some(Self {
            timing: Timing::Cron {
                expression: expression?,
                zone: zone?,
            },
            missed: parameters.missed,
        })
    }

    /// Reads what stands in the parentheses of `every(…)`.
    pub(crate) fn every(
        value: &Expr,
        arguments: Option<Vec<Expr>>,
        errors: &mut Errors,
    ) -> Option<Self> {
        const SHAPE: &str = "an interval is a duration: `every(\"15m\")`";
        let mistakes = errors.count();
        let (interval, parameters) = split(value, arguments, SHAPE, false, errors)?;
        let interval = Literal::read(text(&interval, SHAPE, errors)?, errors)?;
        if interval.duration < SHORTEST {
            errors.on(
                &interval.text,
                "an interval is at least one second: write `1s`",
            );
        }
        (errors.count() == mistakes).then_some(Self {
            timing: Timing::Every(interval),
            missed: parameters.missed,
        })
    }
}

/// Tells what comes first from the parameters that follow it by name.
fn split(
    value: &Expr,
    arguments: Option<Vec<Expr>>,
    shape: &str,
    has_zone: bool,
    errors: &mut Errors,
) -> Option<(Expr, Parameters)> {
    let mut arguments = arguments.into_iter().flatten();
    let Some(first) = arguments.next() else {
        errors.on(value, shape);
        return None;
    };
    let mut parameters = Parameters {
        tz: None,
        missed: None,
    };
    for argument in arguments {
        let named = match &argument {
            Expr::Assign(ExprAssign { left, right, .. }) => name(left).zip(Some(&**right)),
            _ => None,
        };
        match named {
            Some((name, value)) if name == "tz" && has_zone => {
                let shape = "a time zone is named: `tz = \"Europe/London\"`";
                parameters.tz = text(value, shape, errors);
            }
            Some((name, value)) if name == "missed" => {
                parameters.missed = missed(value, errors);
            }
            _ => {
                errors.on(argument, if has_zone {
                    "`cron` takes `tz` and `missed` beside the expression: `tz = \"Europe/London\", missed = once`"
                } else {
                    "`every` takes `missed` beside the interval: `every(\"15m\", missed = once)`"
                });
            }
        }
    }
    Some((first, parameters))
}

/// Reads the policy of `missed = once`.
fn missed(value: &Expr, errors: &mut Errors) -> Option<Ident> {
    const SHAPE: &str = "missed ticks are skipped, made up for by one run, or each by its own: `missed = skip`, `missed = once` or `missed = all`";
    let written = name(value);
    let policy = written.and_then(|name| {
        let known = MISSED.iter().find(|(written, _)| name == written);
        known.map(|(_, policy)| Ident::new(policy, name.span()))
    });
    if policy.is_none() {
        errors.on(value, SHAPE);
    }
    policy
}

fn name(value: &Expr) -> Option<&Ident> {
    match value {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

fn text(value: &Expr, shape: &str, errors: &mut Errors) -> Option<LitStr> {
    if let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = value
    {
        return Some(text.clone());
    }
    errors.on(value, shape);
    None
}
