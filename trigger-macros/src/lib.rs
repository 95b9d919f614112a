//! The attributes of the [`trigger`](https://docs.rs/trigger) crate, which exports them; depend on
//! that one.
//!
//! | attribute | on | makes it |
//! |---|---|---|
//! | [`#[event_spec]`](macro@event_spec) | a function or a struct | an event that jobs can be triggered by |
//! | [`#[http_endpoint]`](macro@http_endpoint) | a function | an event of what is posted to a URL |
//! | [`#[polling_source]`](macro@polling_source) | an `async fn` | an event of what an API says when it is asked |
//! | [`#[job]`](macro@job) | an `async fn` | a job, which runs durably whenever its trigger fires |
//! | [`#[task]`](macro@task) | an `async fn` | the description of a call, which `io.run` executes once |
//! | [`#[integration]`](macro@integration) | a struct | a client that jobs can ask for |
//! | [`#[tasks]`](macro@tasks) | an `impl` of an integration | tasks: `stripe.customers().create(…)` |
//!
//! # What they leave behind
//!
//! The item as it was written, a *handle* of its name, and an implementation of one trait. A
//! function's handle is a struct without fields, such as `on_price_created {}`, which lives among
//! the types only: the function stays callable, and what other attributes name is the handle.
//! (A `#[task]` function is the exception: calling it makes the description of a call.)
//!
//! # Mistakes
//!
//! All mistakes in an attribute are reported at once, each where it is to be mended, and none
//! brings others with it: the item stays, and its handle with it. What the attribute names, such as
//! the trigger and the filter, is ordinary Rust, so that what rustc knows about paths, fields and
//! types it says there too.
//!
//! # In every attribute
//!
//! | option | what it is | default |
//! |---|---|---|
//! | `crate` | where generated code finds the library, if the dependency was renamed or is re-exported: `crate = my_platform::trigger` | `::trigger` |

mod args;
mod closure;
mod diag;
mod duration;
mod event_spec;
mod fallback;
mod filter;
#[cfg(test)]
mod golden;
mod handle;
mod http_endpoint;
mod id;
mod integration;
mod job;
mod krate;
mod polling_source;
mod retry;
mod schedule;
mod signature;
mod task;
mod tasks;
mod text;

use proc_macro::TokenStream;

