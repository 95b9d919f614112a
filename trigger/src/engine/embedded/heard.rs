//! How far an execution knows the results of its run.

use crate::store::ResultNumber;

/// The results that an execution has heard of: all up to one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heard {
    /// How many that were brought to the run.
    pub(super) brought: u32,
    /// The last one of its own.
    own: u32,
    /// The last number that it has given one of its own, which it may yet have to hear of.
    numbered: u32,
}

impl Heard {
    /// What is known when a worker takes a run to which so many results were brought, with the
    /// results that it had until then.
    pub(super) fn of(brought: u32, results: impl Iterator<Item = ResultNumber>) -> Self {
        let own = results.map(|result| result.own).max().unwrap_or_default();
        Self {
            brought,
            own,
            numbered: own,
        }
    }

    /// The number of the next result of its own. Numbers are taken in the order in which the
    /// results are handed to the store, which commits them in that order; one whose commit fails is
    /// used for none.
    pub(super) fn number(&mut self) -> u32 {
        self.numbered = self.numbered.saturating_add(1);
        self.numbered
    }

    /// The last result that was heard of.
    pub(super) fn last(self) -> ResultNumber {
        ResultNumber {
            brought: self.brought,
            own: self.own,
        }
    }

    /// Whether results may have come before this one that were not heard of.
    pub(super) fn may_lack(self, result: ResultNumber) -> bool {
        match result.own {
            0 => result.brought > self.brought.saturating_add(1) || self.numbered > self.own,
            own => result.brought > self.brought || own > self.own.saturating_add(1),
        }
    }

    /// Notes a result, once all before it were noted.
    pub(super) fn note(&mut self, result: ResultNumber) {
        self.brought = self.brought.max(result.brought);
        self.own = self.own.max(result.own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(brought: u32, own: u32) -> ResultNumber {
        ResultNumber { brought, own }
    }

    fn brought(brought: u32) -> ResultNumber {
        own(brought, 0)
    }

    #[test]
    fn what_comes_right_after_what_was_heard_lacks_nothing() {
        let mut heard = Heard::default();
        for result in [own(0, 1), own(0, 2), brought(1), own(1, 3), brought(2)] {
            if result.own > 0 {
                assert_eq!(heard.number(), result.own);
            }
            assert!(!heard.may_lack(result), "{result:?} after {heard:?}");
            assert!(heard.last() < result);
            heard.note(result);
            assert!(heard.last() >= result);
        }
    }

    #[test]
    fn a_result_may_lack_what_was_brought_before_it() {
        let heard = Heard::default();
        assert!(heard.may_lack(own(1, 1)));
        assert!(heard.may_lack(brought(2)));
    }

    #[test]
    fn a_result_may_lack_one_of_its_own_that_was_handed_in_before_it() {
        let mut heard = Heard::default();
        let (first, second) = (heard.number(), heard.number());
        assert!(heard.may_lack(own(0, second)));
        assert!(heard.may_lack(brought(1)));
        heard.note(own(0, first));
        assert!(!heard.may_lack(own(0, second)));
        assert!(heard.may_lack(brought(1)));
    }

    #[test]
    fn what_was_heard_of_already_lacks_nothing() {
        let mut heard = Heard::default();
        let first = heard.number();
        heard.note(own(0, first));
        heard.note(brought(1));
        assert!(!heard.may_lack(own(0, first)));
    }

    #[test]
    fn a_run_that_goes_on_numbers_its_results_after_those_that_it_had() {
        let mut heard = Heard::of(1, [own(0, 1), brought(1), own(1, 2)].into_iter());
        assert_eq!(heard.number(), 3);
        assert!(!heard.may_lack(own(1, 3)));
    }
}
