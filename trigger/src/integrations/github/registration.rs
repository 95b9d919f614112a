//! Registering a webhook of GitHub's: however often and wherever it is interrupted, there is one at
//! the source's URL in the end, it sends what jobs want, and its secret is known.
//!
//! GitHub delivers nothing a second time by itself, so a webhook that can be gone on with is never
//! deleted: one whose secret was lost is given a new one, and one whose URL has changed a new URL.

use std::collections::BTreeSet;

use serde_json::json;

use super::hooks::{GitHubHooks, Hook, NewHook, SecretHook, UpdateHook};
use super::source::{GitHubHook, GitHubParams, GitHubWebhook};
use crate::error::{Error, Result, Retry};
use crate::run::Io;
use crate::source::{Check, Deregister, Options, Register, Registration, Standing};

/// The event that GitHub sends through every webhook, and that none can be subscribed to.
const PING: &str = "ping";

pub(super) async fn register(
    call: Register<GitHubWebhook>,
) -> Result<Option<Registration<GitHubHook>>> {
    let Register {
        params,
        integration,
        account: _,
        key: _,
        url,
        active,
        data,
        has_secret,
        events,
        options: _,
        io,
        context: _,
    } = call;
    let known = data.map(|hook| hook.id);
    // A webhook whose secret was never stored has to be given a new one: nothing that it sends can
    // be verified.
    let usable = known.filter(|_| has_secret);
    if events.desired.is_empty() || (active && usable.is_some() && events.is_settled()) {
        return Ok(None);
    }
    let at = At {
        hooks: integration.hooks(),
        place: place_of(&params)?,
        url,
        desired: events.desired,
    };

    if let Some(id) = usable.filter(|_| active)
        && let Some(hook) = at.update("update-hook", id).await?
    {
        return Ok(Some(at.registered(hook)));
    }

    let found = at.hooks.list("list-hooks", &at.place).await?;
    let plan = Plan::new(found, &at.url, known);
    at.delete(plan.delete, &io).await?;
    let registration = match plan.keep {
        Some(hook) if usable == Some(hook.id) => at.go_on(hook).await?,
        Some(hook) => at.renewed("renew-hook", hook.id).await?,
        None => at.created(&io).await?,
    };
    Ok(Some(registration))
}

/// Asks GitHub for the webhook that was registered, and compares.
pub(super) async fn check(call: Check<GitHubWebhook>) -> Result<Standing> {
    let Check {
        params,
        integration,
        url,
        data: GitHubHook { id, .. },
        registered,
        ..
    } = call;
    let place = place_of(&params)?;
    let Some(found) = integration.find_hook(&place, id).await? else {
        return Ok(Standing::Drifted(format!("the webhook {id} is gone")));
    };
    let sent = BTreeSet::from_iter(found.events);
    Ok(if found.config.url != url {
        let place = found.config.url;
        Standing::Drifted(format!("the webhook {id} sends to {place}"))
    } else if !found.active {
        Standing::Drifted(format!("the webhook {id} is switched off"))
    } else if sent != BTreeSet::from_iter(asked(&registered.events)) {
        let sent = Vec::from_iter(sent).join(", ");
        Standing::Drifted(format!("the webhook {id} sends {sent}"))
    } else {
        Standing::AsRegistered
    })
}

/// Deletes the webhook that was registered.
pub(super) async fn deregister(call: Deregister<GitHubWebhook>) -> Result<()> {
    let place = place_of(&call.params)?;
    let hooks = call.integration.hooks();
    hooks.delete("delete-hook", &place, call.data.id).await
}

fn place_of(params: &GitHubParams) -> Result<String> {
    let place = params.place().map_err(Error::permanent)?;
    place.ok_or_else(|| Error::permanent("the trigger names no repository and no organisation"))
}

/// What is asked for: everything that is wanted and can be.
fn asked(wanted: &BTreeSet<String>) -> Vec<String> {
    let can_be = |name: &&String| *name != PING;
    let mut asked: Vec<_> = wanted.iter().filter(can_be).cloned().collect();
    if asked.is_empty() {
        // A webhook of no event at all would be one of pushes.
        asked.push("meta".to_owned());
    }
    asked
}

/// Where a webhook is wanted, and for what.
struct At {
    hooks: GitHubHooks,
    place: String,
    url: String,
    desired: BTreeSet<String>,
}

