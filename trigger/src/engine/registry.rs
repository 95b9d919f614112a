//! What the app has: its jobs, the sources that they need, and which event starts which job.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::value::RawValue;

use super::declared::{Declared, WantedSource};
use super::feeds::{FeedProblem, Feeds};
use super::given::Given;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::job::{Arguments, Binding, EventBinding, Integrations, JobDef, JobMeta, Screened};
use crate::record::{JobOptionsRecord, JobRecord};
use crate::run::BoxFuture;
use crate::source::{Feed, SourceKey};
use crate::spec::{PayloadError, Properties, Verdict};
use crate::store::{Limit, NewRun, Slot, Taker};

/// The jobs of an app, its integrations, and what follows from them.
pub(crate) struct Registry {
    jobs: BTreeMap<&'static str, RegisteredJob>,
    /// The jobs that an event may start, by its source's key and its name.
    starts: HashMap<Option<SourceKey>, HashMap<&'static str, Vec<Start>>>,
    declared: Declared,
    feeds: Feeds,
    integrations: Arc<Integrations>,
}

/// A job that an event of some name may start.
struct Start {
    job: &'static str,
    /// Which of its trigger's events have this name; the event may be any of them.
    bound: Vec<usize>,
}

/// A job and its resolved trigger.
#[derive(Clone, Debug)]
pub(crate) struct RegisteredJob {
    pub(crate) def: JobDef,
    pub(crate) binding: Binding,
}

/// Why an app does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StartProblem {
    #[error("job id `{id}` is defined twice: {first} and {second}")]
    DuplicateJob {
        id: &'static str,
        first: Place,
        second: Place,
    },
    #[error(
        "job `{job}` needs `{integration}`: add `.integration({integration}::from_env())` to the app"
    )]
    MissingIntegration {
        job: &'static str,
        integration: &'static str,
    },
    #[error(
        "job `{job}` is started by what is registered as `{kind}`: write an id of letters, digits, \
         `-`, `_` and `.`"
    )]
    InvalidKind {
        job: &'static str,
        kind: &'static str,
    },
    #[error(
        "the sources `{first}` and `{second}` would share the URL of `{key}`: give one another id"
    )]
    SharedKey {
        key: SourceKey,
        first: &'static str,
        second: &'static str,
    },
    #[error(transparent)]
    Feed(#[from] FeedProblem),
    #[error("job `{job}` names `{follower}` to follow it, which the app does not have: add it")]
    MissingFollower {
        job: &'static str,
        follower: &'static str,
    },
    #[error("{integration}: {error}")]
    InvalidIntegration {
        integration: &'static str,
        error: Error,
    },
}

impl StartProblem {
    /// Whether nothing is wrong but that the app was not given an integration.
    pub(crate) fn is_missing_integration(&self) -> bool {
        matches!(
            self,
            Self::MissingIntegration { .. } | Self::Feed(FeedProblem::MissingIntegration { .. })
        )
    }
}

/// Where a job is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    file: &'static str,
    line: u32,
}

