//! A call keeps a copy of what is lent to it.

use trigger::prelude::*;

struct Customer;

#[task]
async fn charge(customer: &Customer) -> Result<u64> {
    let _ = customer;
    Ok(1)
}

fn main() {}
