/// The account of the shop in Europe.
#[integration(id = "stripe-eu", account)]
#[derive(Clone)]
pub struct StripeEu(Stripe);
