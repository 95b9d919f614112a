//! The removal of what a source has registered at its provider: a durable run like any other.

use super::registration::again;
use super::sources::SourceBook;
use crate::error::Result;
use crate::job::Arguments;
use crate::run::{Call, Io};
use crate::source::{DeregisterCall, SourceKey};
use crate::spec::{RetryPolicy, TaskMeta};

/// Removes what a source has registered, unless a job wants it again.
pub(super) async fn run(book: &SourceBook, key: &SourceKey, arguments: &Arguments) -> Result<()> {
    for attempt in 1.. {
        let deregister = Deregister {
            book,
            key,
            io: &arguments.io,
        };
        match arguments.io.run(("deregister", attempt), deregister).await {
            Ok(true) => return book.deregistered(key).await,
            Ok(false) => return Ok(()),
            Err(error) => {
                book.failed(key, &error).await?;
                again(&arguments.io, attempt, error).await?;
            }
        }
    }
    Ok(())
}

/// One attempt. It says whether the source is not registered any more; false when it is wanted.
struct Deregister<'a> {
    book: &'a SourceBook,
    key: &'a SourceKey,
    io: &'a Io,
}

enum ByDeregistration {}

impl Call<ByDeregistration> for Deregister<'_> {
    type Output = bool;

    fn meta(&self) -> TaskMeta {
        TaskMeta::new("deregister").retry(RetryPolicy::NONE)
    }

    async fn attempt(&self) -> Result<bool> {
        let Some(removal) = self.book.removal(self.key).await? else {
            return Ok(false);
        };
        // What was never registered is not there to be removed.
        if let Some(data) = removal.data {
            let call = DeregisterCall {
                key: self.key.clone(),
                integration: removal.integration,
                url: removal.url,
                data,
                io: Io::clone(self.io),
            };
            removal.source.deregister(call).await?;
        }
        Ok(true)
    }
}
