//! A call outlives the place where it is made: it keeps a copy of what is lent to it, as far as it
//! can make one.

use std::borrow::Cow;
use std::fmt::Display;

use trigger::prelude::*;

#[task]
async fn inside(customer: Option<&str>) -> Result<usize> {
    Ok(customer.map_or(0, str::len))
}

#[task]
async fn changed(total: &mut u64) -> Result<u64> {
    *total += 1;
    Ok(*total)
}

#[task]
async fn of_no_size(name: &dyn Display) -> Result<String> {
    Ok(name.to_string())
}

#[task]
async fn with_a_lifetime<'a>(name: Cow<'a, str>) -> Result<usize> {
    Ok(name.len())
}

async fn run(io: Io) -> Result<usize> {
    io.run("inside", inside(Some("ada"))).await
}

fn main() {}
