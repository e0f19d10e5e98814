//! Containers and codecs: what a file is, its packets, its samples, its identity.

pub mod identity;
pub mod recognise;
