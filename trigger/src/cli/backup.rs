//! `backup`: a copy of the database, while the app serves.

use std::path::PathBuf;

use serde::Serialize;

use super::Failure;
use super::config::Config;
use super::output::{Output, size};
use crate::store::back_up;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write; it must not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct BackedUp {
    file: String,
    /// In bytes.
    size: u64,
    /// The file without which the secrets in the copy cannot be read; `null` if the key is in
    /// `TRIGGER_SECRET_KEY`.
    key: Option<String>,
}

pub(super) fn backup(config: &Config, args: &Args, output: Output) -> Result<(), Failure> {
    let done = BackedUp {
        size: back_up(&config.database, &args.file)?,
        file: args.file.display().to_string(),
        key: config.key_file().map(|path| path.display().to_string()),
    };
    output.print(&done, |done| {
        let key = match &done.key {
            Some(path) => format!("the key in {path}"),
            None => "the key in TRIGGER_SECRET_KEY".to_owned(),
        };
        format!(
            "{}  {}, checked\nkeep {key} too, in another place: without it the secrets in the \
             copy cannot be read",
            done.file,
            size(done.size)
        )
    })
}
