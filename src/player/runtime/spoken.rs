//! What the config file says at this moment. The listener may save it anew while the player runs.

use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::settings::Spoken;

/// Shared by all who merge settings. Whoever replaces it tells the player with
/// [`Command::ReadSettings`](crate::player::Command::ReadSettings).
#[derive(Clone)]
pub struct SpokenNow(Arc<RwLock<Arc<[Spoken]>>>);

impl SpokenNow {
    #[must_use]
    pub fn new(spoken: impl Into<Arc<[Spoken]>>) -> Self {
        Self(Arc::new(RwLock::new(spoken.into())))
    }

    #[must_use]
    pub fn get(&self) -> Arc<[Spoken]> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn replace(&self, spoken: impl Into<Arc<[Spoken]>>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = spoken.into();
    }
}
