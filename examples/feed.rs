//! A blog has a feed and no webhooks; each new article is announced once.
//!
//! Without any account: `cargo run --example feed`. It serves a feed of its own, in which an article
//! appears every five seconds, and asks it every two. `FEED` names another one, in the format of
//! <https://www.jsonfeed.org>. In another terminal, `cargo run --example feed -- sources` says how
//! the source stands.

use std::time::Instant;

use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use trigger::prelude::*;
use trigger::source::{Cursor, Polled};

/// A feed, which can be asked.
#[integration(id = "feed", name = "Feed")]
#[derive(Clone)]
struct Feed {
    url: String,
    http: reqwest::Client,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Article {
    id: String,
    title: String,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Article>,
}

/// An article was published.
#[polling_source(
    every = "2s",
    event_id = |article| article.id.clone(),
    properties = |article| properties! { "Title" => article.title },
    examples(first("First Article", json = r#"{ "id": "1", "title": "Hello" }"#)),
)]
async fn new_articles(feed: &Feed, _: Option<Cursor>) -> Result<Polled<Article>> {
    let page = feed.http.get(&feed.url).send().await?.error_for_status()?;
    let Page { mut items } = serde_json::from_slice(&page.bytes().await?)?;
    // The newest comes first in a feed, and an event when it is its turn.
    items.reverse();
    Ok(Polled {
        items,
        cursor: None,
    })
}

/// Announces a new article.
#[job(trigger = new_articles)]
async fn announce_article(article: Article, io: Io) -> Result<()> {
    io.run("announce", announce(article.title)).await?;
    Ok(())
}

/// Tells the readers.
#[task]
async fn announce(title: String) -> Result<String> {
    eprintln!("new: {title}");
    Ok(title)
}

/// Serves a feed in which an article appears every five seconds, and says where.
async fn blog() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/feed.json", listener.local_addr()?);
    let began = Instant::now();
    let feed = move || async move {
        let articles = 1 + began.elapsed().as_secs() / 5;
        let article =
            |number| json!({ "id": format!("{number}"), "title": format!("Article {number}") });
        let items: Vec<_> = (1..=articles).rev().map(article).collect();
        Json(
            json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Blog", "items": items }),
        )
    };
    let routes = Router::new().route("/feed.json", get(feed));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok(url)
}

#[tokio::main]
async fn main() -> ExitCode {
    // Whoever built `reqwest` with a provider of its own needs none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = match std::env::var("FEED") {
        Ok(url) => Ok(url),
        Err(_) => blog().await,
    };
    let feed = url.map_err(Error::from).and_then(|url| {
        let http = reqwest::Client::builder().build()?;
        Ok(Feed { url, http })
    });
    match feed {
        Ok(feed) => trigger::app().integration(feed).run().await,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
