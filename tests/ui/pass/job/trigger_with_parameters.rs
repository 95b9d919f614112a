//! The parameters of a trigger are the fields of its source's parameters.

use serde::{Deserialize, Serialize};
use trigger::job::Job as _;
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

#[job(trigger = OrderPaid)]
async fn with_defaults(_: OrderPaid) -> Result<()> {
    Ok(())
}

#[job(trigger = OrderPaid(connect = 1 + 1 == 2, account = Some("berlin".to_owned())))]
async fn with_parameters(_: OrderPaid) -> Result<()> {
    Ok(())
}

/// Text may be written as text, whatever type of text it is kept as.
#[job(trigger = OrderPaid(account = "berlin"))]
async fn with_text(_: OrderPaid) -> Result<()> {
    Ok(())
}

fn main() {
    assert!(!with_defaults::parameters().connect);
    assert!(with_parameters::parameters().connect);
    assert_eq!(with_text::parameters().account.as_deref(), Some("berlin"));
    let [defaults, parameters] = jobs![with_defaults, with_parameters];
    let key = |job: trigger::job::JobDef| {
        let binding = (job.binding)();
        let source = binding.events()[0].source.as_ref();
        source.map(|source| source.key.as_str().to_owned())
    };
    assert_ne!(key(defaults), key(parameters));
}
