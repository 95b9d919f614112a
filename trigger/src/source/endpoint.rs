//! Endpoints that a person configures at a sender: what is posted to them, verified and decoded, is
//! an event.

use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use super::bound::{Feed, Origin};
use super::signature::HmacSha256;
use super::{NoParams, Rejected, Request, Response, SourceBinding};
use crate::spec::EventSpec;

/// An endpoint, written with [`#[http_endpoint]`](macro@crate::http_endpoint). Its payload is the
/// decoded body, or an [`HttpRequest`](super::HttpRequest).
pub trait HttpEndpoint: EventSpec {
    /// Its path, its methods, and how it verifies what arrives.
    const ENDPOINT: EndpointMeta;

    /// What tells a repeated request from a new one; without it every request is a new event.
    fn event_id(payload: &Self::Payload) -> Option<String> {
        let _ = payload;
        None
    }

    /// What the sender is answered once the event is recorded; an empty 200 unless it expects
    /// something.
    fn respond(payload: &Self::Payload) -> Response {
        let _ = payload;
        Response::default()
    }
}

/// An endpoint's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointMeta {
    /// What names it, and the last part of its URL.
    pub id: &'static str,
    /// The methods that it answers.
    pub methods: &'static [&'static str],
    /// How it verifies what arrives; `None` takes whatever arrives.
    pub verify: Option<HmacScheme>,
    /// Whether its payload is the whole request, an [`HttpRequest`](super::HttpRequest), rather
    /// than the body.
    pub whole: bool,
}

impl EndpointMeta {
    /// An endpoint that takes whatever is posted to it.
    pub const fn new(id: &'static str) -> Self {
        Self {
            id,
            methods: &["POST"],
            verify: None,
            whole: false,
        }
    }

    /// With other methods.
    #[must_use]
    pub const fn methods(mut self, methods: &'static [&'static str]) -> Self {
        self.methods = methods;
        self
    }

    /// With the whole request as its payload.
    #[must_use]
    pub const fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// With a signature that everything must have.
    #[must_use]
    pub const fn verify(mut self, scheme: HmacScheme) -> Self {
        self.verify = Some(scheme);
        self
    }
}

impl fmt::Display for EndpointMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.methods.join(" or "), self.id)
    }
}

/// A signature in a header: the HMAC-SHA-256 of the body's exact bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HmacScheme {
    /// The header.
    pub header: &'static str,
    /// The environment variable that holds the secret.
    pub secret: &'static str,
    /// What stands before the signature, such as `sha256=`.
    pub prefix: &'static str,
    /// How the signature is written.
    pub encoding: Encoding,
}

/// How the bytes of a signature are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// In hexadecimal digits.
    Hex,
    /// In base 64, padded.
    Base64,
}

impl HmacScheme {
    /// A signature in hexadecimal digits.
    pub const fn new(header: &'static str, secret: &'static str) -> Self {
        Self {
            header,
            secret,
            prefix: "",
            encoding: Encoding::Hex,
        }
    }

    /// With what stands before the signature.
    #[must_use]
    pub const fn prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    /// With another way to write the signature.
    #[must_use]
    pub const fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Verifies the body of a request, before anything of it is read.
    ///
    /// # Errors
    ///
    /// A rejection, when the signature is missing, malformed or another one, or the secret is empty.
    pub fn verify(&self, request: &Request, secret: &SecretString) -> Result<(), Rejected> {
        let written = request.header(self.header)?;
        let malformed = || Rejected::unauthorized(format!("`{}` is no signature", self.header));
        let digits = written.strip_prefix(self.prefix).ok_or_else(malformed)?;
        let signature = match self.encoding {
            Encoding::Hex => hex::decode(digits).ok(),
            Encoding::Base64 => STANDARD.decode(digits).ok(),
        };
        let signature = signature.ok_or_else(malformed)?;
        if HmacSha256::new(secret)?
            .part(&request.body)
            .verify(&signature)
        {
            Ok(())
        } else {
            Err(Rejected::unauthorized(
                "the signature is of another secret or body",
            ))
        }
    }
}

/// The origin of what is posted to an endpoint.
#[derive(Debug)]
pub struct Posted<E>(PhantomData<E>);

impl<E: HttpEndpoint> Origin for Posted<E> {
    type Params = NoParams;

    fn bind(NoParams {}: NoParams) -> Option<SourceBinding> {
        None
    }

    fn feed() -> Feed {
        Feed::Endpoint(Endpoint::of::<E>())
    }
}

/// An [`HttpEndpoint`], its type erased: what the engine works with.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// Its definition.
    pub meta: EndpointMeta,
    /// The handle's type, which tells two endpoints of one id apart.
    pub type_name: &'static str,
    /// What it says of a payload; nothing special of one that it cannot read.
    pub read: fn(&str) -> Said,
}

/// What an endpoint says of a payload.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What tells a repeated request from a new one.
    pub event_id: Option<String>,
    /// What the sender is answered.
    pub response: Response,
}

impl Endpoint {
    /// The endpoint of a handle.
    pub fn of<E: HttpEndpoint>() -> Self {
        Self {
            meta: E::ENDPOINT,
            type_name: std::any::type_name::<E>(),
            read: |payload| match serde_json::from_str(payload) {
                Ok(payload) => Said {
                    event_id: E::event_id(&payload),
                    response: E::respond(&payload),
                },
                Err(_) => Said::default(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method};

    use super::*;
    use crate::time::Timestamp;

    const SCHEME: HmacScheme = HmacScheme::new("X-Signature", "SECRET").prefix("sha256=");

    fn request(signature: &str) -> Request {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_str(signature).expect("a header");
        headers.insert("x-signature", value);
        Request {
            method: Method::POST,
            uri: "/".to_owned(),
            headers,
            body: b"Hello, World!".as_slice().into(),
            received_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_signature_is_taken_as_its_sender_writes_it() {
        // From GitHub's documentation on validating webhook deliveries.
        let secret = SecretString::from("It's a Secret to Everybody");
        let digits = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let base64 = STANDARD.encode(hex::decode(digits).expect("digits"));
        let check = |scheme: HmacScheme, written: &str| scheme.verify(&request(written), &secret);
        assert_eq!(check(SCHEME, &format!("sha256={digits}")), Ok(()));
        let in_base64 = SCHEME.encoding(Encoding::Base64).prefix("");
        assert_eq!(check(in_base64, &base64), Ok(()));
        assert!(check(SCHEME, digits).is_err());
        assert!(check(SCHEME, "sha256=00").is_err());
        assert!(check(SCHEME, "sha256=no digits").is_err());
        let other = SecretString::from("another");
        let signed = request(&format!("sha256={digits}"));
        assert!(SCHEME.verify(&signed, &other).is_err());
        assert!(SCHEME.verify(&signed, &SecretString::from("")).is_err());
    }
}
