//! The app that the tests start as a process: it sells, and hears of what is sold in three accounts.
//!
//! `MERCHANT_JOBS` holds the ids of the jobs that it has, separated by commas.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use trigger::Retry;
use trigger::integrations::stripe::{self, *};
use trigger::prelude::*;

/// The account of the shop in Europe.
#[integration(id = "stripe-eu", name = "Stripe Europe", account)]
#[derive(Clone)]
struct StripeEu(Stripe);

/// A day begins.
#[event_spec(name = "day.began")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Day {
    id: String,
}

fn metadata() -> std::collections::BTreeMap<String, String> {
    [("order".to_owned(), "7".to_owned())].into()
}

/// Enters a product with its price.
#[job(trigger = Day)]
async fn stocks(day: Day, stripe: Stripe) -> Result<Value> {
    let product = CreateProduct {
        name: day.id,
        images: vec!["https://a.example/1".into(), "https://a.example/2".into()],
        metadata: metadata(),
        ..Default::default()
    };
    let product = stripe.products().create("product", product).await?;
    let price = CreatePrice {
        currency: "usd".to_owned(),
        product: Some(product.id.clone()),
        unit_amount: Some(Amount(900)),
        recurring: Some(PriceRecurrence {
            interval: "month".to_owned().into(),
            interval_count: Some(3),
            ..Default::default()
        }),
        ..Default::default()
    };
    let price = stripe.prices().create("price", price).await?;
    let shown = UpdateProduct {
        default_price: Some(price.id.clone()),
        ..Default::default()
    };
    let product = stripe.products().update("show", product.id, shown).await?;
    let retired = UpdatePrice {
        active: Some(false),
        ..Default::default()
    };
    let price = stripe.prices().update("retire", price.id, retired).await?;
    let price = stripe.prices().retrieve("price-again", price.id).await?;
    Ok(json!({ "product": product, "price": price }))
}

/// Takes a customer in, who subscribes and leaves.
#[job(trigger = Day)]
async fn subscribes(day: Day, stripe: Stripe) -> Result<Value> {
    let customer = CreateCustomer {
        email: Some(day.id),
        address: Some(SetAddress {
            line1: Some("1 High St & Co".to_owned()),
            ..Default::default()
        }),
        metadata: metadata(),
        ..Default::default()
    };
    let customer = stripe.customers().create("customer", customer).await?;
    let renamed = UpdateCustomer {
        name: Some("Ada".to_owned()),
        ..Default::default()
    };
    let customers = stripe.customers();
    let customer = customers.update("rename", customer.id, renamed).await?;
    let subscription = CreateSubscription {
        customer: customer.id.clone(),
        items: vec![SetSubscriptionItem {
            price: Some("price_1".to_owned()),
            quantity: Some(2),
            ..Default::default()
        }],
        ..Default::default()
    };
    let subscriptions = stripe.subscriptions();
    let subscription = subscriptions.create("subscribe", subscription).await?;
    let id = subscription.id;
    let ending = UpdateSubscription {
        cancel_at_period_end: Some(true),
        ..Default::default()
    };
    let ends = subscriptions.update("end", id.clone(), ending).await?;
    for turn in 0..2 {
        let now = CancelSubscription {
            prorate: Some(true),
            ..Default::default()
        };
        subscriptions
            .cancel(("cancel", turn), id.clone(), now)
            .await?;
    }
    let ended = subscriptions.retrieve("ended", id).await?;
    Ok(
        json!({ "customer": customer, "ends": ends.cancel_at_period_end, "status": ended.status,
               "items": ends.items }),
    )
}

/// Sells in every way.
#[job(trigger = Day)]
async fn sells(day: Day, stripe: Stripe) -> Result<Value> {
    let charge = CreateCharge {
        amount: Amount(2000),
        currency: "usd".to_owned(),
        source: Some("tok_visa".to_owned()),
        description: Some(day.id),
        ..Default::default()
    };
    let charge = stripe.charges().create("charge", charge).await?;
    let refund = CreateRefund {
        charge: Some(charge.id.clone()),
        amount: Some(Amount(500)),
        ..Default::default()
    };
    let refund = stripe.refunds().create("refund", refund).await?;
    let intent = CreatePaymentIntent {
        amount: Amount(700),
        currency: "eur".to_owned(),
        automatic_payment_methods: Some(SetAutomaticPaymentMethods {
            enabled: true,
            ..Default::default()
        }),
        ..Default::default()
    };
    let intents = stripe.payment_intents();
    let intent = intents.create("intent", intent).await?;
    let intent = intents.retrieve("intent-again", intent.id).await?;
    let session = CreateCheckoutSession {
        mode: "payment".to_owned().into(),
        line_items: vec![CheckoutItem {
            price: Some("price_1".to_owned()),
            quantity: Some(1),
            ..Default::default()
        }],
        success_url: Some("https://a.example/?s={CHECKOUT_SESSION_ID}".to_owned()),
        ..Default::default()
    };
    let sessions = stripe.checkout().sessions();
    let session = sessions.create("session", session).await?;
    let has_secret = intent.client_secret.is_some() && session.client_secret.is_some();
    Ok(
        json!({ "charge": charge.status, "refund": refund.amount, "intent": intent.id,
               "session": session.url, "has_secret": has_secret }),
    )
}

