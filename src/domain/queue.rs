//! What will play.
