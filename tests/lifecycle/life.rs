//! The life of a registration, whoever the provider is: a stand-in for one implements [`Provider`],
//! and `lifecycle!(StandIn)` holds its source to every test here. Whatever happens, there is exactly
//! one endpoint for each app in the end, it sends what jobs want, and what it sends is accepted.

use std::fs;

use rusqlite::Connection;

use super::support::app::{App, PUBLIC_URL, Serving};

/// An endpoint as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    pub id: String,
    pub url: String,
    /// The events that it sends, in order.
    pub events: Vec<String>,
}

/// Which of its jobs an app has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jobs {
    /// None that the provider's events start.
    None,
    One,
    Two,
}

/// A stand-in for a provider, and the app that registers with it.
pub trait Provider {
    fn start() -> Self;

    /// An app with the first job that registers at `url`, and what starts the provider, which is not
    /// there before.
    fn start_later(url: &str) -> (App, impl FnOnce() -> Self);

    /// An app that registers at `url`.
    fn app(&self, url: &str) -> App;

    /// Gives an app other jobs, from its next start on.
    fn set_jobs(&self, app: &mut App, jobs: Jobs);

    /// The events that those jobs want, in order.
    fn events(jobs: Jobs) -> Vec<&'static str>;

    /// The endpoints that are there.
    fn endpoints(&self) -> Vec<Registered>;

    /// Deletes an endpoint behind the app's back.
    fn delete(&self, id: &str);

    /// Takes events away from an endpoint behind the app's back.
    fn take_events(&self, id: &str);

    /// Answers the next requests with a failure of the provider's own, and then one with its rate
    /// limit.
    fn fail_for_a_while(&self, requests: usize);

    /// Sends a new event of the first job's through an endpoint, and says what is answered.
    fn deliver(&self, serving: &Serving, endpoint: &Registered) -> u16;
}

/// An app and what it is to have at the provider.
pub struct Case<P> {
    pub provider: P,
    pub app: App,
}

impl<P: Provider> Case<P> {
    pub fn new() -> Self {
        let provider = P::start();
        let mut app = provider.app(PUBLIC_URL);
        provider.set_jobs(&mut app, Jobs::One);
        Self { provider, app }
    }

    /// Starts the app and waits until it is registered as it is to be.
    #[track_caller]
    fn serve(&mut self, jobs: Jobs, url: &str) -> (Serving, Registered) {
        self.provider.set_jobs(&mut self.app, jobs);
        self.app.set("TRIGGER_PUBLIC_URL", url);
        let serving = self.app.serve();
        let endpoint = whole(&self.provider, &self.app, &serving, jobs, url);
        (serving, endpoint)
    }
}

/// Waits until an app is registered, and checks that it is so as it is to be.
#[track_caller]
fn whole<P: Provider>(
    provider: &P,
    app: &App,
    serving: &Serving,
    jobs: Jobs,
    url: &str,
) -> Registered {
    app.until_registered(serving);
    let mut endpoints = provider.endpoints();
    endpoints.retain(|endpoint| endpoint.url.starts_with(url));
    let [endpoint] = &endpoints[..] else {
        panic!("one endpoint at {url} is expected: {endpoints:?}");
    };
    assert_eq!(endpoint.events, P::events(jobs));
    assert_eq!(provider.deliver(serving, endpoint), 200);
    endpoint.clone()
}

pub fn it_starts_restarts_and_follows_its_jobs<P: Provider>() {
    let mut case = Case::<P>::new();
    let mut first = None;
    for jobs in [Jobs::One, Jobs::One, Jobs::Two, Jobs::One] {
        let (serving, endpoint) = case.serve(jobs, PUBLIC_URL);
        assert_eq!(first.get_or_insert(endpoint.id.clone()), &endpoint.id);
        serving.stop();
    }
    assert_eq!(case.provider.endpoints().len(), 1);
}

pub fn it_moves_with_its_app<P: Provider>() {
    let mut case = Case::<P>::new();
    let (serving, endpoint) = case.serve(Jobs::One, PUBLIC_URL);
    serving.stop();
    let (serving, moved) = case.serve(Jobs::Two, "https://moved.example");
    assert_eq!(moved.id, endpoint.id);
    assert_eq!(case.provider.endpoints().len(), 1);
    serving.stop();
}

