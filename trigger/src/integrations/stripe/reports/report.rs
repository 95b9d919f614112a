//! Stripe's reports and the queries of Sigma.

use serde_json::Value;

use super::super::tolerant::objects;
use super::file::File;
use crate::time::Timestamp;

objects! {
    /// A report that is made.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/reporting/report_run/object).
    pub struct ReportRun: id, created, livemode {
        /// Why it could not be made.
        pub error: Option<String>,
        /// What it is about.
        pub parameters: Option<Value>,
        /// What kind of report it is, such as `balance.summary.1`.
        pub report_type: String,
        /// The report.
        pub result: Option<File>,
        /// How far it is: `pending`, `succeeded` or `failed`.
        pub status: String,
        /// When it was made.
        pub succeeded_at: Option<Timestamp>,
    }

    /// A kind of report.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/reporting/report_type/object).
    pub struct ReportType: id, livemode {
        /// Until when there is data.
        pub data_available_end: Timestamp,
        /// From when there is data.
        pub data_available_start: Timestamp,
        /// The columns that it has if no others are named.
        pub default_columns: Vec<String>,
        /// Its name.
        pub name: String,
        /// When there was last new data.
        pub updated: Timestamp,
        /// Its version.
        pub version: i64,
    }

    /// A query of Sigma's, run by a schedule.
    ///
    /// See [Stripe's reference](https://docs.stripe.com/api/sigma/scheduled_queries/object).
    pub struct ScheduledQueryRun: id, created, livemode {
        /// Until when there was data.
        pub data_load_time: Timestamp,
        /// Why it failed.
        pub error: Option<Value>,
        /// The result.
        pub file: Option<File>,
        /// Until when the result can be read.
        pub result_available_until: Timestamp,
        /// The query.
        pub sql: String,
        /// How far it is: `completed`, `canceled`, `failed` or `timed_out`.
        pub status: String,
        /// Its title.
        pub title: String,
    }
}
