//! The identity of a recording: a hash over demuxed audio, never over container bytes.
