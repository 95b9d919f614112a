//! Stripe's lists, which come in pages.

use http::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::client::Stripe;
use super::failure::Failure;

/// How many objects are asked for at once at most: the most that Stripe gives.
const PAGE: usize = 100;

/// One page, asked for: the list's own parameters, and where the page begins.
#[derive(Serialize)]
struct Query<'a> {
    #[serde(flatten)]
    parameters: &'a Map<String, Value>,
    limit: usize,
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
    /// Reads a list page by page, to its end or until there are as many objects as `limit` says.
    /// `id` gives an object's id, from which the next page goes on.
    pub(super) async fn list_all<T: DeserializeOwned>(
        &self,
        path: &str,
        parameters: &(impl Serialize + Sync),
        limit: Option<usize>,
        id: fn(&T) -> &str,
    ) -> Result<Vec<T>, Failure> {
        let parameters = match serde_json::to_value(parameters) {
            Ok(Value::Object(parameters)) => parameters,
            _ => Map::new(),
        };
        let limit = limit.unwrap_or(usize::MAX);
        let mut objects: Vec<T> = Vec::new();
        while objects.len() < limit {
            let starting_after = objects.last().map(id);
            let query = Query {
                parameters: &parameters,
                limit: PAGE.min(limit - objects.len()),
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
                break;
            }
        }
        objects.truncate(limit);
        Ok(objects)
    }
}