/// Declares an event that jobs can be triggered by.
///
/// Over a function, the event carries what the function takes by reference, and the function says
/// what a person sees of it at a glance:
///
/// ```
/// use serde::Deserialize;
/// use trigger::prelude::*;
///
/// #[derive(Deserialize)]
/// pub struct Price {
///     id: String,
///     amount: u64,
/// }
///
/// /// When a price is created.
/// #[event_spec(
///     name = "price.created",
///     icon = "stripe",
///     examples(free("Free Price", json = r#"{ "id": "price_1", "amount": 0 }"#)),
/// )]
/// pub fn on_price_created(price: &Price) -> Properties {
///     properties! { "Price ID" => price.id, "Amount" => price.amount }
/// }
///
/// #[job(trigger = on_price_created)]
/// async fn announce(price: Price) -> Result<()> {
/// #   let _ = price;
///     Ok(())
/// }
/// ```
///
/// Over a struct, the struct itself is what the event carries, and the event's name in Rust. An app
/// can send it: `io.send_event("invite", UserCreated { … })`.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use trigger::prelude::*;
///
/// /// A user signed up.
/// #[event_spec(name = "user.created")]
/// #[derive(Serialize, Deserialize)]
/// pub struct UserCreated {
///     email: String,
/// }
///
/// #[job(trigger = UserCreated)]
/// async fn welcome(user: UserCreated) -> Result<()> {
/// #   let _ = user;
///     Ok(())
/// }
/// ```
///
/// # Options
///
/// | option | what it is | default |
/// |---|---|---|
/// | `name` | the name under which the event arrives, or several for a group: `["price.created", "price.updated"]` | required |
/// | `title` | what a person calls it | the item's name: `On Price Created` |
/// | `icon` | the name of its icon | `event` |
/// | `description` | what it means | the item's documentation |
/// | `source` | the type of the `ExternalSource` that it comes through | the app sends it itself |
/// | `filter` | a closure that tells it apart from other events of its name, see below | everything of its name |
/// | `properties` | a closure from a struct to what a person sees of it: `\|order\| properties! { "Order" => order.id }`; a function says it in its body | nothing |
/// | `deprecated` | that it should no longer be used, and what to use: `"use `on_price_created`"`, or `deprecated` alone | it can be used |
/// | `examples` | payloads to try jobs with, see below | none |
/// | `schema` | a file with the JSON Schema that gives a struct its fields, see below | the fields that are written |
/// | `infer` | that the examples give a struct its fields, see below | the fields that are written |
/// | `unknown` | what generated fields do with properties that are none of them: `"keep"` or `"ignore"` | `"ignore"` |
///
/// An example is an identifier, a person's name for it, and JSON, either in a file or right there:
///
/// ```text
/// examples(
///     recurring("Recurring Price", "examples/price_recurring.json"),
///     free("Free Price", json = r#"{ "id": "price_1", "amount": 0 }"#),
/// )
/// ```
///
/// A file's path starts at the folder of the package's `Cargo.toml`; a change of the file compiles
/// the event again. Here an example is checked to be JSON, and to fit the fields where these are
/// generated or written below the attribute; an attribute does not see other types, whose examples
/// `trigger::check!()` checks in a test.
///
/// # Events that share a name
///
/// Where a provider has one name for several events, each has a filter. What does not pass it is
/// another event, and starts no job of this one; a job's own filter comes on top. A filter's parts
/// are kept apart as in a [`#[job]`](macro@job#filters), and the examples must pass it, which
/// `trigger::check!()` checks in a test.
///
/// ```
/// use serde::Deserialize;
/// use trigger::prelude::*;
///
/// #[derive(Deserialize)]
/// pub struct Issue {
///     action: String,
///     number: u64,
/// }
///
/// /// When an issue is opened.
/// #[event_spec(name = "issues", filter = |issue| issue.action == "opened")]
/// pub fn on_issue_opened(issue: &Issue) -> Properties {
///     properties! { "Issue" => issue.number }
/// }
///
/// /// When an issue is closed.
/// #[event_spec(name = "issues", filter = |issue| issue.action == "closed")]
/// pub fn on_issue_closed(issue: &Issue) -> Properties {
///     properties! { "Issue" => issue.number }
/// }
///
/// // One run for each issue that is opened or closed, and for no other.
/// #[job(trigger = any(on_issue_opened, on_issue_closed), filter = |issue| issue.number > 100)]
/// async fn follow(issue: Issue) -> Result<()> {
/// #   let _ = issue;
///     Ok(())
/// }
/// ```
///
/// Where such events carry different payloads, the closure's parameter has a type of its own, which
/// all of them can be read as. It is asked before the payload itself is read:
///
/// ```
/// # use serde::Deserialize;
/// # use trigger::prelude::*;
/// /// What every event about an issue has.
/// #[derive(Deserialize)]
/// struct Kind {
///     action: String,
/// }
///
/// /// An issue got a label.
/// #[event_spec(
///     name = "issues",
///     filter = |event: &Kind| event.action == "labeled",
///     properties = |issue| properties! { "Label" => issue.label },
/// )]
/// #[derive(Deserialize)]
/// pub struct IssueLabeled {
///     label: String,
/// }
/// ```
///
/// A payload that cannot be read as what the filter asks about is not lost: its run has the status
/// Invalid payload.
///
/// # Events that should no longer be used
///
/// With `deprecated`, rustc warns whoever names the event as a trigger, and the command line's
/// `triggers` says so too; a job with `#[allow(deprecated)]` under its `#[job]` is not warned. Over a
/// struct, it warns whoever names the struct.
///
/// ```compile_fail
/// #![deny(deprecated)]
/// # use trigger::prelude::*;
/// # #[derive(serde::Deserialize)]
/// # pub struct Price { id: String }
/// #[event_spec(name = "price.made", deprecated = "use `on_price_created`")]
/// pub fn on_price_made(price: &Price) -> Properties {
///     properties! { "Price ID" => price.id }
/// }
///
/// #[job(trigger = on_price_made)]
/// async fn announce(price: Price) -> Result<()> {
/// #   let _ = price;
///     Ok(())
/// }
/// ```
///
/// # Fields from a schema or from examples
///
/// A struct without fields can be given those of a JSON Schema, or those that examples show:
///
/// ```
/// use trigger::prelude::*;
///
/// /// A user signed up.
/// #[event_spec(
///     name = "user.created",
///     infer,
///     examples(
///         ada("Ada", json = r#"{ "id": 1, "visits": [{ "page": "/" }] }"#),
///         bob("Bob", json = r#"{ "id": 2, "visits": [], "referrer": "Ada" }"#),
///     ),
/// )]
/// pub struct UserCreated;
///
/// #[job(trigger = UserCreated, filter = |user| user.referrer.is_some())]
/// async fn thank(user: UserCreated) -> Result<()> {
///     let _first: Option<&UserCreatedVisit> = user.visits.first();
///     Ok(())
/// }
/// ```
///
/// With `schema = "schemas/booking.json"`, or `"schemas/all.json#/$defs/Booking"` for a part of a
/// file, the fields are the schema's, and each example is checked against it. Either way:
///
/// | JSON | Rust |
/// |---|---|
/// | an object | a struct that is called by its place (`BookingCreatedAttendee`), or by its name among the schema's definitions |
/// | an object of arbitrary keys | `BTreeMap<String, _>` |
/// | a string; dates and URIs too, so that each is written as it was read | `String` |
/// | one of some strings (`enum`) | an enum; its `Other(String)` is any other |
/// | one of some objects (`oneOf` or `anyOf`, where a property tells them apart) | an enum; its `Other(Value)` is any other |
/// | an integer, another number | `i64`, `f64` |
/// | a property that may be absent, or `null`, or both | `Option<_>`, `Option<_>`, `Option<Option<_>>` |
/// | anything else | `serde_json::Value` |
///
/// What is read is written again unchanged, but for properties that no field has, unless `unknown`
/// is `"keep"`. A name that is a keyword is raw (`r#type`); where a schema has a value `other`
/// itself, the fall-back is called `Unknown`.
///
/// Of a schema, what only narrows values (`minLength`, `maximum`, …) is ignored, and what would
/// change a type in a way that is not supported (`not`, `if`, `patternProperties`, …) is an error.
/// Of examples, a property is typed by what they have in common, and by `serde_json::Value` where
/// they have nothing in common.
///
/// # Errors
///
/// When there is no name, an example cannot be read or is not JSON, the function is `async` or
/// generic or takes anything but one reference, or the payload does not implement `Deserialize`;
/// when a filter or the properties of a struct are no closure over one payload, or a function is
/// given `properties`, which it says itself.
#[proc_macro_attribute]
pub fn event_spec(args: TokenStream, item: TokenStream) -> TokenStream {
    event_spec::expand(args.into(), item.into()).into()
}

