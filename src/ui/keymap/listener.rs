//! The listener's own keys, laid over a preset, laid over the table.
//!
//! A line names an action and all of its keys (`next = ["n", ">"]`), or a key and what it does
//! (`"g n" = "next"`); `false` or `""` leaves the action without a key, or the key without an
//! action. A hand-made binding takes the key from whatever has it. Told is what surprises: two
//! lines of the file for one key, and an action that lost its last one.

use super::presets::PresetKey;
use super::{Action, Bound, By, Context, Keymap, PRESETS, Press, TABLE, defaults, line_of, named, written};
use crate::config::{CONFIG, Complaint, KeyLine, unknown};

/// What a preset pushes aside stands behind this key: where `p` pauses, `' p` pins.
const ASIDE: &str = "'";

/// One line of the file, understood.
enum Wish {
    /// These, and no other keys, for an action.
    Keys { action: Action, sequences: Vec<Vec<Press>> },
    /// This action, or none, for a sequence.
    Key { presses: Vec<Press>, action: Option<Action> },
}

struct Laying {
    all: Vec<Bound>,
    /// What does nothing in a context, though it does something everywhere.
    freed: Vec<(Context, Vec<Press>)>,
    complaints: Vec<Complaint>,
}

impl Keymap {
    /// The keys that hold, and what is wrong or surprising in the lines.
    #[must_use]
    pub fn of(preset: &str, lines: &[KeyLine]) -> (Self, Vec<Complaint>) {
        let mut laying = Laying { all: defaults(), freed: Vec::new(), complaints: Vec::new() };
        if let Some((_, keys)) = PRESETS.iter().find(|(name, _)| *name == preset) {
            laying.preset(keys);
        }
        let before = laying.all.clone();
        for line in lines {
            if let Some((context, wish)) = laying.read(line) {
                laying.carry_out(line.line, context, wish);
            }
        }
        laying.tell_of_the_lost(&before, lines);
        laying.in_order();
        (Self::of_bound(laying.all, &laying.freed), laying.complaints)
    }
}

impl Laying {
    fn complain(&mut self, line: u32, text: String) {
        self.complaints.push(Complaint::new(CONFIG, line, text));
    }

    fn preset(&mut self, keys: &[PresetKey]) {
        for &(context, text, action) in keys {
            let Some(presses) = Press::parse_sequence(text) else { continue };
            self.all.retain(|bound| !bound.clashes(context, &presses));
            self.all.push(Bound { context, action, presses, by: By::Preset });
        }
        for binding in TABLE {
            let lost = self.all.iter().all(|bound| bound.action != binding.action);
            let first = binding.keys.first().filter(|_| lost);
            if let Some(presses) = first.and_then(|keys| Press::parse_sequence(&format!("{ASIDE} {keys}"))) {
                self.all.push(Bound { context: binding.context, action: binding.action, presses, by: By::Preset });
            }
        }
    }

    /// What a line means. A place without a name is the action's own.
    fn read(&mut self, line: &KeyLine) -> Option<(Option<Context>, Wish)> {
        let context = match &line.context {
            None => None,
            Some(name) => match Context::NAMED.iter().find(|(known, _)| known == name) {
                Some((_, context)) => Some(*context),
                None => {
                    let text = unknown(name, Context::NAMED.map(|(name, _)| name));
                    self.complain(line.line, format!("[keys.on.{name}]: {text}"));
                    return None;
                }
            },
        };
        let wish = match (named(&line.left), Press::parse_sequence(&line.left)) {
            (Some(action), _) => {
                let mut sequences = Vec::new();
                for keys in &line.right {
                    match Press::parse_sequence(keys) {
                        Some(presses) => sequences.push(presses),
                        None => self.complain(line.line, no_key(keys)),
                    }
                }
                // Where no key can be read, the ones it has are better than none.
                if sequences.is_empty() && !line.right.is_empty() {
                    return None;
                }
                Wish::Keys { action, sequences }
            }
            (None, Some(presses)) => match line.right.as_slice() {
                [] => Wish::Key { presses, action: None },
                [name] => match named(name) {
                    Some(action) => Wish::Key { presses, action: Some(action) },
                    None => {
                        self.complain(line.line, unknown_action(name));
                        return None;
                    }
                },
                [..] => {
                    self.complain(line.line, format!("\"{}\" is a key, and does one thing", line.left));
                    return None;
                }
            },
            (None, None) => {
                self.complain(line.line, unknown_action(&line.left));
                return None;
            }
        };
        Some((context, wish))
    }

