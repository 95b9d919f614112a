//! Acting for many accounts: whose credentials a run works with, and OAuth tokens.
//!
//! An app with an account or two of its own gives their clients to
//! [`App::integration`](crate::App::integration). An app that acts for its customers has credentials
//! of each of them, which come and go while it runs. It says how they are found:
//!
//! ```
//! use trigger::credentials::Account;
//! use trigger::integrations::stripe::Stripe;
//! use trigger::prelude::*;
//!
//! # #[event_spec(name = "order.placed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct OrderPlaced { price: String }
//! # async fn key_of(_account: &str) -> Result<Option<String>> { Ok(None) }
//! /// Whether the price of an order is active in the customer's own Stripe account.
//! #[job(trigger = OrderPlaced)]
//! async fn is_active(order: OrderPlaced, stripe: Stripe) -> Result<bool> {
//!     let price = stripe.prices().retrieve("price", order.price).await?;
//!     Ok(price.active)
//! }
//!
//! # let _ =
//! trigger::app().credentials(|account: Account| async move {
//!     // From wherever the app keeps them; `None` when there are none.
//!     let key = key_of(account.id().as_str()).await?;
//!     Ok(key.map(Stripe::new))
//! })
//! # ;
//! ```
//!
//! The job is written as ever: it takes a `Stripe`, and is handed the one of its run's account. A
//! client of many accounts is best made of one: `stripe.clone().api_key(key)` shares its connections
//! with the others.
//!
//! # Which account
//!
//! A run is of the account that its event is of: of a [`Client::send_for`](crate::Client::send_for),
//! and of an event that a source says an account of, such as one of a connected account of Stripe's.
//! [`Context::account`](crate::Context) tells which. A run of no account works with the app's own
//! client, given with `integration`; if there is none, it ends as `unresolved_auth` and says so.
//!
//! What a run of an account starts is of the same account: the runs that it invokes, the events that
//! it sends, now or later, with the runs that those start, and the job that follows from its end
//! (`on_success`, `on_failure`). Retries and replays stay of it. A run that acts for somebody else
//! says so:
//!
//! ```
//! # use trigger::prelude::*;
//! # #[job(trigger = invoke)]
//! # async fn bill(_month: u8) -> Result<()> { Ok(()) }
//! # #[event_spec(name = "month.ended")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct MonthEnded { month: u8, customers: Vec<String> }
//! #[job(trigger = MonthEnded)]
//! async fn bills(ended: MonthEnded, io: Io) -> Result<()> {
//!     for customer in ended.customers {
//!         let io = io.for_account(customer.as_str());
//!         io.invoke::<bill>(("bill", &customer), ended.month).await?;
//!     }
//!     Ok(())
//! }
//! ```
//!
//! [`Io::for_no_account`](crate::Io::for_no_account) starts what is the app's own. From outside a
//! run, [`Client::invoke_for`](crate::Client::invoke_for) starts a run of an account.
//!
//! # An account that is not connected
//!
//! A run whose account has no credentials does not fail. It waits, and `runs`, the run's page and its
//! JSON say for what (`waits for connection`) and why:
//!
//! ```text
//! error    there is no Stripe for the account `acme`: the account has no credentials
//! ```
//!
//! It goes on when the app says that there are credentials now:
//!
//! ```
//! # use trigger::Client;
//! # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let gone_on = client.connected("acme").await?;
//! # let _ = gone_on;
//! # Ok(())
//! # }
//! ```
//!
//! It also looks by itself after ten seconds, and then ever less often, every five minutes in the
//! end; a job's time limit goes on meanwhile. `runs retry ID` has it look at once. What the app's
//! function fails with is the reason that is shown; an error that no retry can mend
//! ([`Error::permanent`](crate::Error::permanent)) ends the run as `unresolved_auth`.
//!
//! # OAuth
//!
//! Access tokens that expire are kept and replaced by the app itself (feature `oauth`, on by
//! default). It is told where, and is given what came of a person's consent:
//!
#![cfg_attr(feature = "oauth", doc = "```")]
#![cfg_attr(not(feature = "oauth"), doc = "```ignore")]
//! use trigger::credentials::{Account, OAuth, Tokens};
//! use trigger::integrations::stripe::Stripe;
//! # use std::time::Duration;
//! # struct Answer { access_token: String, refresh_token: String, expires_in: u64 }
//!
//! let server = OAuth::new("stripe", "https://api.stripe.com/v1/oauth/token", "ca_1")
//!     .client_secret("sk_live_…");
//!
//! // Clients of accounts take their connection in the place of a key.
//! let oauth = server.clone();
//! let app = trigger::app().credentials(move |account: Account| {
//!     let oauth = oauth.clone();
//!     async move { Ok(account.connection(&oauth).await?.map(Stripe::new)) }
//! });
//!
//! // At the end of the authorization flow, in the app's own web server:
//! # async fn connected(client: trigger::Client, server: OAuth, answer: Answer) -> trigger::Result<()> {
//! let tokens = Tokens::new(answer.access_token)
//!     .refresh(answer.refresh_token)
//!     .expires_in(Duration::from_secs(answer.expires_in));
//! client.connect(&server, "acme", tokens).await?;
//! # Ok(())
//! # }
//! # let _ = app;
//! ```
//!
//! - Tokens are encrypted in the database with the app's key, as the secrets of sources are, and
//!   `rotate-keys` includes them. No log, error, page or `Debug` output shows one.
//! - A token is replaced a minute before it expires, and when the provider does not know it any more.
//!   However many runs in however many processes need it then, one of them asks; the others wait for
//!   what it gets. The new refresh token is kept before either is used.
//! - A provider that is out of reach for that keeps runs waiting once the token has expired, and no
//!   longer than it is out of reach.
//! - A provider that refuses the refresh token has disconnected the account. Runs that need it wait,
//!   with the provider's reason, also one that finds out in its middle: its failed tasks are executed
//!   again when the account is connected again.
//!
//! A client of one's own takes a [`Credential`](crate::credentials::Credential) and asks it for a
//! token before each request.