/// Declares an endpoint: what is posted to its URL, verified and decoded, is an event.
///
/// For senders that a person configures. Those that can be told by their API where to send to have
/// an `ExternalSource`, which registers itself.
///
/// ```
/// use serde::Deserialize;
/// use trigger::prelude::*;
///
/// #[derive(Deserialize)]
/// pub struct Booking {
///     uid: String,
/// }
///
/// /// When somebody books a meeting.
/// #[http_endpoint(
///     id = "cal.com",
///     verify = hmac_sha256(header = "X-Cal-Signature-256", secret = env("CALCOM_SECRET")),
///     examples(usual("Usual Booking", json = r#"{ "uid": "b_1" }"#)),
/// )]
/// pub fn on_booking(booking: &Booking) -> Properties {
///     properties! { "Booking" => booking.uid }
/// }
///
/// #[job(trigger = on_booking)]
/// async fn prepare(booking: Booking) -> Result<()> {
/// #   let _ = booking;
///     Ok(())
/// }
/// ```
///
/// The function takes the decoded body by reference and says what a person sees of it, as in an
/// [`#[event_spec]`](macro@event_spec).
///
/// This version lists endpoints and the jobs that they start, and does not serve them yet; an app
/// says so when it starts.
///
/// # Options
///
/// | option | what it is | default |
/// |---|---|---|
/// | `verify` | how it verifies what arrives, see below; or `nothing` | required |
/// | `id` | what names it, and the last part of its URL: 1 to 64 letters, digits, `-`, `_` and `.` | the function's name: `on-booking` |
/// | `method` | the method that it answers | `"POST"` |
/// | `title` | what a person calls it | the function's name: `On Booking` |
/// | `icon` | the name of its icon | `event` |
/// | `description` | what it means | the function's documentation |
/// | `examples` | payloads to try jobs with, as in an [`#[event_spec]`](macro@event_spec): `examples(usual("Usual", "examples/usual.json"))` | none |
/// | `deprecated` | that it should no longer be used, as in an [`#[event_spec]`](macro@event_spec) | it can be used |
///
/// In `hmac_sha256(…)`, which is a signature of the body's exact bytes:
///
/// | option | what it is | default |
/// |---|---|---|
/// | `header` | the header that holds the signature | required |
/// | `secret` | where the secret is: `env("VARIABLE")` | required |
/// | `prefix` | what stands before the signature: `"sha256="` | nothing |
/// | `encoding` | how the signature is written: `hex` or `base64` | `hex` |
///
/// # Errors
///
/// When it does not say how it verifies, an example cannot be read or is not JSON, the function is `async` or generic or takes anything but
/// one reference, or the body does not implement `Deserialize`.
#[proc_macro_attribute]
pub fn http_endpoint(args: TokenStream, item: TokenStream) -> TokenStream {
    http_endpoint::expand(args.into(), item.into()).into()
}

