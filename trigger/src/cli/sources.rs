//! The sources: how they are registered, and what can be done about it.

use std::sync::Arc;

use serde::Serialize;

use super::Failure;
use super::output::{Output, source_state, table, time};
use crate::client::{Client, ClientError};
use crate::engine::Embedded;
use crate::id::RunId;
use crate::record::{CheckFinding, CheckRecord, SourceRecord, SourceState};

/// What `sources` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<SourcesCommand>,
}

#[derive(Debug, clap::Subcommand)]
enum SourcesCommand {
    /// List them (the default)
    List,
    /// Show one
    Show {
        /// The source's key
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// Ask providers whether they still have what was registered; what has drifted is registered
    /// anew
    Check {
        /// The source's key; all that are registered without it
        #[arg(value_name = "KEY")]
        key: Option<String>,
    },
    /// Register one anew, whatever is known of its registration
    Register {
        /// The source's key
        #[arg(value_name = "KEY")]
        key: String,

        /// Take over what another file of this database has registered: the app has moved here
        #[arg(long, conflicts_with = "anew")]
        take_over: bool,

        /// Leave what another file of this database has registered alone: this is a copy
        #[arg(long)]
        anew: bool,
    },
    /// Remove at their providers the sources that no job wants any more
    Prune {
        /// The sources' keys; all that no job wants without them
        #[arg(value_name = "KEY")]
        keys: Vec<String>,

        /// Do it; without this, they are only listed
        #[arg(long)]
        yes: bool,

        /// Only forget them; what is at the provider stays
        #[arg(long)]
        forget: bool,
    },
}

pub(super) async fn sources(
    engine: Arc<Embedded>,
    args: Args,
    output: Output,
) -> Result<(), Failure> {
    let client = Client::new(engine as _);
    match args.command {
        None | Some(SourcesCommand::List) => list(&client.sources(), output),
        Some(SourcesCommand::Show { key }) => show(&client, key, output),
        Some(SourcesCommand::Check { key }) => {
            check(&client.check_sources(key.as_deref()).await?, output)
        }
        Some(SourcesCommand::Register {
            key,
            take_over,
            anew,
        }) => {
            let run = match (take_over, anew) {
                (true, _) => client.take_over_source(&key).await?,
                (_, true) => client.register_source_anew(&key).await?,
                (false, false) => client.register_source(&key).await?,
            };
            let begun = Begun {
                source: key,
                run: Some(run),
            };
            output.print(&begun, |begun| {
                format!("{} is registered anew by {run}", begun.source)
            })
        }
        Some(SourcesCommand::Prune { keys, yes, forget }) => {
            prune(&client, keys, yes, forget, output).await
        }
    }
}

fn list(sources: &[SourceRecord], output: Output) -> Result<(), Failure> {
    output.print(sources, |sources| {
        let row = |source: &SourceRecord| {
            [
                source.key.clone(),
                source_state(&source.state),
                source.desired.join(", "),
                source.registered.join(", "),
                source.url.clone().unwrap_or_default(),
            ]
        };
        table(
            ["source", "state", "wanted", "registered", "url"],
            sources.iter().map(row),
            "no sources: no job is triggered by one",
        )
    })
}

fn show(client: &Client, key: String, output: Output) -> Result<(), Failure> {
    let Some(source) = client.source(&key) else {
        return Err(ClientError::NoSource(key).into());
    };
    output.print(&source, |source| {
        let mut lines = vec![
            source.key.clone(),
            format!("  state       {}", source_state(&source.state)),
        ];
        let mut line = |name: &str, value: String| {
            if !value.is_empty() {
                lines.push(format!("  {name:<11} {value}"));
            }
        };
        line(
            "integration",
            source.integration.clone().unwrap_or_default(),
        );
        line("account", source.account.clone().unwrap_or_default());
        line("url", source.url.clone().unwrap_or_default());
        line("wanted", source.desired.join(", "));
        line("registered", source.registered.join(", "));
        for option in &source.options {
            line(&option.name, option.desired.join(", "));
            line("  missing", option.missing.join(", "));
            line("  orphaned", option.orphaned.join(", "));
        }
        line("triggers", source.triggers.join(", "));
        line("checked", source.checked_at.map(time).unwrap_or_default());
        lines.join("\n")
    })
}

/// Fails when a source is not as it was registered, so that a script notices.
fn check(checked: &[CheckRecord], output: Output) -> Result<(), Failure> {
    output.print(checked, |checked| {
        let row = |checked: &CheckRecord| {
            let found = match &checked.finding {
                CheckFinding::AsRegistered => "✓ as registered".to_owned(),
                CheckFinding::Drifted { found } => format!("✕ {found}"),
                CheckFinding::Unreachable { reason } => format!("⚠ {reason}"),
                CheckFinding::NotRegistered => "not registered by itself".to_owned(),
                CheckFinding::Unknown => "cannot tell".to_owned(),
            };
            let run = checked.run.map(|run| run.to_string());
            [checked.source.clone(), found, run.unwrap_or_default()]
        };
        table(
            ["source", "found", "registered anew by"],
            checked.iter().map(row),
            "no source is registered",
        )
    })?;
    let amiss = |checked: &CheckRecord| {
        let finding = &checked.finding;
        matches!(
            finding,
            CheckFinding::Drifted { .. } | CheckFinding::Unreachable { .. }
        )
    };
    match checked.iter().any(amiss) {
        true => Err(Failure::Shown),
        false => Ok(()),
    }
}

/// A run that has begun for a source, or none where nothing had to be done at the provider.
#[derive(Serialize)]
struct Begun {
    source: String,
    run: Option<RunId>,
}

async fn prune(
    client: &Client,
    keys: Vec<String>,
    yes: bool,
    forget: bool,
    output: Output,
) -> Result<(), Failure> {
    let mut unwanted = client.sources();
    unwanted.retain(|source| match keys.is_empty() {
        true => matches!(source.state, SourceState::Unwanted { .. }),
        false => keys.contains(&source.key),
    });
    if let Some(key) = keys
        .into_iter()
        .find(|key| unwanted.iter().all(|source| source.key != *key))
    {
        return Err(ClientError::NoSource(key).into());
    }
    if !yes {
        return output.print(&unwanted, |unwanted| {
            let row = |source: &SourceRecord| {
                let url = source.url.clone().unwrap_or_default();
                [source.key.clone(), source_state(&source.state), url]
            };
            let listed = table(
                ["source", "state", "url"],
                unwanted.iter().map(row),
                "every source that is registered is wanted",
            );
            match unwanted.is_empty() {
                true => listed,
                false => format!("{listed}\n\nnothing is changed: `sources prune --yes` does it"),
            }
        });
    }
    let mut begun = Vec::new();
    for SourceRecord { key: source, .. } in unwanted {
        let run = match forget {
            true => {
                client.forget_source(&source).await?;
                None
            }
            false => Some(client.prune_source(&source).await?),
        };
        begun.push(Begun { source, run });
    }
    output.print(&begun, |begun| {
        let line = |begun: &Begun| match begun.run {
            Some(run) => format!("{} is removed by {run}", begun.source),
            None => format!("{} is forgotten", begun.source),
        };
        match begun.is_empty() {
            true => "every source that is registered is wanted".to_owned(),
            false => begun.iter().map(line).collect::<Vec<_>>().join("\n"),
        }
    })
}
