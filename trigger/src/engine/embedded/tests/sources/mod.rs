//! The life of a source: shared by jobs, moved, copied, changed behind the app's back, removed.

mod dynamic;
mod provider;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::*;
use crate::engine::{Inherited, Pruned};
use crate::record::{CheckFinding, DeliveryVerdict, SourceState};
use crate::source::SourceMeta;
use crate::time::Timestamp;
use provider::{Forms, FormsHook, FormsParams, Hook, answered};

/// A form was answered.
#[event_spec(name = "answer.given", source = FormsHook)]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Answer {
    form: String,
}

/// An answer was taken back.
#[event_spec(name = "answer.withdrawn", source = FormsHook)]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Withdrawn {
    form: String,
}

#[job(trigger = Answer(team = "a".to_owned(), form = "f_1".to_owned()))]
async fn counts(answer: Answer) -> Result<String> {
    Ok(answer.form)
}

#[job(trigger = Withdrawn(team = "a".to_owned(), form = "f_2".to_owned()))]
async fn forgets(answer: Withdrawn) -> Result<String> {
    Ok(answer.form)
}

#[job(trigger = Answer(team = "b".to_owned(), form = "f_1".to_owned()))]
async fn counts_others(answer: Answer) -> Result<String> {
    Ok(answer.form)
}

/// A bench whose app registers at a provider.
fn bench(forms: &Forms, jobs: impl IntoIterator<Item = JobDef>) -> Bench {
    let mut bench = Bench::new(jobs);
    bench.integrations.add(forms.clone());
    bench
}

const KEY: &str = "forms.hook.a";

impl Running {
    fn source(&self, key: &str) -> Option<crate::record::SourceRecord> {
        let sources = self.engine.source_records();
        sources.into_iter().find(|source| source.key == key)
    }

    /// Waits until a source is in a state.
    async fn until_source(&mut self, key: &str, is: impl Fn(&SourceState) -> bool) {
        while !self.source(key).is_some_and(|source| is(&source.state)) {
            self.next().await;
        }
    }

    async fn until_registered(&mut self, key: &str) {
        self.until_source(key, |state| *state == SourceState::Registered)
            .await;
    }

    /// Sends an answer through a hook, and says what is answered to it.
    async fn send(&self, hook: &Hook, event: &str, id: &str) -> (u16, String) {
        let (key, request) = answered(hook, event, id);
        let answer = Engine::receive(&*self.engine, &key, request).await;
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        (answer.status.as_u16(), text)
    }
}

#[tokio::test]
async fn jobs_that_share_a_source_share_its_events_and_its_options() {
    let forms = Forms::default();
    let mut bench = bench(&forms, jobs![counts, forgets, counts_others]);
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    app.until_registered("forms.hook.b").await;
    let hooks = forms.account().hooks.clone();
    let of = |team: &str| hooks.iter().find(|hook| hook.url.ends_with(team)).unwrap();
    assert_eq!(of(".a").events, ["answer.given", "answer.withdrawn"]);
    assert_eq!(of(".a").forms, ["f_1", "f_2"]);
    assert_eq!(of(".b").forms, ["f_1"]);
    assert_eq!(hooks.len(), 2);
    app.stop().await;

    // What no job asks for any more is taken out.
    bench.jobs = jobs![forgets, counts_others].into();
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    let hooks = forms.account().hooks.clone();
    let hook = hooks.iter().find(|hook| hook.url.ends_with(".a")).unwrap();
    assert_eq!(
        (&hook.events[..], &hook.forms[..]),
        (
            &["answer.withdrawn".to_owned()][..],
            &["f_2".to_owned()][..]
        )
    );
    let options = app.source(KEY).unwrap().options;
    assert_eq!(
        (options.len(), &*options[0].name, &*options[0].desired),
        (1, "form", &["f_2".to_owned()][..])
    );
    app.stop().await;
}

#[tokio::test]
async fn each_delivery_is_counted_with_its_verdict() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![counts]);
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    let hook = forms.hook();
    for id in ["1", "2", "2"] {
        app.send(&hook, "answer.given", id).await;
    }
    let arrived = app
        .engine
        .core
        .store
        .arrived_deliveries(Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    let with = |verdict| -> u64 {
        let of_verdict = arrived.iter().filter(|arrived| arrived.verdict == verdict);
        of_verdict.map(|arrived| arrived.deliveries).sum()
    };
    assert_eq!(with(DeliveryVerdict::Accepted), 2);
    assert_eq!(with(DeliveryVerdict::Duplicate), 1);
    assert!(arrived.iter().all(|arrived| arrived.source == KEY));
    app.stop().await;
}