/// Declares a source for an API that sends nothing: it is asked at intervals what is new, and each
/// item is an event.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use trigger::prelude::*;
/// use trigger::source::{Cursor, Polled};
///
/// #[integration(id = "notes")]
/// #[derive(Clone)]
/// pub struct Notes;
///
/// #[derive(Serialize, Deserialize)]
/// pub struct Page {
///     number: u64,
/// }
///
/// impl Notes {
///     async fn pages_after(&self, number: u64) -> Result<Vec<Page>> {
///         Ok(vec![Page { number: number + 1 }])
///     }
/// }
///
/// /// Pages that were added.
/// #[polling_source(
///     every = "1m",
///     properties = |page| properties! { "Page" => page.number },
///     examples(first("First Page", json = r#"{ "number": 1 }"#)),
/// )]
/// async fn new_pages(notes: &Notes, cursor: Option<Cursor>) -> Result<Polled<Page>> {
///     let last = cursor.map_or(Ok(0), |cursor| cursor.parse())?;
///     let pages = notes.pages_after(last).await?;
///     let last = pages.last().map_or(last, |page| page.number);
///     Ok(Polled::new(pages, last))
/// }
///
/// #[job(trigger = new_pages)]
/// async fn announce(page: Page) -> Result<()> {
/// #   let _ = page;
///     Ok(())
/// }
/// ```
///
/// The function takes an integration, and the cursor that it returned the last time.
///
/// This version lists polling sources and the jobs that they start, and does not ask them yet; an
/// app says so when it starts.
///
/// # Options
///
/// | option | what it is | default |
/// |---|---|---|
/// | `every` | how long after one answer the next question is asked: `"1m"`, at least a second | required |
/// | `id` | what names it: 1 to 64 letters, digits, `-`, `_` and `.` | the function's name: `new-pages` |
/// | `title` | what a person calls it | the function's name: `New Pages` |
/// | `icon` | the name of its icon | `event` |
/// | `description` | what it means | the function's documentation |
/// | `properties` | a closure from an item to what a person sees of it: `\|page\| properties! { "Page" => page.number }` | nothing |
/// | `examples` | payloads to try jobs with, as in an [`#[event_spec]`](macro@event_spec): `examples(usual("Usual", "examples/usual.json"))` | none |
/// | `deprecated` | that it should no longer be used, as in an [`#[event_spec]`](macro@event_spec) | it can be used |
///
/// # Errors
///
/// When there is no interval; when an example cannot be read or is not JSON; when the function is not `async`, is a method, is generic, takes
/// anything but an integration by reference and the cursor, or does not return
/// `Result<Polled<Item>>`; when an item is not `Serialize` and `Deserialize`.
#[proc_macro_attribute]
pub fn polling_source(args: TokenStream, item: TokenStream) -> TokenStream {
    polling_source::expand(args.into(), item.into()).into()
}

