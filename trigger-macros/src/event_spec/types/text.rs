//! The documentation of what is generated.

use proc_macro2::TokenStream;
use quote::quote;

/// A provider's text as documentation, or `otherwise` where there is none.
pub(super) fn docs(text: &str, otherwise: &str) -> TokenStream {
    if text.is_empty() {
        let line = format!(" {otherwise}");
        return quote!(#[doc = #line]);
    }
    let lines = text.lines().map(|line| format!(" {}", harmless(line)));
    quote!(#(#[doc = #lines])*)
}

/// A line that rustdoc neither compiles as an example nor looks up as a link.
fn harmless(line: &str) -> String {
    let line = line.trim().replace("```", "`").replace("~~~", "`");
    line.replace('[', "\\[").replace('<', "\\<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_s_text_is_no_example_and_no_link() {
        let text = "See [here].\n\n    indented\n```\nlet x;\n```";
        let tokens = docs(text, "").to_string();
        assert!(
            !tokens.contains("```") && !tokens.contains("     "),
            "{tokens}"
        );
        assert!(tokens.contains("See \\\\[here]"), "{tokens}");
        assert_eq!(
            docs("", "The property `a`.").to_string(),
            "# [doc = \" The property `a`.\"]"
        );
    }
}
