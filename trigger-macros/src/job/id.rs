//! What a job's id and version can be.

use syn::LitStr;

use crate::diag::Errors;
use heck::ToKebabCase as _;

const LONGEST: usize = 64;

/// What is wrong with an id, if anything.
pub(crate) fn fault(id: &str) -> Option<String> {
    if id.is_empty() || id.chars().count() > LONGEST {
        return Some(format!("a job id has 1 to {LONGEST} characters"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let refused = id.chars().find(|c| !allowed(*c))?;
    let kebab = id.replace(|c| !allowed(c), "-").to_kebab_case();
    let fix = match kebab.as_str() {
        "" => "use letters, digits, `-`, `_` and `.`".to_owned(),
        kebab => format!("write `{kebab}`"),
    };
    Some(format!("`{refused}` is not allowed in a job id: {fix}"))
}

/// The version, if it is one.
pub(crate) fn version(literal: &LitStr, errors: &mut Errors) {
    let text = literal.value();
    if semver::Version::parse(&text).is_ok() {
        return;
    }
    // What is most often left out is the end.
    let completed = [format!("{text}.0"), format!("{text}.0.0")];
    let fix = completed
        .iter()
        .find(|text| semver::Version::parse(text).is_ok());
    let fix = fix.map_or("1.0.0", String::as_str);
    errors.on(
        literal,
        format!("`{text}` is not a semantic version: write `{fix}`"),
    );
}
