//! The webhooks behind the API, and GitHub's rules for them.

use serde_json::{Value, json};

use super::server::{Answered, refuse};

/// How many webhooks may be subscribed to one event of one place.
const MOST_HOOKS: usize = 20;

/// Events that only a GitHub App is sent, or that nobody is subscribed to.
const NOT_OF_HOOKS: [&str; 4] = [
    "installation",
    "github_app_authorization",
    "marketplace_purchase",
    "ping",
];

/// A webhook with everything that GitHub knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its id.
    pub id: i64,
    /// What it hangs on: `acme/site` or `acme`.
    pub place: String,
    /// Where it sends to.
    pub url: String,
    /// The events that it sends.
    pub events: Vec<String>,
    /// Whether it sends.
    pub active: bool,
    /// `json` or `form`.
    pub content_type: String,
    /// What deliveries are signed with, if they are; GitHub shows it to nobody.
    pub secret: String,
}

impl Hook {
    fn config(&self) -> Value {
        let mut config = json!({
            "content_type": self.content_type,
            "insecure_ssl": "0",
            "url": self.url,
        });
        if !self.secret.is_empty() {
            config["secret"] = json!("********");
        }
        config
    }

    /// As the API shows it.
    fn json(&self) -> Value {
        let is_repository = self.place.contains('/');
        json!({
            "type": if is_repository { "Repository" } else { "Organization" },
            "id": self.id,
            "name": "web",
            "active": self.active,
            "events": self.events,
            "config": self.config(),
            "created_at": "2026-10-01T12:00:00Z",
            "updated_at": "2026-10-01T12:00:00Z",
        })
    }
}

/// All webhooks, oldest first.
#[derive(Debug, Default)]
pub(super) struct Hooks {
    pub(super) all: Vec<Hook>,
    created: i64,
}

impl Hooks {
    /// Adds a webhook without asking whether it may be added.
    pub(super) fn add(
        &mut self,
        place: &str,
        url: &str,
        events: Vec<String>,
        secret: &str,
    ) -> &mut Hook {
        self.created += 1;
        self.all.push(Hook {
            id: 601_277_000 + self.created,
            place: place.to_lowercase(),
            url: url.to_owned(),
            events,
            active: true,
            content_type: "json".to_owned(),
            secret: secret.to_owned(),
        });
        let last = self.all.len() - 1;
        &mut self.all[last]
    }

    pub(super) fn of(&self, place: &str) -> Vec<Hook> {
        let place = place.to_lowercase();
        let hooks = self.all.iter().filter(|hook| hook.place == place);
        hooks.cloned().collect()
    }

    pub(super) fn list(&self, place: &str) -> Vec<Value> {
        self.of(place).iter().map(Hook::json).collect()
    }

    pub(super) fn get(&mut self, place: &str, id: i64) -> Answered {
        Ok((200, self.find(place, id)?.json()))
    }

    pub(super) fn create(
        &mut self,
        place: &str,
        body: &Value,
    ) -> Result<(Hook, Value), (u16, Value)> {
        let config = &body["config"];
        let url = config["url"].as_str().unwrap_or_default();
        check_url(url)?;
        let events = events(body)?.unwrap_or_else(|| vec!["push".to_owned()]);
        let here = self.of(place);
        if here.iter().any(|hook| hook.url == url) {
            let kind = if place.contains('/') {
                "repository"
            } else {
                "organization"
            };
            let message = format!("Hook already exists on this {kind}");
            return Err(invalid(
                json!({ "resource": "Hook", "code": "custom", "message": message }),
            ));
        }
        for event in &events {
            let subscribed = here
                .iter()
                .filter(|hook| hook.events.contains(event))
                .count();
            if subscribed >= MOST_HOOKS {
                let message =
                    format!("The \"{event}\" event cannot have more than {MOST_HOOKS} hooks");
                return Err(invalid(
                    json!({ "resource": "Hook", "code": "custom", "message": message }),
                ));
            }
        }
        let content_type = config["content_type"].as_str().unwrap_or("form").to_owned();
        let secret = config["secret"].as_str().unwrap_or_default().to_owned();
        let hook = self.add(place, url, events, &secret);
        hook.content_type = content_type;
        hook.active = body["active"].as_bool().unwrap_or(true);
        Ok((hook.clone(), hook.json()))
    }

    pub(super) fn update(&mut self, place: &str, id: i64, body: &Value) -> Answered {
        let hook = self.find(place, id)?;
        if let Some(events) = events(body)? {
            hook.events = events;
        }
        if let Some(active) = body["active"].as_bool() {
            hook.active = active;
        }
        if let Some(config) = body.get("config") {
            // What a change does not repeat of it is gone, the secret too.
            hook.secret.clear();
            merge(hook, config)?;
        }
        Ok((200, hook.json()))
    }

    pub(super) fn configure(&mut self, place: &str, id: i64, config: &Value) -> Answered {
        let hook = self.find(place, id)?;
        merge(hook, config)?;
        Ok((200, hook.config()))
    }

    pub(super) fn delete(&mut self, place: &str, id: i64) -> Answered {
        self.find(place, id)?;
        self.all.retain(|hook| hook.id != id);
        Ok((204, Value::Null))
    }

    fn find(&mut self, place: &str, id: i64) -> Result<&mut Hook, (u16, Value)> {
        let place = place.to_lowercase();
        let found = self
            .all
            .iter_mut()
            .find(|hook| hook.place == place && hook.id == id);
        found.ok_or_else(|| refuse(404, "Not Found"))
    }
}

fn merge(hook: &mut Hook, config: &Value) -> Result<(), (u16, Value)> {
    if let Some(url) = config["url"].as_str() {
        check_url(url)?;
        hook.url = url.to_owned();
    }
    if let Some(content_type) = config["content_type"].as_str() {
        hook.content_type = content_type.to_owned();
    }
    if let Some(secret) = config["secret"].as_str() {
        hook.secret = secret.to_owned();
    }
    Ok(())
}

fn events(body: &Value) -> Result<Option<Vec<String>>, (u16, Value)> {
    let Some(events) = body["events"].as_array() else {
        return Ok(None);
    };
    let events: Vec<_> = events
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if events
        .iter()
        .any(|event| NOT_OF_HOOKS.contains(&event.as_str()))
    {
        let message = "Invalid event";
        return Err(invalid(
            json!({ "resource": "Hook", "field": "events", "code": "custom", "message": message }),
        ));
    }
    Ok(Some(events))
}

fn check_url(url: &str) -> Result<(), (u16, Value)> {
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(());
    }
    let message = "url is missing a scheme";
    Err(invalid(
        json!({ "resource": "Hook", "code": "custom", "message": message }),
    ))
}

fn invalid(error: Value) -> (u16, Value) {
    let (status, mut body) = refuse(422, "Validation Failed");
    body["errors"] = json!([error]);
    (status, body)
}
