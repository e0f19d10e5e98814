//! The sound engine: a decoder thread, a ring, a callback that neither locks nor allocates.
