//! The router of today, which another one may replace while connections stay open.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;

/// The router that answers requests from now on. A request that has begun is answered by the one it began with, so that
/// it sees one config from its start to its end.
#[derive(Clone, Debug)]
pub struct Current(Arc<RwLock<Router>>);

impl Current {
    /// Puts another router into its place.
    pub fn replace(&self, router: Router) {
        let router = ready(router);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = router;
    }

    pub(super) fn router(&self) -> Router {
        let router = self.0.read().unwrap_or_else(PoisonError::into_inner);
        router.clone()
    }
}

impl From<Router> for Current {
    fn from(router: Router) -> Self {
        Self(Arc::new(RwLock::new(ready(router))))
    }
}

/// Built once and not with each request.
fn ready(router: Router) -> Router {
    router.with_state(())
}
