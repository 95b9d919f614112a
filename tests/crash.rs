//! An app that is killed at random moments, over and over, loses nothing and does nothing twice.
//!
//! `TRIGGER_CRASHES` says how often it is killed, `TRIGGER_CRASH_SEED` repeats the moments of an
//! earlier test as far as the machine lets it.

mod support;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use support::app::{App, Serving};
use support::shop::{self, SECRET};
use support::stripe_api::{event, post, price};

/// How often the app is killed unless the environment says otherwise.
const CRASHES: usize = 20;

/// How many senders deliver at once.
const SENDERS: usize = 3;

/// How many new events are sent in each life of the app.
const EVENTS: usize = 6;

/// How long the app lives at the most once it serves, and while it starts.
const LIFE: u64 = 120;
const START: u64 = 40;

/// Random numbers that can be had again.
struct Dice(u64);

impl Dice {
    /// A number from 0 up to `end`, by splitmix64.
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) % end
    }

    fn rests(&mut self, at_most: u64) {
        thread::sleep(Duration::from_micros(self.below(at_most * 1000)));
    }
}

/// What senders share, as a provider does: where the app is, what was acknowledged.
#[derive(Default)]
struct Load {
    url: Mutex<String>,
    /// How many new events may have been sent by now.
    allowed: AtomicUsize,
    begun: AtomicUsize,
    /// The events that were answered 2xx.
    acknowledged: Mutex<Vec<Value>>,
    /// Set when no new event is to be sent.
    ends: AtomicBool,
    /// Set when there is nobody left to deliver to, because the test failed.
    failed: AtomicBool,
}

/// Ends the load when it is dropped.
struct Ending<'l>(&'l Load);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.failed.store(thread::panicking(), SeqCst);
        self.0.ends.store(true, SeqCst);
    }
}

impl Load {
    /// Has the senders deliver to an app from now on.
    fn go_to(&self, serving: &Serving) {
        let mut url = self.url.lock().unwrap_or_else(PoisonError::into_inner);
        *url = serving.url("/sources/stripe.webhook");
        self.allowed.fetch_add(EVENTS, SeqCst);
    }

    fn acknowledged(&self) -> std::sync::MutexGuard<'_, Vec<Value>> {
        self.acknowledged
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Delivers new events, each until it is acknowledged, and old ones again.
    fn send(&self, mut dice: Dice) {
        while !self.ends.load(SeqCst) {
            let number = self.begun.fetch_add(1, SeqCst);
            if number >= self.allowed.load(SeqCst) {
                self.begun.fetch_sub(1, SeqCst);
                dice.rests(4);
                continue;
            }
            let new = event("price.created", price(&format!("price_{number}")));
            self.deliver(&new, &mut dice);
            self.acknowledged().push(new);
            let old = {
                let acknowledged = self.acknowledged();
                let any = dice.below(4 * acknowledged.len() as u64);
                usize::try_from(any)
                    .ok()
                    .and_then(|any| acknowledged.get(any).cloned())
            };
            if let Some(old) = old {
                self.deliver(&old, &mut dice);
            }
        }
    }

    /// Delivers until it is acknowledged, as a provider does.
    fn deliver(&self, event: &Value, dice: &mut Dice) {
        while !self.failed.load(SeqCst) {
            let url = self
                .url
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            match post(&url, SECRET, event) {
                Ok(answer) if answer.status == 200 => return,
                Ok(answer) => assert!(answer.status >= 500, "{answer:?}"),
                // It was killed.
                Err(_) => {}
            }
            dice.rests(4);
        }
    }
}

/// Kills the app again and again while the load goes on, and leaves one that serves.
fn crash(app: &App, load: &Load, crashes: usize, dice: &mut Dice) -> Serving {
    let mut serving = app.serve();
    load.go_to(&serving);
    for _ in 0..crashes {
        dice.rests(LIFE);
        match dice.below(4) {
            // The next one has begun before this one ends.
            0 => {
                let next = app.serve();
                load.go_to(&next);
                dice.rests(LIFE / 4);
                serving.kill();
                serving = next;
            }
            // The next one ends before it serves.
            1 => {
                serving.kill();
                let mut starting = app.command(&["serve", "--listen", "127.0.0.1:0"]);
                let mut starting = starting.spawn().expect("the app starts");
                dice.rests(START);
                starting.kill().expect("it can be killed");
                starting.wait().expect("it ends");
                serving = app.serve();
                load.go_to(&serving);
            }
            _ => {
                serving.kill();
                serving = app.serve();
                load.go_to(&serving);
            }
        }
    }
    serving
}

fn assert_intact(app: &App) {
    let file = app.data().join("app.db");
    let database = rusqlite::Connection::open(file).expect("the database");
    let said: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("an answer");
    assert_eq!(said, "ok");
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}: {text}")),
    )
}

#[test]
fn killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_committed_is_done_again() {
    let crashes = number("TRIGGER_CRASHES").map_or(CRASHES, |crashes| crashes as usize);
    let now = || {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("a time")
    };
    let seed = number("TRIGGER_CRASH_SEED").unwrap_or_else(|| now().as_micros() as u64);
    // Shown when the test fails.
    println!("TRIGGER_CRASHES={crashes} TRIGGER_CRASH_SEED={seed}");
    let mut dice = Dice(seed);

    let app = shop::app();
    let load = Load::default();
    let serving = thread::scope(|scope| {
        let _ending = Ending(&load);
        for _ in 0..SENDERS {
            let (dice, load) = (Dice(dice.below(u64::MAX)), &load);
            scope.spawn(|| load.send(dice));
        }
        crash(&app, &load, crashes, &mut dice)
    });
    shop::until_all_have_ended(&app, &serving);
    let given_up = shop::retry_what_was_given_up(&app, &serving);
    assert!(serving.stop().status.success());

    let acknowledged = load.acknowledged();
    let (ledger, lives) = (app.ledger(), crashes + 1);
    println!(
        "{} events, {} lines, {lives} lives, {given_up} runs given up",
        acknowledged.len(),
        ledger.len()
    );
    assert!(
        acknowledged.len() >= crashes,
        "the load is too light to show anything"
    );
    shop::assert_one_run_a_job(&app, &acknowledged);
    shop::assert_committed_is_final(&ledger, &acknowledged);
    assert_intact(&app);
}
