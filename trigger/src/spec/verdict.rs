//! What a job's filter says of a payload, and why.

/// Whether a job's filter lets an event through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every condition holds.
    Matched,
    /// A condition does not hold: its source text.
    Excluded(&'static str),
}

impl Verdict {
    /// The verdict on one condition, given its source text.
    pub fn of(condition: &'static str, holds: bool) -> Self {
        if holds {
            Self::Matched
        } else {
            Self::Excluded(condition)
        }
    }

    /// This verdict, or the next one if this one let the event through.
    #[must_use]
    pub fn and(self, next: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Matched => next(),
            excluded @ Self::Excluded(_) => excluded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_false_condition_is_the_reason_and_later_ones_are_not_evaluated() {
        let verdict = Verdict::of("price.active", true)
            .and(|| Verdict::of("price.currency == \"usd\"", false))
            .and(|| unreachable!("a condition after a false one"));
        assert_eq!(verdict, Verdict::Excluded("price.currency == \"usd\""));
    }
}
