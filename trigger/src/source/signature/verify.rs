//! Verifying a request, and signing one as its sender would.

use std::borrow::Cow;

use serde_json::Value;

use super::candidates::Candidates;
use super::scheme::{BodyStamp, Method};
use super::secrets::Known;
use super::stamp::{Unit, Written, check_age};
use super::{Part, Scheme, Secrets, content};
use crate::error::{Error, Result};
use crate::source::{Incoming, Rejected, Request, fill};

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
            fits |= self.fits(secret, &content, candidates)?;
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

    /// The signatures in the header.
    fn candidates<'h>(&self, header: &'h str) -> Result<Candidates<'h>, Rejected> {
        let candidates = Candidates {
            header,
            separator: self.separator,
            prefix: self.prefix,
            encoding: self.encoding,
        };
        candidates.checked(self.header)
    }

    /// What is signed. Timestamps in it are checked.
    fn content<'r>(
        &self,
        url: &'r str,
        request: &'r Request,
        header: &'r str,
    ) -> Result<Content<'r>, Rejected> {
        let mut content = Content::with_capacity(self.content.len());
        for part in self.content {
            content.push(match part {
                Part::Body => Cow::Borrowed(&request.body[..]),
                Part::Text(text) => Cow::Borrowed(text.as_bytes()),
                Part::Header(name) => Cow::Borrowed(request.header(name)?.as_bytes()),
                Part::Timestamp(stamp) => {
                    let signature = (self.header, header, self.separator);
                    Cow::Borrowed(stamp.read(request, signature)?.as_bytes())
                }
                Part::Url => Cow::Borrowed(url.as_bytes()),
                Part::Form => content::form(&request.body),
            });
        }
        Ok(content)
    }

    fn fits(
        &self,
        secret: &Known,
        content: &Content<'_>,
        candidates: Candidates<'_>,
    ) -> Result<bool, Rejected> {
        let fits = match self.method {
            Method::Hmac(hash) => secret.mac(self.key, hash).map(|mac| {
                let mac = mac.of(content);
                candidates.any(|candidate| mac.fits(candidate))
            }),
            #[cfg(feature = "ed25519")]
            Method::Ed25519 => {
                let key = secret.key(self.key);
                key.and_then(|key| super::ed25519::fits(&key, content, candidates))
            }
        };
        fits.ok_or_else(|| Rejected::unauthorized("the source's secret cannot be a key"))
    }

    /// Whether a secret can be a key of this scheme.
    fn is_key(&self, secret: &Known) -> bool {
        secret.key(self.key).is_some_and(|key| match self.method {
            Method::Hmac(_) => !key.is_empty(),
            #[cfg(feature = "ed25519")]
            Method::Ed25519 => super::ed25519::is_key(&key),
        })
    }

    /// Whether secrets can be keys of this scheme, asked when the app starts. `name` is what they
    /// are called in the error, usually their environment variable.
    ///
    /// # Errors
    ///
    /// When one is empty or not written as the scheme's keys are, or the scheme is declared so that
    /// what it says of a header cannot be read in one way.
    pub fn validate(&self, secrets: &Secrets, name: &str) -> Result<()> {
        if let Some(fault) = self.fault() {
            let header = self.header;
            let message =
                format!("the scheme of the signature in `{header}` makes no sense: {fault}");
            return Err(Error::permanent(message));
        }
        secrets.validate(name)?;
        for secret in secrets.all() {
            if !self.is_key(secret) {
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
        let mac = match self.method {
            Method::Hmac(hash) => secret.and_then(|secret| secret.mac(self.key, hash)),
            #[cfg(feature = "ed25519")]
            Method::Ed25519 => {
                return Err(Error::permanent(
                    "only the provider has the key to sign with",
                ));
            }
        };
        let mac = mac.ok_or_else(|| Error::permanent("there is no secret to sign with"))?;
        let mac = mac.of(&content);
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
