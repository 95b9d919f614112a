//! What ids can be.

use heck::ToKebabCase as _;
use syn::LitStr;

use crate::diag::Errors;

const LONGEST: usize = 64;

/// Reports an id that cannot be that of a `what`, such as `a job`.
pub(crate) fn check(what: &str, id: &LitStr, errors: &mut Errors) {
    if let Some(fault) = fault(what, &id.value()) {
        errors.on(id, fault);
    }
}

/// What is wrong with the id of a `what`, if anything.
pub(crate) fn fault(what: &str, id: &str) -> Option<String> {
    if id.is_empty() || id.chars().count() > LONGEST {
        return Some(format!("{what} id has 1 to {LONGEST} characters"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let refused = id.chars().find(|c| !allowed(*c))?;
    let kebab = id.replace(|c| !allowed(c), "-").to_kebab_case();
    let fix = match kebab.as_str() {
        "" => "use letters, digits, `-`, `_` and `.`".to_owned(),
        kebab => format!("write `{kebab}`"),
    };
    Some(format!("`{refused}` is not allowed in {what} id: {fix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_comes_with_what_is_not() {
        let fault = |id: &str| fault("a job", id);
        assert_eq!(fault("Send_receipt.2-b"), None);
        let message = fault("größe/2").expect("an umlaut");
        assert_eq!(message, "`ö` is not allowed in a job id: write `gr-e-2`");
        let message = fault("//").expect("no letter");
        assert!(message.ends_with("use letters, digits, `-`, `_` and `.`"));
        assert!(fault(&"a".repeat(LONGEST)).is_none());
        assert!(fault(&"a".repeat(LONGEST + 1)).is_some());
    }
}
