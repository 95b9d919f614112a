//! On whose behalf a run starts other runs and sends events.

use super::{AccountId, Io};

/// The account of a run that another run starts, or of an event that a run sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OnBehalf {
    /// That of the run itself, if it is of one.
    #[default]
    OfRun,
    /// Another one.
    OfAccount(AccountId),
    /// None: the app's own.
    OfNobody,
}

impl OnBehalf {
    /// The account, from a run that is of this one.
    pub fn account(&self, of_run: Option<&AccountId>) -> Option<AccountId> {
        match self {
            Self::OfRun => of_run.cloned(),
            Self::OfAccount(account) => Some(account.clone()),
            Self::OfNobody => None,
        }
    }
}

impl Io {
    /// The same operations on behalf of an account: the runs that it starts and the events that it
    /// sends are of that account, instead of the run's own.
    ///
    /// ```
    /// use trigger::prelude::*;
    /// # #[event_spec(name = "month.ended")]
    /// # #[derive(Clone, serde::Serialize, serde::Deserialize)]
    /// # pub struct MonthEnded { month: u8, customers: Vec<String> }
    ///
    /// #[job(trigger = MonthEnded)]
    /// async fn bills(ended: MonthEnded, io: Io) -> Result<()> {
    ///     for customer in ended.customers {
    ///         let io = io.for_account(customer.as_str());
    ///         io.invoke::<bill>(("bill", &customer), ended.month).await?;
    ///     }
    ///     Ok(())
    /// }
    ///
    /// #[job(trigger = invoke)]
    /// async fn bill(month: u8, ctx: Context) -> Result<()> {
    ///     # let _ = month;
    ///     assert!(ctx.account.is_some());
    ///     Ok(())
    /// }
    /// ```
    ///
    /// The clients that the job was handed stay those of its run.
    #[must_use]
    pub fn for_account(&self, account: impl Into<AccountId>) -> Self {
        Self {
            behalf: OnBehalf::OfAccount(account.into()),
        }
    }

    /// The same operations on behalf of no account: the runs that it starts and the events that it
    /// sends are the app's own, though its run is of an account.
    #[must_use]
    pub fn for_no_account(&self) -> Self {
        Self {
            behalf: OnBehalf::OfNobody,
        }
    }

    /// On whose behalf it starts runs and sends events.
    pub(crate) fn behalf(&self) -> OnBehalf {
        self.behalf.clone()
    }
}
