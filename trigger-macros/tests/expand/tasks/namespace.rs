/// Where Stripe sends its events.
#[tasks(namespace = "webhook_endpoints")]
impl Stripe {
    /// Creates one.
    #[task(sealed)]
    async fn create(&self, params: CreateWebhookEndpoint) -> Result<WebhookEndpoint> {
        self.post("/v1/webhook_endpoints", params).await
    }
}
