//! Charts, as SVG that is made here.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use maud::{Markup, html};

use super::ask::View;
use super::icons;
use super::parts::number;
use crate::record::EndedRuns;
use crate::run::RunStatus;
use crate::time::Timestamp;

/// How many hours a chart shows.
pub(super) const HOURS: i64 = 24;

const HOUR: i64 = 3600;

/// The hour that a time falls into.
pub(super) fn hour_of(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(HOUR)).unwrap_or(at)
}

/// When the oldest hour began that is shown.
pub(super) fn since(now: Timestamp) -> Timestamp {
    let first = hour_of(now).as_second() - (HOURS - 1) * HOUR;
    Timestamp::from_second(first).unwrap_or(now)
}

/// A layer of a chart: its sign, its word, its colour and its numbers by hour.
pub(super) struct Layer {
    pub(super) sign: &'static str,
    pub(super) word: &'static str,
    pub(super) tone: &'static str,
    pub(super) by_hour: BTreeMap<i64, u64>,
}

/// Numbers by hour, in layers on top of each other.
pub(super) fn stacked(label: &str, layers: &[Layer], view: &View) -> Markup {
    let first = since(view.now).as_second();
    let hours: Vec<i64> = (0..HOURS).map(|n| first + n * HOUR).collect();
    let at = |layer: &Layer, hour: i64| layer.by_hour.get(&hour).copied().unwrap_or(0);
    let total = |hour: i64| layers.iter().map(|layer| at(layer, hour)).sum::<u64>();
    let most = hours.iter().map(|hour| total(*hour)).max().unwrap_or(0);
    let top = round_up(most);
    let step = 100.0 / HOURS as f64;
    html! {
        div.chart {
            svg role="img" aria-label=(label) {
                @for (part, value) in [(1.0, 0), (0.5, top / 2), (0.0, top)] {
                    line.gridline x1="0" x2="100%" y1=(percent(part * 100.0)) y2=(percent(part * 100.0)) {}
                    @if value > 0 && (part == 0.0 || top >= 2) { text x="-8" y=(percent(part * 100.0)) dy="4" text-anchor="end" { (number(value)) } }
                }
                @for (n, hour) in hours.iter().enumerate() {
                    g {
                        title { (described(*hour, layers, view)) }
                        rect x=(percent(n as f64 * step)) y="0" width=(percent(step)) height="100%" fill="transparent" {}
                        @for (from, to, tone) in stack(layers, *hour, top) {
                            rect class={ "bar " (tone) } x=(percent((n as f64 + 0.14) * step)) width=(percent(step * 0.72)) y=(percent(100.0 - to)) height=(percent((to - from).max(0.8))) {}
                        }
                    }
                }
            }
            div.x { span { (clock(first, view)) } span { (clock(first + HOURS / 2 * HOUR, view)) } span { "now" } }
        }
        p.legend {
            @for layer in layers.iter().filter(|layer| !layer.by_hour.is_empty()) {
                @let sum = layer.by_hour.values().sum::<u64>();
                span class=(layer.tone) { (icons::sign(layer.sign)) " " (layer.word) " " (number(sum)) }
            }
        }
    }
}

/// Where the layers of an hour begin and end, in percent of the height.
fn stack(layers: &[Layer], hour: i64, top: u64) -> Vec<(f64, f64, &str)> {
    let mut from = 0.0;
    let mut stack = Vec::new();
    for layer in layers {
        let value = layer.by_hour.get(&hour).copied().unwrap_or(0);
        if value > 0 {
            let to = from + value as f64 * 100.0 / top.max(1) as f64;
            stack.push((from, to, layer.tone));
            from = to;
        }
    }
    stack
}

fn described(hour: i64, layers: &[Layer], view: &View) -> String {
    let parts = layers.iter().map(|layer| {
        let value = layer.by_hour.get(&hour).copied().unwrap_or(0);
        format!("{} {}", layer.word, number(value))
    });
    format!(
        "{}: {}",
        clock(hour, view),
        parts.collect::<Vec<_>>().join(", ")
    )
}

fn clock(second: i64, view: &View) -> String {
    let at = Timestamp::from_second(second).unwrap_or(view.now);
    at.to_zoned_datetime(view.taste.zone.clone())
        .strftime("%H:%M")
        .to_string()
}

