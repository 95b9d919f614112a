//! What it costs to verify a delivery, beside what nobody can do without: the HMAC of its body.
//!
//!     cargo bench --bench verification
//!     cargo bench --bench verification -- --json FILE     # the figures for programs
//!
//! A delivery of 3 KB is verified whole: its header is taken apart, the code is computed and
//! compared. Both are measured by turns in one run, and only their ratio means anything on a machine
//! that others use. It exits with a failure when one is over the bound.

use std::fs;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, Method};
use serde::Serialize;
use sha2::Sha256;
use trigger::source::Request;
use trigger::source::signature::{Part, Scheme, Secrets, Stamp};
use trigger::{Result, Timestamp};

/// How much more than the bare HMAC a verification may take.
const BOUND: f64 = 1.2;

/// The size of a body, in bytes.
const BODY: usize = 3 * 1024;

/// How often each is measured, and how many make one measurement.
const TURNS: usize = 400;
const EACH: u32 = 200;

const STRIPE: Scheme = Scheme::hmac_sha256("stripe-signature")
    .separator(',')
    .prefix("v1=")
    .over(&[
        Part::Timestamp(Stamp::entry("t=")),
        Part::Text("."),
        Part::Body,
    ]);

const GITHUB: Scheme = Scheme::hmac_sha256("x-hub-signature-256").prefix("sha256=");

const SLACK: Scheme = Scheme::hmac_sha256("x-slack-signature")
    .prefix("v0=")
    .over(&[
        Part::Text("v0:"),
        Part::Timestamp(Stamp::header("x-slack-request-timestamp")),
        Part::Text(":"),
        Part::Body,
    ]);

const SCHEMES: [(&str, Scheme); 4] = [
    ("Stripe", STRIPE),
    ("GitHub", GITHUB),
    ("Slack", SLACK),
    ("Standard Webhooks", Scheme::STANDARD_WEBHOOKS),
];

/// One figure: nanoseconds for one delivery, at the median.
#[derive(Serialize)]
struct Figure {
    scheme: &'static str,
    verified: f64,
    bare: f64,
    ratio: f64,
}

fn main() -> ExitCode {
    match bench() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("a verification takes more than {BOUND} times the bare HMAC");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bench() -> Result<bool> {
    let mut arguments = std::env::args().skip(1);
    let mut json = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // Cargo says this to every bench.
            "--bench" => {}
            "--json" => json = Some(arguments.next().ok_or("--json takes a file")?),
            other => return Err(format!("unknown option {other}: there is --json FILE").into()),
        }
    }
    println!(
        "{:<20} {:>12} {:>12} {:>8}",
        "scheme", "verified ns", "bare ns", "ratio"
    );
    let mut figures = Vec::new();
    for (name, scheme) in SCHEMES {
        let figure = measure(name, scheme)?;
        let Figure {
            scheme,
            verified,
            bare,
            ratio,
        } = &figure;
        println!("{scheme:<20} {verified:>12.0} {bare:>12.0} {ratio:>8.3}");
        figures.push(figure);
    }
    if let Some(file) = json {
        fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(figures.iter().all(|figure| figure.ratio <= BOUND))
}

fn measure(name: &'static str, scheme: Scheme) -> Result<Figure> {
    let key = b"a key of thirty-two bytes, or so";
    let secret = match scheme {
        Scheme::STANDARD_WEBHOOKS => format!("whsec_{}", BASE64_STANDARD.encode(key)),
        _ => String::from_utf8(key.to_vec())?,
    };
    let secrets = Secrets::from(secret.as_str());
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", HeaderValue::from_static("msg_1"));
    for (header, value) in [
        ("host", "app.example"),
        ("user-agent", "Sender/1.0"),
        ("content-type", "application/json"),
        ("accept", "*/*"),
    ] {
        headers.insert(header, HeaderValue::from_static(value));
    }
    let mut request = Request {
        method: Method::POST,
        uri: "/sources/bench".to_owned(),
        headers,
        body: vec![b'x'; BODY].into(),
        received_at: Timestamp::now(),
    };
    scheme.sign(&mut request, &secrets)?;
    scheme.verify(&request, &secrets)?;

    let verify = || {
        scheme
            .verify(black_box(&request), black_box(&secrets))
            .is_ok()
    };
    let hmac = || {
        let mut mac = Hmac::<Sha256>::new_from_slice(black_box(key)).expect("any key will do");
        mac.update(black_box(&request.body));
        mac.finalize().into_bytes()[0] == 0
    };
    let (mut verified, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        verified.push(took(verify));
        bare.push(took(hmac));
    }
    let (verified, bare) = (median(verified), median(bare));
    Ok(Figure {
        scheme: name,
        verified,
        bare,
        ratio: verified / bare,
    })
}

fn took(what: impl Fn() -> bool) -> Duration {
    let begun = Instant::now();
    for _ in 0..EACH {
        black_box(what());
    }
    begun.elapsed()
}

/// Nanoseconds for one.
fn median(mut turns: Vec<Duration>) -> f64 {
    turns.sort_unstable();
    let median = turns.get(turns.len() / 2).copied().unwrap_or_default();
    median.as_secs_f64() * 1e9 / f64::from(EACH)
}
