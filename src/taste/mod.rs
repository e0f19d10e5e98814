//! Facts in, sections out: no SQL, no clock, no global randomness.
