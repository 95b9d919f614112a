//! What a person sees of Stripe's own kinds of values.

use super::amount::Amount;
use super::tolerant::Expandable;
use crate::integrations::shown::Shown;

impl Shown for Expandable {
    fn shown(&self) -> Option<String> {
        Some(self.id().to_owned())
    }
}

/// An amount and the three letters of its currency; without them the event did not say the amount.
impl<C: Shown> Shown for (Amount, &C) {
    fn shown(&self) -> Option<String> {
        let (amount, currency) = self;
        Some(amount.of(&currency.shown()?))
    }
}

impl<C: Shown> Shown for (Option<Amount>, &C) {
    fn shown(&self) -> Option<String> {
        let (amount, currency) = self;
        ((*amount)?, *currency).shown()
    }
}
