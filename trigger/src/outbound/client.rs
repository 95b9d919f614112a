//! The HTTP client that connects only to what the guard lets through.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{OutboundGuard, Refused};

/// What finds the addresses of a name.
pub(crate) trait Lookup: Send + Sync + 'static {
    /// The addresses; none is an error.
    fn lookup(&self, name: String) -> Found;
}

/// The addresses of a name, once they are found.
pub(crate) type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// The system's resolver.
pub(super) struct System;

impl Lookup for System {
    fn lookup(&self, name: String) -> Found {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// What the client resolves names with. It connects to what this gives, and to nothing else.
struct Guarded(OutboundGuard);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let found = guard.addresses(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

impl OutboundGuard {
    /// The addresses that a request to a name may go to.
    async fn addresses(
        &self,
        name: &str,
    ) -> Result<Vec<SocketAddr>, Box<dyn std::error::Error + Send + Sync>> {
        let found = self.lookup.lookup(name.to_owned()).await?;
        // One that is not public beside others that are is no accident.
        let checked: Result<_, Refused> = found
            .into_iter()
            .map(|address| {
                self.check_address(name, address)?;
                // The client puts the URL's port in.
                Ok(SocketAddr::new(address, 0))
            })
            .collect();
        Ok(checked?)
    }

    /// A client that connects only to what the guard lets through.
    ///
    /// # Errors
    ///
    /// When it cannot be built.
    pub(crate) fn client(
        &self,
        builder: reqwest::ClientBuilder,
    ) -> reqwest::Result<&reqwest::Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // Its own client is not the guard's, which would own itself.
        let guard = Self {
            client: Arc::default(),
            ..self.clone()
        };
        let client = builder
            // A proxy would look the name up anew.
            .no_proxy()
            .dns_resolver(Arc::new(Guarded(guard)))
            .build()?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// Whether the guard has refused a connection.
pub(crate) fn refusal(error: &reqwest::Error) -> Option<&Refused> {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(refused) = cause.downcast_ref() {
            return Some(refused);
        }
        source = cause.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A name server that gives other addresses each time.
    struct Rebinding(Mutex<Vec<Vec<&'static str>>>);

    impl Lookup for Rebinding {
        fn lookup(&self, _: String) -> Found {
            let next = self.0.lock().unwrap().remove(0).into_iter();
            let next = next.map(|address| address.parse().expect("an address"));
            let next = Ok(next.collect());
            Box::pin(async move { next })
        }
    }

    #[tokio::test]
    async fn each_lookup_of_a_name_is_checked_and_one_address_of_many_is_enough_to_refuse_it() {
        let answers = vec![
            vec!["1.1.1.1", "2606:4700:4700::1111"],
            vec!["127.0.0.1"],
            vec!["1.1.1.1", "10.0.0.1"],
        ];
        let guard = OutboundGuard::new().looking_up(Rebinding(Mutex::new(answers)));
        let found = guard.addresses("rebinds.example").await.expect("public");
        assert_eq!(found.len(), 2);
        for address in ["127.0.0.1", "10.0.0.1"] {
            let refused = guard.addresses("rebinds.example").await.expect_err(address);
            let told = refused.to_string();
            assert!(
                told.contains("`rebinds.example`") && told.contains(address),
                "{told}"
            );
        }
    }
}
