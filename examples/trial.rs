//! A trial begins; three days before its end its owner is told, and then the first month is
//! charged, once, or the trial ends.
//!
//! The tests at the end are the point of this example: `cargo test --example trial`.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A trial began.
#[event_spec(
    name = "trial.began",
    examples(ada("Ada", json = r#"{ "owner": "ada@example.com", "plan": "team" }"#))
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct TrialBegan {
    owner: String,
    plan: String,
}

/// A trial ended without a payment.
#[event_spec(name = "trial.ended")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct TrialEnded {
    owner: String,
    reason: String,
}

/// Sees a trial through its two weeks.
#[job(trigger = TrialBegan, filter = |trial| trial.plan != "free")]
async fn see_trial_through(trial: TrialBegan, io: Io) -> Result<Option<String>> {
    io.wait("eleven-days", 11 * DAY).await?;
    let text = format!("Your {} trial ends in three days.", trial.plan);
    io.run("remind", send_mail(trial.owner.clone(), text))
        .await?;
    io.wait("three-days", 3 * DAY).await?;
    match io
        .run("charge", charge(trial.owner.clone(), trial.plan))
        .await
    {
        Ok(receipt) => Ok(Some(receipt)),
        Err(error) => {
            io.log()
                .warn("not charged", json!({ "why": error.message() }));
            let ended = TrialEnded {
                owner: trial.owner,
                reason: error.to_string(),
            };
            io.send_event("ended", ended).await?;
            Ok(None)
        }
    }
}

/// Charges the first month, and returns the receipt.
#[task(
    retry(limit = 4, min = "1h", factor = 3.0, max = "1d"),
    timeout = "30s"
)]
async fn charge(owner: String, plan: String) -> Result<String> {
    println!("{owner} is charged for {plan}");
    Ok(format!("receipt for {owner}"))
}

#[task]
async fn send_mail(to: String, text: String) -> Result<()> {
    println!("to {to}: {text}");
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    trigger::app().run().await
}

#[cfg(test)]
mod tests {
    use trigger::Level;
    use trigger::testing::{self, Running};

    use super::*;

    fn ada() -> TrialBegan {
        TrialBegan {
            owner: "ada@example.com".to_owned(),
            plan: "team".to_owned(),
        }
    }

    /// The app, at a bank that accepts at the given attempt.
    async fn bank_accepts_at(attempt: u32) -> Running {
        testing::app()
            .fake(|mail: &send_mail| {
                assert!(mail.text.contains("three days"), "{}", mail.text);
                Ok(())
            })
            .fake_key("charge", move |call| match call.attempt {
                n if n < attempt => Err(Error::new("the bank is closed")),
                n => Ok(json!(format!("receipt {n}"))),
            })
            .start()
            .await
    }

    #[tokio::test]
    async fn an_owner_is_reminded_three_days_before_being_charged() {
        let app = bank_accepts_at(1).await;
        let run = app.send(ada()).await.run();
        run.assert_waiting().assert_no_task("remind");

        app.advance(11 * DAY).await;
        run.task("remind").assert_ran_once();
        assert_eq!(app.calls_of::<send_mail>()[0].to, "ada@example.com");
        run.assert_no_task("charge");

        app.advance(3 * DAY).await;
        assert_eq!(run.output::<String>(), "receipt 1");
    }

    #[tokio::test]
    async fn a_bank_that_is_closed_is_asked_again_after_an_hour_and_then_three() {
        let app = bank_accepts_at(3).await;
        let run = app.send(ada()).await.run();
        app.advance(14 * DAY).await;
        run.task("charge").assert_attempts(1);
        app.advance(Duration::from_secs(3600)).await;
        run.task("charge").assert_attempts(2);
        app.advance(Duration::from_secs(3 * 3600)).await;
        run.task("charge").assert_completed().assert_attempts(3);
        assert_eq!(app.sent::<TrialEnded>(), []);
    }

    #[tokio::test]
    async fn a_trial_that_cannot_be_charged_ends() {
        let app = testing::app()
            .fake(|_: &charge| Err(Error::permanent("the card was refused")))
            .start()
            .await;
        let run = app.send(ada()).await.run();
        app.finish().await;
        run.assert_completed()
            .assert_logged(Level::Warn, "not charged");
        run.task("charge")
            .assert_failed("refused")
            .assert_attempts(1);
        assert_eq!(app.sent::<TrialEnded>()[0].reason, "the card was refused");
    }

    #[tokio::test]
    async fn a_free_plan_is_not_seen_through() {
        let app = testing::app().start().await;
        let free = TrialBegan {
            plan: "free".to_owned(),
            ..ada()
        };
        let started = app.send(free).await;
        started.assert_nothing_ran();
        started.assert_left_out::<see_trial_through>(r#"trial.plan != "free""#);
    }

    #[tokio::test]
    async fn the_process_may_end_anywhere() {
        let app = testing::app()
            .fake(|call: &charge| Ok(format!("receipt for {}", call.owner)))
            .crash_after_each_task()
            .start()
            .await;
        let run = app.send(ada()).await.run();
        app.finish().await;
        assert_eq!(run.output::<String>(), "receipt for ada@example.com");
        assert_eq!(app.calls_of::<charge>().len(), 1);
        assert_eq!(app.calls_of::<send_mail>().len(), 1);
    }
}
