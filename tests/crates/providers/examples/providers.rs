//! A job for each provider, which returns what it was told. Clerk is one that the library does not
//! know.

use trigger::IntegrationMeta;
use trigger::integrations::discord::{self, Discord, Interaction};
use trigger::integrations::linear::{self, Change, Issue, Linear};
use trigger::integrations::shopify::{self, Order, Shopify};
use trigger::integrations::slack::{self, Mention, Slack};
use trigger::integrations::twilio::{self, Twilio};
use trigger::integrations::typeform::{self, FormResponse, Typeform};
use trigger::prelude::*;
use trigger::source::signature::Scheme;
use trigger::source::{Envelope, Place, Webhook, WebhookSource};

/// Clerk: who signs up.
type Clerk = Webhook<ClerkWebhook>;

enum ClerkWebhook {}

impl WebhookSource for ClerkWebhook {
    const ID: &'static str = "clerk.webhook";
    const PROVIDER: IntegrationMeta = IntegrationMeta::new("clerk", "Clerk", "Clerk");
    const SECRET: &'static str = "CLERK_WEBHOOK_SECRET";
    const SETUP: &'static str = "add an endpoint in Clerk's dashboard under Webhooks";
    const SCHEME: Scheme = Scheme::STANDARD_WEBHOOKS;
    const EVENTS: Envelope = Envelope::named(&[Place::Field("/type")])
        .id(Place::Header("webhook-id"))
        .payload("/data");
}

#[derive(serde::Deserialize)]
struct User {
    id: String,
}

#[event_spec(name = "user.created", source = ClerkWebhook)]
fn on_user_created(user: &User) -> Properties {
    properties! { "User" => user.id }
}

#[job(trigger = on_user_created)]
async fn on_clerk(user: User) -> Result<String> {
    Ok(user.id)
}

#[job(trigger = linear::on_issue_created)]
async fn on_linear(change: Change<Issue>) -> Result<String> {
    Ok(change.data.title)
}

#[job(trigger = shopify::on_order_paid)]
async fn on_shopify(order: Order) -> Result<String> {
    Ok(order.name)
}

#[job(trigger = typeform::on_form_response)]
async fn on_typeform(response: FormResponse) -> Result<String> {
    Ok(response.form_id)
}

#[job(trigger = discord::on_command)]
async fn on_discord(interaction: Interaction) -> Result<String> {
    Ok(interaction.data.name)
}

#[job(trigger = twilio::on_message_received)]
async fn on_twilio(message: twilio::Message) -> Result<Option<String>> {
    Ok(message.body)
}

/// Answers whoever mentions the app, in the thread.
#[job(trigger = slack::on_app_mention)]
async fn on_slack(mention: Mention, slack: Slack) -> Result<String> {
    let reply = slack::Message::text("On it!").in_thread(mention.ts.clone());
    let posted = slack
        .chat()
        .post_message("answer", mention.channel.clone(), reply)
        .await?;
    slack
        .reactions()
        .add("react", mention.channel, mention.ts, "eyes")
        .await?;
    Ok(posted.ts)
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::app()
        .integration(Clerk::from_env())
        .integration(Discord::from_env())
        .integration(Linear::from_env())
        .integration(Shopify::from_env())
        .integration(Slack::from_env())
        .integration(Twilio::from_env())
        .integration(Typeform::from_env())
        .run()
        .await
}
