//! What becomes of runs when processes stop, die and share a database.

use super::*;

/// Stops the app while a run executes, and starts it again.
fn stopped_and_started_again(signal: &str) {
    let app = App::prices("gated");
    let serving = app.serve();
    let run = send(&app, "price.examined", "price_1");
    app.until_at_the_gate(&serving);
    let ended = serving.stop_by(signal);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!(app.json(&["runs", "show", &run])["status"], "queued");

    let serving = app.serve();
    app.until_at_the_gate(&serving);
    app.open_the_gate();
    until_completed(&app, &serving, &run);
    assert_eq!(app.ledger(), ["begun price_1", "ended price_1"]);
}

#[test]
fn sigterm_ends_it_in_order_and_what_was_executing_goes_on_after_the_next_start() {
    stopped_and_started_again("TERM");
}

#[test]
fn sigint_ends_it_in_order_and_what_was_executing_goes_on_after_the_next_start() {
    stopped_and_started_again("INT");
}

#[test]
fn it_can_be_stopped_as_soon_as_it_says_that_it_has_started() {
    let start_and_stop = |signal: &str| {
        let ended = App::prices("created").serve().stop_by(signal);
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    };
    // Several at once, so that the processor is taken from them in between.
    std::thread::scope(|scope| {
        for signal in ["INT", "TERM"].repeat(6) {
            scope.spawn(move || start_and_stop(signal));
        }
    });
}

#[test]
fn a_run_that_can_finish_does_so_before_the_end() {
    let app = App::prices("gated");
    let serving = app.serve();
    let run = send(&app, "price.examined", "price_1");
    app.until_at_the_gate(&serving);
    serving.signal("TERM");
    serving.until_said("terminated");
    app.open_the_gate();
    assert_eq!(serving.end().status.code(), Some(0));
    assert_eq!(app.json(&["runs", "show", &run])["status"], "completed");
}

#[test]
fn a_second_signal_ends_it_at_once_and_nothing_is_lost() {
    let app = App::prices("gated");
    let serving = app.serve();
    let run = send(&app, "price.examined", "price_1");
    app.until_at_the_gate(&serving);
    serving.signal("INT");
    serving.until_said("interrupted");
    serving.signal("TERM");
    assert_eq!(serving.end().status.code(), Some(1));

    app.open_the_gate();
    let serving = app.serve();
    until_completed(&app, &serving, &run);
    assert_eq!(app.ledger(), ["begun price_1", "ended price_1"]);
}

#[test]
fn a_run_that_waits_outlives_its_process() {
    let app = App::prices("waiting");
    app.open_the_gate();
    let serving = app.serve();
    let run = send(&app, "price.examined", "price_1");
    serving.until_said("waiting waiting");
    let wake_at = app.json(&["runs", "show", &run])["wake_at"].clone();
    assert_eq!(serving.stop().status.code(), Some(0));

    let serving = app.serve();
    let run = until_completed(&app, &serving, &run);
    assert!(time(&run["finished_at"]) >= time(&wake_at), "{run}");
    assert_eq!(app.ledger(), ["begun price_1", "ended price_1"]);
}

#[test]
fn two_processes_on_one_database_execute_each_run_once() {
    const PRICES: usize = 20;

    let stripe = StripeApi::start();
    let app = App::prices("created,entered").with_stripe(&stripe.env());
    let first = app.serve();
    app.until_registered(&first);
    let second = app.serve();
    let endpoint = &stripe.endpoints()[0];

    // Each event is delivered to both at the same time, and as many are sent.
    let events: Vec<_> = (0..PRICES)
        .map(|number| stripe_api::price(&format!("price_{number:02}")))
        .map(|price| stripe_api::event("price.created", price))
        .collect();
    std::thread::scope(|scope| {
        for serving in [&first, &second] {
            let events = &events;
            scope.spawn(move || {
                for event in events {
                    assert_eq!(serving.deliver(endpoint, event).status, 200);
                }
            });
        }
        scope.spawn(|| {
            for number in 0..PRICES {
                send(&app, "price.entered", &format!("price_{number:02}"));
            }
        });
    });
    // And the registration is one.
    let expected = 2 * PRICES + 1;
    let runs = first.until("the end of all runs", || {
        let runs = app.json(&["runs", "--status", "completed", "--limit", "1000"]);
        let runs = runs.as_array()?.clone();
        (runs.len() >= expected).then_some(runs)
    });
    assert_eq!(runs.len(), expected);
    assert_eq!(app.json(&["runs", "--limit", "1000"]), Value::Array(runs));
    let mut ledger = app.ledger();
    ledger.sort();
    let expected = ["created", "entered"]
        .into_iter()
        .flat_map(|what| (0..PRICES).map(move |number| format!("{what} price_{number:02}")));
    assert_eq!(ledger, expected.collect::<Vec<_>>());
    assert!(first.stop().status.success() && second.stop().status.success());
}

#[test]
fn what_a_killed_process_was_executing_is_taken_over_by_another() {
    let app = App::prices("gated");
    let killed = app.serve();
    let run = send(&app, "price.examined", "price_1");
    app.until_at_the_gate(&killed);
    let other = app.serve();
    killed.kill();
    app.until_at_the_gate(&other);
    app.open_the_gate();
    until_completed(&app, &other, &run);
    assert_eq!(app.ledger(), ["begun price_1", "ended price_1"]);
}

#[test]
fn what_a_killed_process_had_put_away_is_taken_up_by_another() {
    let app = App::prices("waiting,created").with("STRIPE_WEBHOOK_SECRET", "whsec_own");
    let killed = app.serve();
    let run = send(&app, "price.examined", "price_1");
    app.until_at_the_gate(&killed);
    // The other one has looked for what there is to do by the time that it has executed a run, and
    // nobody tells it of the wait that begins then.
    let other = app.serve();
    let event = stripe_api::event("price.created", stripe_api::price("price_2"));
    let url = other.url("/sources/stripe.webhook");
    let answer = stripe_api::post(&url, "whsec_own", &event).expect("an answer");
    assert_eq!(answer.status, 200);
    other.until_said("created completed");
    app.open_the_gate();
    killed.until_said("waiting waiting");
    killed.kill();
    until_completed(&app, &other, &run);
    assert_eq!(
        app.ledger(),
        ["begun price_1", "created price_2", "ended price_1"]
    );
}

#[test]
fn a_process_that_was_stopped_past_its_lease_writes_nothing_more() {
    let app = App::prices("gated").with("TRIGGER_LEASE", "1");
    let stopped = app.serve();
    let run = send(&app, "price.examined", "price_1");
    app.until_at_the_gate(&stopped);
    stopped.signal("STOP");
    // Stopped in the middle of a commit it would keep the database from all others.
    while !app.run(&["jobs", "resume", "gated"]).status.success() {
        stopped.signal("CONT");
        stopped.signal("STOP");
    }
    let other = app.serve();
    app.until_at_the_gate(&other);
    app.open_the_gate();
    let completed = until_completed(&app, &other, &run);

    // It finds the gate open too, and that the run is not its own any more.
    stopped.signal("CONT");
    stopped.until_said("another worker has taken the run over");
    assert_eq!(app.json(&["runs", "show", &run]), completed);
    assert_eq!(app.ledger(), ["begun price_1", "ended price_1"]);
    assert!(stopped.stop().status.success() && other.stop().status.success());
}
