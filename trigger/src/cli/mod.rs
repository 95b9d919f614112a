//! The command line that every app gets.

mod assign;
mod backup;
mod completions;
mod config;
mod control;
#[cfg_attr(not(feature = "dashboard"), path = "no_dashboard.rs")]
mod dashboard;
mod deliveries;
mod doctor;
mod events;
mod keys;
mod list;
mod logging;
mod output;
mod runs;
mod schedules;
mod send;
mod serve;
mod show;
mod sources;
mod test;
mod transfer;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::engine::{Embedded, Engine as _, Registry};
use crate::error::Error;
use crate::job::{Integrations, JobDef};
#[cfg(feature = "fetch")]
use crate::outbound::OutboundGuard;
use crate::server::openapi;
use crate::time::Clock;
use config::Config;
use output::Output;

/// Runs jobs durably whenever something happens somewhere else.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(flatten)]
    config: config::Options,

    /// Write one JSON document to standard output
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    serve: serve::Args,
}

impl Cli {
    /// Reads the command line. What every command can be told may stand before or after its name;
    /// what only `serve` can be told stands after it, or there is no name.
    fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(arguments)?;
        let of_serve = serve::Args::augment_args(clap::Command::new("serve"));
        let mut of_serve = of_serve.get_arguments();
        let given = |option: &&clap::Arg| {
            matches.value_source(option.get_id().as_str()) == Some(ValueSource::CommandLine)
        };
        if let Some(name) = matches.subcommand_name()
            && let Some(option) = of_serve.find(given)
        {
            let long = option.get_long().unwrap_or_default();
            let value = option.get_value_names().and_then(<[_]>::first);
            let value = value.map_or("…", |value| value.as_str());
            let refusal =
                format!("`--{long}` stands before `{name}`: write `serve --{long} {value}`");
            return Err(Self::command().error(ErrorKind::ArgumentConflict, refusal));
        }
        Self::from_arg_matches(&matches)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Receive webhooks and execute runs until stopped (the default)
    Serve(serve::Args),
    /// Serve while you work on the app: a line and a link for each run
    Dev(serve::Args),
    /// List the jobs, or pause one
    Jobs(list::JobsArgs),
    /// List the events that start jobs
    Triggers,
    /// Run one job on an example, here and now
    Test(test::Args),
    /// Publish an event
    Send(send::Args),
    /// Start a run of a job that is started by a call
    Invoke(control::InvokeArgs),
    /// List runs, show one, or change them
    Runs(runs::Args),
    /// List the schedules and their next ticks, or pause one
    Schedules(schedules::Args),
    /// List the sources and how they are registered; check, register or prune them
    Sources(sources::Args),
    /// List what happened, or say what an event started and why nothing else
    Events(events::Args),
    /// List what arrived at the sources, or process a delivery anew
    Deliveries(deliveries::Args),
    /// Process a delivery anew: `deliveries replay`
    ReplayDelivery(deliveries::ReplayArgs),
    /// Copy the database into a file, while the app serves
    Backup(backup::Args),
    /// Write runs as JSON lines
    Export(transfer::ExportArgs),
    /// Take over runs that `export` wrote, as history
    Import(transfer::ImportArgs),
    /// Seal the secrets in the database with the first key of TRIGGER_SECRET_KEY
    RotateKeys(keys::Args),
    /// Say how the app, its database and its machine are
    Doctor,
    /// Print the OpenAPI description of the HTTP API and of the dashboard's pages in JSON
    Openapi,
    /// Print what a shell needs to complete this command line
    Completions(completions::Args),
}

/// Why a command did not succeed.
#[derive(Debug)]
enum Failure {
    /// It failed; this is why, for a person.
    Failed(String),
    /// It failed and has said so.
    Shown,
    /// What was asked for makes no sense; this is why.
    Usage(String),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(format!("{:#}", error.into()))
    }
}

/// An engine, and the database that it has opened.
#[derive(Clone)]
pub(crate) struct Opened {
    pub(crate) engine: Arc<Embedded>,
    database: PathBuf,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Opened").field(&self.database).finish()
    }
}

/// What an app gives to its command line.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) jobs: Vec<JobDef>,
    pub(crate) integrations: Integrations,
    /// How many runs execute at once, where the command line does not say it.
    pub(crate) concurrency: Option<u32>,
    /// How long what is over is kept, where nothing else says so.
    pub(crate) retention: Duration,
    pub(crate) strict_replay: bool,
    /// Where requests of runs may go.
    #[cfg(feature = "fetch")]
    pub(crate) outbound: Option<OutboundGuard>,
}

