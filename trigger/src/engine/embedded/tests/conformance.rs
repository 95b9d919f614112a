//! The embedded engine is held to what every engine has to do.

use super::*;
use crate::engine::conformance::{Harness, Setup, conforms};
use crate::store::End;

/// A database in a file, and the engines that were opened over it.
struct OnFile {
    bench: Bench,
    opened: Mutex<Vec<Arc<Embedded>>>,
}

impl Harness for OnFile {
    fn new() -> Self {
        Self {
            bench: Bench::new([]),
            opened: Mutex::default(),
        }
    }

    async fn open(&self, setup: Setup) -> Arc<dyn Engine> {
        let Setup {
            jobs,
            clock,
            strict_replay,
        } = setup;
        let conduct = Conduct {
            strict_replay,
            activity: Some(Arc::default()),
            ..Conduct::default()
        };
        let engine = Arc::new(self.bench.opened(&jobs, clock, conduct).await);
        self.opened.lock().unwrap().push(Arc::clone(&engine));
        engine
    }

    async fn crash(&self) {
        let ended = std::mem::take(&mut *self.opened.lock().unwrap());
        for engine in ended {
            engine.core.store.fuse().light(0, End::Before);
            let activity = engine.core.conduct.activity.clone().unwrap();
            activity.abandon().await;
        }
    }
}

conforms! { OnFile }
