//! Where the app keeps its data and how it is reached.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

use super::{Failure, Program};
use crate::engine::{Conduct, Database, Settings};
use crate::error::Error;
use crate::seal::{Keyring, SealError};
use crate::time::Clock;

/// The database, where nothing else is said.
const DATABASE: &str = ".trigger/trigger.db";

/// What every command can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The database; it is created, with its folder, when it is not there
    #[arg(
        long,
        global = true,
        env = "TRIGGER_DATABASE",
        hide_env_values = true,
        default_value = DATABASE,
        value_name = "FILE"
    )]
    database: PathBuf,

    /// The address under which providers reach this app
    #[arg(
        long,
        global = true,
        env = "TRIGGER_PUBLIC_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    public_url: Option<String>,

    /// How many runs execute at once in this process
    #[arg(
        long,
        global = true,
        env = "TRIGGER_CONCURRENCY",
        hide_env_values = true,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    concurrency: Option<u32>,

    /// For how many seconds a process that says nothing is taken for alive
    #[arg(
        long,
        global = true,
        env = "TRIGGER_LEASE",
        hide_env_values = true,
        default_value_t = 15,
        value_name = "SECONDS",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    lease: u32,

    /// How long finished runs and deliveries are kept, such as `30d` or `12h`; `forever` keeps all
    #[arg(
        long,
        global = true,
        env = "TRIGGER_RETENTION",
        hide_env_values = true,
        value_parser = retention,
        value_name = "TIME"
    )]
    retention: Option<Duration>,
}

/// A text as a shell takes it.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:".contains(c);
    match text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// Reads an address to listen on.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let wrong = |_| "write an address and a port, such as 127.0.0.1:3040 or [::]:3040".to_owned();
    text.parse().map_err(wrong)
}

/// Reads how long something is kept.
fn retention(text: &str) -> Result<Duration, String> {
    if text == "forever" {
        return Ok(Duration::MAX);
    }
    let wrong = || "write a time such as `30d` or `12h`, or `forever`".to_owned();
    let span: jiff::Span = text.parse().map_err(|_| wrong())?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let time = span.to_duration(days).map_err(|_| wrong())?;
    let time = Duration::try_from(time).map_err(|_| wrong())?;
    if time.is_zero() {
        return Err(wrong());
    }
    Ok(time)
}

impl Options {
    /// Whether the database is there already.
    pub(super) fn has_database(&self) -> bool {
        self.database.exists()
    }
}

/// The options, checked.
#[derive(Debug)]
pub(super) struct Config {
    pub(super) database: PathBuf,
    pub(super) public_url: Option<String>,
    /// The key's file, when it was made just now.
    pub(super) made_key: Option<PathBuf>,
    retention: Duration,
    /// What a request to the API proves itself with; without one there is no API.
    pub(super) api_token: Option<SecretString>,
    key: Key,
    concurrency: u32,
    lease: Duration,
}

/// Where the key that encrypts secrets is.
#[derive(Debug)]
enum Key {
    Given(SecretString),
    File(PathBuf),
}

/// How many runs execute at once where nobody says it.
const CONCURRENCY: u32 = 64;

/// How long runs may go on executing after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

impl Config {
    /// How this program is started on its database, for commands that a person copies: as it was
    /// started itself, seen from where it was started.
    pub(super) fn command(&self) -> String {
        let name = std::env::args().next().unwrap_or_else(|| "app".to_owned());
        let here = std::env::current_dir().ok();
        let near = here.and_then(|here| Some(Path::new(&name).strip_prefix(here).ok()?.to_owned()));
        let program = quoted(&near.map_or(name, |near| near.display().to_string()));
        match self.database.as_path() == Path::new(DATABASE) {
            true => program,
            false => {
                let database = self.database.display().to_string();
                format!("{program} --database {}", quoted(&database))
            }
        }
    }

    /// What the command line or the environment says stands above what the program asks for.
    pub(super) fn resolve(options: Options, program: &Program) -> Result<Self, Failure> {
        if program.concurrency == Some(0) {
            return Err(Failure::Usage(
                "the app's concurrency is 0: at least one run executes at once".to_owned(),
            ));
        }
        if let Some(url) = &options.public_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            return Err(Failure::Usage(format!(
                "TRIGGER_PUBLIC_URL is `{url}`: it begins with https://"
            )));
        }
        Ok(Self {
            retention: options.retention.unwrap_or(program.retention),
            public_url: options.public_url,
            made_key: None,
            concurrency: options
                .concurrency
                .or(program.concurrency)
                .unwrap_or(CONCURRENCY),
            lease: Duration::from_secs(options.lease.into()),
            api_token: api_token()?,
            key: match std::env::var("TRIGGER_SECRET_KEY") {
                Ok(key) => Key::Given(key.into()),
                Err(_) => Key::File(options.database.with_extension("key")),
            },
            database: options.database,
        })
    }

    /// Makes the key's file where there is no key.
    pub(super) fn make_key(&mut self) -> Result<(), Failure> {
        if let Key::File(path) = &self.key {
            create_folder_of(path)?;
            let (_, made) = Keyring::from_file(path)?;
            self.made_key = made.then(|| path.clone());
        }
        Ok(())
    }

    /// The file that holds the key, unless the environment does.
    pub(super) fn key_file(&self) -> Option<&Path> {
        match &self.key {
            Key::Given(_) => None,
            Key::File(path) => Some(path),
        }
    }

    /// The key, if there is one.
    pub(super) fn key(&self) -> Result<Option<Keyring>, SealError> {
        match &self.key {
            Key::Given(key) => Keyring::parse(key).map(Some),
            Key::File(path) if path.exists() => Ok(Some(Keyring::from_file(path)?.0)),
            Key::File(_) => Ok(None),
        }
    }

    /// The engine's settings.
    pub(super) fn settings(&self, clock: Clock) -> Result<Settings, Error> {
        Ok(Settings {
            database: Database::File(self.database.clone()),
            keyring: match &self.key {
                Key::Given(key) => Keyring::parse(key)?,
                Key::File(path) => Keyring::from_file(path)?.0,
            },
            public_url: self.public_url.clone(),
            slots: usize::try_from(self.concurrency).unwrap_or(usize::MAX),
            grace: GRACE,
            lease: self.lease,
            retention: self.retention,
            clock,
            conduct: Conduct::default(),
        })
    }
}

/// How short a token may be, in bytes: it is all that protects the API.
const TOKEN: usize = 16;

fn api_token() -> Result<Option<SecretString>, Failure> {
    match std::env::var("TRIGGER_API_TOKEN") {
        Err(_) => Ok(None),
        Ok(token) if token.len() >= TOKEN => Ok(Some(token.into())),
        Ok(_) => Err(Failure::Usage(format!(
            "TRIGGER_API_TOKEN is shorter than {TOKEN} characters: make one with `openssl rand \
             -hex 32`, or unset it to turn the API off"
        ))),
    }
}

fn create_folder_of(path: &Path) -> Result<(), Failure> {
    match path.parent() {
        Some(folder) => std::fs::create_dir_all(folder).map_err(|error| {
            Failure::Failed(format!("cannot create {}: {error}", folder.display()))
        }),
        None => Ok(()),
    }
}
