//! What `[voice]` says of reasons, messages and the greeting, as a page shows it.

use super::super::super::setup::Files;
use super::*;
use crate::config::Config;
use crate::domain::settings::{Settings, Spoken};

fn driven(said: &[(Key, &str)]) -> Driven {
    let said = said.iter().map(|(key, value)| Spoken { key: *key, value: (*value).into(), line: 1 });
    let settings = Arc::new(Settings::merge(&said.collect::<Vec<_>>(), &[], None));
    Driven::new(Snapshot { settings, ..fixture::evening() }, 80, 24)
}

#[test]
fn reasons_are_told_on_every_line_or_one_or_none() {
    let told = |said: &[(Key, &str)], keys: &str| {
        let mut driven = driven(said);
        let screen = driven.keys(keys).screen();
        ["added 20:31", "in your “Kitchen”"].map(|reason| screen.matches(reason).count())
    };
    assert_eq!(told(&[], "5j"), [2, 1]);
    assert_eq!(told(&[(Key::Reasons, "none")], "5j"), [0, 0]);
    assert_eq!(told(&[(Key::ReasonsAt, "focus")], "5j"), [1, 0], "on the line under the cursor");
}

#[test]
fn home_tells_its_reasons_by_the_same_voice() {
    let reasons = |said: &[(Key, &str)]| driven(said).screen().matches("heard ").count();
    let (full, silent) = (reasons(&[]), reasons(&[(Key::Reasons, "none")]));
    assert!(full > silent, "{full} {silent}");
    assert!(reasons(&[(Key::ReasonsAt, "focus")]) < full);
}

#[test]
fn messages_stand_where_the_listener_wants_them() {
    let lines = |at: &str| {
        let mut driven = driven(&[(Key::MessagesAt, at)]);
        // What was said before gives way to the next act.
        driven.keys("F$");
        let screen = driven.screen();
        let row = screen.lines().position(|line| line.contains("does nothing here"));
        (row, screen.contains("›1 Home"))
    };
    assert_eq!(lines("foot"), (Some(21), true));
    assert_eq!(lines("top"), (Some(0), false), "over the tabs");
}

#[test]
fn the_greeting_is_as_long_as_it_shall_be() {
    let greeting = |value: &str| driven(&[(Key::Greeting, value)]).screen().lines().nth(1).map(str::to_owned);
    assert_eq!(
        greeting("daily").as_deref(),
        Some(" Good evening, Ana. Two albums by Mulatu Astatke are new since Friday.")
    );
    assert_eq!(greeting("short").as_deref(), Some(" Good evening, Ana."));
}

#[test]
fn what_is_wrong_in_the_files_is_told_until_it_is_mended() {
    let mut driven = driven(&[]);
    let mut save = |text: &str| {
        let (config, complaints) = Config::parse(text);
        driven.app.files_saved(Arc::new(Files { config, complaints }));
        driven.settle();
        driven.screen()
    };
    let wrong = save("theem = \"dark\"");
    assert!(wrong.contains("there is no theem"), "{wrong}");
    let broken = save("theme = ");
    assert!(broken.contains("config.toml stays as it was; line 1: ") && !broken.contains("theem"), "{broken}");
    let mended = save("theme = \"dark\"");
    assert!(mended.contains("nothing is wrong") && !mended.contains("theem"), "{mended}");
}

#[test]
fn a_fault_of_the_files_stays_through_what_is_said_in_passing() {
    let mut driven = driven(&[]);
    let (config, complaints) = Config::parse("theem = \"dark\"");
    driven.app.set_files(Arc::new(Files { config, complaints }));
    driven.keys("O");
    assert!(driven.screen().contains("there is no theem"), "{}", driven.screen());
    driven.keys("a");
    assert!(!driven.screen().contains("there is no theem"), "as any message it goes with what changes something");
}
