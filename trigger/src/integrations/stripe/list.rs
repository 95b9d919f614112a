//! Stripe's lists, which come in pages.

use http::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::client::Stripe;
use super::failure::Failure;
use crate::integrations::requests::{Page, read_all};

/// How many objects are asked for at once at most: the most that Stripe gives.
const PAGE: usize = 100;

/// One page, asked for: the list's own parameters, and where the page begins.
#[derive(Serialize)]
struct Query<'a> {
    #[serde(flatten)]
    parameters: &'a Map<String, Value>,
    limit: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    starting_after: Option<String>,
}

#[derive(Deserialize)]
struct List<T> {
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
        let parameters = &parameters;
        read_all(limit, |start, most| async move {
            let query = Query {
                parameters,
                limit: PAGE.min(most),
                starting_after: start,
            };
            let List { data, has_more } = self.request(Method::GET, path, &query).await?;
            let last = data.last().map(|last| id(last).to_owned());
            Ok(Page {
                things: data,
                next: last.filter(|_| has_more),
            })
        })
        .await
    }
}