    fn carry_out(&mut self, line: u32, context: Option<Context>, wish: Wish) {
        match wish {
            Wish::Keys { action, sequences } => {
                let home = line_of(action).map_or(Context::Global, |line| line.context);
                let context = context.unwrap_or(home);
                let stays = |bound: &Bound| {
                    let is_it = bound.action == action && bound.context == context;
                    !is_it || matches!(bound.by, By::Hand { line: other } if other != line)
                };
                if action == Action::QuitNow && !sequences.iter().any(|presses| is_way_out(presses)) {
                    self.complain(line, "C-c always quits: a terminal needs a way out".into());
                } else {
                    self.all.retain(stays);
                }
                if sequences.is_empty() && context != home {
                    let everywhere = self.all.iter().filter(|bound| bound.action == action && bound.context == home);
                    self.freed.extend(everywhere.map(|bound| (context, bound.presses.clone())));
                }
                for presses in sequences {
                    self.bind(line, context, action, presses);
                }
            }
            Wish::Key { presses, action: Some(action) } => {
                let home = line_of(action).map_or(Context::Global, |line| line.context);
                self.bind(line, context.unwrap_or(home), action, presses);
            }
            Wish::Key { presses, action: None } => {
                let context = context.unwrap_or(Context::Global);
                if is_way_out(&presses) {
                    return self.complain(line, "C-c always quits: a terminal needs a way out".into());
                }
                let goes = |bound: &Bound| bound.presses == presses && gives_way(bound, context);
                self.all.retain(|bound| !goes(bound));
                if context != Context::Global {
                    self.freed.push((context, presses));
                }
            }
        }
    }

    fn bind(&mut self, line: u32, context: Context, action: Action, presses: Vec<Press>) {
        if is_way_out(&presses) && action != Action::QuitNow {
            return self.complain(line, "C-c always quits: a terminal needs a way out".into());
        }
        let (taken, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.all)
            .into_iter()
            .partition(|bound| bound.overlaps(&presses) && gives_way(bound, context));
        self.all = kept;
        for bound in taken {
            let By::Hand { line: other } = bound.by else { continue };
            if bound.action == action && bound.presses == presses {
                continue;
            }
            let (keys, both) = (written(&presses), written(&bound.presses));
            let (name, theirs) = (name_of(action), name_of(bound.action));
            let text = match bound.presses == presses {
                true => format!("{keys} is {theirs} on line {other} and {name} here; {name} counts"),
                false => {
                    format!(
                        "{both} is {theirs} on line {other}, {keys} is {name} here: one begins the other; {name} counts"
                    )
                }
            };
            self.complain(line, text);
        }
        self.all.push(Bound { context, action, presses, by: By::Hand { line } });
    }

    /// An action whose last key was taken, unless a line of the file speaks of it.
    fn tell_of_the_lost(&mut self, before: &[Bound], lines: &[KeyLine]) {
        for binding in TABLE {
            let had = before.iter().find(|bound| bound.action == binding.action);
            let has = self.all.iter().any(|bound| bound.action == binding.action);
            let meant = lines.iter().any(|line| line.left == binding.name);
            let Some(had) = had.filter(|_| !has && !meant) else { continue };
            let takes = |bound: &&Bound| bound.context.or(had.context) == had.context && bound.overlaps(&had.presses);
            let taker = self.all.iter().find(takes);
            let Some((taker, line)) = taker.and_then(|taker| match taker.by {
                By::Hand { line } => Some((taker, line)),
                By::Default | By::Preset => None,
            }) else {
                continue;
            };
            let text = format!(
                "{} is {} here, and {} has no other key than {}; {} = false says you mean it",
                written(&taker.presses),
                name_of(taker.action),
                binding.name,
                written(&had.presses),
                binding.name,
            );
            self.complain(line, text);
        }
        self.complaints.sort_by_key(|complaint| complaint.line);
    }

