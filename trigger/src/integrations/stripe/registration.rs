//! Registering Stripe's webhook: however often and wherever it is interrupted, there is one endpoint
//! at the source's URL in the end, it sends what jobs want, and its secret is known.

use std::collections::BTreeSet;

use serde_json::json;

use super::client::API_VERSION;
use super::source::{StripeEndpoint, StripeWebhook};
use super::webhook_endpoints::{
    CreateWebhookEndpoint, StripeWebhookEndpoints, UpdateWebhookEndpoint, WebhookEndpoint,
    WebhookEndpointStatus,
};
use crate::error::{Error, Result, Retry};
use crate::run::Io;
use crate::source::{Check, Deregister, Options, Register, Registration, Standing};

pub(super) async fn register(
    call: Register<StripeWebhook>,
) -> Result<Option<Registration<StripeEndpoint>>> {
    let Register {
        params,
        integration,
        account: _,
        key,
        url,
        active,
        data,
        has_secret,
        events,
        options: _,
        io,
        context: _,
    } = call;
    let own = data.map(|endpoint| endpoint.id);
    // An endpoint whose secret was never stored is of no use: nothing that it sends can be verified.
    let usable = own.clone().filter(|_| has_secret);
    if events.desired.is_empty() || (active && usable.is_some() && events.is_settled()) {
        return Ok(None);
    }
    let endpoints = integration.webhook_endpoints();
    let changes = changes(&url, &events.desired);

    if active
        && let Some(id) = &usable
        && let Some(endpoint) = update(&endpoints, id.clone(), changes.clone()).await?
    {
        return Ok(Some(registered(endpoint)));
    }

    let found = endpoints.list("list-endpoints").await?;
    let plan = Plan::new(found, &url, own.as_deref(), usable.as_deref());
    delete("delete-endpoint", plan.delete, &endpoints, &io).await?;
    if let Some(id) = plan.keep {
        let endpoint = endpoints
            .update("update-found-endpoint", id, changes)
            .await?;
        return Ok(Some(registered(endpoint)));
    }
    let wanted = CreateWebhookEndpoint {
        url: url.clone(),
        enabled_events: events.desired.into_iter().collect(),
        connect: Some(params.connect),
        api_version: Some(API_VERSION.to_owned()),
        description: Some(format!("Trigger: {key}")),
        ..Default::default()
    };
    let endpoint = create(&endpoints, wanted).await?;
    // An earlier attempt at the creation may have died unheard, so long ago that Stripe no longer
    // knows its idempotency key: then there are two.
    let found = endpoints.list("list-endpoints-again").await?;
    let created = Some(&*endpoint.id);
    let plan = Plan::new(found, &url, created, created);
    delete("delete-duplicate", plan.delete, &endpoints, &io).await?;
    Ok(Some(registered(endpoint)))
}

/// Asks Stripe for the endpoint that was registered, and compares.
pub(super) async fn check(call: Check<StripeWebhook>) -> Result<Standing> {
    let Check {
        integration,
        url,
        data,
        registered,
        ..
    } = call;
    let id = data.id;
    let Some(found) = integration.find_webhook_endpoint(&id).await? else {
        return Ok(Standing::Drifted(format!("the endpoint {id} is gone")));
    };
    let events: BTreeSet<_> = found.enabled_events.into_iter().collect();
    let listed = |events: &BTreeSet<String>| events.iter().cloned().collect::<Vec<_>>().join(", ");
    Ok(if found.url != url {
        Standing::Drifted(format!("the endpoint {id} sends to {}", found.url))
    } else if found.status == WebhookEndpointStatus::Disabled {
        Standing::Drifted(format!("the endpoint {id} is disabled"))
    } else if events != registered.events {
        Standing::Drifted(format!("the endpoint {id} sends {}", listed(&events)))
    } else {
        Standing::AsRegistered
    })
}

/// Deletes the endpoint that was registered.
pub(super) async fn deregister(call: Deregister<StripeWebhook>) -> Result<()> {
    let endpoints = call.integration.webhook_endpoints();
    endpoints.delete("delete-endpoint", call.data.id).await?;
    Ok(())
}

/// Updates the endpoint that was registered before. `None` when Stripe refuses that for good:
/// somebody deleted it, and what is there instead must be looked at.
async fn update(
    endpoints: &StripeWebhookEndpoints,
    id: String,
    changes: UpdateWebhookEndpoint,
) -> Result<Option<WebhookEndpoint>> {
    match endpoints.update("update-endpoint", id, changes).await {
        Ok(endpoint) => Ok(Some(endpoint)),
        Err(error) if error.retry() == Retry::Never => Ok(None),
        Err(error) => Err(error),
    }
}

async fn delete(
    key: &'static str,
    ids: Vec<String>,
    endpoints: &StripeWebhookEndpoints,
    io: &Io,
) -> Result<()> {
    for id in ids {
        endpoints.delete((key, &id), id.clone()).await?;
        io.log().warn(
            "deleted an endpoint of ours whose secret is not known",
            json!({ "endpoint": id }),
        );
    }
    Ok(())
}

async fn create(
    endpoints: &StripeWebhookEndpoints,
    wanted: CreateWebhookEndpoint,
) -> Result<WebhookEndpoint> {
    let endpoint = endpoints.create("create-endpoint", wanted).await?;
    if endpoint.secret.is_none() {
        return Err(Error::new(
            "Stripe created the endpoint without giving its secret",
        ));
    }
    Ok(endpoint)
}

/// What is to become of the endpoints that are there.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    /// The endpoint to go on with.
    keep: Option<String>,
    /// The endpoints to delete.
    delete: Vec<String>,
}

impl Plan {
    /// Of the endpoints that are ours, keeps the one whose secret is stored, and no other. Ours are
    /// those at our URL, and the one that this app has made, wherever it sends to: the app may have
    /// moved. All others belong to others.
    fn new(
        found: Vec<WebhookEndpoint>,
        url: &str,
        own: Option<&str>,
        usable: Option<&str>,
    ) -> Self {
        let is_ours =
            |endpoint: &WebhookEndpoint| endpoint.url == url || own == Some(endpoint.id.as_str());
        let ours = found.into_iter().filter(is_ours);
        let (keep, delete): (Vec<_>, Vec<_>) = ours
            .map(|endpoint| endpoint.id)
            .partition(|id| usable == Some(id.as_str()));
        Self {
            keep: keep.into_iter().next(),
            delete,
        }
    }
}

/// Where the app is now, the whole list of wanted events, so that what no job wants any more goes,
/// and the endpoint switched on again in case Stripe switched it off.
fn changes(url: &str, desired: &BTreeSet<String>) -> UpdateWebhookEndpoint {
    UpdateWebhookEndpoint {
        url: Some(url.to_owned()),
        enabled_events: Some(desired.iter().cloned().collect()),
        disabled: Some(false),
        ..Default::default()
    }
}

fn registered(endpoint: WebhookEndpoint) -> Registration<StripeEndpoint> {
    Registration {
        secret: endpoint.secret,
        options: Options::new(),
        events: endpoint.enabled_events.into_iter().collect(),
        data: StripeEndpoint {
            id: endpoint.id,
            url: endpoint.url,
            api_version: endpoint.api_version,
            livemode: endpoint.livemode,
        },
    }
}

#[cfg(test)]
mod tests;
