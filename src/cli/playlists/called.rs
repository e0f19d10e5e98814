//! Which list is meant by what the shell calls it: its id, its name with its folder, however that
//! is written, or its own name alone. Where that could be several, none is taken by guess.

use anyhow::bail;

use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::playlist::PlaylistCard;
use crate::domain::playlist::folder::{self, own_name, shown};
use crate::domain::smart_playlist::SmartPlaylist;
use crate::store::Store;

/// A list of either kind.
#[derive(Clone, Debug)]
pub(super) enum Called {
    ByHand(PlaylistCard),
    ByRules(SmartPlaylist),
}

impl Called {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::ByHand(card) => &card.name,
            Self::ByRules(list) => &list.name,
        }
    }

    fn id(&self) -> String {
        match self {
            Self::ByHand(card) => card.id.to_string(),
            Self::ByRules(list) => list.id.to_string(),
        }
    }

    /// "Loud  3 tracks, by hand, 0193…", to tell it from others of its name.
    fn apart(&self) -> String {
        let kind = match self {
            Self::ByHand(card) => format!("by hand, {}", human::count(card.tracks, "track", "tracks")),
            Self::ByRules(list) => format!("by rules, {}", list.rules),
        };
        format!("{}  {}  ({kind})", self.id(), self.name())
    }
}

fn by_hand(store: &Store) -> anyhow::Result<impl Iterator<Item = Called>> {
    Ok(store.reader()?.playlists(store.listener())?.into_iter().map(Called::ByHand))
}

fn by_rules(store: &Store) -> anyhow::Result<impl Iterator<Item = Called>> {
    Ok(store.reader()?.smart_playlists(store.listener())?.into_iter().map(Called::ByRules))
}

/// The list of either kind that is called so.
pub(super) fn any(store: &Store, name: &str) -> anyhow::Result<Called> {
    let lists = by_hand(store)?.chain(by_rules(store)?).collect();
    match only(lists, name, &BY_ANY)? {
        Some(list) => Ok(list),
        None => bail!("there is no playlist named {name}: tonearm playlists"),
    }
}

/// The list made by hand that is called so.
pub(super) fn named(store: &Store, name: &str) -> anyhow::Result<PlaylistCard> {
    if let Some(Called::ByHand(card)) = only(by_hand(store)?.collect(), name, &BY_ANY)? {
        return Ok(card);
    }
    match only(by_rules(store)?.collect(), name, &BY_ANY)? {
        Some(list) => bail!("{} goes by rules: they say what is in it, and in which order", shown(list.name())),
        None => bail!("there is no playlist named {name}: tonearm playlists"),
    }
}

/// The list made by hand of this name, with its folder: none where a new one would be made.
pub(super) fn named_in_full(store: &Store, name: &str) -> anyhow::Result<Option<PlaylistCard>> {
    Ok(match only(by_hand(store)?.collect(), name, &IN_FULL)? {
        Some(Called::ByHand(card)) => Some(card),
        _ => None,
    })
}

/// The list by rules that is called so.
pub(super) fn ruled(store: &Store, name: &str) -> anyhow::Result<Option<SmartPlaylist>> {
    ruled_by(store, name, &BY_ANY)
}

/// The same by its name with its folder: none where a new one would be made.
pub(super) fn ruled_in_full(store: &Store, name: &str) -> anyhow::Result<Option<SmartPlaylist>> {
    ruled_by(store, name, &IN_FULL)
}

fn ruled_by(store: &Store, name: &str, ways: &[Way]) -> anyhow::Result<Option<SmartPlaylist>> {
    Ok(match only(by_rules(store)?.collect(), name, ways)? {
        Some(Called::ByRules(list)) => Some(list),
        _ => None,
    })
}

/// What of a list the words are held against.
#[derive(Clone, Copy)]
enum Way {
    Id,
    Exactly,
    Parts,
    Folded,
    OwnName,
}

const BY_ANY: [Way; 5] = [Way::Id, Way::Exactly, Way::Parts, Way::Folded, Way::OwnName];
const IN_FULL: [Way; 3] = [Way::Exactly, Way::Parts, Way::Folded];

impl Way {
    fn holds(self, list: &Called, said: &str) -> bool {
        match self {
            Self::Id => list.id() == said,
            Self::Exactly => list.name() == said,
            Self::Parts => folder::key(list.name()) == folder::key(said),
            Self::Folded => search_form(list.name()) == search_form(said),
            Self::OwnName => search_form(&own_name(list.name())) == search_form(said),
        }
    }
}

/// The one list that is meant, by the first way that finds any.
fn only(lists: Vec<Called>, said: &str, ways: &[Way]) -> anyhow::Result<Option<Called>> {
    let found = ways.iter().find_map(|way| {
        let found: Vec<&Called> = lists.iter().filter(|list| way.holds(list, said)).collect();
        (!found.is_empty()).then_some(found)
    });
    match found.as_deref() {
        None | Some([]) => Ok(None),
        Some([only]) => Ok(Some((*only).clone())),
        Some(several) => {
            let lines: Vec<String> = several.iter().map(|list| format!("\n  {}", list.apart())).collect();
            bail!("{said} could be {} lists; say which, by its folder or its id:{}", several.len(), lines.concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{PlaylistId, SmartPlaylistId};
    use crate::domain::playlist::PlaylistEdit;
    use crate::domain::query::parse;
    use crate::domain::smart_playlist::RulesEdit;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn a_list_is_found_by_what_it_is_called_and_never_by_guess() {
        let fixture = Fixture::new();
        let store = &fixture.store;
        let make = |name: &str| {
            let id = PlaylistId::made_at(NOW.unix_ms);
            store.edit_playlist(PlaylistEdit::Create { id, name: name.into() }, NOW).wait().unwrap();
            id
        };
        let (first, second) = (make("Loud"), make("Loud"));
        make("Rock/Early");
        make("Jazz/Early");
        let rules = SmartPlaylistId::made_at(NOW.unix_ms);
        let (name, description) = ("Home/Loved".into(), String::new());
        let created = RulesEdit::Create { id: rules, name, rules: parse("is:liked").unwrap(), description };
        store.edit_rules(created, NOW).wait().unwrap();

        let said = named(store, "loud").unwrap_err().to_string();
        assert!(said.contains(&first.to_string()) && said.contains(&second.to_string()), "{said}");
        assert_eq!(named(store, &second.to_string()).unwrap().id, second);
        let said = any(store, "Early").unwrap_err().to_string();
        assert!(said.contains("Rock/Early") && said.contains("Jazz/Early"), "{said}");
        assert_eq!(named(store, "jazz / early").unwrap().name, "Jazz/Early");
        assert!(matches!(any(store, "loved").unwrap(), Called::ByRules(list) if list.id == rules));
        assert_eq!(ruled(store, "Loved").unwrap().unwrap().id, rules);
        assert!(ruled_in_full(store, "Loved").unwrap().is_none(), "a new one may have this name");
        assert!(named_in_full(store, "Early").unwrap().is_none());
        assert!(named_in_full(store, "Loud").is_err());
        assert!(named(store, "Loved").unwrap_err().to_string().contains("goes by rules"));
        assert!(any(store, "Nowhere").unwrap_err().to_string().contains("no playlist named Nowhere"));
    }
}