/// Makes a struct that holds the client of an API something that jobs can ask for.
///
/// ```
/// use trigger::prelude::*;
///
/// #[integration(id = "shop", name = "The Shop", validate = Shop::check)]
/// #[derive(Clone)]
/// pub struct Shop {
///     key: String,
/// }
///
/// impl Shop {
///     fn check(&self) -> Result<()> {
///         match self.key.as_str() {
///             "" => Err(Error::new("set SHOP_KEY to the key of the shop's API")),
///             _ => Ok(()),
///         }
///     }
/// }
/// # #[event_spec(name = "order.paid")]
/// # #[derive(serde::Deserialize)]
/// # struct OrderPaid {}
///
/// #[job(trigger = OrderPaid)]
/// async fn ship(order: OrderPaid, shop: Shop) -> Result<()> {
/// #   let _ = (order, shop);
///     Ok(())
/// }
/// ```
///
/// An app with this job starts once it was given a client: `trigger::app().integration(Shop { … })`.
///
/// # Options
///
/// | option | what it is | default |
/// |---|---|---|
/// | `id` | what names it everywhere: 1 to 64 letters, digits, `-`, `_` and `.` | the struct's name: `the-shop` |
/// | `name` | what a person calls it | the struct's name: `The Shop` |
/// | `icon` | the name of its icon | the id |
/// | `validate` | a function from `&Self` to `Result<()>`, asked when the app starts; an app whose settings cannot work does not start | all settings are fine |
///
/// # Errors
///
/// When the struct is generic, or is not `Clone`, `Send` and `Sync`.
#[proc_macro_attribute]
pub fn integration(args: TokenStream, item: TokenStream) -> TokenStream {
    integration::expand(args.into(), item.into()).into()
}

