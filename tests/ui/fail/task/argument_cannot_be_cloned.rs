//! A call is made again after a failure.

use trigger::prelude::*;

struct Customer;

#[task]
async fn charge(customer: Customer) -> Result<u64> {
    drop(customer);
    Ok(1)
}

fn main() {}