fn percent(part: f64) -> String {
    format!("{part:.2}%")
}

/// The next number that is easy to read and to halve: 2, 4, 6 or 10 with noughts. 1 is for nothing.
fn round_up(most: u64) -> u64 {
    if most <= 1 {
        return 1;
    }
    let mut unit = 1;
    loop {
        for step in [2, 4, 6, 10] {
            if most <= unit * step {
                return unit * step;
            }
        }
        unit *= 10;
    }
}

/// How long the runs of a job took.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Durations {
    pub(super) job: String,
    pub(super) ended: u64,
    /// How many of them neither completed nor were cancelled.
    pub(super) failed: u64,
    pub(super) half: Duration,
    pub(super) most: Duration,
}

/// Whether a run that ended so has not done what it was to do, and nobody wanted that.
pub(super) fn is_failure(status: RunStatus) -> bool {
    !matches!(status, RunStatus::Completed | RunStatus::Cancelled)
}

/// How long the runs of each job took: half of them at the most, and 95 of 100.
pub(super) fn durations(ended: &[EndedRuns]) -> Vec<Durations> {
    let jobs: BTreeSet<&str> = ended.iter().map(|ended| ended.job.as_str()).collect();
    let of_job = |job: &str| {
        let mut buckets: BTreeMap<u64, u64> = BTreeMap::new();
        let own = || ended.iter().filter(|ended| ended.job == job);
        for ended in own().filter(|ended| ended.under_ms > 0) {
            *buckets.entry(ended.under_ms).or_default() += ended.runs;
        }
        let failed = own().filter(|ended| is_failure(ended.status));
        Durations {
            job: job.to_owned(),
            ended: own().map(|ended| ended.runs).sum(),
            failed: failed.map(|ended| ended.runs).sum(),
            half: percentile(&buckets, 0.5),
            most: percentile(&buckets, 0.95),
        }
    };
    jobs.into_iter().map(of_job).collect()
}

/// The time below which a part of the runs stayed, read off within its span.
fn percentile(buckets: &BTreeMap<u64, u64>, part: f64) -> Duration {
    let total: u64 = buckets.values().sum();
    let wanted = total as f64 * part;
    let (mut seen, mut lower) = (0.0, 0.0);
    for (under, runs) in buckets {
        let (under, runs) = (*under as f64, *runs as f64);
        // A span begins at most at half of its end.
        let from = f64::max(lower, under * 0.4);
        if seen + runs >= wanted {
            let within = (wanted - seen) / runs.max(1.0);
            return Duration::from_secs_f64((from + (under - from) * within) / 1000.0);
        }
        seen += runs;
        lower = under;
    }
    Duration::ZERO
}

/// Durations on a scale where each tenth is as wide, from a millisecond to a day.
pub(super) fn range(half: Duration, most: Duration) -> Markup {
    let place = |span: Duration| {
        let decades = (span.as_secs_f64() * 1000.0).max(1.0).log10();
        (decades / 8.0 * 100.0).clamp(0.0, 99.0)
    };
    let (from, to) = (place(half), place(most));
    html! {
        svg.range aria-hidden="true" {
            line.gridline x1="0" x2="100%" y1="8" y2="8" {}
            rect.span x=(percent(from)) width=(percent((to - from).max(1.0))) y="4" height="8" rx="2" {}
            rect.mid x=(percent(from)) width="3" y="2" height="12" rx="1" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_within_the_span_that_holds_them() {
        let buckets = BTreeMap::from([(10, 90), (1000, 10)]);
        let half = percentile(&buckets, 0.5);
        assert!(
            half > Duration::from_millis(4) && half <= Duration::from_millis(10),
            "{half:?}"
        );
        let most = percentile(&buckets, 0.95);
        assert!(
            most > Duration::from_millis(400) && most <= Duration::from_secs(1),
            "{most:?}"
        );
        assert_eq!(percentile(&BTreeMap::new(), 0.5), Duration::ZERO);
    }

    #[test]
    fn the_top_of_a_chart_is_a_number_that_is_easy_to_read() {
        assert_eq!([0, 1, 3, 9, 11, 499].map(round_up), [1, 1, 4, 10, 20, 600]);
    }
}