/// Makes a function run durably whenever its trigger fires.
///
/// The function takes the event's payload first, and after it what it needs, by type and in any
/// order: `Io` for durable operations, `Context` for what is known about the run, and integrations.
/// It returns a `Result` whose value is stored.
///
/// ```
/// use trigger::prelude::*;
/// # use serde::Deserialize;
/// # #[derive(Deserialize)]
/// # pub struct Price { id: String, active: bool, currency: String }
/// # #[event_spec(name = "price.created")]
/// # pub fn on_price_created(price: &Price) -> Properties { properties! { "Price ID" => price.id } }
/// # #[task]
/// # async fn update_catalogue(id: String) -> Result<usize> { Ok(id.len()) }
///
/// /// Enters a new price into the catalogue.
/// #[job(
///     id = "on-price",
///     name = "On Price",
///     version = "1.0.0",
///     trigger = on_price_created,
///     filter = |price| price.active && price.currency == "usd",
/// )]
/// async fn on_price(price: Price, io: Io) -> Result<usize> {
///     io.run("update-catalogue", update_catalogue(price.id)).await
/// }
///
/// # fn main() {
/// // The job registers itself. It can also be named:
/// let definitions = jobs![on_price];
/// # assert_eq!(definitions[0].meta.id, "on-price");
/// # }
/// ```
///
/// # Options
///
/// | option | what it is | default |
/// |---|---|---|
/// | `trigger` | what starts it, see below | required |
/// | `id` | what names it everywhere: 1 to 64 letters, digits, `-`, `_` and `.` | the function's name: `on-price` |
/// | `name` | what a person calls it | the id: `On Price` |
/// | `version` | the version of its code, semantic | `0.1.0` |
/// | `filter` | a closure from `&Payload` to `bool`; where it is false there is no run | every event starts a run |
/// | `concurrency` | how many runs execute at once, see below | no limit |
/// | `timeout` | how long a run may take from its first start to its end, waits included: `"1h"` | no limit |
/// | `retry` | how often and when a run that failed is started again, as in a [`#[task]`](macro@task); its finished tasks keep their results | it is not |
/// | `enabled` | whether it is started at all, asked when the app starts | `true` |
/// | `on_success`, `on_failure` | a job that is started when a run has completed or failed: it has `trigger = invoke` and takes `RunCompleted` or `RunFailed` | none |
/// | `log_level` | the least important lines that are recorded: `"debug"`, `"info"`, `"warn"` or `"error"` | `"debug"` |
///
/// The function's documentation is the job's description.
///
/// ## What starts it
///
/// | trigger | what it is | what the job takes |
/// |---|---|---|
/// | `stripe::on_price_created` | an event, by its path; its parameters go in parentheses: `(connect = true)` | the event's payload |
/// | `any(on_price_created, on_price_updated)` | each of several events, of which the first that fits counts | their common payload |
/// | `cron("0 9 * * MON-FRI", tz = "Europe/London")` | the times that the five fields name (minute, hour, day of the month, month, day of the week), in a time zone, or in UTC | `Tick` |
/// | `every("15m")` | an interval of at least a second | `Tick` |
/// | `invoke` | nothing but a call, or another job's `on_success` | whatever it likes |
///
/// The parameters of an event are fields of its source's parameters: those that are left out have
/// their defaults. An event that has the name of one of the others is written as a path of two
/// segments: `self::every`.
///
/// A time of day comes once a day: one that the clocks skip in spring is due when they have jumped,
/// and one that comes twice in autumn is due the first time. Where minute or hour begin with a `*`,
/// time is meant as it passes.
///
/// ```
/// use trigger::prelude::*;
/// # use serde::Deserialize;
/// # #[derive(Deserialize)]
/// # pub struct Price { id: String, active: bool, currency: String }
/// # #[event_spec(name = "price.created")]
/// # pub fn on_price_created(price: &Price) -> Properties { properties! { "Price ID" => price.id } }
/// # #[event_spec(name = "price.updated")]
/// # pub fn on_price_updated(price: &Price) -> Properties { properties! { "Price ID" => price.id } }
///
/// #[job(trigger = any(on_price_created, on_price_updated), on_failure = complain)]
/// async fn announce(price: Price) -> Result<()> {
/// #   let _ = price;
///     Ok(())
/// }
///
/// #[job(trigger = cron("0 9 * * MON-FRI", tz = "Europe/London"))]
/// async fn report(tick: Tick, io: Io) -> Result<()> {
///     io.log().info("due", json!({ "at": tick.ts }));
///     Ok(())
/// }
///
/// #[job(trigger = invoke)]
/// async fn complain(run: RunFailed, io: Io) -> Result<()> {
///     io.log().error("failed", json!({ "job": run.job, "error": run.error }));
///     Ok(())
/// }
/// ```
///
/// ## Concurrency
///
/// `concurrency = 5` lets five runs of the job execute at once. In `concurrency(…)`:
///
/// | option | what it is | default |
/// |---|---|---|
/// | `limit` | how many runs execute at once | required |
/// | `key` | a closure over the payload: runs whose keys differ do not count together | all runs count together |
/// | `group` | the name of a limit that several jobs share | the job's own |
///
/// ```
/// # use trigger::prelude::*;
/// # #[event_spec(name = "order.paid")]
/// # #[derive(serde::Deserialize)]
/// # struct OrderPaid { customer: String }
/// // One order of a customer at a time.
/// #[job(trigger = OrderPaid, concurrency(limit = 1, key = |order| order.customer.clone()))]
/// async fn ship(order: OrderPaid) -> Result<()> {
/// #   let _ = order;
///     Ok(())
/// }
/// ```
///
/// ## Filters
///
/// The parts of a filter that `&&` joins are kept apart with their source text, and the fields of
/// the payload that each reads are known, so that a person can be told which part did not hold and
/// why: `` `price.currency == "usd"` does not hold: `price.currency` is "eur" ``. A field whose type
/// is not `Debug` is left out.
///
/// # Errors
///
/// When there is no trigger, or it is none, or it delivers something else than the function takes;
/// when the function is not `async`, is a method, is generic, or takes no payload first; when what
/// it returns cannot be stored, or its future is not `Send`; when an id or a version is malformed.
///
/// Also when one literal key is used for two tasks of which one always follows the other: the
/// second would get the first one's result. A key in a branch, in a loop or of a variable is
/// checked when the job runs.
///
/// ```compile_fail
/// # use trigger::prelude::*;
/// # #[event_spec(name = "order.paid")]
/// # #[derive(serde::Deserialize)]
/// # struct OrderPaid {}
/// # #[task]
/// # async fn charge() -> Result<()> { Ok(()) }
/// #[job(trigger = OrderPaid)]
/// async fn ship(order: OrderPaid, io: Io) -> Result<()> {
///     io.run("charge", charge()).await?;
///     io.run("charge", charge()).await
/// }
/// ```
#[proc_macro_attribute]
pub fn job(args: TokenStream, item: TokenStream) -> TokenStream {
    job::expand(args.into(), item.into()).into()
}

