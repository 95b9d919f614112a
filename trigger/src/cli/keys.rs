//! `rotate-keys`: seals the secrets in the database with the first key.

use super::Failure;
use super::config::Config;
use super::output::Output;
use crate::engine::{Rotated, rotate_keys};
use crate::error::Error;
use crate::store::Store;
use crate::telemetry::Telemetry;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Forget the secrets of sources that no key opens; they register anew at the next start
    #[arg(long)]
    forget_lost: bool,
}

pub(super) async fn rotate(config: &Config, args: &Args, output: Output) -> Result<(), Failure> {
    if !config.database.exists() {
        let path = config.database.display();
        return Err(Failure::Failed(format!("{path} is not there")));
    }
    let keyring = config.key()?;
    let keyring = keyring.ok_or_else(|| Error::permanent("there is no key"))?;
    let store = Store::open(&config.database, Telemetry::default())?;
    let rotated = rotate_keys(&store, &keyring, args.forget_lost).await?;
    output.print(&rotated, |rotated| human(rotated, keyring.len()))?;
    match rotated.lost > 0 && !args.forget_lost {
        true => Err(Failure::Shown),
        false => Ok(()),
    }
}

fn human(rotated: &Rotated, keys: usize) -> String {
    let Rotated {
        resealed,
        current,
        lost,
        forgotten,
    } = rotated;
    let mut text = format!("{resealed} secrets sealed anew, {current} were already");
    if *forgotten > 0 {
        text += &format!(
            "\n{forgotten} secrets of sources are forgotten: start the app, and they register anew"
        );
    }
    if lost > forgotten {
        text += &format!(
            "\n{} cannot be read with any of the {keys} keys; `--forget-lost` forgets the secrets \
             of sources among them, and a run that needs one of the others fails when it goes on",
            lost - forgotten
        );
    } else if keys > 1 {
        text += "\nnothing needs the other keys any more: remove them";
    }
    text
}
