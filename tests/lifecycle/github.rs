//! GitHub's webhooks.

use std::time::{SystemTime, UNIX_EPOCH};

use super::life::{Jobs, Provider, Registered};
use super::support::app::{App, Serving};
use super::support::github_api::{Delivery, GitHubApi, Hook, example};

/// The repository that the webhooks hang on.
const SITE: &str = "acme/site";

fn app(variables: &[(&'static str, String)], url: &str) -> App {
    let set = |app: App, (name, value): &(&'static str, String)| app.with(name, value);
    variables
        .iter()
        .fold(App::example("issues"), set)
        .with("ISSUES_JOBS", "opened")
        .with("TRIGGER_PUBLIC_URL", url)
}

impl Provider for GitHubApi {
    fn start() -> Self {
        Self::start()
    }

    fn start_later(url: &str) -> (App, impl FnOnce() -> Self) {
        let down = Self::down();
        (app(&down.env(), url), move || down.up())
    }

    fn app(&self, url: &str) -> App {
        app(&self.env(), url)
    }

    fn set_jobs(&self, app: &mut App, jobs: Jobs) {
        let jobs = match jobs {
            Jobs::None => "asked",
            Jobs::One => "opened",
            Jobs::Two => "opened,pushed",
        };
        app.set("ISSUES_JOBS", jobs);
    }

    fn events(jobs: Jobs) -> Vec<&'static str> {
        match jobs {
            Jobs::None => vec![],
            Jobs::One => vec!["issues"],
            Jobs::Two => vec!["issues", "push"],
        }
    }

    fn endpoints(&self) -> Vec<Registered> {
        let registered = |hook: Hook| Registered {
            id: hook.id.to_string(),
            url: hook.url,
            events: hook.events,
        };
        self.hooks(SITE).into_iter().map(registered).collect()
    }

    fn delete(&self, id: &str) {
        self.delete_hook(id.parse().expect("a number"));
    }

    fn take_events(&self, id: &str) {
        self.change_hook(id.parse().expect("a number"), |hook| {
            hook.events = vec!["fork".to_owned()];
        });
    }

    fn fail_for_a_while(&self, requests: usize) {
        self.fail_next(requests, 500, &[]);
        self.fail_next(1, 403, &[("retry-after", "1")]);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let reset = (now.expect("now").as_secs() + 1).to_string();
        let limited = [
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", &*reset),
        ];
        self.fail_next(1, 429, &limited);
    }

    fn deliver(&self, serving: &Serving, endpoint: &Registered) -> u16 {
        let mut hooks = self.hooks(SITE).into_iter();
        let hook = hooks.find(|hook| hook.id.to_string() == endpoint.id);
        let secret = hook.expect("it is there").secret;
        let (_, key) = endpoint.url.rsplit_once('/').expect("a path");
        let delivery = Delivery::of("issues", &example("issue_opened"));
        let url = serving.url(&format!("/sources/{key}"));
        delivery.post(&url, &secret).expect("an answer").status
    }
}

crate::lifecycle!(GitHubApi);
