//! The command line that every app gets.

mod backup;
mod config;
mod doctor;
mod list;
mod output;
mod send;
mod serve;
mod show;
mod test;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::engine::{Embedded, Registry};
use crate::error::Error;
use crate::job::{Integrations, JobDef};
use crate::time::Clock;
use config::Config;
pub(crate) use config::Defaults;
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
        let listen = matches.value_source("listen") == Some(ValueSource::CommandLine);
        if let Some(name) = matches.subcommand_name()
            && listen
        {
            let refusal =
                format!("`--listen` stands before `{name}`: write `serve --listen ADDRESS`");
            return Err(Self::command().error(ErrorKind::ArgumentConflict, refusal));
        }
        Self::from_arg_matches(&matches)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Receive webhooks and execute runs until stopped (the default)
    Serve(serve::Args),
    /// List the jobs
    Jobs,
    /// List the events that start jobs
    Triggers,
    /// Run one job on an example, here and now
    Test(test::Args),
    /// Publish an event
    Send(send::Args),
    /// List runs, or show one
    Runs(list::RunsArgs),
    /// List the sources and how they are registered
    Sources,
    /// List what arrived at the sources
    Deliveries(list::DeliveriesArgs),
    /// Copy the database into a file, while the app serves
    Backup(backup::Args),
    /// Say how the app, its database and its machine are
    Doctor,
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

/// Does what the command line says.
pub(crate) async fn run(
    jobs: Vec<JobDef>,
    integrations: Integrations,
    defaults: Defaults,
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
    match command(&jobs, integrations, defaults, cli).await {
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

async fn command(
    jobs: &[JobDef],
    integrations: Integrations,
    defaults: Defaults,
    cli: Cli,
) -> Result<(), Failure> {
    let output = Output { json: cli.json };
    let command = cli.command.unwrap_or(Command::Serve(cli.serve));
    log_to_stderr(matches!(command, Command::Serve(_)));
    let registry = Registry::new(jobs, integrations).map_err(|problems| {
        let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Failure::Failed(lines.join("\nerror: "))
    })?;
    // What only describes the program needs no database.
    match command {
        Command::Jobs => return list::jobs(&registry, output),
        Command::Triggers => return list::triggers(&registry, output),
        _ => {}
    }
    let mut config = Config::resolve(cli.config, defaults)?;
    // What takes care of the database changes nothing, and makes none.
    match command {
        Command::Backup(args) => return backup::backup(&config, &args, output),
        Command::Doctor => return doctor::doctor(&config, &registry, &Clock::system(), output),
        _ => {}
    }
    config.make_key()?;
    let engine = Embedded::open(registry, config.settings(Clock::system())?).await?;
    match command {
        Command::Jobs | Command::Triggers | Command::Backup(_) | Command::Doctor => Ok(()),
        Command::Serve(args) => serve::serve(engine, &config, args, output).await,
        Command::Test(args) => test::test(&engine, args, output).await,
        Command::Send(args) => send::send(&engine, args, output).await,
        Command::Runs(args) => list::runs(&engine, args, output).await,
        Command::Sources => list::sources(&engine, output),
        Command::Deliveries(args) => list::deliveries(&engine, args, output).await,
    }
}

/// Logs go to standard error, so that standard output holds nothing but what was asked for.
fn log_to_stderr(serves: bool) {
    use tracing_subscriber::EnvFilter;

    let default = if serves { "warn,trigger=info" } else { "warn" };
    let filter = EnvFilter::try_from_env("TRIGGER_LOG").unwrap_or_else(|_| default.into());
    // An app that has set up its own log keeps it.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .try_init();
}
