//! Every page of the dashboard that can be reached.

use std::collections::BTreeSet;

use serde_json::Value;

use super::exposed::Exposed;
use super::support::app::Serving;
use super::support::http::{Answer, request};

/// How many pages are looked at: links that only filter differ in one word and are many.
const MOST: usize = 300;

/// Asks for a page.
pub fn get(serving: &Serving, path: &str) -> Answer {
    request("GET", &serving.url(path), &[], b"").expect("an answer")
}

/// The pages that can be reached by links, from the overview on, and the JSON twin of each.
pub fn all(serving: &Serving) -> Vec<(String, Answer)> {
    let mut known = BTreeSet::from(["/".to_owned()]);
    let mut ahead = vec!["/".to_owned()];
    let mut pages = Vec::new();
    while let Some(path) = ahead.pop() {
        let page = get(serving, &path);
        if page.status != 200 {
            continue;
        }
        if page.head.contains("text/html") {
            for link in links(&page.body).chain(twin(&path)) {
                if known.len() < MOST && known.insert(link.clone()) {
                    ahead.push(link);
                }
            }
        }
        pages.push((path, page));
    }
    pages
}

/// The links of a page within the dashboard.
fn links(page: &str) -> impl Iterator<Item = String> {
    let links = page.split("href=\"/").skip(1);
    links.map(|rest| {
        let link = rest.split('"').next().unwrap_or_default();
        format!("/{}", link.replace("&amp;", "&"))
    })
}

fn twin(path: &str) -> Option<String> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    (path != "/" && !path.contains('.')).then(|| format!("{path}.json?{query}"))
}

impl Exposed {
    /// A page of its dashboard.
    #[track_caller]
    pub fn page(&self, path: &str) -> String {
        let page = get(&self.serving, path);
        assert_eq!(page.status, 200, "{path}: {page:?}");
        page.body
    }

    /// The JSON twin of a page.
    #[track_caller]
    pub fn page_json(&self, path: &str) -> Value {
        serde_json::from_str(&self.page(path)).expect("JSON")
    }
}