#[tokio::test]
async fn what_is_said_beside_an_event_is_refused_when_no_run_could_read_it() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![counts]);
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    let hook = forms.hook();
    let say = async |id: &str, depth: usize| {
        let said = "[".repeat(depth) + &"]".repeat(depth);
        let (key, mut request) = answered(&hook, "answer.given", id);
        request.set_header("x-said", &said).unwrap();
        Engine::receive(&*app.engine, &key, request).await.status
    };
    assert_eq!(say("1", 127).await, 202);
    assert_eq!(say("2", 128).await, 400);
    let event = app.engine.core.store.event("1".to_owned(), None).await;
    let context = event.unwrap().unwrap().context;
    assert_eq!(context.to_string().len(), 2 * 127);
    app.stop().await;
}

#[tokio::test]
async fn what_a_source_keeps_is_handed_to_its_next_delivery_and_its_answer_is_sent() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![counts]);
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    let hook = forms.hook();
    assert_eq!(
        app.send(&hook, "answer.given", "1").await,
        (202, "the 1. answer".to_owned())
    );
    assert_eq!(
        app.send(&hook, "answer.given", "2").await,
        (202, "the 2. answer".to_owned())
    );
    app.stop().await;

    let (one, two) = (bench.start().await, bench.start().await);
    assert_eq!(
        one.send(&hook, "answer.given", "3").await.1,
        "the 3. answer"
    );
    // The other process has not heard of that, and yet works with it.
    assert_eq!(
        two.send(&hook, "answer.given", "4").await.1,
        "the 4. answer"
    );
    let mut many = tokio::task::JoinSet::new();
    for n in 0..20 {
        let engine = Arc::clone([&one.engine, &two.engine][n % 2]);
        let (key, request) = answered(&hook, "answer.given", &format!("many-{n}"));
        many.spawn(async move { Engine::receive(&*engine, &key, request).await.status });
    }
    for status in many.join_all().await {
        assert_eq!(status, 202);
    }
    assert_eq!(
        two.send(&hook, "answer.given", "5").await.1,
        "the 25. answer"
    );
    one.stop().await;
    two.stop().await;
}

#[tokio::test]
async fn what_somebody_deletes_at_the_provider_is_found_and_made_again() {
    let forms = Forms::default();
    let bench = bench(&forms, jobs![counts]);
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    let first = forms.hook();

    // At the start.
    app.stop().await;
    forms.account().hooks.clear();
    let mut app = bench.start().await;
    while forms.account().hooks.is_empty() {
        app.next().await;
    }
    app.until_registered(KEY).await;
    let second = forms.hook();
    assert_ne!(first.id, second.id);

    // Now and then.
    let looks = forms.account().looks;
    forms.account().hooks.clear();
    bench.clock.advance(HOUR);
    while forms.account().hooks.is_empty() {
        app.next().await;
    }
    app.until_registered(KEY).await;
    assert_eq!(forms.account().looks, looks + 1);

    // When it is asked for; and who cannot be asked has not lost anything.
    let check = async |engine: &Embedded| {
        let checked = Engine::check_sources(engine, Some(KEY.to_owned()));
        checked.await.unwrap().remove(0)
    };
    assert_eq!(check(&app.engine).await.finding, CheckFinding::AsRegistered);
    forms.account().failing = 1;
    let finding = check(&app.engine).await.finding;
    assert!(
        matches!(finding, CheckFinding::Unreachable { .. }),
        "{finding:?}"
    );
    forms.account().hooks[0].url = "https://elsewhere.example/x".to_owned();
    let checked = check(&app.engine).await;
    let found = "it sends elsewhere".to_owned();
    assert_eq!(checked.finding, CheckFinding::Drifted { found });
    app.finished(checked.run.unwrap()).await;
    assert_eq!(forms.hook().url, "https://app.example/sources/forms.hook.a");
    assert_eq!(app.send(&forms.hook(), "answer.given", "1").await.0, 202);
    app.stop().await;
}

