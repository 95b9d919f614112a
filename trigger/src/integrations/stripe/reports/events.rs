//! The events of the family, a table for each object.

use super::super::events::events;
use super::file::File;
use super::report::{ReportRun, ReportType, ScheduledQueryRun};

events! {
    for File as file {
        "File ID" => file.id,
        "Name" => file.filename,
        "Purpose" => file.purpose,
    }
    examples(
        receipt("A Receipt", "examples/stripe/file_receipt.json"),
    )
    when {
        on_file_created = "file.created", "A file was uploaded, or made by Stripe.";
    }
}

events! {
    group on_reporting_report_run = "Anything that happens to a report; `context.event.name` says what.";
    for ReportRun as run {
        "Report ID" => run.id,
        "Type" => run.report_type,
        "Status" => run.status,
    }
    when {
        on_reporting_report_run_failed = "reporting.report_run.failed", "A report could not be made.";
        on_reporting_report_run_succeeded = "reporting.report_run.succeeded", "A report was made.";
    }
}

events! {
    for ReportType as kind {
        "Report type" => kind.id,
        "Name" => kind.name,
    }
    when {
        on_reporting_report_type_updated = "reporting.report_type.updated", "There is new data for a kind of report.";
    }
}

events! {
    for ScheduledQueryRun as run {
        "Run ID" => run.id,
        "Title" => run.title,
        "Status" => run.status,
    }
    when {
        on_sigma_scheduled_query_run_created = "sigma.scheduled_query_run.created", "A scheduled query was run.";
    }
}
