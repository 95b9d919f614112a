//! The signatures that a header claims.

use super::Encoding;
use super::encoding::LARGEST;
use super::stamp::Entries;
use crate::source::Rejected;

/// How many signatures of one header are compared. A sender sends one for each secret that is valid;
/// a header with hundreds of them only wants to keep this machine busy.
const MOST: usize = 64;

/// The signatures in a header, each decoded when its turn comes: most headers have one, and nothing
/// is allocated for it.
#[derive(Clone, Copy)]
pub(super) struct Candidates<'h> {
    pub(super) header: &'h str,
    pub(super) separator: Option<char>,
    pub(super) prefix: &'static str,
    pub(super) encoding: Encoding,
}

impl<'h> Candidates<'h> {
    /// Checks that there is at least one, and not too many. `name` is the header's.
    pub(super) fn checked(self, name: &str) -> Result<Self, Rejected> {
        let malformed = |what: String| {
            Err(Rejected::bad_request(format!(
                "the header `{name}` has {what}"
            )))
        };
        match self.written().take(MOST + 1).count() {
            0 => {
                let prefix = self.prefix;
                malformed(format!("no signature that begins with `{prefix}`"))
            }
            count if count > MOST => malformed("too many signatures".to_owned()),
            _ => Ok(self),
        }
    }

    /// Whether one of them is what is asked for. Those that cannot be decoded, or are larger than
    /// any signature, fit nothing.
    pub(super) fn any(self, mut is_it: impl FnMut(&[u8]) -> bool) -> bool {
        let mut room = [0; LARGEST];
        self.written().any(|written| {
            let decoded = self.encoding.decode(written, &mut room);
            decoded.is_some_and(&mut is_it)
        })
    }

    /// The signatures as they are written.
    fn written(self) -> impl Iterator<Item = &'h str> {
        Entries::of(self.header, self.separator)
            .filter_map(move |entry| entry.strip_prefix(self.prefix))
    }
}
