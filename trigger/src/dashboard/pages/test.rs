//! `/jobs/{id}/test`: a job is tried on an example, on what was received before, or on anything.

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Format, Head, Page, Problem, View};
use super::super::icons::icon;
use super::super::layout::{Section, crumbs, heading};
use super::super::parts::{self, encode};
use super::{job, run, shape};
use crate::engine::Judged;
use crate::error::Error;
use crate::id::RunId;
use crate::record::{DeliveredRecord, ExampleRecord, JobRecord};
use crate::time::Timestamp;

/// How many received payloads are offered.
const RECENT: usize = 5;

/// The longest payload that is edited here, in bytes.
const EDITED: usize = 48 * 1024;

/// What a job can be tried on.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct TestPage {
    /// The job.
    job: JobRecord,
    /// The payloads of its trigger's examples.
    examples: Vec<ExampleRecord>,
    /// The payloads of its newest runs.
    recent: Vec<Recent>,
    /// The example or the run that was chosen.
    chosen: Option<String>,
    /// What stands in the editor.
    payload: String,
    /// What is wrong with it.
    fault: Option<Fault>,
    /// Whether its provider can be imitated.
    imitation: Imitation,
    /// The run that a run on this payload would be a replay of.
    replay: Option<RunId>,
    #[serde(skip)]
    commands: Commands,
}

/// Whether an event can be delivered to the job's source as its provider would.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum Imitation {
    /// It can, to the source of this key.
    To(String),
    /// It cannot, for this reason.
    Not(String),
}

/// A payload that was received.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct Recent {
    /// The run that it started.
    run: RunId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// What is wrong with a payload.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct Fault {
    /// In a sentence.
    message: String,
    /// Where, if it is no JSON.
    line: Option<usize>,
    /// Where, if it is no JSON.
    column: Option<usize>,
    /// Where, as a JSON pointer, if it is not what the job takes; empty for the whole.
    pointer: Option<String>,
}

impl Fault {
    fn of(message: String) -> Self {
        Self {
            message,
            line: None,
            column: None,
            pointer: None,
        }
    }
}

/// The same call elsewhere.
#[derive(Debug, Default)]
struct Commands {
    curl: String,
    cli: String,
    /// The one that takes the payload from a file.
    file: String,
    rust: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    example: Option<String>,
    run: Option<String>,
    replay: Option<String>,
}

