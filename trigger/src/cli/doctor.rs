//! `doctor`: how the app, its database and its machine are, and what to do about it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Failure;
use super::config::Config;
use super::output::{Output, size};
use crate::engine::{Registry, WantedSource, has_ended, is_current, open_secret};
use crate::source::Readiness;
use crate::store::{Patient, StoreError, StoredSource, is_overdue};
use crate::time::{Clock, Timestamp};

/// How one thing is.
#[derive(Serialize)]
struct Finding {
    check: &'static str,
    state: State,
    /// What was found.
    found: String,
    /// What to do; nothing if it is well.
    advice: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warn,
    Fail,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Ok,
            found: found.into(),
            advice: None,
        }
    }

    fn warn(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            state: State::Warn,
            advice: Some(advice.into()),
            ..Self::ok(check, found)
        }
    }

    fn fail(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            state: State::Fail,
            ..Self::warn(check, found, advice)
        }
    }

    fn human(&self) -> String {
        let sign = match self.state {
            State::Ok => "✓ ok  ",
            State::Warn => "⚠ warn",
            State::Fail => "✕ fail",
        };
        let line = format!("{sign}  {:<11} {}", self.check, self.found);
        match &self.advice {
            Some(advice) => format!("{line}\n{:22}{advice}", ""),
            None => line,
        }
    }
}

/// What is examined.
struct Examination<'e> {
    config: &'e Config,
    registry: &'e Registry,
    now: Timestamp,
}

pub(super) fn doctor(
    config: &Config,
    registry: &Registry,
    clock: &Clock,
    output: Output,
) -> Result<(), Failure> {
    let examination = Examination {
        config,
        registry,
        now: clock.now(),
    };
    let findings = examination.findings();
    output.print(&findings, |findings| {
        let lines: Vec<_> = findings.iter().map(Finding::human).collect();
        lines.join("\n")
    })?;
    let failed = findings.iter().any(|found| found.state == State::Fail);
    if failed { Err(Failure::Shown) } else { Ok(()) }
}

