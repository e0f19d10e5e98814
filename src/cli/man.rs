//! `tonearm man`: the manual page, with every subcommand in it.

use std::io::Write;

use clap::CommandFactory;
use clap_mangen::Man;

use super::{Cli, Exit};

pub fn run() -> anyhow::Result<Exit> {
    let command = Cli::command();
    let mut page = Vec::new();
    // One page for all: pages of their own for the commands, as `render` names them, do not exist.
    let whole = Man::new(command.clone());
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let name = format!("tonearm {}", sub.get_name());
        let sub = Man::new(sub.clone().display_name(&name).bin_name(&name));
        writeln!(page, ".SH \"{}\"", name.to_uppercase())?;
        sub.render_synopsis_section(&mut page)?;
        sub.render_description_section(&mut page)?;
        sub.render_options_section(&mut page)?;
    }
    whole.render_extra_section(&mut page)?;
    std::io::stdout().lock().write_all(&page)?;
    Ok(Exit::Done)
}
