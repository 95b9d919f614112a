//! `cron("0 9 * * MON-FRI", tz = "Europe/London")` and `every("15m")`, read at compile time with
//! the crate that reads them when the app runs.

mod cron;
mod zone;

use std::time::Duration;

use syn::{Expr, ExprAssign, ExprLit, Lit, LitStr};

use crate::diag::Errors;
use crate::duration::Literal;

/// The shortest interval.
const SHORTEST: Duration = Duration::from_secs(1);

/// When the clock starts a job.
pub(crate) enum Schedule {
    Cron { expression: LitStr, zone: String },
    Every(Literal),
}

impl Schedule {
    /// Reads what stands in the parentheses of `cron(…)`.
    pub(crate) fn cron(
        value: &Expr,
        arguments: Option<Vec<Expr>>,
        errors: &mut Errors,
    ) -> Option<Self> {
        const SHAPE: &str = "a cron trigger is an expression of 5 fields and a time zone: `cron(\"0 9 * * MON-FRI\", tz = \"Europe/London\")`";
        let mut arguments = arguments.into_iter().flatten();
        let Some(expression) = arguments.next() else {
            errors.on(value, SHAPE);
            return None;
        };
        let expression = text(&expression, SHAPE, errors);
        let zone = arguments.next().map(|zone| zone_of(&zone, errors));
        if let Some(more) = arguments.next() {
            errors.on(more, SHAPE);
            return None;
        }
        let expression = cron::checked(expression?, errors)?;
        let zone = match zone {
            Some(zone) => zone?,
            None => "UTC".to_owned(),
        };
        Some(Self::Cron { expression, zone })
    }

    /// Reads what stands in the parentheses of `every(…)`.
    pub(crate) fn every(
        value: &Expr,
        arguments: Option<Vec<Expr>>,
        errors: &mut Errors,
    ) -> Option<Self> {
        const SHAPE: &str = "an interval is a duration: `every(\"15m\")`";
        let arguments = arguments.unwrap_or_default();
        let [interval] = arguments.as_slice() else {
            errors.on(value, SHAPE);
            return None;
        };
        let interval = Literal::read(text(interval, SHAPE, errors)?, errors)?;
        if interval.duration < SHORTEST {
            errors.on(
                &interval.text,
                "an interval is at least one second: write `1s`",
            );
            return None;
        }
        Some(Self::Every(interval))
    }
}

/// Reads `tz = "Europe/London"`.
fn zone_of(argument: &Expr, errors: &mut Errors) -> Option<String> {
    const SHAPE: &str = "a time zone is named: `tz = \"Europe/London\"`";
    if let Expr::Assign(ExprAssign { left, right, .. }) = argument
        && let Expr::Path(left) = &**left
        && left.path.is_ident("tz")
    {
        return zone::checked(&text(right, SHAPE, errors)?, errors);
    }
    errors.on(argument, SHAPE);
    None
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