    /// As the table has it; of one action what the hand chose stands before what it came with.
    fn in_order(&mut self) {
        let place = |action: Action| TABLE.iter().position(|line| line.action == action);
        let weight = |bound: &Bound| match bound.by {
            By::Hand { .. } => 0,
            By::Preset => 1,
            By::Default => 2,
        };
        self.all.sort_by_key(|bound| (place(bound.action), weight(bound)));
    }
}

/// Whether a hand-made binding of the same presses takes them from another: in the same context,
/// and what holds everywhere from the pages, where the listener did not say otherwise. Panels
/// take all keys while they are open.
fn gives_way(bound: &Bound, context: Context) -> bool {
    let by_hand = matches!(bound.by, By::Hand { .. });
    bound.context == context || (context == Context::Global && !bound.context.is_modal() && !by_hand)
}

fn is_way_out(presses: &[Press]) -> bool {
    Press::parse_sequence("C-c").as_deref() == Some(presses)
}

fn name_of(action: Action) -> &'static str {
    line_of(action).map_or("", |line| line.name)
}

fn unknown_action(name: &str) -> String {
    unknown(name, TABLE.iter().map(|binding| binding.name)).replacen("there is no ", "there is no action or key ", 1)
}

fn no_key(keys: &str) -> String {
    format!("\"{keys}\" is no key; keys are written n, N, C-n, A-n, Space, F5, and one after the other \"g n\"")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::Config;

    fn laid(preset: &str, text: &str) -> (Keymap, Vec<String>) {
        let (config, complaints) = Config::parse(text);
        assert_eq!(complaints, []);
        let (keymap, complaints) = Keymap::of(preset, &config.keys);
        (keymap, complaints.iter().map(|c| format!("{}: {}", c.line, c.text)).collect())
    }

    fn action(keymap: &Keymap, context: Context, keys: &str) -> Option<Action> {
        match keymap.meaning(context, &Press::parse_sequence(keys).unwrap()) {
            super::super::Meaning::Act(action) => Some(action),
            _ => None,
        }
    }

    #[test]
    fn lines_are_laid_over_the_defaults() {
        let (keymap, told) = laid(
            "tonearm",
            "[keys]\nnext = [\"g n\", \"Ctrl-n\"]\n\"L\" = \"like\"\nmute = false\n\"=\" = \"\"\n[keys.on.queue]\nl = \"take-out\"\n",
        );
        assert_eq!(told, [] as [String; 0]);
        let everywhere = |keys| action(&keymap, Context::Global, keys);
        assert_eq!(everywhere("g n"), Some(Action::Next));
        assert_eq!(everywhere("C-n"), Some(Action::Next), "the next section keeps its other key");
        assert_eq!(everywhere("n"), None, "all keys of an action are said at once");
        assert_eq!((everywhere("L"), everywhere("f")), (Some(Action::Like), Some(Action::Like)), "one key more");
        assert_eq!((everywhere("_"), everywhere("=")), (None, None));
        assert_eq!(everywhere("+"), Some(Action::VolumeUp));
        assert_eq!(everywhere("l"), Some(Action::Right));
        assert_eq!(action(&keymap, Context::Queue, "l"), Some(Action::TakeOut));
        assert_eq!(keymap.key_in(Action::TakeOut, Context::Queue).as_deref(), Some("l"));
        assert_eq!(keymap.key_of(Action::TakeOut).as_deref(), Some("d"));
        assert_eq!(keymap.in_words(Action::Next), "gn  C-n");
        assert!(keymap.is_by_hand(Action::Next) && !keymap.is_by_hand(Action::Previous));
    }

    #[test]
    fn conflicts_name_both_bindings() {
        let (keymap, told) = laid("tonearm", "[keys]\nlike = \"b\"\nwhy = \"b\"\nmark = \"b b\"\n");
        assert_eq!(
            told,
            [
                "3: b is like on line 2 and why here; why counts",
                "4: b is why on line 3, b b is mark here: one begins the other; mark counts",
            ]
        );
        assert_eq!(action(&keymap, Context::Global, "b b"), Some(Action::Mark));
    }

    #[test]
    fn an_action_that_lost_its_last_key_is_told_unless_it_is_meant() {
        let (_, told) = laid("tonearm", "[keys]\n\"f\" = \"seek-forward\"\n");
        assert_eq!(
            told,
            ["2: f is seek-forward here, and like has no other key than f; like = false says you mean it"]
        );
        let (_, told) = laid("tonearm", "[keys]\n\"f\" = \"seek-forward\"\nlike = false\n\"n\" = \"add\"\n");
        assert_eq!(told, [] as [String; 0], "next has another key");
        let (keymap, told) = laid("tonearm", "[keys]\n\"g\" = \"top\"\n");
        assert_eq!(told.len(), 6, "a key that began sequences: {told:?}");
        assert_eq!(action(&keymap, Context::Global, "g"), Some(Action::Top));
    }

    #[test]
    fn what_the_hand_binds_everywhere_holds_on_every_page_and_what_it_takes_is_told() {
        let (keymap, told) = laid("tonearm", "[keys]\nlike = \"t\"\n");
        for context in [Context::Global, Context::Playlists, Context::Now] {
            assert_eq!(action(&keymap, context, "t"), Some(Action::Like), "{context:?}");
        }
        let lost = |name: &str| {
            format!("2: t is like here, and {name} has no other key than t; {name} = false says you mean it")
        };
        assert_eq!(told, [lost("view"), lost("to-folder")]);
        let (keymap, told) =
            laid("tonearm", "[keys]\nlike = \"t\"\nview = \"b\"\n[keys.on.playlists]\nt = \"to-folder\"\n");
        assert_eq!(told, [] as [String; 0]);
        assert_eq!(action(&keymap, Context::Playlists, "t"), Some(Action::ToFolder), "said of that page");
        let (keymap, _) = laid("tonearm", "[keys]\nt = false\n");
        assert_eq!(action(&keymap, Context::Now, "t"), None);
        let (keymap, _) = laid("tonearm", "[keys]\nb = \"hide-artist\"\n");
        assert_eq!(action(&keymap, Context::Less, "b"), Some(Action::HideArtist), "where it means something");
    }

    #[test]
    fn a_key_is_freed_on_one_page_and_no_words_name_what_does_something_else() {
        let (keymap, told) =
            laid("tonearm", "[keys.on.queue]\nd = false\nadd = false\ns = \"like\"\n\"g a\" = false\n");
        assert_eq!(told, [] as [String; 0]);
        assert_eq!(
            (action(&keymap, Context::Queue, "d"), action(&keymap, Context::Home, "d")),
            (None, Some(Action::TakeOut))
        );
        assert_eq!(
            (action(&keymap, Context::Queue, "a"), action(&keymap, Context::Home, "a")),
            (None, Some(Action::Add))
        );
        assert_eq!(keymap.key_in(Action::TakeOut, Context::Queue), None);
        assert_eq!(keymap.key_in(Action::Shuffle, Context::Queue), None, "it likes there");
        assert_eq!(keymap.key_in(Action::Shuffle, Context::Home).as_deref(), Some("s"));
        assert_eq!(keymap.key_in(Action::HideMore, Context::Queue).as_deref(), Some("o"), "in its own panel");
        let g = Press::parse_sequence("g").unwrap();
        assert!(!keymap.continuations(Context::Queue, &g).contains("to its artist"));
        assert!(keymap.continuations(Context::Home, &g).contains("to its artist"));
    }

    #[test]
    fn names_and_keys_that_are_not_there_are_told() {
        let (config, _) =
            Config::parse("[keys]\nnxt = \"t\"\nt = \"pase\"\nadd = \"Ctl-x\"\n[keys.quue]\nj = \"add\"\n");
        let (keymap, told) = Keymap::of("tonearm", &config.keys);
        let told: Vec<_> = told.iter().map(|c| (c.line, c.text.as_str())).collect();
        assert_eq!(told[0], (2, "there is no action or key nxt; did you mean next?"));
        assert_eq!(told[1].0, 3);
        assert!(told[2].1.starts_with("\"Ctl-x\" is no key"), "{told:?}");
        assert_eq!(told[3], (6, "[keys.on.quue]: there is no quue; did you mean queue?"));
        assert_eq!(keymap, Keymap::default());
    }

    #[test]
    fn the_way_out_stays() {
        let (keymap, told) = laid("tonearm", "[keys]\nquit-now = false\n\"C-c\" = \"copy\"\n");
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(action(&keymap, Context::Global, "C-c"), Some(Action::QuitNow));
    }

    #[test]
    fn presets_bind_what_they_say_and_leave_nothing_without_a_key() {
        for (name, keys) in PRESETS {
            let (keymap, told) = Keymap::of(name, &[]);
            assert_eq!(told, [], "{name}");
            for (context, text, wanted) in *keys {
                assert_eq!(action(&keymap, *context, text), Some(*wanted), "{text} in {name}");
            }
            for binding in TABLE.iter().filter(|binding| !binding.keys.is_empty()) {
                let bound =
                    keymap.keys_of(binding.action).next().unwrap_or_else(|| panic!("{} in {name}", binding.name));
                assert_eq!(action(&keymap, bound.context, &written(&bound.presses)), Some(binding.action));
            }
        }
        let (rmpc, _) = Keymap::of("rmpc", &[]);
        assert_eq!(action(&rmpc, Context::Global, "' p"), Some(Action::Pin));
        assert_eq!(
            laid("rmpc", "[keys]\n\"p\" = \"pin\"\n").0.key_of(Action::Pin).as_deref(),
            Some("p"),
            "the hand wins"
        );
    }

    #[test]
    fn a_key_of_a_preset_does_the_same_on_all_pages() {
        for (name, keys) in PRESETS {
            let (keymap, _) = Keymap::of(name, &[]);
            for (context, text, wanted) in *keys {
                for (page, on) in &Context::NAMED[..8] {
                    let its_own = keys.iter().any(|(context, other, _)| context == on && other == text);
                    if *context == Context::Global && !its_own {
                        assert_eq!(action(&keymap, *on, text), Some(*wanted), "{text} on {page} in {name}");
                    }
                }
            }
        }
        let (cmus, _) = Keymap::of("cmus", &[]);
        assert_eq!(action(&cmus, Context::Now, "["), Some(Action::VolumeDown));
        assert_eq!(action(&cmus, Context::Now, "' ["), Some(Action::Slower));
    }

    fn any_line() -> impl Strategy<Value = KeyLine> {
        let name = prop_oneof![
            proptest::sample::select(TABLE).prop_map(|binding| binding.name.to_owned()),
            proptest::sample::select(TABLE).prop_map(|binding| binding.keys.first().copied().unwrap_or("g").to_owned()),
            "[a-zA-Z -]{0,6}",
        ];
        let context =
            proptest::option::of(proptest::sample::select(&Context::NAMED[..]).prop_map(|(n, _)| n.to_owned()));
        (context, name.clone(), proptest::collection::vec(name, 0..3)).prop_map(|(context, left, right)| KeyLine {
            line: 1,
            context,
            left,
            right,
        })
    }

    proptest! {
        #[test]
        fn no_file_binds_a_key_twice_or_takes_the_way_out(lines in proptest::collection::vec(any_line(), 0..12)) {
            let lines: Vec<_> = lines.into_iter().zip(1..).map(|(line, at)| KeyLine { line: at, ..line }).collect();
            let (keymap, _) = Keymap::of("tonearm", &lines);
            for (place, bound) in keymap.all.iter().enumerate() {
                for other in keymap.all.iter().skip(place + 1) {
                    prop_assert!(!bound.clashes(other.context, &other.presses), "{bound:?} and {other:?}");
                }
            }
            prop_assert_eq!(action(&keymap, Context::Global, "C-c"), Some(Action::QuitNow));
        }
    }
}
