//! `send`: publish an event of the app.

use std::path::PathBuf;

use super::output::Output;
use super::{Failure, test};
use crate::engine::{Embedded, Engine, Publish};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The event's name
    name: String,

    /// What it carries, as JSON
    #[arg(long, value_name = "JSON", required_unless_present = "file")]
    data: Option<String>,

    /// A file with what it carries
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    file: Option<PathBuf>,

    /// Its id; a second event of the same id starts nothing
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

pub(super) async fn send(engine: &Embedded, args: Args, output: Output) -> Result<(), Failure> {
    let payload = match (&args.data, &args.file) {
        (Some(data), _) => test::parse(data, "--data")?,
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
            test::parse(&text, &file.display().to_string())?
        }
        (None, None) => return Err(Failure::Usage("give --data or --file".to_owned())),
    };
    let sent = engine
        .publish(Publish {
            name: args.name.clone(),
            payload,
            id: args.id,
        })
        .await?;
    output.print(&sent, |sent| {
        let runs: Vec<_> = sent.runs.iter().map(ToString::to_string).collect();
        if !sent.is_new {
            return format!(
                "{} was sent before and changes nothing; it started {}",
                sent.id,
                if runs.is_empty() {
                    "no run".to_owned()
                } else {
                    runs.join(", ")
                }
            );
        }
        if runs.is_empty() {
            return format!(
                "sent {} {}; it started no run: no job wants it",
                args.name, sent.id
            );
        }
        format!(
            "sent {} {}\nstarted {}\nwhile the app serves, it executes; `runs show ID` shows it",
            args.name,
            sent.id,
            runs.join(", ")
        )
    })
}
