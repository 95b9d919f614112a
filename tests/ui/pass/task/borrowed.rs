//! What is lent to a call is copied, and lent to each attempt.
#![deny(warnings)]

use std::path::{Path, PathBuf};

use trigger::prelude::*;
use trigger::Task as _;

#[derive(Clone)]
struct Customer {
    name: String,
}

#[task]
async fn greet(name: &str, customer: &Customer) -> Result<String> {
    Ok(format!("{name} {}", customer.name))
}

#[task(properties = |names| properties! { "Names" => names.len() })]
async fn total<'a, 'b: 'a>(names: &'a [String], file: &'b Path, fixed: &'static str) -> Result<usize>
where
    'b: 'a,
{
    Ok(names.len() + file.as_os_str().len() + fixed.len())
}

#[integration]
#[derive(Clone)]
pub struct Shop;

#[tasks(namespace = "items")]
impl Shop {
    async fn count<'a>(&self, shelf: &'a str, sku: impl Into<String>, _ids: &[u64]) -> Result<usize> {
        Ok(shelf.len() + sku.into().len())
    }
}

#[job(trigger = invoke)]
async fn order(customer: String, io: Io, shop: Shop) -> Result<usize> {
    let greeting = {
        let customer = Customer { name: customer };
        greet(&customer.name, &customer)
    };
    let count = {
        let shelf = String::from("top");
        shop.items().count("count", &shelf, "sku", &[1, 2])
    };
    // The call borrows nothing.
    let greeting = io.run("greet", greeting).await?;
    Ok(count.await? + io.run("total", total(&[greeting], Path::new("a"), "b")).await?)
}

fn main() {
    let _ = jobs![order];
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let names = vec!["ada".to_owned()];
    let call = total(&names, &PathBuf::from("a"), "bc");
    drop(names);
    assert_eq!(call.properties().iter().count(), 1);
    assert_eq!(runtime.block_on(call.execute()), Ok(4));
}
