//! A small invented library with a simulated listener, made by code.