/// Turns a function into the description of a call, which `io.run` executes once.
///
/// Calling the function then does nothing yet: it keeps the arguments. `io.run(key, call)` executes
/// the call, tries it again when it fails, and stores its result; when the run is started again,
/// after a crash or a long wait, the stored result comes back instead.
///
/// ```
/// use trigger::prelude::*;
///
/// /// Writes one price to our catalogue, and returns the number of its entry.
/// #[task(retry(limit = 5, min = "1s", max = "1m"), timeout = "30s")]
/// async fn update_catalogue(id: String) -> Result<u64> {
/// #   let _ = id;
///     Ok(7)
/// }
///
/// # async fn in_a_job(io: Io) -> Result<()> {
/// let entry = io.run("update-catalogue", update_catalogue("price_1".into())).await?;
/// # let _ = entry;
/// # Ok(())
/// # }
/// ```
///
/// # Options
///
/// | option | what it is | default |
/// |---|---|---|
/// | `name` | what a person calls it | the function's name |
/// | `icon` | the name of its icon | `task` |
/// | `retry` | how often and when it is tried again: `limit`, `factor`, `min`, `max`, `jitter` | the app's policy |
/// | `timeout` | how long one attempt may take: `"30s"` | no limit |
/// | `sealed` | its output is a secret: encrypted in the database, and shown nowhere | not a secret |
/// | `properties` | a closure over some of the arguments: what is shown of a call | nothing |
/// | `idempotency_key` | a closure over some of the arguments: what tells a call apart for a provider, see below | a key of the run and the task |
///
/// In `retry(…)`, what is left out is as in the default policy:
///
/// | option | what it is | default |
/// |---|---|---|
/// | `limit` | how many attempts there are in all; 1 means no retry | 5 |
/// | `min` | the delay after the first attempt | `"1s"` |
/// | `factor` | what each delay is multiplied by: 1.0 or more | 2.0 |
/// | `max` | the longest delay | `"1m"` |
/// | `jitter` | whether a random part of up to a half is taken off each delay | `true` |
///
/// The closures take arguments by their names, in any order:
///
/// ```
/// # use trigger::prelude::*;
/// #[task(
///     properties = |customer, amount| properties! { "Customer" => customer, "Amount" => amount },
///     idempotency_key = |order| format!("charge-{order}"),
/// )]
/// async fn charge(order: u64, customer: impl Into<String>, amount: u64) -> Result<()> {
/// #   drop((order, customer.into(), amount));
///     Ok(())
/// }
///
/// let call = charge(7, "ada", 100);
/// # let _ = call;
/// ```
///
/// The key is what `Attempt::current()` gives, and integrations hand to their provider. One of the
/// task's own holds across runs: whichever run charges order 7 first, the provider charges it once.
///
/// Of an argument that is written as `impl Into<T>`, the call keeps the `T`.
///
/// Durations are written for people: `90s`, `1h 30m`, `7 days`; a day has 24 hours.
///
/// # Errors
///
/// When the function is not `async`, is a method, is generic, or does not return `Result<T>`; when
/// an argument is borrowed, is a pattern, or is not `Clone`, `Send` and `Sync`; when its result is
/// not `Serialize` and `Deserialize`; when a duration is malformed.
#[proc_macro_attribute]
pub fn task(args: TokenStream, item: TokenStream) -> TokenStream {
    task::expand(args.into(), item.into()).into()
}