impl From<JobMeta> for Place {
    fn from(job: JobMeta) -> Self {
        Self {
            file: job.file,
            line: job.line,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl Registry {
    /// Puts an app together.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once.
    pub(crate) fn new(
        defs: &[JobDef],
        integrations: Integrations,
    ) -> Result<Self, Vec<StartProblem>> {
        let mut problems = Vec::new();
        for (meta, error) in integrations.problems() {
            problems.push(StartProblem::InvalidIntegration {
                integration: meta.name,
                error,
            });
        }
        let mut registry = Self {
            jobs: BTreeMap::new(),
            starts: HashMap::new(),
            declared: Declared::of(&integrations),
            feeds: Feeds::default(),
            integrations: Arc::new(integrations),
        };
        for def in defs {
            registry.add(*def, &mut problems);
        }
        for def in defs {
            let followers = [def.options.on_success, def.options.on_failure];
            for follower in followers.into_iter().flatten() {
                if registry.job(follower).is_none() {
                    problems.push(StartProblem::MissingFollower {
                        job: def.meta.id,
                        follower,
                    });
                }
            }
        }
        if problems.is_empty() {
            Ok(registry)
        } else {
            Err(problems)
        }
    }

    fn add(&mut self, def: JobDef, problems: &mut Vec<StartProblem>) {
        let id = def.meta.id;
        if let Some(first) = self.jobs.get(id) {
            problems.push(StartProblem::DuplicateJob {
                id,
                first: first.def.meta.into(),
                second: def.meta.into(),
            });
            return;
        }
        for need in (def.needs)() {
            if !need.is_met(&self.integrations) {
                problems.push(StartProblem::MissingIntegration {
                    job: id,
                    integration: need.integration.type_name,
                });
            }
        }
        let binding = (def.binding)();
        for bound in binding.events() {
            let kind = match bound.feed {
                Feed::Schedules(kind) => Some(kind),
                Feed::Triggers(kind) => Some(kind.id),
                _ => None,
            };
            if let Some(kind) = kind.filter(|kind| !is_id(kind)) {
                problems.push(StartProblem::InvalidKind { job: id, kind });
            }
            self.declared.know(bound);
        }
        if !(def.enabled)() {
            self.jobs.insert(id, RegisteredJob { def, binding });
            return;
        }
        for (index, bound) in binding.events().iter().enumerate() {
            let names = self.starts.entry(bound.source_key()).or_default();
            for name in bound.event.names {
                let starts = names.entry(name).or_default();
                match starts.iter_mut().find(|start| start.job == id) {
                    Some(start) => start.bound.push(index),
                    None => starts.push(Start {
                        job: id,
                        bound: vec![index],
                    }),
                }
            }
            problems.extend(self.declared.want(bound).err());
            let added = self.feeds.add(bound.feed, &self.integrations);
            problems.extend(added.err().map(StartProblem::from));
        }
        self.jobs.insert(id, RegisteredJob { def, binding });
    }

    /// The jobs in order of their ids.
    pub(crate) fn jobs(&self) -> impl Iterator<Item = &RegisteredJob> {
        self.jobs.values()
    }

    /// The jobs as they are shown.
    pub(crate) fn records(&self) -> Vec<JobRecord> {
        self.jobs().map(RegisteredJob::record).collect()
    }

    /// A job by its id.
    pub(crate) fn job(&self, id: &str) -> Option<&RegisteredJob> {
        self.jobs.get(id)
    }

    /// The jobs' concurrency limits. Of jobs that give their group different sizes, the strictest
    /// holds.
    pub(crate) fn limits(&self) -> Vec<Limit> {
        let mut limits = BTreeMap::new();
        for Limit { scope, size } in self.jobs().filter_map(RegisteredJob::limit) {
            let least = limits.entry(scope).or_insert(size);
            *least = size.min(*least);
        }
        let limit = |(scope, size)| Limit { scope, size };
        limits.into_iter().map(limit).collect()
    }

    /// The sources that jobs need by their triggers.
    pub(crate) fn sources(&self) -> &BTreeMap<SourceKey, WantedSource> {
        self.declared.sources()
    }

    /// What the program says of sources.
    pub(super) fn declared(&self) -> &Declared {
        &self.declared
    }

    /// The endpoints and the polling sources that start jobs.
    pub(crate) fn feeds(&self) -> &Feeds {
        &self.feeds
    }

    /// The app's integrations.
    pub(crate) fn integrations(&self) -> &Arc<Integrations> {
        &self.integrations
    }

    /// The runs that an event starts. `taker` is asked for each run of a job whether a worker
    /// takes it at once.
    pub(crate) fn runs_of(
        &self,
        source: &Option<SourceKey>,
        name: &str,
        payload: &RawValue,
        mut taker: impl FnMut(&str) -> Option<Taker>,
    ) -> Vec<NewRun> {
        let given = Given::of(payload);
        self.starts
            .get(source)
            .and_then(|names| names.get(name))
            .into_iter()
            .flatten()
            .filter_map(|start| {
                let job = self.jobs.get(start.job)?;
                let events = job.binding.events();
                let bound = start.bound.iter().filter_map(|index| events.get(*index));
                job.start(bound, &given, &mut taker)
            })
            .collect()
    }
}

/// Asks what somebody else has written about a payload. If it panics, that must stop neither the
/// engine nor the other jobs of the event.
pub(super) fn asked<T>(ask: impl FnOnce() -> T) -> Result<T, PayloadError> {
    catch_unwind(AssertUnwindSafe(ask)).map_err(|_| PayloadError {
        pointer: String::new(),
        message: "a filter, a concurrency key or what is shown of it panicked".to_owned(),
    })
}

/// Whether something can name a kind of schedules.
fn is_id(id: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !id.is_empty() && id.chars().all(allowed)
}

/// What a job makes of an event: which of its trigger's events it is, and whether it starts a run.
pub(super) struct Screening<'b> {
    bound: Option<&'b EventBinding>,
    pub(super) screened: Screened,
}

impl RegisteredJob {
    /// The run of this job that an event or a tick starts, unless a filter leaves it out. `bound` is what the
    /// event may be by its name.
    pub(crate) fn start<'b>(
        &'b self,
        bound: impl IntoIterator<Item = &'b EventBinding>,
        payload: &Given<'_>,
        taker: impl FnOnce(&str) -> Option<Taker>,
    ) -> Option<NewRun> {
        let Screening { bound, screened } = self.screen_as(bound, payload.text());
        let (key, invalid) = match screened {
            Screened::Wanted { concurrency_key } => (concurrency_key, None),
            Screened::Excluded(exclusion) => {
                tracing::debug!(job = self.def.meta.id, %exclusion, "filtered");
                return None;
            }
            Screened::Invalid(error) => (None, Some(Error::permanent(error))),
        };
        Some(self.run(bound, payload, key, invalid, taker))
    }

    /// What this job makes of a payload, if it comes as one of its trigger's events.
    pub(crate) fn screen(&self, payload: &str) -> Screened {
        self.screen_as(self.binding.events(), payload).screened
    }

    /// What the job's own filter and concurrency key make of a payload.
    fn judge(&self, payload: &str) -> Screened {
        asked(|| (self.def.screen)(payload)).unwrap_or_else(Screened::Invalid)
    }

    /// The first event whose filter holds is what it is; then the job's own filter must hold too.
    pub(super) fn screen_as<'b>(
        &self,
        bound: impl IntoIterator<Item = &'b EventBinding>,
        payload: &str,
    ) -> Screening<'b> {
        let mut left_out = None;
        for bound in bound {
            let screened = match asked(|| (bound.filter)(payload)).unwrap_or_else(Err) {
                Ok(Verdict::Matched) => {
                    return Screening {
                        bound: Some(bound),
                        screened: self.judge(payload),
                    };
                }
                Ok(Verdict::Excluded(exclusion)) => Screened::Excluded(exclusion),
                Err(error) => Screened::Invalid(error),
            };
            // What could not be asked is not lost, unless another event knows it.
            if left_out.is_none() || matches!(screened, Screened::Invalid(_)) {
                left_out = Some(Screening {
                    bound: Some(bound),
                    screened,
                });
            }
        }
        left_out.unwrap_or_else(|| Screening {
            bound: None,
            screened: self.judge(payload),
        })
    }

    /// The event that a payload which was not sent as one is meant to be.
    pub(crate) fn event_of(&self, payload: &str) -> Option<&EventBinding> {
        self.screen_as(self.binding.events(), payload).bound
    }

    /// A run of this job, whatever the filters say.
    pub(crate) fn start_unfiltered(
        &self,
        payload: &RawValue,
        taker: impl FnOnce(&str) -> Option<Taker>,
    ) -> NewRun {
        self.start_by("", payload, taker)
    }

    /// The same, by the event of a name.
    pub(crate) fn start_by(
        &self,
        event: &str,
        payload: &RawValue,
        taker: impl FnOnce(&str) -> Option<Taker>,
    ) -> NewRun {
        let events = self.binding.events().iter();
        let named = events.filter(|bound| bound.event.names.contains(&event));
        let named: Vec<_> = named.cloned().collect();
        // Of several events of one name the payload says which it is.
        let bound = self.screen_as(&named, payload.get()).bound;
        let bound = bound.or(named.first());
        let (key, invalid) = match self.judge(payload.get()) {
            Screened::Wanted { concurrency_key } => (concurrency_key, None),
            Screened::Excluded(_) => (None, None),
            Screened::Invalid(error) => (None, Some(Error::permanent(error))),
        };
        let bound = bound.or_else(|| self.event_of(payload.get()));
        self.run(bound, &Given::of(payload), key, invalid, taker)
    }

    fn run(
        &self,
        bound: Option<&EventBinding>,
        payload: &Given<'_>,
        concurrency_key: Option<String>,
        invalid: Option<Error>,
        taker: impl FnOnce(&str) -> Option<Taker>,
    ) -> NewRun {
        NewRun {
            id: RunId::new(),
            job: self.def.meta.id,
            version: self.def.meta.version,
            properties: match bound {
                Some(bound) if invalid.is_none() => {
                    asked(|| (bound.properties)(payload.text())).unwrap_or_default()
                }
                _ => Properties::new(),
            },
            taker: match invalid {
                None => taker(self.def.meta.id),
                Some(_) => None,
            },
            slot: self.slot(concurrency_key),
            parent: None,
            payload: payload.share(),
            invalid,
        }
    }

    /// The concurrency limit that a run falls under, one for each key.
    fn slot(&self, key: Option<String>) -> Option<Slot> {
        let scope = self.limit()?.scope;
        // As JSON, so that no two scopes and keys give one name.
        let name = serde_json::json!([scope, key]).to_string();
        Some(Slot { name, scope })
    }

    /// The job's own concurrency limit, or its group's.
    fn limit(&self) -> Option<Limit> {
        let limit = self.def.options.concurrency?;
        let scope = match limit.group {
            Some(group) => serde_json::json!(["group", group]),
            None => serde_json::json!(["job", self.def.meta.id]),
        };
        Some(Limit {
            scope: scope.to_string(),
            size: limit.limit,
        })
    }

    /// The job as it is shown.
    pub(crate) fn record(&self) -> JobRecord {
        let JobDef { meta, options, .. } = self.def;
        let needs = (self.def.needs)();
        let text = |text: &str| text.to_owned();
        JobRecord {
            id: text(meta.id),
            name: text(meta.name),
            version: text(meta.version),
            description: text(meta.description),
            trigger: self.binding.to_string(),
            events: self.binding.names().into_iter().map(text).collect(),
            filter: Some(meta.filter)
                .filter(|filter| !filter.is_empty())
                .map(text),
            enabled: (self.def.enabled)(),
            paused_at: None,
            options: JobOptionsRecord {
                concurrency: options.concurrency.map(|concurrency| concurrency.limit),
                concurrency_group: options
                    .concurrency
                    .and_then(|concurrency| concurrency.group)
                    .map(text),
                timeout: options.timeout.map(|timeout| timeout.as_secs_f64()),
                attempts: options.retry.limit,
                log_level: options.log_level,
                on_success: options.on_success.map(text),
                on_failure: options.on_failure.map(text),
            },
            integrations: needs.iter().map(|need| text(need.integration.id)).collect(),
            place: Place::from(meta).to_string(),
        }
    }

    /// Calls the job's function.
    pub(crate) fn call(
        &self,
        payload: &str,
        arguments: Arguments,
    ) -> BoxFuture<'static, Result<Box<RawValue>>> {
        (self.def.call)(payload, arguments)
    }
}
