//! What the clients of all integrations have in common: how a request is sent, what its failure
//! means, how lists are read, and which settings cannot work. A client says only what is its
//! provider's own.

mod failure;
mod http;
#[cfg(any(feature = "github", feature = "stripe"))]
mod native;
#[cfg(any(feature = "github", feature = "stripe"))]
mod pages;
#[cfg(any(feature = "github", feature = "stripe"))]
mod paths;
mod settings;

#[cfg(feature = "github")]
pub(crate) use failure::LONGEST_WAIT;
#[cfg(any(feature = "github", feature = "stripe"))]
pub(crate) use failure::header;
pub(crate) use failure::{Failure, NoAnswer, Refusal, retry_after};
#[cfg(feature = "github")]
pub(crate) use http::Reply;
pub(crate) use http::{HttpClient, send};
#[cfg(any(feature = "github", feature = "stripe"))]
pub(crate) use native::{Calls, native};
#[cfg(any(feature = "github", feature = "stripe"))]
pub(crate) use pages::{Page, read_all};
#[cfg(feature = "stripe")]
pub(crate) use paths::percent;
#[cfg(any(feature = "github", feature = "stripe"))]
pub(crate) use paths::{segment, url};
pub(crate) use settings::{is_base, key_mistake, presence, report, variable};