/// Turns the methods of an integration into tasks under a namespace.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use trigger::prelude::*;
///
/// #[integration(id = "shop")]
/// #[derive(Clone)]
/// pub struct Shop;
///
/// #[derive(Clone, Serialize, Deserialize)]
/// pub struct Customer {
///     email: String,
/// }
///
/// /// Who buys in the shop.
/// #[tasks(namespace = "customers")]
/// impl Shop {
///     /// Adds a customer.
///     #[task(retry(limit = 3), timeout = "10s")]
///     async fn create(&self, email: String) -> Result<Customer> {
///         Ok(Customer { email })
///     }
///
///     /// All customers.
///     async fn list(&self) -> Result<Vec<Customer>> {
///         Ok(Vec::new())
///     }
/// }
///
/// # async fn in_a_job(shop: Shop) -> Result<()> {
/// // In a job, with a key in front of the arguments:
/// let customer = shop.customers().create("add-ada", "ada@example.com".into()).await?;
/// # let _ = customer;
/// # Ok(())
/// # }
/// ```
///
/// Here `shop.customers()` gives a `ShopCustomers`, which has the tasks. Each is named
/// `customers.create` and carries the integration's icon. A call borrows nothing, so that several
/// can be made first and joined. The methods themselves are no longer the integration's: in their
/// bodies, `self` is the integration, and they can call each other directly.
///
/// # Options
///
/// | option | what it is | default |
/// |---|---|---|
/// | `namespace` | the integration's method that leads to the tasks, or several that do: `"checkout.sessions"` | required |
///
/// What leads to a nested namespace is a namespace too, which has tasks of its own, or none:
///
/// ```
/// # use trigger::prelude::*;
/// # #[integration(id = "shop")]
/// # #[derive(Clone)]
/// # pub struct Shop;
/// /// How customers pay.
/// #[tasks(namespace = "checkout")]
/// impl Shop {}
///
/// #[tasks(namespace = "checkout.sessions")]
/// impl Shop {
///     async fn create(&self, customer: impl Into<String>) -> Result<String> {
///         Ok(customer.into())
///     }
/// }
///
/// # async fn in_a_job(shop: Shop) -> Result<()> {
/// let session = shop.checkout().sessions().create("create-session", "ada").await?;
/// # let _ = session;
/// # Ok(())
/// # }
/// ```
///
/// A method can have the options of a [`#[task]`](macro@task), in an attribute of that name. It is
/// public unless it says otherwise.
///
/// # Errors
///
/// When there is no namespace, or it is no Rust identifier; when an item of the `impl` is not an
/// `async fn` that takes `&self`; and whatever is an error in a [`#[task]`](macro@task).
#[proc_macro_attribute]
pub fn tasks(args: TokenStream, item: TokenStream) -> TokenStream {
    tasks::expand(args.into(), item.into()).into()
}
