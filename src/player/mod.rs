//! The core: commands in, events and snapshots out.
