//! What the bodies of all providers have in common.

/// How deep a payload may be nested: as deep as everything that reads it later can follow.
pub(crate) const DEEPEST: usize = 127;

/// How deep valid JSON is nested.
pub(crate) fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_text_do_not_count_as_depth() {
        assert_eq!(depth(r#"{"a":"[[[\"[[","b":[{"\\":"{"}]}"#), 3);
        assert_eq!(depth("1"), 0);
    }
}
