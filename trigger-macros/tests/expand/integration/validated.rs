/// A client of Stripe's API.
#[integration(id = "stripe", name = "Stripe", validate = Self::check)]
#[derive(Clone)]
pub struct Stripe {
    key: SecretString,
}
