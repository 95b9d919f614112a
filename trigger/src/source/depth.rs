//! How deep JSON is nested.

use serde_json::value::RawValue;

use super::Rejected;

/// How deep a payload may be nested: as deep as everything that reads it later can follow.
const DEEPEST: usize = 127;

/// Refuses JSON that nothing could read later, because what reads it would need a stack as
/// deep.
///
/// # Errors
///
/// A rejection that says how deep it may be.
pub(crate) fn check_depth(payload: &RawValue) -> Result<(), Rejected> {
    // Most open fewer than that altogether, which is counted faster than read.
    if opened(payload.get().as_bytes()) <= DEEPEST {
        return Ok(());
    }
    let mut bytes = payload.get().bytes();
    let mut depth = 0_usize;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'[' | b'{' => {
                depth += 1;
                if depth > DEEPEST {
                    let reason = format!("the event is nested more than {DEEPEST} deep");
                    return Err(Rejected::bad_request(reason));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// How many arrays and objects are opened at the most: brackets in strings count, too. Written so
/// that a processor compares many bytes at once.
fn opened(bytes: &[u8]) -> usize {
    // As many as a byte can count.
    let blocks = bytes.chunks(usize::from(u8::MAX));
    // The two differ in one bit.
    let opens = |byte: &u8| u8::from(byte | 0x20 == b'{');
    let counted = blocks.map(|block| block.iter().map(opens).sum::<u8>());
    counted.map(usize::from).sum()
}

/// Skips to the end of a string that has begun.
fn skip_string(bytes: &mut impl Iterator<Item = u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fine(json: &str) -> bool {
        check_depth(serde_json::from_str(json).expect("JSON")).is_ok()
    }

    #[test]
    fn a_payload_is_as_deep_as_it_can_be_read_and_no_deeper() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(is_fine(&nested(DEEPEST)));
        assert!(serde_json::from_str::<serde_json::Value>(&nested(DEEPEST)).is_ok());
        assert!(!is_fine(&nested(DEEPEST + 1)));
        assert!(serde_json::from_str::<serde_json::Value>(&nested(DEEPEST + 1)).is_err());
        assert!(!is_fine(&nested(100_000)));
    }

    #[test]
    fn each_bracket_that_opens_is_counted_and_nothing_else() {
        for byte in u8::MIN..=u8::MAX {
            let is_one = matches!(byte, b'[' | b'{');
            assert_eq!(opened(&[byte; 700]), if is_one { 700 } else { 0 }, "{byte}");
        }
    }

    #[test]
    fn what_stands_in_strings_or_beside_each_other_is_not_deep() {
        let brackets = r#""\\\"[[{""#.replace("[[{", &"[".repeat(200));
        assert!(is_fine(&brackets));
        assert!(is_fine(&format!("[{}[]]", "[],".repeat(200))));
    }
}
