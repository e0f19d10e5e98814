//! Where the program keeps things.