/// Opens the engine that the environment describes.
pub(crate) async fn open(program: &Program) -> Result<Opened, Error> {
    let failed = |failure| match failure {
        Failure::Failed(reason) | Failure::Usage(reason) => Error::permanent(reason),
        Failure::Shown => Error::permanent("the app cannot be opened"),
    };
    let cli = Cli::read(["app".into()])?;
    let registry = registry(program).map_err(failed)?;
    let mut config = Config::resolve(cli.config, program).map_err(failed)?;
    config.make_key().map_err(failed)?;
    opened(registry, &config, program).await.map_err(failed)
}

fn registry(program: &Program) -> Result<Registry, Failure> {
    Registry::new(&program.jobs, program.integrations.clone()).map_err(|problems| {
        let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Failure::Failed(lines.join("\nerror: "))
    })
}

async fn opened(registry: Registry, config: &Config, program: &Program) -> Result<Opened, Failure> {
    let mut settings = config.settings(Clock::system())?;
    settings.conduct.strict_replay = program.strict_replay;
    #[cfg(feature = "fetch")]
    {
        settings.conduct.outbound = program.outbound.clone();
    }
    Ok(Opened {
        engine: Arc::new(Embedded::open(registry, settings).await?),
        database: config.database.clone(),
    })
}

/// Does what the command line says.
pub(crate) async fn run(
    program: Program,
    opened: Option<Opened>,
    arguments: impl IntoIterator<Item = OsString>,
) -> ExitCode {
    let cli = match Cli::read(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Where it cannot be printed there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match command(&program, opened, cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Shown) => ExitCode::FAILURE,
        Err(Failure::Failed(reason)) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
        Err(Failure::Usage(reason)) => {
            eprintln!("error: {reason}");
            ExitCode::from(2)
        }
    }
}

async fn command(program: &Program, client: Option<Opened>, cli: Cli) -> Result<(), Failure> {
    let output = Output { json: cli.json };
    let command = cli.command.unwrap_or(Command::Serve(cli.serve));
    let log = logging::start(match &command {
        Command::Serve(args) | Command::Dev(args) => Some(args.log_format),
        _ => None,
    })?;
    let done = execute(program, client, cli.config, command, output).await;
    log.end().await;
    done
}

async fn execute(
    program: &Program,
    client: Option<Opened>,
    options: config::Options,
    command: Command,
    output: Output,
) -> Result<(), Failure> {
    let registry = registry(program)?;
    // What only describes the program needs no database.
    match command {
        Command::Jobs(list::JobsArgs { command: None }) if !options.has_database() => {
            return list::jobs(&registry.records(), output);
        }
        Command::Triggers => return list::triggers(&registry, output),
        Command::Completions(args) => return completions::completions(&args),
        Command::Openapi => {
            return output.print(&dashboard::with_pages(openapi()), |document| {
                serde_json::to_string_pretty(document).unwrap_or_default()
            });
        }
        _ => {}
    }
    let mut config = Config::resolve(options, program)?;
    // What takes care of the database changes nothing, and makes none.
    match command {
        Command::Backup(args) => return backup::backup(&config, &args, output),
        Command::RotateKeys(args) => return keys::rotate(&config, &args, output).await,
        Command::Doctor => return doctor::doctor(&config, &registry, &Clock::system(), output),
        _ => {}
    }
    config.make_key()?;
    // What the program's own client has opened is shared with it.
    let engine = match client.filter(|client| client.database == config.database) {
        Some(client) => client.engine,
        None => opened(registry, &config, program).await?.engine,
    };
    match command {
        Command::Triggers
        | Command::Openapi
        | Command::Completions(_)
        | Command::Backup(_)
        | Command::RotateKeys(_)
        | Command::Doctor => Ok(()),
        Command::Jobs(list::JobsArgs { command: None }) => {
            list::jobs(&engine.jobs().await?, output)
        }
        Command::Jobs(list::JobsArgs {
            command: Some(command),
        }) => schedules::jobs(&engine, command, output).await,
        Command::Schedules(args) => schedules::schedules(&engine, args, output).await,
        Command::Invoke(args) => control::invoke(engine, args, output).await,
        Command::Serve(args) => serve::serve(engine, &config, args, output).await,
        Command::Dev(args) => serve::dev(engine, &config, args, output).await,
        Command::Test(args) => test::test(&engine, args, output).await,
        Command::Send(args) => send::send(&engine, args, output).await,
        Command::Runs(args) => runs::runs(engine, args, output).await,
        Command::Sources(args) => sources::sources(engine, args, output).await,
        Command::Events(args) => events::events(&engine, args, output).await,
        Command::Export(args) => transfer::export(&engine, args, output).await,
        Command::Import(args) => transfer::import(&engine, args, output).await,
        Command::Deliveries(args) => deliveries::deliveries(engine, args, output).await,
        Command::ReplayDelivery(args) => deliveries::replay(engine, args, output).await,
    }
}
