//! Replacing the key of the secrets in a database.

use serde::Serialize;

use super::embedded::output_place;
use super::sources::place;
use crate::error::Result;
use crate::seal::Keyring;
use crate::store::Store;

/// How many outputs are read at once.
const BATCH: usize = 200;

/// What became of the secrets in a database.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Rotated {
    /// How many were sealed with another key and are sealed with the first one now.
    pub(crate) resealed: usize,
    /// How many were sealed with the first key already.
    pub(crate) current: usize,
    /// How many no key opens.
    pub(crate) lost: usize,
    /// How many of those are forgotten: the secrets of sources, which register anew, and the tokens
    /// of accounts, which have to be connected again.
    pub(crate) forgotten: usize,
}

/// What becomes of one secret.
enum Fate {
    Current,
    Resealed(Vec<u8>),
    Lost,
}

fn fate(keyring: &Keyring, place: &str, sealed: &[u8]) -> Result<Fate> {
    Ok(match keyring.opened(place, sealed) {
        Ok((_, true)) => Fate::Current,
        Ok((secret, false)) => Fate::Resealed(keyring.seal(place, &secret)?),
        Err(_) => Fate::Lost,
    })
}

/// Seals everything with the first key, while the app serves or not. What no key opens stays as it
/// is, unless the secrets of sources and the tokens of accounts among it are to be forgotten.
pub(crate) async fn rotate_keys(
    store: &Store,
    keyring: &Keyring,
    forget_lost: bool,
) -> Result<Rotated> {
    let mut rotated = Rotated::default();
    for source in store.sources().await? {
        let key = source.identity.key;
        let Some(sealed) = source.secret else {
            continue;
        };
        match fate(keyring, &place(&key), &sealed)? {
            Fate::Current => rotated.current += 1,
            Fate::Resealed(secret) => {
                store.reseal_secret(key, sealed, Some(secret)).await?;
                rotated.resealed += 1;
            }
            Fate::Lost => {
                rotated.lost += 1;
                if forget_lost {
                    store.reseal_secret(key, sealed, None).await?;
                    rotated.forgotten += 1;
                }
            }
        }
    }
    rotate_connections(store, keyring, forget_lost, &mut rotated).await?;
    rotate_outputs(store, keyring, &mut rotated).await?;
    Ok(rotated)
}

/// The same of the tokens of accounts.
async fn rotate_connections(
    store: &Store,
    keyring: &Keyring,
    forget_lost: bool,
    rotated: &mut Rotated,
) -> Result<()> {
    let mut after = None;
    loop {
        let connections = store.connections(after, BATCH).await?;
        let Some((last, _)) = connections.last() else {
            return Ok(());
        };
        after = Some(last.clone());
        for (key, sealed) in connections {
            match fate(keyring, &key.place(), &sealed)? {
                Fate::Current => rotated.current += 1,
                Fate::Resealed(tokens) => {
                    store.reseal_tokens(key, sealed, Ok(tokens)).await?;
                    rotated.resealed += 1;
                }
                Fate::Lost => {
                    rotated.lost += 1;
                    if forget_lost {
                        let lost = Err("the key of its tokens was lost".to_owned());
                        store.reseal_tokens(key, sealed, lost).await?;
                        rotated.forgotten += 1;
                    }
                }
            }
        }
    }
}

/// The same of the outputs of tasks, of which none is forgotten.
async fn rotate_outputs(store: &Store, keyring: &Keyring, rotated: &mut Rotated) -> Result<()> {
    let mut after = None;
    loop {
        let outputs = store.sealed_outputs(after, BATCH).await?;
        let Some(last) = outputs.last() else {
            return Ok(());
        };
        after = Some((last.seq, last.path.clone()));
        let mut resealed = Vec::new();
        for output in outputs {
            match fate(
                keyring,
                &output_place(output.run, &output.path),
                &output.output,
            )? {
                Fate::Current => rotated.current += 1,
                Fate::Lost => rotated.lost += 1,
                Fate::Resealed(by_first) => {
                    rotated.resealed += 1;
                    resealed.push((output, by_first));
                }
            }
        }
        store.reseal_outputs(resealed).await?;
    }
}
