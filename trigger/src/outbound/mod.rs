//! Where requests to URLs that somebody else supplies may go.

mod addresses;
mod client;

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use reqwest::Url;

use addresses::{NotPublic, not_public};
#[cfg(test)]
pub(crate) use client::Found;
pub(crate) use client::Lookup;
pub(crate) use client::refusal;

/// What keeps the requests of [`Io::fetch`](crate::Io::fetch) from reaching the app's own network:
/// an app that takes URLs from others gives it to
/// [`App::outbound_guard`](crate::App::outbound_guard).
///
/// A request is refused, for good, whose host is not an address of the public internet: loopback,
/// private, link-local, unique-local and carrier-grade NAT addresses, multicast, documentation and
/// other reserved ones, and every form of IPv6 that has an IPv4 address within (mapped, compatible,
/// NAT64, 6to4, Teredo), however the URL writes it. A name is refused when any of its addresses is
/// such a one. What is checked is what is connected to, so a name that changes its address between
/// the two is no way around it. Proxies of the environment are not used, because a proxy would look
/// the name up anew; redirects are not followed, by `io.fetch` never.
///
/// ```
/// use trigger::OutboundGuard;
///
/// let app = trigger::App::with_jobs([])
///     .outbound_guard(OutboundGuard::new().allow("hooks.internal").allow("10.0.0.7"));
/// ```
#[derive(Clone)]
pub struct OutboundGuard {
    allowed: BTreeSet<String>,
    lookup: Arc<dyn Lookup>,
    /// Built by the first request, so that building it fails a request and not the app's start.
    client: Arc<OnceLock<reqwest::Client>>,
}

/// A request that the guard does not let out.
#[derive(Debug, thiserror::Error)]
#[error(
    "the outbound guard refuses `{host}`: {reason}; if it may be reached, allow it with \
     `OutboundGuard::allow(\"{host}\")`"
)]
pub(crate) struct Refused {
    host: String,
    reason: NotPublic,
}

impl OutboundGuard {
    /// A guard that lets requests out to the public internet only.
    pub fn new() -> Self {
        Self {
            allowed: BTreeSet::new(),
            lookup: Arc::new(client::System),
            client: Arc::default(),
        }
    }

    /// Lets requests out to a host as well, whatever its addresses are: a name, or an address, as a
    /// URL has it, without a port.
    #[must_use]
    pub fn allow(mut self, host: impl AsRef<str>) -> Self {
        self.allowed.insert(normal(host.as_ref()));
        self.client = Arc::default();
        self
    }

    /// With something else that finds the addresses of names.
    #[cfg(test)]
    pub(crate) fn looking_up(mut self, lookup: impl Lookup) -> Self {
        self.lookup = Arc::new(lookup);
        self.client = Arc::default();
        self
    }

    fn allows(&self, host: &str) -> bool {
        self.allowed.contains(&normal(host))
    }

    /// Whether a request may go to a URL, as far as the URL says. Of a name, that is known when it
    /// is looked up.
    pub(crate) fn check(&self, url: &Url) -> Result<(), Refused> {
        let host = url.host_str().unwrap_or_default();
        match literal(host) {
            Some(address) => self.check_address(host, address),
            None => Ok(()),
        }
    }

    /// Whether a request to a host may go to an address.
    fn check_address(&self, host: &str, address: IpAddr) -> Result<(), Refused> {
        match not_public(address) {
            Some(reason) if !self.allows(host) => Err(Refused {
                host: host.to_owned(),
                reason,
            }),
            _ => Ok(()),
        }
    }
}

impl Default for OutboundGuard {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for OutboundGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboundGuard")
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

/// The address that a URL's host is, if it is no name. The parser of URLs has read every notation
/// of one: decimal, octal, hexadecimal, with parts left out.
fn literal(host: &str) -> Option<IpAddr> {
    let host = host.strip_prefix('[').unwrap_or(host);
    host.strip_suffix(']').unwrap_or(host).parse().ok()
}

/// A host in the one way in which it is compared, as the parser of URLs writes it.
fn normal(host: &str) -> String {
    let host = match host.parse::<std::net::Ipv6Addr>() {
        Ok(address) => format!("[{address}]"),
        Err(_) => host.to_owned(),
    };
    let url = Url::parse(&format!("http://{host}/")).ok();
    let normal = url.and_then(|url| url.host_str().map(str::to_owned));
    let normal = normal.unwrap_or(host);
    normal.strip_suffix('.').unwrap_or(&normal).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(guard: &OutboundGuard, url: &str) -> Result<(), String> {
        let url = Url::parse(url).expect("a URL");
        guard.check(&url).map_err(|refused| refused.to_string())
    }

    #[test]
    fn however_an_address_is_written_it_is_refused() {
        let guard = OutboundGuard::new();
        for host in [
            "127.0.0.1",
            "127.0.0.1.",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "017700000001",
            "0",
            "１２７.0.0.1",
            "%31%32%37.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:ffff:10.0.0.1]",
            "[64:ff9b::169.254.169.254]",
            "169.254.169.254",
            "user:secret@10.0.0.1:8080",
        ] {
            let told = check(&guard, &format!("http://{host}/")).expect_err(host);
            assert!(!told.contains("secret"), "{told}");
        }
        for host in [
            "1.1.1.1",
            "[2606:4700:4700::1111]",
            "134744072",
            "example.com",
        ] {
            check(&guard, &format!("https://{host}/")).expect(host);
        }
    }

    #[test]
    fn a_refusal_says_what_is_refused_and_how_it_is_allowed() {
        let told = check(&OutboundGuard::new(), "http://0x0a000001/x?key=1").expect_err("private");
        assert_eq!(
            told,
            "the outbound guard refuses `10.0.0.1`: 10.0.0.1 is private (10.0.0.0/8); if it may be \
             reached, allow it with `OutboundGuard::allow(\"10.0.0.1\")`"
        );
    }

    #[test]
    fn a_host_is_allowed_however_it_is_written_and_no_other_is() {
        let guard = OutboundGuard::new().allow("0x7f.1").allow("::1");
        for host in ["127.0.0.1", "2130706433", "[::1]", "[0:0::1]"] {
            check(&guard, &format!("http://{host}:1/")).expect(host);
        }
        assert!(check(&guard, "http://127.0.0.2/").is_err());
        let guard = OutboundGuard::new().allow("Hooks.Internal.");
        assert!(guard.allows("hooks.internal") && guard.allows("hooks.internal."));
        assert!(!guard.allows("evil.hooks.internal"));
    }
}
