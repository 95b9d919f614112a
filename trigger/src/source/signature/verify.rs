//! Verifying a request, and signing one as its sender would.

use std::borrow::Cow;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::mac::Mac;
use super::scheme::{BodyStamp, Method};
use super::stamp::{Unit, Written, check_age, entries};
use super::{Part, Scheme, Secrets, content};
use crate::error::{Error, Result};
use crate::source::{Incoming, Rejected, Request, fill};

/// How many signatures of one header are compared. A sender sends one for each secret that is valid;
/// a header with hundreds of them only wants to keep this machine busy.
pub(super) const MOST_SIGNATURES: usize = 64;

/// What is signed, part after part.
type Content<'r> = Vec<Cow<'r, [u8]>>;

impl Scheme {
    /// Verifies a request, before anything of its body is read.
    ///
    /// # Errors
    ///
    /// A rejection that says which rule is broken: 400 for a header that is missing or malformed and
    /// for a timestamp that is too far away, 401 for a signature that does not fit.
    pub fn verify(&self, request: &Request, secrets: &Secrets) -> Result<(), Rejected> {
        self.verify_at(&request.uri, request, secrets)
    }

    /// The same for a scheme that signs the URL, which only this side's configuration knows: what
    /// arrives has passed through proxies. `url` is the whole of it, with the query.
    ///
    /// # Errors
    ///
    /// As [`Self::verify`].
    pub fn verify_at(
        &self,
        url: &str,
        request: &Request,
        secrets: &Secrets,
    ) -> Result<(), Rejected> {
        let header = request.header(self.header)?;
        let candidates = self.candidates(header)?;
        let content = self.content(url, request, header)?;
        let mut fits = false;
        for secret in secrets.accepted_at(request.received_at) {
            fits |= self.fits(secret, &content, &candidates)?;
        }
        if !fits {
            return Err(Rejected::unauthorized(format!(
                "no signature in `{}` fits the request and the source's secret",
                self.header
            )));
        }
        match &self.body_stamp {
            Some(stamp) => stamp.check(request),
            None => Ok(()),
        }
    }

    /// The signatures in the header. Those that cannot be decoded fit nothing.
    fn candidates(&self, header: &str) -> Result<Vec<Vec<u8>>, Rejected> {
        let malformed =
            |what: &str| Rejected::bad_request(format!("the header `{}` has {what}", self.header));
        let mut signatures = 0;
        let mut candidates = Vec::new();
        let written = entries(header, self.separator);
        for signature in written.filter_map(|entry| entry.strip_prefix(self.prefix)) {
            if signatures == MOST_SIGNATURES {
                return Err(malformed("too many signatures"));
            }
            signatures += 1;
            candidates.extend(self.encoding.decode(signature));
        }
        match (signatures, self.prefix) {
            (0, prefix) => Err(malformed(&format!(
                "no signature that begins with `{prefix}`"
            ))),
            _ => Ok(candidates),
        }
    }

