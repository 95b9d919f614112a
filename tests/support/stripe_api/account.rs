//! The account behind the API: its webhook endpoints, and Stripe's rules for them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::form::Form;

/// Counts the secrets of all accounts: no two endpoints have the same.
static SECRETS: AtomicU64 = AtomicU64::new(1);

/// How many endpoints an account may have.
const MOST_ENDPOINTS: usize = 16;

const CREATE: &[&str] = &[
    "url",
    "enabled_events",
    "connect",
    "api_version",
    "description",
    "metadata",
];
const UPDATE: &[&str] = &[
    "url",
    "enabled_events",
    "disabled",
    "description",
    "metadata",
];
const LIST: &[&str] = &["limit", "starting_after", "ending_before"];

/// A webhook endpoint with everything that Stripe knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// `we_…`
    pub id: String,
    /// Where it sends to.
    pub url: String,
    /// The events that it sends.
    pub enabled_events: Vec<String>,
    /// Whether it sends the events of connected accounts, rather than the account's own.
    pub connect: bool,
    /// The API version of what it sends.
    pub api_version: Option<String>,
    /// What the dashboard shows.
    pub description: Option<String>,
    /// What is kept with it.
    pub metadata: BTreeMap<String, String>,
    /// Whether it does not send.
    pub disabled: bool,
    /// `whsec_…`, which Stripe tells only who creates the endpoint.
    pub secret: String,
}

impl Endpoint {
    /// Whether it sends an event of this type, of this account or a connected one.
    pub(super) fn sends(&self, kind: &str, of_connected: bool) -> bool {
        let enabled = |event: &String| event == "*" || event == kind;
        !self.disabled && self.connect == of_connected && self.enabled_events.iter().any(enabled)
    }

    /// As the API shows it: without its secret.
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "webhook_endpoint",
            "api_version": self.api_version,
            "application": null,
            "created": 1_785_398_400,
            "description": self.description,
            "enabled_events": self.enabled_events,
            "livemode": false,
            "metadata": self.metadata,
            "status": if self.disabled { "disabled" } else { "enabled" },
            "url": self.url,
        })
    }
}

/// A refusal: the status and the `error` object.
pub(super) type Refusal = (u16, Value);

/// A refusal as Stripe writes it.
pub(super) fn refuse(status: u16, code: &str, param: &str, message: &str) -> Refusal {
    let error = json!({
        "type": "invalid_request_error",
        "code": code,
        "param": param,
        "message": message,
    });
    (status, json!({ "error": error }))
}

/// The account's endpoints, oldest first.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) endpoints: Vec<Endpoint>,
    created: usize,
}

impl Account {
    /// Adds an endpoint without asking whether it may be added.
    pub(super) fn add(&mut self, url: &str, enabled_events: Vec<String>) -> &mut Endpoint {
        self.created += 1;
        let number = self.created;
        self.endpoints.push(Endpoint {
            id: format!("we_1Tm{number:06}"),
            url: url.to_owned(),
            enabled_events,
            connect: false,
            api_version: None,
            description: None,
            metadata: BTreeMap::new(),
            disabled: false,
            secret: format!(
                "whsec_Tr1gg3r{:06}",
                SECRETS.fetch_add(1, Ordering::Relaxed)
            ),
        });
        let last = self.endpoints.len() - 1;
        &mut self.endpoints[last]
    }

    pub(super) fn create(&mut self, form: &Form) -> Result<Endpoint, Refusal> {
        only(form, CREATE)?;
        let url = form.text("url").ok_or_else(|| missing("url"))?;
        check_url(url)?;
        let events = form
            .list("enabled_events")
            .ok_or_else(|| missing("enabled_events"))?;
        check_events(&events)?;
        if self.endpoints.len() >= MOST_ENDPOINTS {
            let message = format!("You have reached the maximum of {MOST_ENDPOINTS} endpoints.");
            return Err(refuse(400, "", "", &message));
        }
        let connect = flag(form, "connect")?.unwrap_or(false);
        let endpoint = self.add(url, events);
        endpoint.connect = connect;
        endpoint.api_version = form.text("api_version").map(str::to_owned);
        endpoint.description = form.text("description").map(str::to_owned);
        endpoint.metadata = form.map("metadata");
        Ok(endpoint.clone())
    }

