//! Stripe's lists, which come in pages.

use http::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::client::Stripe;
use super::failure::Failure;

/// How many objects are asked for at once: the most that Stripe gives.
const LIMIT: u32 = 100;

#[derive(Serialize)]
struct Query<'a> {
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    starting_after: Option<&'a str>,
}

#[derive(Deserialize)]
struct Page<T> {
    data: Vec<T>,
    #[serde(default)]
    has_more: bool,
}

impl Stripe {
    /// Reads all pages of a list. `id` gives an object's id, from which the next page goes on.
    pub(super) async fn list_all<T: DeserializeOwned>(
        &self,
        path: &str,
        id: fn(&T) -> &str,
    ) -> Result<Vec<T>, Failure> {
        let mut objects: Vec<T> = Vec::new();
        loop {
            let starting_after = objects.last().map(id);
            let query = Query {
                limit: LIMIT,
                starting_after,
            };
            let page: Page<T> = self.request(Method::GET, path, &query).await?;
            let last = page.data.last().map(id);
            if last.is_some() && last == starting_after {
                return Err(Failure::Unreadable(
                    "a page of the list came twice".to_owned(),
                ));
            }
            let more = page.has_more && last.is_some();
            objects.extend(page.data);
            if !more {
                return Ok(objects);
            }
        }
    }
}
