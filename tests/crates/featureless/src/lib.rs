//! The library without its features.

#[cfg(feature = "mistaken")]
mod mistaken {
    use trigger::integrations::stripe;
    use trigger::prelude::*;

    #[job(trigger = stripe::on_price_created)]
    async fn announce(_: stripe::Price) -> Result<()> {
        Ok(())
    }
}

#[cfg(feature = "mistaken-family")]
mod mistaken_family {
    use trigger::integrations::stripe;
    use trigger::prelude::*;

    #[job(trigger = stripe::on_charge_succeeded)]
    async fn thank(_: stripe::Charge) -> Result<()> {
        Ok(())
    }
}
