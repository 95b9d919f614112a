//! The parameters of a trigger are fields.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::source::{
    ExternalSource, Handled, Readiness, Register, Registration, Rejected, Request, Source,
    SourceMeta,
};

#[integration]
#[derive(Clone)]
struct Shop;

struct ShopHooks;

#[derive(Clone, Default, Serialize, Deserialize)]
struct Params {
    connect: bool,
    account: Option<String>,
}

impl ExternalSource for ShopHooks {
    type Integration = Shop;
    type Params = Params;
    type Data = ();

    const META: SourceMeta = SourceMeta { id: "shop.hooks", version: "0.1.0" };

    fn segments(params: &Params) -> Vec<String> {
        let account = params.account.clone();
        account.into_iter().chain(params.connect.then(|| "connect".to_owned())).collect()
    }

    fn readiness(_: &Shop, _: &Params) -> Readiness {
        Readiness::Registers
    }

    async fn register(_: Register<Self>) -> Result<Option<Registration<()>>> {
        Ok(None)
    }

    fn handle<'r>(_: &'r Request, _: &Source<'_, Self>) -> Result<Handled<'r>, Rejected> {
        Ok(Handled::default())
    }
}

#[event_spec(name = "order.paid", source = ShopHooks)]
#[derive(Deserialize)]
struct OrderPaid {}

#[job(trigger = OrderPaid(connect = "yes"))]
async fn announce(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {}
