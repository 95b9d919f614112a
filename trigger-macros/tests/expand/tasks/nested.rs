#[tasks(namespace = "checkout.sessions")]
impl Stripe {
    async fn create(&self, customer: impl Into<String>) -> Result<Session> {
        self.post(customer.into()).await
    }
}
