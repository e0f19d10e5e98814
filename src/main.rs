//! Starts tonearm: parse, run, exit code. The plan of the house stands in `lib.rs`.

use std::process::ExitCode;

use clap::Parser;
use tonearm::cli::{self, Cli};

fn main() -> ExitCode {
    let cli = Cli::parse_from(cli::arguments());
    match cli::run(cli) {
        Ok(code) => code.into(),
        Err(error) if cli::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            #[expect(clippy::print_stderr, reason = "the screen is gone by now, and this is where errors belong")]
            {
                eprintln!("tonearm: {error:#}");
            }
            cli::Exit::Failed.into()
        }
    }
}
