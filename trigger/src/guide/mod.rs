//! The manual, to be read from top to bottom or where it is needed.
//!
//! 1. [`durability`]: what is executed once, what again, and what that asks of a job's code.
//! 2. [`io`]: every durable operation, one after the other.
//! 3. [`jobs`]: what starts a job, and what it can ask for.
//! 4. [`schedules`]: jobs that the clock starts.
//! 5. [`events`]: defining events, examples, properties and filters.
//! 6. [`integrations`]: making a client for an API one that jobs can take.
//! 7. [`accounts`]: acting for many accounts, each with credentials of its own.
//! 8. [`sources`]: receiving webhooks of a provider that has no source yet.
//! 9. [`own_integration`]: a client, its tasks, its webhook and its events, in a crate of your own.
//! 10. [`testing`]: jobs under test, on virtual time and with fakes.
//! 11. [`client`]: sending events, starting jobs and changing runs, from anywhere.
//! 12. [`operation`]: settings, the database, secrets, stopping and starting.
//! 13. [`architecture`]: the floors of the house, and one webhook on its way through them.

pub mod accounts;
pub mod architecture;
pub mod client;
pub mod durability;
pub mod events;
pub mod integrations;
pub mod io;
pub mod jobs;
pub mod operation;
pub mod own_integration;
pub mod schedules;
pub mod sources;
pub mod testing;