/// Charges a card that is declined.
#[job(trigger = Day)]
async fn is_declined(day: Day, stripe: Stripe) -> Result<Value> {
    let charge = CreateCharge {
        amount: Amount(2000),
        currency: "usd".to_owned(),
        source: Some(day.id),
        ..Default::default()
    };
    match stripe.charges().create("charge", charge).await {
        Ok(charge) => Ok(json!(charge)),
        Err(error) => Ok(
            json!({ "code": error.code(), "never": error.retry() == Retry::Never,
                                 "message": error.message() }),
        ),
    }
}

/// Counts the prices, all of them and some.
#[job(trigger = Day)]
async fn counts(_day: Day, stripe: Stripe) -> Result<Value> {
    let prices = stripe.prices();
    let all = prices.list("all", ListPrices::default(), None).await?;
    let some = prices
        .list("some", ListPrices::default(), Some(150))
        .await?;
    let active = ListPrices {
        active: Some(true),
        ..Default::default()
    };
    let active = prices.list("active", active, None).await?;
    Ok(json!([
        all.len(),
        some.len(),
        active.len(),
        all[0].id,
        all[249].id
    ]))
}

/// Takes a customer in for a connected account.
#[job(trigger = Day)]
async fn delegates(day: Day, stripe: Stripe) -> Result<Value> {
    let customers = stripe.account(day.id).customers();
    let customer = customers
        .create("create", CreateCustomer::default())
        .await?;
    let seen = customers.retrieve("seen", customer.id.clone()).await?;
    let unseen = stripe.customers().retrieve("unseen", customer.id).await;
    Ok(json!([
        seen.id,
        unseen.err().map(|error| error.code().map(str::to_owned))
    ]))
}

fn heard(price: &Price, context: &Context) -> Value {
    let details = EventDetails::of(&context.event);
    json!({ "price": price.id, "account": context.account, "details": details.account,
            "request": details.request })
}

/// Hears of the account's own prices.
#[job(trigger = stripe::on_price_created)]
async fn own(price: Price, context: Context) -> Result<Value> {
    Ok(heard(&price, &context))
}

/// Hears of the prices of connected accounts.
#[job(trigger = stripe::on_price_created(connect = true))]
async fn connected(price: Price, context: Context) -> Result<Value> {
    Ok(heard(&price, &context))
}

/// Hears of the prices in Europe, and asks there what else there is.
#[job(trigger = stripe::on_price_created(account = StripeEu::ACCOUNT))]
async fn european(price: Price, stripe: StripeEu, context: Context) -> Result<Value> {
    stripe
        .customers()
        .list("customers", ListCustomers::default(), None)
        .await?;
    Ok(heard(&price, &context))
}

/// Hears of the prices of accounts that are connected in Europe.
#[job(trigger = stripe::on_price_created(connect = true, account = StripeEu::ACCOUNT))]
async fn european_connected(price: Price, context: Context) -> Result<Value> {
    Ok(heard(&price, &context))
}

/// A thin event.
#[event_spec(name = "v2.core.account.closed", source = StripeWebhook)]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AccountClosed {
    related_object: Value,
}

#[job(trigger = AccountClosed)]
async fn closes(closed: AccountClosed) -> Result<Value> {
    Ok(closed.related_object)
}

#[tokio::main]
async fn main() -> ExitCode {
    let chosen = std::env::var("MERCHANT_JOBS").unwrap_or_default();
    let all = trigger::jobs![
        stocks,
        subscribes,
        sells,
        is_declined,
        counts,
        delegates,
        own,
        connected,
        european,
        european_connected,
        closes
    ];
    let jobs = all
        .into_iter()
        .filter(|job| chosen.split(',').any(|id| id == job.meta.id));
    trigger::App::with_jobs(jobs)
        .integration(Stripe::from_env())
        .integration(StripeEu(Stripe::from_env_as("STRIPE_EU")))
        .run()
        .await
}