    pub(super) fn update(&mut self, id: &str, form: &Form) -> Result<Value, Refusal> {
        let endpoint = self.find(id)?;
        only(form, UPDATE)?;
        let disabled = flag(form, "disabled")?;
        if let Some(url) = form.text("url") {
            check_url(url)?;
            endpoint.url = url.to_owned();
        }
        if let Some(events) = form.list("enabled_events") {
            check_events(&events)?;
            endpoint.enabled_events = events;
        }
        if let Some(description) = form.text("description") {
            endpoint.description = Some(description.to_owned());
        }
        endpoint.disabled = disabled.unwrap_or(endpoint.disabled);
        endpoint.metadata.extend(form.map("metadata"));
        Ok(endpoint.json())
    }

    pub(super) fn delete(&mut self, id: &str) -> Result<Value, Refusal> {
        self.find(id)?;
        self.endpoints.retain(|endpoint| endpoint.id != id);
        Ok(json!({ "id": id, "object": "webhook_endpoint", "deleted": true }))
    }

    pub(super) fn retrieve(&mut self, id: &str) -> Result<Value, Refusal> {
        self.find(id).map(|endpoint| endpoint.json())
    }

    pub(super) fn list(&self, form: &Form) -> Result<Value, Refusal> {
        only(form, LIST)?;
        let limit = form.text("limit").map_or(Ok(10), str::parse).unwrap_or(0);
        if !(1..=100).contains(&limit) {
            return Err(refuse(
                400,
                "parameter_invalid_integer",
                "limit",
                "Invalid limit",
            ));
        }
        let mut newest_first: Vec<_> = self.endpoints.iter().rev().collect();
        if let Some(id) = form.text("starting_after") {
            let place = newest_first.iter().position(|endpoint| endpoint.id == id);
            let place = place.ok_or_else(|| no_such(400, "starting_after", id))?;
            newest_first.drain(..=place);
        }
        let has_more = newest_first.len() > limit;
        let data: Vec<_> = newest_first
            .into_iter()
            .take(limit)
            .map(Endpoint::json)
            .collect();
        Ok(json!({
            "object": "list",
            "url": "/v1/webhook_endpoints",
            "has_more": has_more,
            "data": data,
        }))
    }

    fn find(&mut self, id: &str) -> Result<&mut Endpoint, Refusal> {
        let endpoint = self.endpoints.iter_mut().find(|endpoint| endpoint.id == id);
        endpoint.ok_or_else(|| no_such(404, "webhook_endpoint", id))
    }
}

fn only(form: &Form, known: &[&str]) -> Result<(), Refusal> {
    match form.names().find(|name| !known.contains(name)) {
        None => Ok(()),
        Some(name) => {
            let message = format!("Received unknown parameter: {name}");
            Err(refuse(400, "parameter_unknown", name, &message))
        }
    }
}

fn flag(form: &Form, name: &str) -> Result<Option<bool>, Refusal> {
    let flag = form.text(name).map(str::parse).transpose();
    flag.map_err(|_| refuse(400, "", name, "Invalid boolean"))
}

fn check_url(url: &str) -> Result<(), Refusal> {
    if url.starts_with("http://") || url.starts_with("https://") {
        return Ok(());
    }
    Err(refuse(
        400,
        "url_invalid",
        "url",
        "Invalid URL: An explicit scheme must be provided.",
    ))
}

/// Whether these could be names of events; which names there are is not checked.
fn check_events(events: &[String]) -> Result<(), Refusal> {
    let part = |part: &str| {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !part.is_empty() && part.bytes().all(letter)
    };
    let name =
        |event: &&String| *event == "*" || (event.contains('.') && event.split('.').all(part));
    match events.iter().find(|event| !name(event)) {
        None => Ok(()),
        Some(event) => {
            let message = format!("Invalid enabled_events: {event}");
            Err(refuse(400, "", "enabled_events", &message))
        }
    }
}

pub(super) fn missing(name: &str) -> Refusal {
    let message = format!("Missing required param: {name}.");
    refuse(400, "parameter_missing", name, &message)
}

fn no_such(status: u16, param: &str, id: &str) -> Refusal {
    let message = format!("No such webhook endpoint: '{id}'");
    refuse(status, "resource_missing", param, &message)
}