/// What a job can be tried on.
#[utoipa::path(
    get, path = "/jobs/{id}/test.json", tag = "pages",
    params(
        ("id" = String, Path, description = "the job"),
        ("example" = Option<String>, Query, description = "an example of its trigger"),
        ("run" = Option<String>, Query, description = "a run of it"),
    ),
    responses((status = 200, body = TestPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(
    ask: Ask,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Response {
    let now = ask.view.now;
    ask.show(async { prepare(&app, &id, &chosen, now).await })
        .await
}

async fn prepare(
    app: &App,
    id: &str,
    chosen: &Chosen,
    now: Timestamp,
) -> Result<TestPage, Problem> {
    let job = job::find(app, id).await?;
    let examples = app.engine.examples(id);
    let recent = app.engine.recent_payloads(id.to_owned(), RECENT).await?;
    let run: Option<RunId> = super::parsed(chosen.run.clone())?;
    let (name, payload) = match (run, &chosen.example) {
        (Some(run), _) => {
            let run = app.client.run(run).await?;
            (
                Some(run.summary.id.to_string()),
                parts::pretty(&run.payload),
            )
        }
        (None, Some(example)) => {
            let found = examples.iter().find(|known| known.id == *example);
            let missing = || Problem::missing(format!("The trigger has no example `{example}`."));
            let found = found.ok_or_else(missing)?;
            (Some(found.id.clone()), parts::tidy(&found.payload))
        }
        (None, None) => match examples.first() {
            Some(first) => (Some(first.id.clone()), parts::tidy(&first.payload)),
            None => (None, blank(&job, now)),
        },
    };
    let imitation = match serde_json::from_str(&payload) {
        Ok(json) => imitation(app, id, json).await,
        Err(error) => Imitation::Not(error.to_string()),
    };
    Ok(TestPage {
        imitation,
        commands: Commands::of(app, &job, name.as_deref().filter(|_| run.is_none())),
        recent: recent
            .into_iter()
            .map(|(run, at, _)| Recent { run, at })
            .collect(),
        replay: run.filter(|_| chosen.replay.is_some()),
        chosen: name,
        fault: None,
        job,
        examples,
        payload,
    })
}

async fn imitation(app: &App, job: &str, payload: &RawValue) -> Imitation {
    match app.engine.try_imitation(job, payload).await {
        Ok(source) => Imitation::To(source.to_string()),
        Err(why) => Imitation::Not(why.to_string()),
    }
}

/// What an editor begins with that has no example.
fn blank(job: &JobRecord, now: Timestamp) -> String {
    let is_scheduled = job.events.is_empty() && job.trigger != "invoke";
    if is_scheduled {
        parts::pretty(&serde_json::json!({ "ts": now, "last_ts": null }))
    } else {
        "{}".to_owned()
    }
}

impl Commands {
    fn of(app: &App, job: &JobRecord, example: Option<&str>) -> Self {
        let (id, program) = (&job.id, &app.program);
        let path = format!("{}/jobs/{}/test.json", app.ingress, encode(id));
        let file = format!("{program} test {id} --file payload.json");
        let example_of = example.map(|example| format!(" --example {example}"));
        let rust = match (job.trigger.as_str(), job.events.first()) {
            ("invoke", _) => format!("client.invoke_raw(\"{id}\", payload, None).await?;"),
            (_, Some(event)) => format!(
                "// in a test: trigger::testing\nlet app = testing::app().start().await;\n\
                 let run = app.call::<{}>(serde_json::from_str(payload)?).await;\n\
                 // or, as the event `{event}`, through its filter\n\
                 client.send_raw(\"{event}\", payload, None).await?;",
                id.replace('-', "_")
            ),
            (_, None) => format!(
                "// in a test: trigger::testing\nlet app = testing::app().start().await;\n\
                 let run = app.tick::<{}>().await;",
                id.replace('-', "_")
            ),
        };
        Self {
            curl: format!("curl --data-urlencode payload@payload.json {path}"),
            cli: match example_of {
                Some(example) => format!("{program} test {id}{example}"),
                None => file.clone(),
            },
            file,
            rust,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Tried {
    payload: String,
    example: Option<String>,
    #[serde(default)]
    way: Way,
}

/// How a payload comes to the job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    /// It is called with it, whatever its filter says.
    #[default]
    Call,
    /// It is delivered to its source as its provider would.
    Deliver,
}

pub(super) async fn run(
    ask: Ask,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(tried): Form<Tried>,
) -> Response {
    let chosen = Chosen {
        example: super::given(tried.example).filter(|name| !name.starts_with("run_")),
        run: None,
        replay: None,
    };
    // A browser sends line ends of its own.
    let payload = tried.payload.replace("\r\n", "\n");
    let fault = match read(&app, &id, &payload) {
        Ok(payload) if tried.way == Way::Deliver => match deliver(&app, &id, &payload).await {
            Ok(delivered) => return answer(&ask, delivered),
            Err(why) => Fault::of(why.to_string()),
        },
        Ok(payload) => {
            return match app.engine.begin_trial(id, payload).await {
                Ok(started) => begun(&ask, started),
                Err(error) => ask.refuse(error.into()),
            };
        }
        Err(fault) => fault,
    };
    match prepare(&app, &id, &chosen, ask.view.now).await {
        Ok(page) => {
            let page = TestPage {
                fault: Some(fault),
                payload,
                ..page
            };
            ask.render(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(problem) => ask.refuse(problem),
    }
}

/// What was delivered, and the run of the job that it started.
struct Delivered {
    record: DeliveredRecord,
    run: Option<RunId>,
}

async fn deliver(app: &App, job: &str, payload: &RawValue) -> Result<Delivered, Error> {
    let record = app.engine.deliver_trial(job, payload).await?;
    let mut own = None;
    for run in &record.runs {
        let run = app.engine.run(*run).await?;
        own = own.or(run.filter(|run| run.summary.job == job));
    }
    Ok(Delivered {
        run: own.map(|run| run.summary.id),
        record,
    })
}

/// Shows the run; where there is none, the delivery, from which it is seen why.
fn answer(ask: &Ask, delivered: Delivered) -> Response {
    let next = match delivered.run {
        Some(run) => run::address(run),
        None => format!("/deliveries/{}", delivered.record.delivery.id),
    };
    match ask.format {
        Format::Html => (StatusCode::SEE_OTHER, [(header::LOCATION, next)]).into_response(),
        Format::Json => (StatusCode::CREATED, axum::Json(delivered.record)).into_response(),
    }
}

fn begun(ask: &Ask, started: RunId) -> Response {
    let next = run::address(started);
    match ask.format {
        Format::Html => (StatusCode::SEE_OTHER, [(header::LOCATION, next)]).into_response(),
        Format::Json => {
            let body = axum::Json(serde_json::json!({ "run": started }));
            (StatusCode::CREATED, body).into_response()
        }
    }
}

/// Reads a payload, and asks the job whether it is one.
fn read(app: &App, job: &str, payload: &str) -> Result<Box<RawValue>, Fault> {
    let json: Box<RawValue> = serde_json::from_str(payload).map_err(|error| {
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or(&text);
        let (line, column) = (error.line(), error.column());
        Fault {
            line: Some(line),
            column: Some(column),
            ..Fault::of(format!(
                "This is not JSON: {what}, at line {line} column {column}."
            ))
        }
    })?;
    match app.engine.judge(job, json.get()) {
        Some(Judged::Invalid { pointer, message }) => {
            let said = match pointer.as_str() {
                "" => format!("The job does not take this: {message}."),
                at => format!("The job does not take this at {at}: {message}."),
            };
            Err(Fault {
                pointer: Some(pointer),
                ..Fault::of(said)
            })
        }
        _ => Ok(json),
    }
}

impl Page for TestPage {
    fn head(&self) -> Head {
        Head::new(format!("Test {}", self.job.name), Section::Jobs)
    }

    fn body(&self, view: &View) -> Markup {
        let path = format!("/jobs/{}", encode(&self.job.id));
        let title = match self.replay {
            Some(_) => html! { "Replay " (self.job.name) " with edit" },
            None => html! { "Test " (self.job.name) },
        };
        html! {
            (crumbs(&[("/jobs", "Jobs"), (&path, &self.job.name)]))
            (heading(&title, &html! {}))
            div.split {
                div.stack { (self.choices(view)) (self.editor(&path)) }
                div.stack {
                    @if !self.examples.is_empty() { div.card { h2 { "Payload" } (shape::of_examples(&self.examples)) } }
                    @if let Some(filter) = &self.job.filter { div.card { h2 { "Filter" } p { code { (filter) } } p.muted { "A test runs whatever the filter says." } } }
                    @if self.replay.is_none() { (self.elsewhere()) }
                }
            }
        }
    }
}

impl TestPage {
    fn can_deliver(&self) -> bool {
        self.replay.is_none() && matches!(self.imitation, Imitation::To(_))
    }

    /// What the two buttons do, or why there is only one.
    fn ways(&self) -> Markup {
        html! {
            @match &self.imitation {
                Imitation::To(source) => {
                    "A test calls the job. Delivered, the payload goes to " a href={ "/sources/" (encode(source)) } { (source) }
                    " as its provider would send it: signed with the source’s own secret, verified, and filtered."
                }
                Imitation::Not(why) => { "A test calls the job. It is not delivered to it as by a provider: " (parts::prose(why)) "." }
            }
        }
    }

    fn choices(&self, view: &View) -> Markup {
        let path = format!("/jobs/{}/test", encode(&self.job.id));
        let is_chosen = |name: &str| (self.chosen.as_deref() == Some(name)).then_some("true");
        html! {
            @if !self.examples.is_empty() {
                div.field { span { "Examples" }
                    div.tabs {
                        @for example in &self.examples {
                            a href={ (path) "?example=" (encode(&example.id)) } aria-current=[is_chosen(&example.id)] { (example.name) }
                        }
                    }
                }
            }
            @if !self.recent.is_empty() {
                div.field { span { "Received before" }
                    div.tabs {
                        @for recent in &self.recent {
                            @let id = recent.run.to_string();
                            a href={ (path) "?run=" (id) } aria-current=[is_chosen(&id)] title=(id) { (parts::ago(recent.at, view)) }
                        }
                    }
                }
            }
        }
    }

    fn editor(&self, path: &str) -> Markup {
        let action = match self.replay {
            Some(run) => format!("/runs/{run}/replay"),
            None => format!("{path}/test"),
        };
        let fault = self.fault.as_ref();
        // What a person has written is given back to them, however long it is.
        if self.payload.len() > EDITED && fault.is_none() {
            return self.too_long();
        }
        html! {
            form.stack method="post" action=(action) data-submit {
                @if let Some(example) = &self.chosen { input type="hidden" name="example" value=(example); }
                label.visually-hidden for="payload" { "Payload, as JSON" }
                div.editor {
                    div #lines aria-hidden="true" {}
                    textarea #payload name="payload" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off"
                        data-line=[fault.and_then(|fault| fault.line)]
                        aria-invalid=[fault.map(|_| "true")] aria-describedby=[fault.map(|_| "fault")] {
                        // A browser drops one line end after the tag.
                        "\n" (self.payload)
                    }
                }
                @if let Some(fault) = fault {
                    p.alert #fault role="alert" {
                        (fault.message)
                        @if let Some(pointer) = fault.pointer.as_deref().filter(|at| !at.is_empty()) { " " code { (pointer) } }
                    }
                }
                div.actions {
                    button.primary type="submit" { (icon("run")) @if self.replay.is_some() { "Replay" } @else { "Run test" } " " kbd { "Ctrl ⏎" } }
                    @if self.can_deliver() { button type="submit" name="way" value="deliver" { (icon("deliveries")) "Deliver, signed" } }
                }
                @if self.replay.is_none() { p.muted { (self.ways()) } }
            }
        }
    }

    /// What stands in the editor's place.
    fn too_long(&self) -> Markup {
        let size = parts::bytes(self.payload.len() as u64);
        html! {
            p.note {
                "A payload of " (size) " is too long to edit here. Edit a copy of it in a file"
                @if let Some(run) = self.chosen.as_deref().filter(|name| name.starts_with("run_")) { ", from " a href={ "/runs/" (run) ".json" } { "the run in JSON" } }
                ", and run the job on it:"
            }
            (parts::command("Shell", &self.commands.file))
            @if let Some(run) = self.replay { (parts::button(&format!("/runs/{run}/replay"), "Replay unchanged", "replay", "primary")) }
        }
    }

    fn elsewhere(&self) -> Markup {
        html! {
            div.card {
                h2 { "The same elsewhere" }
                (parts::command("Shell", &self.commands.cli))
                (parts::command("curl", &self.commands.curl))
                (parts::command("Rust", &self.commands.rust))
            }
        }
    }
}