impl At {
    /// Updates the webhook that was registered before. `None` when GitHub refuses that for good:
    /// somebody deleted it, and what is there instead must be looked at.
    async fn update(&self, key: &'static str, id: i64) -> Result<Option<Hook>> {
        let changes = UpdateHook {
            events: Some(asked(&self.desired)),
            // In case that somebody switched it off.
            active: Some(true),
        };
        match self.hooks.update(key, &self.place, id, changes).await {
            Ok(hook) => Ok(Some(hook)),
            Err(error) if error.retry() == Retry::Never => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Goes on with the webhook whose secret is known, wherever it sends to so far.
    async fn go_on(&self, hook: Hook) -> Result<Registration<GitHubHook>> {
        let id = hook.id;
        if hook.config.url != self.url {
            let url = self.url.clone();
            self.hooks
                .redirect("redirect-hook", &self.place, id, url)
                .await?;
        }
        match self.update("update-found-hook", id).await? {
            Some(hook) => Ok(self.registered(hook)),
            None => self.renewed("renew-found-hook", id).await,
        }
    }

    /// Gives a webhook a secret that is known.
    async fn renewed(&self, key: &'static str, id: i64) -> Result<Registration<GitHubHook>> {
        let wanted = self.wanted();
        let SecretHook { hook, secret } = self.hooks.renew(key, &self.place, id, wanted).await?;
        Ok(Registration {
            secret: Some(secret),
            ..self.registered(hook)
        })
    }

    async fn created(&self, io: &Io) -> Result<Registration<GitHubHook>> {
        let created = self
            .hooks
            .create("create-hook", &self.place, self.wanted())
            .await;
        let refusal = match created {
            Ok(SecretHook { hook, secret }) => {
                return Ok(Registration {
                    secret: Some(secret),
                    ..self.registered(hook)
                });
            }
            Err(error) if error.retry() == Retry::Never => error,
            Err(error) => return Err(error),
        };
        // An earlier attempt at the creation may have succeeded unheard: GitHub, which takes no
        // idempotency key, refuses the second one.
        let found = self.hooks.list("list-hooks-again", &self.place).await?;
        let plan = Plan::new(found, &self.url, None);
        self.delete(plan.delete, io).await?;
        match plan.keep {
            Some(hook) => self.renewed("renew-created-hook", hook.id).await,
            None => Err(refusal),
        }
    }

    async fn delete(&self, hooks: Vec<Hook>, io: &Io) -> Result<()> {
        for hook in hooks {
            let key = ("delete-hook", hook.id);
            self.hooks.delete(key, &self.place, hook.id).await?;
            io.log().warn(
                "deleted a second webhook of this URL",
                json!({ "hook": hook.id }),
            );
        }
        Ok(())
    }

    fn wanted(&self) -> NewHook {
        NewHook {
            url: self.url.clone(),
            events: asked(&self.desired),
        }
    }

    /// What is registered once GitHub has answered with the webhook as it is now.
    fn registered(&self, hook: Hook) -> Registration<GitHubHook> {
        let sends = |name: &&String| *name == PING || hook.events.contains(name);
        Registration {
            secret: None,
            options: Options::new(),
            events: self.desired.iter().filter(sends).cloned().collect(),
            data: GitHubHook {
                id: hook.id,
                url: hook.config.url,
            },
        }
    }
}

/// What is to become of the webhooks that are there.
struct Plan {
    /// The webhook to go on with.
    keep: Option<Hook>,
    /// The webhooks to delete.
    delete: Vec<Hook>,
}

impl Plan {
    /// Of the webhooks at `url` and the one that was registered before, keeps the latter if it is
    /// still there, and one in any case: those of other URLs belong to others.
    fn new(found: Vec<Hook>, url: &str, known: Option<i64>) -> Self {
        let is_known = |hook: &Hook| known == Some(hook.id);
        let ours = found
            .into_iter()
            .filter(|hook| hook.config.url == url || is_known(hook));
        let mut delete: Vec<_> = ours.collect();
        let keep = delete.iter().position(is_known).unwrap_or(0);
        let keep = (keep < delete.len()).then(|| delete.remove(keep));
        Self { keep, delete }
    }
}
