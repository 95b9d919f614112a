//! GitHub's lists, which come in pages.

use http::header::LINK;
use http::{HeaderMap, Method};
use reqwest::Url;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::GitHub;
use super::failure::Failure;
use crate::error::Result;
use crate::integrations::requests::{NoAnswer, Page, read_all};

/// How many things are asked for at once: the most that GitHub gives.
const PER_PAGE: usize = 100;

impl GitHub {
    /// Reads a list that no task covers, with all of its pages. Like [`GitHub::call`], it is not
    /// durable by itself.
    ///
    /// ```no_run
    /// # use trigger::integrations::github::GitHub;
    /// # use trigger::{Io, Result};
    /// # use serde_json::Value;
    /// # async fn example(io: Io, github: GitHub) -> Result<()> {
    /// let people: Vec<Value> = io
    ///     .run("people", || github.all("/orgs/acme/members", &()))
    ///     .await?;
    /// # drop(people);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`GitHub::call`].
    pub async fn all<T: DeserializeOwned>(
        &self,
        path: &str,
        parameters: &(impl Serialize + ?Sized + Sync),
    ) -> Result<Vec<T>> {
        Ok(self.list_all(path, parameters, None).await?)
    }

    /// Reads a list with its pages, or the first things of it.
    ///
    /// Where the next page is, GitHub says in a header. Only the query is taken from it: what
    /// stands between here and GitHub may have changed the rest.
    pub(super) async fn list_all<T: DeserializeOwned>(
        &self,
        path: &str,
        parameters: &(impl Serialize + ?Sized + Sync),
        limit: Option<usize>,
    ) -> Result<Vec<T>, Failure> {
        let mut first = serde_json::to_value(parameters)
            .map_err(|error| NoAnswer::unsendable("parameters", error))?;
        if first.is_null() {
            first = json!({});
        }
        if let Value::Object(first) = &mut first {
            let per_page = PER_PAGE.min(limit.unwrap_or(usize::MAX).max(1));
            first.entry("per_page").or_insert(json!(per_page));
        }
        let first = &first;
        read_all(limit, |query, _| async move {
            let answer = match query {
                None => self.answer(Method::GET, path, first).await?,
                // The query that GitHub gives has the parameters.
                Some(query) => {
                    let page = format!("{path}?{query}");
                    self.answer(Method::GET, &page, &Value::Null).await?
                }
            };
            Ok(Page {
                things: answer.read()?,
                next: next(&answer.headers),
            })
        })
        .await
    }
}

/// The query of the next page, as the header `Link` says it: `<URL>; rel="next", <URL>; rel="last"`.
fn next(headers: &HeaderMap) -> Option<String> {
    let mut rest = headers.get(LINK)?.to_str().ok()?;
    while let Some((_, link)) = rest.split_once('<') {
        let (url, after) = link.split_once('>')?;
        let end = after.find('<').unwrap_or(after.len());
        let relations = after.get(..end)?;
        if relations.contains("rel=\"next\"") {
            return Url::parse(url).ok()?.query().map(str::to_owned);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn next_of(link: &'static str) -> Option<String> {
        let link = HeaderValue::from_static(link);
        next(&HeaderMap::from_iter([(LINK, link)]))
    }

    #[test]
    fn the_next_page_is_found_whatever_stands_around_it() {
        for link in [
            r#"<https://api.github.com/x?page=2>; rel="next", <https://api.github.com/x?page=9>; rel="last""#,
            r#"<https://api.github.com/x?page=1>; rel="prev",<https://api.github.com/x?page=2>;rel="next""#,
            r#"<http://proxy/x?page=2>; rel="next""#,
        ] {
            assert_eq!(next_of(link).as_deref(), Some("page=2"), "{link}");
        }
        let list = r#"<https://api.github.com/x?labels=a,b&after=c==>; rel="next""#;
        assert_eq!(next_of(list).as_deref(), Some("labels=a,b&after=c=="));
    }

    #[test]
    fn the_last_page_has_no_next_one() {
        for link in [
            r#"<https://api.github.com/x?page=1>; rel="first""#,
            "",
            "garbage",
            "<unfinished",
        ] {
            assert_eq!(next_of(link), None, "{link}");
        }
        assert_eq!(next(&HeaderMap::new()), None);
    }
}
