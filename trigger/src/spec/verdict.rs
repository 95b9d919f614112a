//! What a job's filter says of a payload, and why.

use std::fmt;

/// Whether a job's filter lets an event through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every condition holds.
    Matched,
    /// A condition does not hold.
    Excluded(Exclusion),
}

/// The condition that left an event out, and what it read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The condition's source text.
    pub condition: &'static str,
    /// The fields that it read, with their values.
    pub values: Vec<(&'static str, String)>,
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` does not hold", self.condition)?;
        for (index, (field, value)) in self.values.iter().enumerate() {
            let before = if index == 0 { ": " } else { ", " };
            write!(f, "{before}`{field}` is {value}")?;
        }
        Ok(())
    }
}

impl Verdict {
    /// The verdict on one condition, and its source text.
    pub fn of(holds: bool, condition: &'static str) -> Self {
        if holds {
            return Self::Matched;
        }
        Self::Excluded(Exclusion {
            condition,
            values: Vec::new(),
        })
    }

    /// With the value of a field that the condition read, which is asked for only if it does not
    /// hold, and left out if it cannot be shown.
    #[must_use]
    pub fn showing<V: Into<Option<String>>>(
        mut self,
        field: &'static str,
        value: impl FnOnce() -> V,
    ) -> Self {
        if let Self::Excluded(exclusion) = &mut self {
            let value = value().into();
            exclusion.values.extend(value.map(|value| (field, value)));
        }
        self
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
        let verdict = Verdict::of(true, "price.active")
            .showing("price.active", || -> String {
                unreachable!("a field of a true condition")
            })
            .and(|| {
                Verdict::of(false, "price.amount > 5").showing("price.amount", || 3.to_string())
            })
            .and(|| unreachable!("a condition after a false one"));
        let Verdict::Excluded(exclusion) = verdict else {
            panic!("the event is let through");
        };
        assert_eq!(
            exclusion.to_string(),
            "`price.amount > 5` does not hold: `price.amount` is 3"
        );
    }
}