    /// What is signed. Timestamps in it are checked.
    fn content<'r>(
        &self,
        url: &'r str,
        request: &'r Request,
        header: &'r str,
    ) -> Result<Content<'r>, Rejected> {
        let part = |part: &Part| {
            Ok(Cow::Borrowed(match part {
                Part::Body => &request.body[..],
                Part::Text(text) => text.as_bytes(),
                Part::Header(name) => request.header(name)?.as_bytes(),
                Part::Timestamp(stamp) => stamp
                    .read(request, (self.header, header, self.separator))?
                    .as_bytes(),
                Part::Url => url.as_bytes(),
                Part::Form => return Ok(content::form(&request.body)),
            }))
        };
        self.content.iter().map(part).collect()
    }

    fn fits(
        &self,
        secret: &SecretString,
        content: &Content<'_>,
        candidates: &[Vec<u8>],
    ) -> Result<bool, Rejected> {
        let key = self.key.read(secret.expose_secret());
        let key = key.filter(|key| !key.is_empty());
        let fits = key.and_then(|key| match self.method {
            Method::Hmac(hash) => {
                let mac = Mac::new(hash, &key, content)?;
                Some(candidates.iter().any(|candidate| mac.fits(candidate)))
            }
            #[cfg(feature = "ed25519")]
            Method::Ed25519 => super::ed25519::fits(&key, content, candidates),
        });
        fits.ok_or_else(|| Rejected::unauthorized("the source's secret cannot be a key"))
    }

    /// Whether secrets can be keys of this scheme, asked when the app starts. `name` is what they
    /// are called in the error, usually their environment variable.
    ///
    /// # Errors
    ///
    /// When one is empty or not written as the scheme's keys are.
    pub fn validate(&self, secrets: &Secrets, name: &str) -> Result<()> {
        secrets.validate(name)?;
        for secret in secrets.all() {
            let readable = self.fits(secret, &Content::new(), &[]).is_ok();
            if !readable {
                let form = self.key.describe();
                let message = format!("`{name}` is not a key, which is {form}");
                return Err(Error::permanent(message));
            }
        }
        Ok(())
    }

    /// Writes into a request what is signed beside the event and is not there yet: the event's id
    /// into headers, and the time into the body.
    ///
    /// # Errors
    ///
    /// When the time belongs into the body, and that is no object.
    pub fn complete(&self, event: &Incoming<'_>, request: &mut Request) -> Result<()> {
        for part in self.content {
            match (part, &event.id) {
                (Part::Header(name), Some(id)) if !request.headers.contains_key(*name) => {
                    request.set_header(name, id)?;
                }
                _ => {}
            }
        }
        match &self.body_stamp {
            Some(stamp) => stamp.write(request),
            None => Ok(()),
        }
    }

    /// Signs a request as its sender would, with the newest of the secrets, at the time at which it
    /// arrives: for tests, and for tools that send to an app of their own.
    ///
    /// # Errors
    ///
    /// When there is no secret, a header that is signed is missing, or the scheme signs with a key
    /// that only the provider has.
    pub fn sign(&self, request: &mut Request, secrets: &Secrets) -> Result<()> {
        let url = request.uri.clone();
        self.sign_at(&url, request, secrets)
    }

    /// The same for a scheme that signs the URL.
    ///
    /// # Errors
    ///
    /// As [`Self::sign`].
    pub fn sign_at(&self, url: &str, request: &mut Request, secrets: &Secrets) -> Result<()> {
        let mut header = String::new();
        for part in self.content {
            let Part::Timestamp(stamp) = part else {
                continue;
            };
            match stamp.write(request.received_at) {
                (text, Written::Header(name)) => request.set_header(name, &text)?,
                (text, Written::Entry(prefix)) => header = format!("{prefix}{text}"),
            }
        }
        let content = self.content(url, request, &header)?;
        let secret = secrets.accepted_at(request.received_at).next();
        let key = secret.and_then(|secret| self.key.read(secret.expose_secret()));
        let mac = match self.method {
            Method::Hmac(hash) => key.and_then(|key| Mac::new(hash, &key, &content)),
            #[cfg(feature = "ed25519")]
            Method::Ed25519 => {
                return Err(Error::permanent(
                    "only the provider has the key to sign with",
                ));
            }
        };
        let mac = mac.ok_or_else(|| Error::permanent("there is no secret to sign with"))?;
        if let Some(separator) = self.separator.filter(|_| !header.is_empty()) {
            header.push(separator);
        }
        header.push_str(self.prefix);
        header.push_str(&self.encoding.encode(&mac.bytes()));
        request.set_header(self.header, &header)
    }
}

impl BodyStamp {
    /// Writes the time at which a request arrives into its body, unless one is there.
    fn write(&self, request: &mut Request) -> Result<()> {
        let mut body: Value = serde_json::from_slice(&request.body)?;
        let now = request.received_at.as_millisecond();
        fill(&mut body, self.pointer, now.into())?;
        request.set_json(body.to_string())
    }

    fn check(&self, request: &Request) -> Result<(), Rejected> {
        let pointer = self.pointer;
        let body: Option<Value> = serde_json::from_slice(&request.body).ok();
        let sent = body.and_then(|body| body.pointer(pointer)?.as_i64());
        let sent = sent.ok_or_else(|| {
            Rejected::bad_request(format!(
                "the body has no number of milliseconds at `{pointer}`"
            ))
        })?;
        check_age(
            sent,
            Unit::Milliseconds,
            request.received_at,
            self.tolerance,
        )
    }
}
