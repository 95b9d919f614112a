//! Tasks belong to an integration.

use trigger::prelude::*;

#[derive(Clone)]
struct Mailer;

#[tasks(namespace = "mails")]
impl Mailer {
    async fn send(&self) -> Result<u64> {
        Ok(1)
    }
}

fn main() {}
