//! What a job's version can be.

use semver::Version;
use syn::LitStr;

use crate::diag::Errors;

/// Reports a version that is not semantic.
pub(crate) fn check(literal: &LitStr, errors: &mut Errors) {
    let text = literal.value();
    if Version::parse(&text).is_ok() {
        return;
    }
    // What is most often left out is the end.
    let completed = [format!("{text}.0"), format!("{text}.0.0")];
    let fix = completed.iter().find(|text| Version::parse(text).is_ok());
    let fix = fix.map_or("1.0.0", String::as_str);
    errors.on(
        literal,
        format!("`{text}` is not a semantic version: write `{fix}`"),
    );
}
