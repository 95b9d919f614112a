//! Making a client for an API one that jobs can take.
//!
//! An integration is a struct that holds a client, and methods that are tasks:
//!
//! ```
//! use trigger::prelude::*;
//!
//! #[integration(id = "warehouse", name = "Warehouse")]
//! #[derive(Clone)]
//! pub struct Warehouse {
//!     base: String,
//! }
//!
//! #[tasks(namespace = "items")]
//! impl Warehouse {
//!     /// Reserves an item and returns the number of the reservation.
//!     async fn reserve(&self, sku: String) -> Result<u64> {
//!         // An HTTP call to `self.base`, with the attempt's idempotency key:
//!         let key = trigger::Attempt::current().map(|attempt| attempt.idempotency_key);
//!         let _ = (&self.base, sku, key);
//!         Ok(1)
//!     }
//! }
//! # #[event_spec(name = "order.placed")]
//! # #[derive(Clone, serde::Serialize, serde::Deserialize)]
//! # pub struct OrderPlaced { sku: String }
//!
//! #[job(trigger = OrderPlaced)]
//! async fn reserve(order: OrderPlaced, warehouse: Warehouse) -> Result<u64> {
//!     warehouse.items().reserve("reserve", order.sku).await
//! }
//! ```
//!
//! `warehouse.items().reserve(key, …)` is the task: durable, retried, with the integration's icon.
//! A job asks for the integration by taking it as an argument, and the app must have been given
//! it: `trigger::app().integration(Warehouse { … })`. Otherwise the app does not start, and says
//! which job needs what.
//!
//! `#[integration(validate = Warehouse::check)]` names a function that looks at the settings when
//! the app starts: an app with settings that cannot work does not start either.
//! `#[integration(retry(limit = 8, max = "10m"))]` says how its tasks are tried again that do not say
//! so themselves.
//!
//! # Several accounts
//!
//! An app that has two accounts of one integration gives each a type of its own, so that the
//! compiler tells them apart. The first is the integration itself; another one is a struct around its
//! client:
//!
//! ```no_run
//! use trigger::integrations::stripe::{self, Stripe};
//! use trigger::prelude::*;
//!
//! /// The account of our shop in Europe.
//! #[integration(id = "stripe-eu", account)]
//! #[derive(Clone)]
//! struct StripeEu(Stripe);
//!
//! /// A price of one shop is there in the other one, too.
//! #[job(trigger = stripe::on_price_created(account = StripeEu::ACCOUNT))]
//! async fn copy(price: stripe::Price, europe: StripeEu, home: Stripe) -> Result<()> {
//!     let product = price.product.map(|product| product.id().to_owned());
//!     let product = product.ok_or("the price has no product")?;
//!     let product = europe.products().retrieve("product", product).await?;
//!     let copy = stripe::CreateProduct {
//!         name: product.name,
//!         ..Default::default()
//!     };
//!     home.products().create("copy", copy).await?;
//!     Ok(())
//! }
//!
//! # async fn serve() -> ExitCode {
//! trigger::app()
//!     .integration(Stripe::from_env())
//!     .integration(StripeEu(Stripe::from_env_as("STRIPE_EU")))
//!     .run()
//!     .await
//! # }
//! ```
//!
//! Each account has sources, secrets and endpoints of its own; an event of one starts no job of
//! another. Accounts that are not known when the app is written, such as those of its customers,
//! have [a page of their own](crate::guide::accounts).
//!
//! # What has no task yet
//!
//! Code on the client can be a task of its own, executed once, with the integration's icon and
//! retry policy:
//!
//! ```
//! # use trigger::prelude::*;
//! # #[integration] #[derive(Clone)] pub struct Warehouse;
//! # impl Warehouse { async fn stock(&self, sku: &str) -> Result<usize> { Ok(sku.len()) } }
//! # #[event_spec(name = "order.placed")]
//! # #[derive(serde::Deserialize)]
//! # pub struct OrderPlaced { sku: String }
//! #[job(trigger = OrderPlaced)]
//! async fn count(order: OrderPlaced, warehouse: Warehouse) -> Result<usize> {
//!     let sku = &order.sku;
//!     warehouse.run("stock", |warehouse| async move { warehouse.stock(sku).await }).await
//! }
//! ```
//!
//! Stripe makes any request of its API such a task, with its idempotency key:
//!
//! ```no_run
//! # use trigger::prelude::*;
//! # use trigger::integrations::stripe::{self, Stripe};
//! #[job(trigger = stripe::on_price_created)]
//! async fn retire_the_tax(price: stripe::Price, stripe: Stripe) -> Result<()> {
//!     # drop(price);
//!     let parameters = json!({ "active": false });
//!     let _rate: serde_json::Value = stripe
//!         .native("update-tax", stripe::Method::POST, "/v1/tax_rates/txr_1", parameters)
//!         .await?;
//!     Ok(())
//! }
//! ```
//!
//! # Stripe's events
//!
//! Every event of Stripe's is a trigger named as the event is, with dots as underscores:
//! `charge.dispute.created` is `stripe::on_charge_dispute_created`. Where an object has several
//! events, one trigger stands for all of them, here `stripe::on_charge_dispute`. The payload is the
//! event's object, typed.
//!
//! Products and prices come with the feature `stripe`, all others a feature each family:
//! `stripe-billing` has subscriptions and invoices, `stripe-payments` charges and Checkout,
//! `stripe-all` everything; [`integrations::stripe`](crate::integrations::stripe) has the table. A
//! job on an event of a feature that is off does not compile, and says which feature it needs.
//!
//! ```
//! use trigger::prelude::*;
//! use trigger::integrations::stripe::{self, Product};
//!
//! #[job(
//!     trigger = any(stripe::on_product_created, stripe::on_product_updated),
//!     filter = |product| product.active && product.type_.as_deref() == Some("service"),
//! )]
//! async fn publish(product: Product) -> Result<String> {
//!     // What this version of the library does not know of a product:
//!     let _colour = product.other.get("colour");
//!     // Another object, by its id or as a whole:
//!     let price = product.default_price.map(|price| price.id().to_owned());
//!     Ok(price.unwrap_or_default())
//! }
//! ```
//!
//! What Stripe adds, omits or sends as `null` makes no payload unreadable: only an object's id is
//! required, unknown fields are kept in `other`, and new values of an enum in its variant `Other`.
//! An [`Amount`](crate::integrations::stripe::Amount) is in its currency's smallest unit and
//! compares with whole numbers; `amount.of(&currency)` is what a person reads. Times are
//! [`Timestamp`](crate::Timestamp)s.
//!
//! # GitHub's events
//!
//! With the feature `github`, every event of GitHub's is a trigger named as the event is, and the
//! common actions of an event are triggers of their own: `github::on_pull_request` is all that
//! happens to pull requests, and `github::on_pull_request_merged` one that was merged. The payload
//! is the whole event: what it is about, the repository, and the `sender` who did it.
//!
#![cfg_attr(feature = "github", doc = "```")]
#![cfg_attr(not(feature = "github"), doc = "```ignore")]
//! use trigger::prelude::*;
//! use trigger::integrations::github::{self, GitHub};
//!
//! /// Tells who opened the issue that a merged pull request says it closes.
//! #[job(
//!     trigger = github::on_pull_request_merged(owner = "acme", repo = "site"),
//!     filter = |event| event.pull_request.base.ref_ == "main",
//! )]
//! async fn tell(event: github::PullRequestEvent, github: GitHub) -> Result<()> {
//!     let text = event.pull_request.body.unwrap_or_default();
//!     let number = text.split('#').nth(1).and_then(|rest| rest.trim_end_matches('.').parse().ok());
//!     if let Some(issue) = number {
//!         let repository = &event.repository.full_name;
//!         github.comments().create("tell", repository, issue, "It is on `main`.").await?;
//!     }
//!     Ok(())
//! }
//! ```
//!
//! The trigger says where: a repository, or with `org = "acme"` an organisation with all of its
//! repositories. With `GITHUB_TOKEN` and a public URL the webhook there creates itself, with a secret
//! of its own. The token needs to administer webhooks: `admin:repo_hook` or `admin:org_hook` of a
//! classic one, *Webhooks* (read and write) of a fine-grained one. A webhook that you registered
//! yourself, such as that of a GitHub App, is verified with `GITHUB_WEBHOOK_SECRET`; a trigger
//! without parentheses is sent by it. Have it send `application/json`.
//!
//! A bot's events come back too: `filter = |event| !event.sender.is_bot()` keeps a job from
//! answering itself.
//!
//! GitHub limits how often it is asked. A request that it puts off waits as long as it says, up to
//! an hour, and a run that waits so long is put away meanwhile. A list is read with all of its
//! pages; what has no task is reached with `github.native(…)`.
//!
//! # Errors of a provider
//!
//! Errors of a provider that no retry can mend, such as a request it refuses, should be
//! [permanent](crate::Error::permanent); for "too many requests", say
//! [when to try again](crate::Retry::After).
