//! Secrets at rest: encrypted with the app's key, and bound to the place where they are kept.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretBox, SecretString};

/// Why a secret could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The text is no key.
    #[error(
        "TRIGGER_SECRET_KEY must be 32 bytes in hexadecimal or base64: make one with `openssl rand -hex 32`"
    )]
    InvalidKey,
    /// A stored secret does not open.
    #[error(
        "a stored secret cannot be read with this TRIGGER_SECRET_KEY: use the key it was stored \
         with, behind a new one if there is one (`NEW,OLD`); if it is lost, `rotate-keys \
         --forget-lost` forgets what it sealed, and sources register anew"
    )]
    WrongKey,
    /// The key's file could not be read or made.
    #[error("the key file {path} cannot be used: {error}")]
    KeyFile {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// The system gave no randomness.
    #[error("the system gave no randomness: {0}")]
    Randomness(getrandom::Error),
}

/// The keys of the secrets in an app's database, for XChaCha20-Poly1305: the first one encrypts, and
/// each of them decrypts, so that a key can be replaced while the app serves.
pub struct Keyring(Vec<SecretBox<[u8; 32]>>);

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

const NONCE: usize = 24;

impl Keyring {
    /// One key or several, each as 64 hexadecimal digits or as base64, with commas or line breaks
    /// between them.
    ///
    /// # Errors
    ///
    /// When there is none, or one is not 32 bytes in either.
    pub fn parse(text: &SecretString) -> Result<Self, SealError> {
        let text = text.expose_secret().split([',', '\n']).map(str::trim);
        let written = text.filter(|key| !key.is_empty());
        let keys = written.map(key).collect::<Result<Vec<_>, _>>()?;
        match keys.is_empty() {
            true => Err(SealError::InvalidKey),
            false => Ok(Self(keys)),
        }
    }

    /// The key in a file, which is made, readable by its owner only, when it is not there. Says
    /// whether it was made.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or made, or holds no key.
    pub fn from_file(path: &Path) -> Result<(Self, bool), SealError> {
        let unusable = |error| SealError::KeyFile {
            path: path.display().to_string(),
            error,
        };
        match fs::read_to_string(path) {
            Ok(text) => Ok((Self::parse(&text.into())?, false)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).map_err(SealError::Randomness)?;
                match create_private(path).and_then(|mut file| {
                    file.write_all(hex::encode(bytes).as_bytes())?;
                    file.sync_all()
                }) {
                    Ok(()) => Ok((Self::of(bytes), true)),
                    // Another process of the app made it first.
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                        let text = fs::read_to_string(path).map_err(unusable)?;
                        Ok((Self::parse(&text.into())?, false))
                    }
                    Err(error) => Err(unusable(error)),
                }
            }
            Err(error) => Err(unusable(error)),
        }
    }

    /// A key from its bytes.
    pub(crate) fn of(bytes: [u8; 32]) -> Self {
        Self(vec![SecretBox::new(Box::new(bytes))])
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Encrypts with the first key. What is sealed for one place does not open in another.
    ///
    /// # Errors
    ///
    /// When the system gives no randomness.
    pub fn seal(&self, place: &str, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce = XNonce::generate();
        let payload = Payload {
            msg: secret,
            aad: place.as_bytes(),
        };
        let first = self.0.first().ok_or(SealError::InvalidKey)?;
        let sealed = cipher(first)
            .encrypt(&nonce, payload)
            .map_err(|_| SealError::WrongKey)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what was sealed for the same place.
    ///
    /// # Errors
    ///
    /// When it was sealed with none of the keys, for another place, or was changed.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        self.opened(place, sealed).map(|(opened, _)| opened)
    }

    /// The same, and whether it was sealed with the first key.
    pub(crate) fn opened(&self, place: &str, sealed: &[u8]) -> Result<(Vec<u8>, bool), SealError> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(SealError::WrongKey)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| SealError::WrongKey)?;
        let open = |key: &SecretBox<[u8; 32]>| {
            let payload = Payload {
                msg: sealed,
                aad: place.as_bytes(),
            };
            cipher(key).decrypt(&nonce, payload).ok()
        };
        let mut opened = self.0.iter().enumerate();
        opened
            .find_map(|(index, key)| open(key).map(|opened| (opened, index == 0)))
            .ok_or(SealError::WrongKey)
    }
}

fn key(text: &str) -> Result<SecretBox<[u8; 32]>, SealError> {
    let bytes = hex::decode(text).ok();
    let bytes = bytes.or_else(|| STANDARD.decode(text).ok());
    let bytes = bytes.ok_or(SealError::InvalidKey)?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| SealError::InvalidKey)?;
    Ok(SecretBox::new(Box::new(bytes)))
}

fn cipher(key: &SecretBox<[u8; 32]>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key.expose_secret()))
}

fn create_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring() -> Keyring {
        Keyring::parse(&"ab".repeat(32).into()).unwrap()
    }

    #[test]
    fn a_secret_opens_only_with_its_key_and_in_its_place() {
        let sealed = keyring().seal("source:a", b"whsec_1").unwrap();
        assert_eq!(keyring().open("source:a", &sealed).unwrap(), b"whsec_1");
        assert!(keyring().open("source:b", &sealed).is_err());
        let other = Keyring::parse(&"cd".repeat(32).into()).unwrap();
        assert!(other.open("source:a", &sealed).is_err());
    }

    #[test]
    fn of_several_keys_the_first_one_seals_and_each_of_them_opens() {
        let [old, new] = ["ab", "cd"].map(|digits| digits.repeat(32));
        let one = |key: &str| Keyring::parse(&key.into()).unwrap();
        let both = one(&format!("{new},\n {old}\n"));
        let sealed_before = one(&old).seal("p", b"s").unwrap();
        let (opened, by_first) = both.opened("p", &sealed_before).unwrap();
        assert_eq!((&*opened, by_first), (&b"s"[..], false));
        let sealed = both.seal("p", b"s").unwrap();
        assert!(both.opened("p", &sealed).unwrap().1);
        assert!(one(&new).open("p", &sealed).is_ok());
        assert!(one(&old).open("p", &sealed).is_err());
        assert!(Keyring::parse(&format!("{new},no key").into()).is_err());
        assert!(Keyring::parse(&" , ".into()).is_err());
    }

    #[test]
    fn a_changed_or_cut_secret_does_not_open() {
        let mut sealed = keyring().seal("p", b"secret").unwrap();
        assert!(keyring().open("p", &sealed[..10]).is_err());
        sealed[30] ^= 1;
        assert!(keyring().open("p", &sealed).is_err());
    }

    #[test]
    fn a_key_is_32_bytes_in_hexadecimal_or_base64() {
        assert!(Keyring::parse(&STANDARD.encode([7; 32]).into()).is_ok());
        assert!(Keyring::parse(&"ab".repeat(31).into()).is_err());
        assert!(Keyring::parse(&"no key".into()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_generated_key_is_kept_and_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let (first, made) = Keyring::from_file(&path).unwrap();
        assert!(made);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let (second, made) = Keyring::from_file(&path).unwrap();
        assert!(!made);
        let sealed = first.seal("p", b"s").unwrap();
        assert_eq!(second.open("p", &sealed).unwrap(), b"s");
    }
}
