//! The reference is complete: each option has its row.

use crate::{event_spec, http_endpoint, integration, job, polling_source, task, tasks};

#[test]
fn every_option_is_in_the_reference() {
    let pages = [
        (include_str!("../docs/event_spec.md"), event_spec::OPTIONS),
        (
            include_str!("../docs/http_endpoint.md"),
            http_endpoint::OPTIONS,
        ),
        (include_str!("../docs/integration.md"), integration::OPTIONS),
        (include_str!("../docs/job.md"), job::OPTIONS),
        (
            include_str!("../docs/polling_source.md"),
            polling_source::OPTIONS,
        ),
        (include_str!("../docs/task.md"), task::OPTIONS),
        (include_str!("../docs/tasks.md"), tasks::OPTIONS),
    ];
    for (page, options) in pages {
        for option in options.iter().chain(&["crate"]) {
            let rows = page.lines().filter(|line| line.starts_with("| `"));
            let mut names = rows.filter_map(|row| row.split(" | ").next());
            let row = format!("`{option}`");
            assert!(names.any(|names| names.contains(&row)), "no row of {row}");
        }
    }
}
