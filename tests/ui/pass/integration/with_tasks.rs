//! An integration is a client that jobs ask for, and its methods are tasks under a namespace.
#![deny(warnings)]

use serde::{Deserialize, Serialize};
use trigger::Integration as _;
use trigger::prelude::*;

// No `Debug`: the generated code asks for none.
#[integration(id = "stripe", name = "Stripe", validate = Self::check)]
#[derive(Clone)]
pub struct Stripe {
    key: String,
}

#[integration(icon = "chat")]
#[derive(Clone)]
pub struct TeamChat;

impl Stripe {
    fn check(&self) -> Result<()> {
        match self.key.as_str() {
            "" => Err(Error::new("there is no key")),
            _ => Ok(()),
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Endpoint {
    url: String,
}

/// Where Stripe sends its events.
#[tasks(namespace = "webhook_endpoints")]
impl Stripe {
    /// Creates one. Its secret is in the answer.
    #[task(sealed, retry(limit = 3), timeout = "1m")]
    async fn create(&self, mut endpoint: Endpoint, key: u8) -> Result<Endpoint> {
        self.check()?;
        endpoint.url.push_str(&key.to_string());
        Ok(endpoint)
    }

    async fn list(&self) -> Result<Vec<Endpoint>> {
        let endpoint = Endpoint { url: self.key.clone() };
        Ok(vec![self.create(endpoint, 1).await?])
    }
}

// A second namespace of the same integration may use the same names.
#[tasks(namespace = "customers")]
impl Stripe {
    #[task(name = "List customers", icon = "people")]
    pub async fn list(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
}

#[event_spec(name = "ping")]
#[derive(Deserialize)]
struct Ping {}

#[job(trigger = Ping)]
async fn on_ping(_: Ping, stripe: Stripe, _chat: TeamChat) -> Result<String> {
    let endpoint = Endpoint { url: "https://example.com".into() };
    // The calls can be made first and awaited later: they borrow nothing.
    let created = stripe.webhook_endpoints().create("create", endpoint, 1);
    let listed = stripe.webhook_endpoints().list(("list", 1));
    let customers = stripe.customers().list(String::from("customers"));
    let (created, listed, customers) = tokio::join!(created, listed, customers);
    (listed?, customers?);
    Ok(created?.url)
}

fn main() {
    assert_eq!(Stripe::META.icon, "stripe");
    assert_eq!(TeamChat::META.id, "team-chat");
    assert_eq!(TeamChat::META.name, "Team Chat");
    assert_eq!(TeamChat::META.icon, "chat");
    assert!(Stripe { key: String::new() }.validate().is_err());
    let stripe = Stripe { key: "sk_test".into() };
    assert!(stripe.validate().is_ok());
    assert_eq!(format!("{:?}", stripe.webhook_endpoints()), "StripeWebhookEndpoints");
    let [job] = jobs![on_ping];
    assert_eq!((job.needs)().len(), 2);
}