pub fn what_is_deleted_or_changed_by_hand_is_mended<P: Provider>() {
    let mut case = Case::<P>::new();
    let (serving, endpoint) = case.serve(Jobs::One, PUBLIC_URL);

    case.provider.delete(&endpoint.id);
    let checked = case.app.run(&["sources", "check", "--json"]);
    assert_eq!(checked.status.code(), Some(1), "{checked:?}");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(said.contains("drifted"), "{said}");
    serving.until("another endpoint", || {
        (case.provider.endpoints().len() == 1).then_some(())
    });
    let provider = &case.provider;
    let endpoint = whole(provider, &case.app, &serving, Jobs::One, PUBLIC_URL);
    let checked = case.app.json(&["sources", "check"]);
    assert_eq!(checked[0]["finding"], "as_registered");
    serving.stop();

    // While the app is away; it is found at the start.
    case.provider.take_events(&endpoint.id);
    let serving = case.app.serve();
    serving.until("the events", || {
        (case.provider.endpoints()[0].events == P::events(Jobs::One)).then_some(())
    });
    let provider = &case.provider;
    whole(provider, &case.app, &serving, Jobs::One, PUBLIC_URL);
    serving.stop();
}

pub fn a_lost_key_is_said_and_a_new_one_ends_with_one_endpoint<P: Provider>() {
    let mut case = Case::<P>::new();
    let (serving, _) = case.serve(Jobs::One, PUBLIC_URL);
    serving.stop();

    case.app.set("TRIGGER_SECRET_KEY", "cd".repeat(32));
    let refused = case.app.serve_until_it_ends();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("rotate-keys --forget-lost"), "{said}");

    let rotated = case.app.json(&["rotate-keys", "--forget-lost"]);
    assert_eq!(rotated["forgotten"], 1, "{rotated}");
    let (serving, _) = case.serve(Jobs::One, PUBLIC_URL);
    assert_eq!(case.provider.endpoints().len(), 1);
    serving.stop();
}

pub fn a_lost_secret_ends_with_one_endpoint_whose_secret_is_known<P: Provider>() {
    let mut case = Case::<P>::new();
    let (serving, _) = case.serve(Jobs::One, PUBLIC_URL);
    serving.stop();
    let database = Connection::open(case.app.data().join("app.db")).expect("the database");
    let lose = "UPDATE sources SET secret = NULL";
    assert_eq!(database.execute(lose, []).expect("it is written"), 1);
    drop(database);
    for _ in 0..2 {
        let (serving, _) = case.serve(Jobs::One, PUBLIC_URL);
        assert_eq!(case.provider.endpoints().len(), 1);
        serving.stop();
    }
}

pub fn a_database_that_is_gone_ends_with_one_endpoint<P: Provider>() {
    let mut case = Case::<P>::new();
    let (serving, _) = case.serve(Jobs::Two, PUBLIC_URL);
    serving.stop();
    fs::remove_dir_all(case.app.data()).expect("it is there");
    let (serving, _) = case.serve(Jobs::One, PUBLIC_URL);
    assert_eq!(case.provider.endpoints().len(), 1);
    serving.stop();
}

pub fn a_new_key_takes_the_place_of_the_old_one<P: Provider>() {
    let [old, new] = ["ab", "cd"].map(|digits| digits.repeat(32));
    let mut case = Case::<P>::new();
    case.app.set("TRIGGER_SECRET_KEY", &*old);
    let (serving, endpoint) = case.serve(Jobs::One, PUBLIC_URL);
    serving.stop();

    case.app.set("TRIGGER_SECRET_KEY", format!("{new},{old}"));
    let (serving, _) = case.serve(Jobs::One, PUBLIC_URL);
    let rotated = case.app.json(&["rotate-keys"]);
    assert_eq!(rotated["lost"], 0, "{rotated}");
    assert!(rotated["resealed"].as_u64() > Some(1), "{rotated}");
    assert_eq!(case.app.json(&["rotate-keys"])["resealed"], 0);
    serving.stop();

    case.app.set("TRIGGER_SECRET_KEY", new);
    let (serving, again) = case.serve(Jobs::One, PUBLIC_URL);
    assert_eq!(again.id, endpoint.id);
    serving.stop();
}

pub fn the_provider_may_be_out_of_order_for_a_while<P: Provider>() {
    let mut case = Case::<P>::new();
    case.provider.fail_for_a_while(2);
    let (serving, _) = case.serve(Jobs::One, PUBLIC_URL);
    serving.stop();
}