#[tokio::test]
async fn an_app_that_moves_takes_its_registration_along_and_a_copy_of_it_asks() {
    let forms = Forms::default();
    let mut bench = bench(&forms, jobs![counts]);
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    let hook = forms.hook();
    app.stop().await;

    bench.public_url = "https://moved.example";
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    let moved = forms.hook();
    assert_eq!(moved.id, hook.id);
    assert_eq!(moved.url, "https://moved.example/sources/forms.hook.a");
    assert_eq!(app.send(&moved, "answer.given", "1").await.0, 202);
    app.stop().await;

    // Another file with the same content, at another URL: nobody knows which of them it is.
    let copied = |url| {
        let copy = Bench {
            folder: tempfile::tempdir().unwrap(),
            public_url: url,
            ..self::bench(&forms, jobs![counts])
        };
        let [from, to] = [&bench, &copy].map(|bench| bench.folder.path().join("test.db"));
        std::fs::copy(from, to).unwrap();
        copy
    };
    let copy = copied("https://copy.example");
    let mut app = copy.start().await;
    let Some(SourceState::Inactive { hint }) = app.source(KEY).map(|source| source.state) else {
        panic!("it asks");
    };
    assert!(
        hint.contains("--take-over") && hint.contains("--anew"),
        "{hint}"
    );
    let again = Engine::register_source(&*app.engine, KEY.to_owned(), None).await;
    assert!(again.is_err());
    assert_eq!(forms.hook(), moved);
    let anew = Some(Inherited::Left);
    let run = Engine::register_source(&*app.engine, KEY.to_owned(), anew).await;
    app.finished(run.unwrap()).await;
    app.until_registered(KEY).await;
    assert_eq!(forms.account().hooks.len(), 2);
    assert_eq!(forms.account().hooks[0], moved);
    app.stop().await;
    forms.account().hooks.pop();

    let elsewhere = copied("https://new-home.example");
    let mut app = elsewhere.start().await;
    let run = Engine::register_source(&*app.engine, KEY.to_owned(), Some(Inherited::TakenOver));
    let run = run.await.unwrap();
    app.finished(run).await;
    app.until_registered(KEY).await;
    assert_eq!(forms.hook().id, moved.id);
    assert_eq!(
        forms.hook().url,
        "https://new-home.example/sources/forms.hook.a"
    );
    app.stop().await;
}

#[tokio::test]
async fn what_no_job_wants_any_more_is_still_verified_and_removed_on_request() {
    let forms = Forms::default();
    let mut bench = bench(&forms, jobs![counts, counts_others]);
    let mut app = bench.start().await;
    app.until_registered(KEY).await;
    app.until_registered("forms.hook.b").await;
    let hooks = forms.account().hooks.clone();
    let hook = hooks.iter().find(|hook| hook.url.ends_with(".a")).unwrap();
    app.stop().await;

    bench.jobs = jobs![counts_others].into();
    let app = bench.start().await;
    let state = app.source(KEY).unwrap().state;
    assert_eq!(state, SourceState::Unwanted { error: None });
    assert_eq!(app.send(hook, "answer.given", "1").await.0, 202);
    let wanted = Engine::prune_source(&*app.engine, "forms.hook.b".to_owned(), Pruned::Removed);
    assert!(wanted.await.is_err(), "it is wanted");

    // The provider is out of order at first; a look at the other hook is none of it.
    forms.account().keeping = 1;
    let run = Engine::prune_source(&*app.engine, KEY.to_owned(), Pruned::Removed);
    let run = run.await.unwrap().unwrap();
    app.waiting(run).await;
    assert_eq!(forms.account().hooks.len(), 2);
    bench.clock.advance(HOUR);
    app.finished(run).await;
    assert_eq!(app.record(run).await.summary.status, RunStatus::Completed);
    assert!(forms.hook().url.ends_with(".b"));
    assert!(app.source(KEY).is_none());
    assert_eq!(app.send(hook, "answer.given", "2").await.0, 404);
    app.stop().await;
}

#[test]
fn two_kinds_of_sources_that_would_share_a_url_do_not_start() {
    struct Other;

    impl crate::source::ExternalSource for Other {
        type Integration = Forms;
        type Params = crate::source::NoParams;
        type Data = ();
        const META: SourceMeta = SourceMeta {
            id: "forms.hook.a",
            version: "0.1.0",
        };

        fn segments(_: &Self::Params) -> Vec<String> {
            Vec::new()
        }

        fn readiness(_: &Forms, _: &Self::Params) -> crate::source::Readiness {
            crate::source::Readiness::Registers
        }

        async fn register(
            _: crate::source::Register<Self>,
        ) -> Result<Option<crate::source::Registration<()>>> {
            Ok(None)
        }

        fn handle<'r>(
            _: &'r crate::source::Request,
            _: &crate::source::Source<'_, Self>,
        ) -> Result<crate::source::Handled<'r>, crate::source::Rejected> {
            Ok(crate::source::Handled::default())
        }
    }

    #[event_spec(name = "other.event", source = Other)]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct OtherEvent {}

    #[job(trigger = OtherEvent)]
    async fn other(_: OtherEvent) -> Result<()> {
        Ok(())
    }

    let problems = Registry::new(&jobs![counts, other], Integrations::default());
    let problems = problems.err().expect("it does not start");
    assert!(
        problems
            .iter()
            .any(|problem| problem.to_string().contains("share the URL"))
    );
}

#[tokio::test]
async fn what_a_request_takes_while_it_is_dealt_with_is_small() {
    let forms = Forms::default();
    let engine = bench(&forms, jobs![counts]).open().await;
    let request = crate::source::Request {
        method: Method::POST,
        uri: String::new(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        received_at: Timestamp::UNIX_EPOCH,
    };
    // Thousands may be in flight, and each is moved to its place as a whole.
    let size = size_of_val(&engine.core.receive(KEY, request));
    assert!(size <= 2048, "{size} bytes");
}