impl Examination<'_> {
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        match self.database() {
            Ok(found) => findings.extend(found),
            Err(error) => findings.push(Finding::fail(
                "database",
                error.to_string(),
                "stop the app, keep the file and the two beside it (-wal, -shm), and put a backup \
                 in their place",
            )),
        }
        findings.extend(self.disk());
        findings.push(self.wal());
        findings.push(self.public_url());
        findings
    }

    /// What the database says.
    fn database(&self) -> Result<Vec<Finding>, StoreError> {
        let path = &self.config.database;
        if !path.exists() {
            let found = format!("{} is not there yet", path.display());
            return Ok(vec![
                Finding::warn("database", found, "it is made when the app starts"),
                self.key(&[]),
            ]);
        }
        let patient = Patient::open(path)?;
        let version = patient.version()?;
        let found = format!("{} of this program's {}", version.found, version.known);
        if version.found > version.known {
            let advice = "use the newer program that wrote it, or another file (TRIGGER_DATABASE)";
            return Ok(vec![Finding::fail("version", found, advice)]);
        }
        if version.found < version.known {
            let advice = "back it up; the next start brings it to this version";
            return Ok(vec![Finding::warn("version", found, advice)]);
        }
        let stored = patient.sources()?;
        let mut findings = vec![
            self.soundness(&patient)?,
            Finding::ok("version", found),
            self.key(&stored),
            self.clock(&patient)?,
        ];
        findings.extend(self.sources(&stored));
        findings.push(self.workers(&patient)?);
        findings.extend(self.runs(&patient)?);
        Ok(findings)
    }

    fn soundness(&self, patient: &Patient) -> Result<Finding, StoreError> {
        let faults = patient.faults()?;
        let path = self.config.database.display();
        Ok(if faults.is_empty() {
            Finding::ok("database", format!("{path} is sound"))
        } else {
            Finding::fail(
                "database",
                format!("{path}: {}", faults.join("; ")),
                "stop the app and put a backup in its place; `sqlite3 FILE .recover` reads what \
                 can be read of this one",
            )
        })
    }

    /// Whether the key opens what is encrypted.
    fn key(&self, stored: &[StoredSource]) -> Finding {
        let sealed = stored.iter().filter(|source| source.secret.is_some());
        let advice = "set TRIGGER_SECRET_KEY, or put the key's file back, from where you keep it";
        let keyring = match self.config.key() {
            Ok(Some(keyring)) => keyring,
            Ok(None) if sealed.clone().next().is_none() => {
                return Finding::ok("key", "none yet; it is made when the app starts");
            }
            Ok(None) => return Finding::fail("key", "the key is not there", advice),
            Err(error) => return Finding::fail("key", error.to_string(), advice),
        };
        if let Some(error) = sealed
            .clone()
            .find_map(|source| open_secret(source, &keyring).err())
        {
            return Finding::fail("key", error.to_string(), advice);
        }
        let old = sealed
            .clone()
            .filter(|source| !is_current(source, &keyring));
        let old = old.count();
        if old > 0 {
            return Finding::warn(
                "key",
                format!("{old} secrets are sealed with an older key"),
                "`rotate-keys` seals them with the first one; then remove the others",
            );
        }
        match self.config.key_file() {
            Some(path) if is_readable_by_others(path) => Finding::warn(
                "key",
                format!("{} may be read by others", path.display()),
                format!("chmod 600 {}", path.display()),
            ),
            _ => Finding::ok("key", format!("opens {} stored secrets", sealed.count())),
        }
    }

    fn clock(&self, patient: &Patient) -> Result<Finding, StoreError> {
        // Times are written down before they are committed, and clocks of processes may differ.
        const SLACK: std::time::Duration = std::time::Duration::from_secs(60);
        let last = patient.last_event()?;
        let ahead = last.filter(|last| *last > crate::time::add(self.now, SLACK));
        Ok(match ahead {
            Some(last) => Finding::fail(
                "clock",
                format!("it is {}, and the last event came at {last}", self.now),
                "set the machine's clock: waits and schedules go by it, and signatures are \
                 refused when it is wrong",
            ),
            None => Finding::ok("clock", format!("it is {}", self.now)),
        })
    }

    fn sources(&self, stored: &[StoredSource]) -> Vec<Finding> {
        let of = |key, found: &str| format!("{key}: {found}");
        let wanted = self.registry.sources().iter();
        wanted
            .map(|(key, wanted)| {
                let integrations = self.registry.integrations();
                let integration = integrations.find(wanted.source.kind().integration);
                let readiness =
                    integration.map(|integration| wanted.source.readiness(integration.as_ref()));
                let source = stored.iter().find(|source| source.identity.key == *key);
                match (readiness, source) {
                    (None, _) => Finding::fail(
                        "source",
                        of(key, "its integration is not in the app"),
                        format!(
                            "add `.integration({}::from_env())` to the app",
                            wanted.source.kind().integration.type_name
                        ),
                    ),
                    (Some(Readiness::Inactive(hint)), _) => {
                        Finding::fail("source", of(key, "nothing is accepted"), hint)
                    }
                    (Some(Readiness::Manual(_)), _) => {
                        Finding::ok("source", of(key, "verified with the secret that is set"))
                    }
                    (
                        Some(Readiness::Registers),
                        Some(StoredSource {
                            error: Some(error), ..
                        }),
                    ) => Finding::fail(
                        "source",
                        of(key, error),
                        "mend that; it is registered anew at the next start",
                    ),
                    (Some(Readiness::Registers), Some(source)) if source.active => {
                        Finding::ok("source", of(key, "registered"))
                    }
                    (Some(Readiness::Registers), _) => Finding::warn(
                        "source",
                        of(key, "not registered yet"),
                        "it registers itself when the app serves with a public URL",
                    ),
                }
            })
            .collect()
    }

    fn workers(&self, patient: &Patient) -> Result<Finding, StoreError> {
        let workers = patient.workers()?;
        let path = &self.config.database;
        let (ended, alive): (Vec<_>, Vec<_>) = workers
            .into_iter()
            .partition(|(worker, _)| has_ended(path, *worker));
        let silent = alive
            .iter()
            .filter(|(_, until)| is_overdue(*until, self.now));
        let (ended, alive, silent) = (ended.len(), alive.len(), silent.count());
        let found = format!("{alive} alive");
        Ok(if silent > 0 {
            Finding::warn(
                "workers",
                format!("{found}, {silent} of which have not been heard of"),
                "a process is stopped, or cannot write: its runs are with others; end it",
            )
        } else if ended > 0 {
            Finding::warn(
                "workers",
                format!("{found}, {ended} ended without notice"),
                "start the app: it takes over what they left",
            )
        } else {
            Finding::ok("workers", found)
        })
    }

    fn runs(&self, patient: &Patient) -> Result<Vec<Finding>, StoreError> {
        let mut findings = Vec::new();
        findings.push(match patient.stuck(self.now)? {
            Some(stuck) => Finding::warn(
                "runs",
                format!(
                    "{} should have gone on, the first is {}",
                    stuck.count, stuck.oldest
                ),
                "start the app, or more of it: nobody takes them up",
            ),
            None => Finding::ok("runs", "none is left lying"),
        });
        let unknown: Vec<_> = patient
            .unfinished_jobs()?
            .into_iter()
            .filter(|job| !job.starts_with("trigger.") && self.registry.job(job).is_none())
            .collect();
        if !unknown.is_empty() {
            findings.push(Finding::warn(
                "runs",
                format!(
                    "some are of jobs that this program does not have: {}",
                    unknown.join(", ")
                ),
                "they wait; bring the jobs back, under the same ids, to have them go on",
            ));
        }
        Ok(findings)
    }

    #[cfg(unix)]
    fn disk(&self) -> Option<Finding> {
        /// Less than this is too little for what a day may bring.
        const LITTLE: u64 = 1_000_000_000;
        /// With less than this, commits fail before long.
        const NOTHING: u64 = 50_000_000;

        let folder = self.config.database.parent()?;
        let folder = folder.ancestors().find(|folder| folder.exists())?;
        let disk = rustix::fs::statvfs(folder).ok()?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let found = format!("{} free", size(free));
        let advice = "free some: without space, deliveries are answered 503 and runs stand still";
        Some(if free < NOTHING {
            Finding::fail("disk", found, advice)
        } else if free < LITTLE {
            Finding::warn("disk", found, advice)
        } else {
            Finding::ok("disk", found)
        })
    }

    #[cfg(not(unix))]
    fn disk(&self) -> Option<Finding> {
        None
    }

    fn wal(&self) -> Finding {
        /// It is some megabytes unless somebody keeps it from being emptied.
        const LARGE: u64 = 256_000_000;

        let mut path = self.config.database.as_os_str().to_owned();
        path.push("-wal");
        let length = fs::metadata(PathBuf::from(path)).map_or(0, |file| file.len());
        if length > LARGE {
            Finding::warn(
                "log",
                format!("{} of write-ahead log", size(length)),
                "something reads the database for very long and keeps the log from being emptied: \
                 look for a forgotten `sqlite3` or a copying tool",
            )
        } else {
            Finding::ok("log", format!("{} of write-ahead log", size(length)))
        }
    }

    fn public_url(&self) -> Finding {
        let registers = |wanted: &WantedSource| {
            let integration = self.registry.integrations();
            let integration = integration.find(wanted.source.kind().integration)?;
            Some(wanted.source.readiness(integration.as_ref()))
        };
        let mut sources = self.registry.sources().values();
        let needed = sources.any(|wanted| matches!(registers(wanted), Some(Readiness::Registers)));
        match self.config.public_url.as_deref() {
            Some(url) if url.starts_with("https://") => Finding::ok("public URL", url),
            Some(url) => Finding::warn(
                "public URL",
                url,
                "providers send to https:// only: put a proxy that speaks TLS in front",
            ),
            None if needed => Finding::warn(
                "public URL",
                "none is set",
                "set TRIGGER_PUBLIC_URL: webhooks cannot register themselves without it",
            ),
            None => Finding::ok("public URL", "none is needed"),
        }
    }
}

#[cfg(unix)]
fn is_readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_others(_path: &Path) -> bool {
    false
}
