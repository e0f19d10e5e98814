//! What only the whole program can show: its architecture, and the built binary as people use it.

mod architecture;