pub fn the_provider_may_be_out_of_reach_at_first<P: Provider>() {
    let (app, start) = P::start_later(PUBLIC_URL);
    let serving = app.serve();
    assert_eq!(app.source()["state"], "registering");
    let provider = start();
    whole(&provider, &app, &serving, Jobs::One, PUBLIC_URL);
    serving.stop();
}

pub fn two_apps_on_one_account_leave_each_other_alone<P: Provider>() {
    let mut case = Case::<P>::new();
    let other_url = "https://other.example";
    let mut other = case.provider.app(other_url);
    case.provider.set_jobs(&mut other, Jobs::Two);
    let others = other.serve();
    whole(&case.provider, &other, &others, Jobs::Two, other_url);
    for jobs in [Jobs::One, Jobs::Two, Jobs::One] {
        let (serving, _) = case.serve(jobs, PUBLIC_URL);
        serving.stop();
    }
    let (serving, _) = case.serve(Jobs::One, "https://moved.example");
    serving.stop();
    whole(&case.provider, &other, &others, Jobs::Two, other_url);
    assert_eq!(case.provider.endpoints().len(), 2);
    others.stop();
}

pub fn a_copied_database_does_not_take_the_endpoint_over<P: Provider>() {
    let mut case = Case::<P>::new();
    let (serving, endpoint) = case.serve(Jobs::One, PUBLIC_URL);
    serving.stop();

    let url = "https://copy.example";
    let mut copy = case.provider.app(url);
    case.provider.set_jobs(&mut copy, Jobs::One);
    fs::create_dir_all(copy.data()).expect("a folder");
    for name in ["app.db", "app.key"] {
        fs::copy(case.app.data().join(name), copy.data().join(name)).expect("a copy");
    }
    let serving = copy.serve();
    let source = copy.source();
    assert_eq!(source["state"], "inactive", "{source}");
    assert_eq!(case.provider.endpoints(), std::slice::from_ref(&endpoint));
    let key = source["key"].as_str().expect("a key");
    copy.json(&["sources", "register", key, "--anew"]);
    whole(&case.provider, &copy, &serving, Jobs::One, url);
    serving.stop();
    assert!(case.provider.endpoints().contains(&endpoint));
    assert_eq!(case.provider.endpoints().len(), 2);
}

pub fn what_no_job_wants_is_removed_on_request<P: Provider>() {
    let mut case = Case::<P>::new();
    let (serving, endpoint) = case.serve(Jobs::One, PUBLIC_URL);
    serving.stop();
    case.provider.set_jobs(&mut case.app, Jobs::None);
    let serving = case.app.serve();
    assert_eq!(case.app.source()["state"], "unwanted");
    assert_eq!(case.provider.deliver(&serving, &endpoint), 200);

    let listed = case.app.json(&["sources", "prune"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!(case.provider.endpoints(), [endpoint]);
    case.app.json(&["sources", "prune", "--yes"]);
    serving.until("no endpoint", || {
        case.provider.endpoints().is_empty().then_some(())
    });
    serving.until("no source", || {
        let sources = case.app.json(&["sources"]);
        sources.as_array()?.is_empty().then_some(())
    });
    serving.stop();
}

/// Holds the source of a provider's stand-in to its whole life.
#[macro_export]
macro_rules! lifecycle {
    ($provider:ty) => {
        $crate::lifecycle!(@each $provider:
            it_starts_restarts_and_follows_its_jobs
            it_moves_with_its_app
            what_is_deleted_or_changed_by_hand_is_mended
            a_lost_key_is_said_and_a_new_one_ends_with_one_endpoint
            a_new_key_takes_the_place_of_the_old_one
            a_lost_secret_ends_with_one_endpoint_whose_secret_is_known
            a_database_that_is_gone_ends_with_one_endpoint
            the_provider_may_be_out_of_order_for_a_while
            the_provider_may_be_out_of_reach_at_first
            two_apps_on_one_account_leave_each_other_alone
            a_copied_database_does_not_take_the_endpoint_over
            what_no_job_wants_is_removed_on_request
        );
    };
    (@each $provider:ty: $($fact:ident)*) => {$(
        #[test]
        fn $fact() {
            $crate::life::$fact::<$provider>();
        }
    )*};
}
