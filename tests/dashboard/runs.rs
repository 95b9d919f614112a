//! A run, and what is done with one or with many.

use serde_json::json;

use crate::desk::{Desk, encoded, location, order};

#[test]
fn a_run_shows_its_tasks_its_error_and_its_attempts() {
    let desk = Desk::start();
    let run = desk.send("invoice.due", &json!({ "id": "in_1" })).remove(0);
    let ended = desk.until_ended(&run);
    assert_eq!(ended["status"], "failed");
    let tasks = ended["tasks"].as_array().expect("tasks").len();
    let page = desk.page(&format!("/runs/{run}"));
    assert_eq!(page.matches("data-task").count(), tasks);
    assert!(page.contains("card declined: insufficient funds"));
    assert!(page.contains("Retry from the failed task") && !page.contains("/cancel\""));
    let task = desk.page(&format!("/runs/{run}?task={}", encoded(r#"["charge"]"#)));
    assert!(
        task.contains("id=\"task\"") && task.contains("<dd>2</dd>"),
        "{task}"
    );

    let order = desk.send("order.placed", &order("order_1", 5)).remove(0);
    let ended = desk.until_ended(&order);
    let nested = ended["tasks"].as_array().expect("tasks").iter();
    let nested = nested.filter(|task| task["path"].as_array().is_some_and(|path| path.len() == 2));
    assert_eq!(nested.count(), 2);
    assert_eq!(
        desk.page(&format!("/runs/{order}"))
            .matches("class=\"name d2\"")
            .count(),
        2
    );
    desk.serving.stop();
}

#[test]
fn replays_are_linked_both_ways_and_an_edited_one_keeps_what_was_edited() {
    let desk = Desk::start();
    let run = desk.send("order.placed", &order("order_1", 5)).remove(0);
    desk.until_ended(&run);
    let replay = location(&desk.post(&format!("/runs/{run}/replay"), &[]));
    let replay = replay.trim_start_matches("/runs/");
    assert_eq!(desk.until_ended(replay)["replay_of"], *run);
    assert!(
        desk.page(&format!("/runs/{run}"))
            .contains(&format!("/runs/{replay}"))
    );
    assert!(
        desk.page(&format!("/runs/{replay}"))
            .contains(&format!("/runs/{run}"))
    );

    let editor = desk.page(&format!("/jobs/fulfil/test?run={run}&replay=1"));
    assert!(
        editor.contains(&format!("action=\"/runs/{run}/replay\"")),
        "{editor}"
    );
    let edited = order("order_2", 7).to_string();
    let edited = location(&desk.post(&format!("/runs/{run}/replay"), &[("payload", &edited)]));
    let edited = desk.until_ended(edited.trim_start_matches("/runs/"));
    assert_eq!(edited["payload"]["id"], "order_2");
    assert_eq!(edited["replay_of"], *run);
    desk.serving.stop();
}

#[test]
fn a_run_that_waits_is_cancelled_and_its_button_goes() {
    let desk = Desk::start();
    let run = location(&desk.post("/jobs/gated/test", &[("payload", "\"g1\"")]));
    assert!(desk.page(&run).contains(&format!("{run}/cancel")));
    desk.post(&format!("{run}/cancel"), &[]);
    let ended = desk.until_ended(run.trim_start_matches("/runs/"));
    assert_eq!(ended["status"], "cancelled");
    assert!(!desk.page(&run).contains(&format!("{run}/cancel")));
    let refused = desk.post(&format!("{run}/cancel"), &[]);
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("it has ended"));
    desk.serving.stop();
}

#[test]
fn all_that_match_are_retried_after_their_number_was_confirmed() {
    let desk = Desk::start();
    let runs: Vec<_> = (0..60)
        .flat_map(|n| desk.send("invoice.due", &json!({ "id": format!("in_{n}") })))
        .collect();
    for run in &runs {
        desk.until_ended(run);
    }
    // More than a page of them.
    let confirm = desk.page("/runs/change?change=retry&status=failed&job=charge");
    assert!(confirm.contains("Retry 60 runs"), "{confirm}");
    let nothing = desk.page("/runs/change?change=cancel&status=failed&job=charge");
    assert!(nothing.contains("Cancel 0 runs"), "{nothing}");
    let form = [("change", "retry"), ("status", "failed"), ("job", "charge")];
    let progress = location(&desk.post("/runs/change", &form));
    let done = desk.serving.until("the change's end", || {
        let progress = desk.twin(&format!("{progress}.json"));
        (progress["is_done"] == true).then_some(progress)
    });
    assert!(done["changed"].as_u64() >= Some(60), "{done}");
    assert!(desk.page(&progress).contains("<progress"));
    desk.serving.stop();
}
