//! The command line that every app gets.

mod config;
mod list;
mod logging;
mod output;
mod send;
mod serve;
mod show;
mod test;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::engine::{Embedded, Registry};
use crate::error::Error;
use crate::job::{Integrations, JobDef};
use crate::telemetry::Telemetry;
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
    strict_replay: bool,
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
    match command(&jobs, integrations, strict_replay, cli).await {
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
    strict_replay: bool,
    cli: Cli,
) -> Result<(), Failure> {
    let output = Output { json: cli.json };
    let command = cli.command.unwrap_or(Command::Serve(cli.serve));
    let log = logging::start(match &command {
        Command::Serve(args) => Some(args.log_format),
        _ => None,
    })?;
    let done = execute(
        jobs,
        integrations,
        strict_replay,
        cli.config,
        command,
        output,
    )
    .await;
    log.end().await;
    done
}

async fn execute(
    jobs: &[JobDef],
    integrations: Integrations,
    strict_replay: bool,
    options: config::Options,
    command: Command,
    output: Output,
) -> Result<(), Failure> {
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
    let config = Config::resolve(options)?;
    let telemetry = match &command {
        Command::Serve(args) => args.telemetry(),
        _ => Telemetry::default(),
    };
    let mut settings = config.settings(Clock::system(), telemetry)?;
    settings.conduct.strict_replay = strict_replay;
    let engine = Embedded::open(registry, settings).await?;
    match command {
        Command::Jobs | Command::Triggers => Ok(()),
        Command::Serve(args) => serve::serve(engine, &config, args, output).await,
        Command::Test(args) => test::test(&engine, args, output).await,
        Command::Send(args) => send::send(&engine, args, output).await,
        Command::Runs(args) => list::runs(&engine, args, output).await,
        Command::Sources => list::sources(&engine, output),
        Command::Deliveries(args) => list::deliveries(&engine, args, output).await,
    }
}
