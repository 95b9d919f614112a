//! What strangers and accidents do to an app that serves, each over a socket, and what must happen.
//!
//! | # | case | where |
//! |---|---|---|
//! | 12 | wrong secret, one tampered byte | [`signatures`] |
//! | 13 | missing, `v0`-only or garbage signature header | [`signatures`] |
//! | 14 | replay 301 s old | [`times`] |
//! | 15 | replay inside the window | [`times`] |
//! | 16 | timestamp far in the future | [`times`] |
//! | 17 | rotation: N signatures, M secrets, any order | [`rotation`] |
//! | 18 | empty secret configured | [`rotation`] |
//! | 19 | comparing secrets | [`signatures`] |
//! | 20 | body one byte over the limit, with and without `Content-Length` | [`amounts`] |
//! | 21 | slow headers, slow body | [`slowness`] |
//! | 22 | 1 MB header, 10k headers, 10k `v1` entries | [`heads`] |
//! | 23 | gzip bomb | [`bodies`] |
//! | 24 | bad UTF-8, BOM, NUL, JSON 100k deep | [`bodies`] |
//! | 25 | unknown event type, unknown `api_version` | [`events`] |
//! | 26 | SQL in ids and headers | [`events`] |
//! | 27 | `<script>` in a payload on the dashboard | [`browser`] |
//! | 28 | cross-site POST to replay or cancel | [`browser`] |
//! | 29 | secrets in `Debug`, logs, errors, HTML, the database file | [`secrets`] |
//! | 30 | outbound URL to loopback, link-local, mapped and NAT64 forms, redirect | [`outbound`] |
//! | 31 | N deploys | [`registration`] |
//! | 32 | a registration that died before the secret was stored | [`registration`] |
//!
//! The other cases: 1 to 4 are in `crash.rs` and the engine's own tests, 5 to 8 in those and in
//! `main_job.rs`, 9 in `operation.rs`, 10 in `command_line`, 11 in `control.rs`; a name that means
//! another address from one moment to the next, of 30, is in the library's `outbound`.

mod amounts;
mod bodies;
mod browser;
mod events;
mod exposed;
mod heads;
mod outbound;
mod pages;
mod registration;
mod rotation;
mod secrets;
mod signatures;
mod slowness;
#[path = "../support/mod.rs"]
mod support;
mod times;
