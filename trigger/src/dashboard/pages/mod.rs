//! The pages.

mod bulk;
mod deliveries;
mod delivery;
mod event;
mod events;
mod integrations;
mod job;
mod jobs;
mod overview;
mod run;
mod runs;
mod schedules;
mod search;
mod settings;
mod shape;
mod source;
mod sources;
mod test;

use axum::Router;
use axum::routing::{get, post};

use super::App;
use super::ask::{Ask, Problem};

/// Every page, and what is done from it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(overview::page))
        .route("/runs", get(runs::page))
        .route("/runs/change", get(bulk::confirm).post(bulk::begin))
        .route("/runs/change/{number}", get(bulk::progress))
        .route("/runs/{id}", get(run::page))
        .route("/runs/{id}/cancel", post(run::cancel))
        .route("/runs/{id}/retry", post(run::retry))
        .route("/runs/{id}/replay", post(run::replay))
        .route("/runs/{id}/move", post(run::move_to_current))
        .route("/jobs", get(jobs::page))
        .route("/jobs/{id}", get(job::page))
        .route("/jobs/{id}/pause", post(job::pause))
        .route("/jobs/{id}/resume", post(job::resume))
        .route("/jobs/{id}/test", get(test::page).post(test::run))
        .route("/events", get(events::page))
        .route("/events/{id}", get(event::page))
        .route("/deliveries", get(deliveries::page))
        .route("/deliveries/{id}", get(delivery::page))
        .route("/deliveries/{id}/replay", post(delivery::replay))
        .route("/sources", get(sources::page))
        .route("/sources/{key}", get(source::page))
        .route("/sources/{key}/register", post(source::register))
        .route("/schedules", get(schedules::page))
        .route("/schedules/change", post(schedules::change))
        .route("/integrations", get(integrations::page))
        .route("/settings", get(settings::page).post(settings::keep))
        .route("/search", get(search::find))
        .fallback(async |ask: Ask| ask.refuse(Problem::missing("There is no such page.")))
}

/// The pages' twins in JSON, described.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Trigger: the dashboard\'s pages in JSON"),
    paths(
        overview::page,
        runs::page,
        run::page,
        bulk::progress,
        jobs::page,
        job::page,
        test::page,
        events::page,
        event::page,
        deliveries::page,
        delivery::page,
        sources::page,
        source::page,
        schedules::page,
        integrations::page,
        settings::page,
    )
)]
pub(super) struct Twins;

/// What a form leaves out by leaving it empty.
fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// Reads what may be left out.
fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    text: Option<String>,
) -> Result<Option<T>, Problem> {
    let text = given(text);
    let value = text.map(|text| text.parse::<T>()).transpose();
    value.map_err(|error| Problem::bad(error.to_string()))
}
