//! Stripe's webhook endpoints.

use super::life::{Jobs, Provider, Registered};
use super::support::app::{App, Serving};
use super::support::stripe_api::{self, StripeApi};

fn app(variables: &[(&'static str, String)], url: &str) -> App {
    App::prices("created")
        .with_stripe(variables)
        .with("TRIGGER_PUBLIC_URL", url)
}

impl Provider for StripeApi {
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
            Jobs::None => "entered",
            Jobs::One => "created",
            Jobs::Two => "created,updated",
        };
        app.set("PRICES_JOBS", jobs);
    }

    fn events(jobs: Jobs) -> Vec<&'static str> {
        match jobs {
            Jobs::None => vec![],
            Jobs::One => vec!["price.created"],
            Jobs::Two => vec!["price.created", "price.updated"],
        }
    }

    fn endpoints(&self) -> Vec<Registered> {
        let endpoints = Self::endpoints(self).into_iter();
        let registered = |endpoint: stripe_api::Endpoint| Registered {
            id: endpoint.id,
            url: endpoint.url,
            events: endpoint.enabled_events,
        };
        endpoints.map(registered).collect()
    }

    fn delete(&self, id: &str) {
        self.delete_endpoint(id);
    }

    fn take_events(&self, id: &str) {
        self.change(|endpoints| {
            let endpoint = endpoints.iter_mut().find(|endpoint| endpoint.id == id);
            endpoint.expect("it is there").enabled_events = vec!["charge.failed".to_owned()];
        });
    }

    fn fail_for_a_while(&self, requests: usize) {
        self.fail_next(requests, 500);
        self.fail_next_with(1, 429, &[("retry-after", "1")]);
    }

    fn deliver(&self, serving: &Serving, endpoint: &Registered) -> u16 {
        let mut endpoints = Self::endpoints(self).into_iter();
        let known = endpoints.find(|known| known.id == endpoint.id);
        let secret = known.expect("it is there").secret;
        let (_, key) = endpoint.url.rsplit_once('/').expect("a path");
        let event = stripe_api::event("price.created", stripe_api::price("price_1"));
        let url = serving.url(&format!("/sources/{key}"));
        let answer = stripe_api::post(&url, &secret, &event);
        answer.expect("an answer").status
    }
}

crate::lifecycle!(StripeApi);
