/// How customers pay.
#[tasks(namespace = "checkout.sessions")]
impl Stripe {
    /// Begins one.
    ///
    /// # Errors
    ///
    /// When the customer is unknown.
    #[task(redact(token, "/url"))]
    async fn create(&self, customer: impl Into<String>, token: &str) -> Result<Session> {
        self.post(customer.into(), token).await
    }
}
