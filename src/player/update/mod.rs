//! The one place where state changes.

mod choices;
mod edits;
mod private;
mod radio;
mod sound;
mod stopping;
#[cfg(test)]
mod tests;
mod transport;

use std::sync::Arc;

use super::effect::{Cue, Edit, Effect, Input, Occasion, Then};
use super::loudness::{self, GainMode};
use super::protocol::{Command, Place, PlayState, PrivateUntil};
use super::reply::{Judged, reply};
use super::settle::{mark_heard, settle};
use super::state::{Now, State};
use crate::domain::browse::Selection;
use crate::domain::human;
use crate::domain::queue::{Entry, Repeat};
use crate::domain::section::Home;
use crate::domain::settings::Key;
use crate::domain::sound::AppliedGain;
use crate::domain::time::HOUR_MS;
use crate::domain::track::TrackCard;

/// Applies one input and returns what is to be done, in order.
pub fn update(state: &mut State, input: Input, now: Now) -> Vec<Effect> {
    if state.turning && edits::waits(&input) {
        state.held.push_back(input);
        return Vec::new();
    }
    let mut effects = apply(state, input, now);
    while !state.turning
        && let Some(input) = state.held.pop_front()
    {
        effects.extend(apply(state, input, now));
    }
    effects
}

fn apply(state: &mut State, input: Input, now: Now) -> Vec<Effect> {
    let queue_before = state.queue.version();
    state.answering = answers(&input);
    let mut effects = match input {
        Input::Command(command) => on_command(state, command, now),
        Input::Sound(news) => sound::on_news(state, news, now),
        Input::Resolved { then, cards } => on_resolved(state, then, cards, now),
        Input::Cards(cards) => on_cards(state, cards),
        Input::Liked(items) => {
            state.liked = Arc::new(items);
            Vec::new()
        }
        Input::Ear { after, lines, said } => radio::on_ear(state, after, (lines, said), now),
        Input::Edited { summary, word } => edits::on_edited(state, summary, word),
        Input::Refused { reason } => {
            state.warn(reason);
            Vec::new()
        }
        Input::Undone(turned) => edits::on_undone(state, turned.map(|turned| *turned)),
        Input::Redone(turned) => edits::on_redone(state, turned.map(|turned| *turned)),
        Input::NotTurned { reason } => {
            edits::on_not_turned(state, reason);
            Vec::new()
        }
        Input::Home { home, occasion, judged } if home.generation > state.home.generation => {
            take_home(state, *home, occasion, &judged);
            state.home = Arc::new(mark_heard(Home::clone(&state.home), &judged.heard));
            vec![Effect::SaveHome(Arc::clone(&state.home))]
        }
        Input::Home { .. } => Vec::new(),
        Input::RootsAdded { roots } => vec![Effect::CountLibrary, Effect::Scan { roots }],
        Input::Scanning(progress) => {
            state.scan = progress;
            Vec::new()
        }
        Input::ListeningAhead(ahead) => {
            state.ahead = ahead;
            Vec::new()
        }
        Input::ScanEnded { summary, changed } => {
            state.scan = None;
            state.say(summary);
            if changed { library_changed(state) } else { Vec::new() }
        }
        Input::Settings(settings) => choices::on_settings(state, *settings),
        Input::Forgotten { summary } => edits::on_forgotten(state, summary),
        Input::Counted(counts) => {
            state.library = counts;
            Vec::new()
        }
        Input::Due => {
            stopping::on_due(state, now);
            private::on_due(state, now)
        }
        Input::Warning(text) => {
            state.warn(text);
            Vec::new()
        }
        Input::Notice(text) => {
            state.say(text);
            Vec::new()
        }
    };
    effects.extend(cue_what_follows(state));
    effects.extend(radio::ask_the_ear(state));
    state.answering = false;
    if state.queue.version() != queue_before && !state.private {
        effects.push(Effect::SaveQueue(Box::new(state.queue.saved())));
    }
    effects
}

/// Whether what comes in was done by the listener, or is what became of it.
fn answers(input: &Input) -> bool {
    match input {
        Input::Command(command) => !comes_by_itself(command),
        Input::Resolved { .. }
        | Input::Edited { .. }
        | Input::Undone(_)
        | Input::Redone(_)
        | Input::Forgotten { .. }
        | Input::Notice(_) => true,
        _ => false,
    }
}

/// News from elsewhere and what the screen sends by itself are not a sign of the listener.
const fn comes_by_itself(command: &Command) -> bool {
    matches!(command, Command::Seen(_) | Command::Told { .. } | Command::Ask { .. } | Command::LibraryChanged)
}

fn on_command(state: &mut State, command: Command, now: Now) -> Vec<Effect> {
    if !comes_by_itself(&command) {
        state.last_key = now.instant;
    }
    match command {
        Command::PlayPause => transport::play_pause(state, now),
        Command::Play if state.play_state != PlayState::Playing => transport::play_pause(state, now),
        Command::Pause if state.play_state == PlayState::Playing => transport::play_pause(state, now),
        Command::Play | Command::Pause | Command::Present => Vec::new(),
        Command::Stop => transport::stop(state, now),
        Command::Next => transport::next(state, now),
        Command::Previous => transport::previous(state, now),
        Command::SeekBy { ms } => transport::seek_by(state, ms, now),
        Command::SeekTo { ms } => transport::seek_to(state, ms, now),
        Command::VolumeBy { percent } => {
            transport::set_volume(state, i32::from(state.volume).saturating_add(percent), now)
        }
        Command::SetVolume { percent } => transport::set_volume(state, i32::from(percent), now),
        Command::ToggleMute => transport::toggle_mute(state, now),
        Command::SetSpeed(speed) => transport::set_speed(state, speed, now),
        Command::ToggleShuffle => {
            state.queue.toggle_shuffle();
            state.say(if state.queue.shuffle() { "Shuffle on" } else { "Shuffle off" });
            Vec::new()
        }
        Command::CycleRepeat => {
            state.queue.cycle_repeat();
            state.say(match state.queue.repeat() {
                Repeat::Off => "Repeat off",
                Repeat::All => "Repeat all",
                Repeat::One => "Repeat this track",
            });
            Vec::new()
        }
        Command::ToggleStopAfter => stopping::toggle(state, now),
        Command::StopAfter { what } => stopping::set(state, what, now),
        Command::PlayNow { what, start, source } => {
            vec![Effect::Resolve { what: named(state, what), then: Then::Play { start, source } }]
        }
        Command::Interject { what, source } => {
            vec![Effect::Resolve { what: named(state, what), then: Then::Interject { source } }]
        }
        Command::Add { what, place, source } => {
            let then = Then::Add { next: place == Place::Next, source };
            vec![Effect::Resolve { what: named(state, what), then }]
        }
        Command::JumpTo { entry } => transport::jump(state, entry, now),
        Command::RemoveFromQueue { entries } => edits::remove(state, &entries),
        Command::MoveInQueue { entries, to } => edits::move_lines(state, &entries, to),
        Command::SortQueue { part, by } => edits::sort(state, part, by),
        Command::ClearQueue { part } => edits::clear(state, part),
        Command::EditPlaylist(edit) => vec![Effect::Edit(Edit::Playlist(edit))],
        Command::EditRules(edit) => vec![Effect::Edit(Edit::Rules(edit))],
        Command::ImportList { file } => vec![Effect::ImportList { file }],
        Command::ExportList { list, file } => vec![Effect::ExportList { list, file }],
        Command::KeepQueue { id, name } => edits::keep_queue(state, id, name),
        Command::KeepSection { section, id, name } => edits::keep_section(state, &section, id, name, now),
        Command::PinSection { section, mode } => edits::pin(state, &section, mode, now),
        Command::LimitSection { section, title, limits } => edits::limit(state, section, title, limits),
        Command::ShapePin { pin, title, recipe, place } => {
            vec![Effect::Edit(Edit::ShapePin { pin, title, recipe, place })]
        }
        Command::CopyPin { pin } => edits::copy_pin(*pin, now),
        Command::MovePin { pin, to } => vec![Effect::Edit(Edit::MovePin { pin, to })],
        Command::Unpin { pin } => vec![Effect::Edit(Edit::Unpin { pin })],
        Command::LetIn { rule } => vec![Effect::Edit(Edit::LetIn { rule })],
        Command::Say { verb, target } => vec![Effect::Edit(Edit::Say { verb, targets: vec![target] })],
        Command::SayOfAll { verb, targets } => vec![Effect::Edit(Edit::Say { verb, targets })],
        Command::Rate { tracks, stars } => vec![Effect::Edit(Edit::Rate { tracks, stars })],
        Command::LeaveOut { rule } => vec![Effect::Edit(Edit::LeaveOut { rule })],
        Command::Judge { noticed, right } => vec![Effect::Edit(Edit::Judge { noticed, right })],
        Command::MakeSection { title, recipe } => edits::make_section(state, title, recipe, now),
        Command::Forget { what } => vec![Effect::Forget { what }],
        Command::Resume { what, start, source } => {
            vec![Effect::Resolve { what: named(state, what), then: Then::Resume { start, source } }]
        }
        Command::Radio { from, title } => radio::start(state, from, title),
        Command::SetWay { way } => radio::set_way(state, way),
        Command::Set { key, value } => choices::set(state, key, &value),
        Command::Unset { key } => choices::unset(state, key),
        Command::Preset { name } => choices::preset(state, &name),
        Command::ReadSettings => {
            // The listener saved their config: the page that an undo brought back is over.
            state.restoring = None;
            vec![Effect::ReadSettings]
        }
        Command::Undo => edits::undo(state),
        Command::Redo => edits::redo(state),
        Command::DealHome => {
            state.say("Home is dealt again");
            vec![Effect::BuildHome(Occasion::Deal)]
        }
        Command::Seen(_) | Command::Opened { .. } | Command::Told { .. } | Command::OpenFolders { .. }
            if state.private =>
        {
            Vec::new()
        }
        Command::Seen(impressions) => vec![Effect::Impressions(impressions)],
        Command::Opened { item, search } => vec![Effect::Opened { item, search }],
        Command::SetPrivate { on: true } if state.private => Vec::new(),
        Command::SetPrivate { on: true } => private::begin(state, PrivateUntil::Quit, now),
        Command::SetPrivate { on: false } => private::end(state),
        Command::BePrivate { until } => private::begin(state, until, now),
        Command::Scan { roots } => vec![Effect::Scan { roots }],
        Command::AddRoots { paths } => vec![Effect::AddRoots { paths }],
        Command::Told { what } => vec![Effect::Told { what }],
        Command::OpenFolders { folders } => vec![Effect::OpenFolders { folders }],
        Command::Accept { offer } => vec![Effect::Edit(Edit::Accept(offer))],
        Command::LibraryChanged => library_changed(state),
        Command::Ask { ticket, question } => vec![Effect::Answer { ticket, question }],
        Command::Quit => transport::quit(state, now),
    }
}

/// A section is what is shown now, not what a later home might hold.
fn named(state: &State, what: Selection) -> Selection {
    let id = match &what {
        Selection::Section(id) => id,
        Selection::All(several) => {
            return Selection::All(several.iter().map(|what| named(state, what.clone())).collect());
        }
        _ => return what,
    };
    match state.home.sections.iter().find(|section| section.id == *id) {
        Some(section) => Selection::Items(section.picks.iter().map(|pick| pick.item.what).collect()),
        None => what,
    }
}

fn on_resolved(state: &mut State, then: Then, cards: Vec<Arc<TrackCard>>, now: Now) -> Vec<Effect> {
    if cards.is_empty() {
        state.warn("There is nothing to play in it");
        return Vec::new();
    }
    match then {
        Then::Play { start, source } => transport::play_list(state, cards, start, source, now),
        Then::Resume { start, source } => transport::play_list(state, cards, start, source, now),
        Then::PlayFrom { start, position_ms, source } => {
            let title = cards.get(start as usize).map(|card| card.title.clone()).unwrap_or_default();
            let waits = match cards.as_slice() {
                [card] => state.queue.current().is_some_and(|entry| entry.card.id == card.id),
                _ => false,
            };
            let effects = if waits && state.play_state == PlayState::Paused {
                // The line is there already: what was to follow it still follows.
                let mut effects = transport::seek_to(state, position_ms, now);
                effects.extend(transport::play_pause(state, now));
                effects
            } else {
                transport::play_list_from(state, cards, (start, position_ms), source, now)
            };
            state.say(format!("Goes on with {title} at {}", human::clock(position_ms)));
            effects
        }
        Then::Radio(radio) => radio::begin(state, radio, cards, now),
        Then::Add { next, source } => edits::add(state, cards, next, &source),
        Then::Interject { source } => {
            let mut effects = edits::add(state, cards, true, &source);
            effects.extend(transport::give_way(state, now));
            effects
        }
    }
}

fn on_cards(state: &mut State, cards: Vec<Arc<TrackCard>>) -> Vec<Effect> {
    let newer: std::collections::HashMap<_, _> = cards.into_iter().map(|card| (card.id, card)).collect();
    state.queue.refresh(|id| newer.get(&id).cloned());
    Vec::new()
}

/// Shows a page that was built, as far as its occasion lets it differ from the one that stands.
fn take_home(state: &mut State, built: Home, occasion: Occasion, judged: &Judged) {
    let listens = state.library.listens;
    let home = match (occasion, &state.restoring) {
        (Occasion::Deal, _) => {
            state.restoring = None;
            built
        }
        (Occasion::Change, _) => settle(&state.home, built, listens),
        // As it was, to the letter; only its number is new.
        (Occasion::Word, Some(before)) if is_of_the_day(before, &built) => {
            Home { generation: built.generation, ..Home::clone(before) }
        }
        (Occasion::Word, Some(before)) => settle(before, built, listens),
        (Occasion::Word, None) => {
            let (home, changed) = reply(&state.home, built, listens, judged);
            if !changed.is_empty() {
                state.say_more(&changed);
            }
            home
        }
    };
    state.home = Arc::new(home);
}

/// Whether a page was made since the morning of another: home is dealt at four.
fn is_of_the_day(before: &Home, now: &Home) -> bool {
    let day = |home: &Home| home.built_at.plus_ms(-4 * HOUR_MS).date();
    day(before) == day(now)
}

fn library_changed(state: &State) -> Vec<Effect> {
    vec![
        Effect::RefreshCards(state.queue.tracks()),
        Effect::CountLibrary,
        Effect::BuildHome(Occasion::Change),
        Effect::TellLibraryChanged,
    ]
}

/// Keeps the engine told of what comes next, so that it can be primed and joined without a gap.
fn cue_what_follows(state: &mut State) -> Option<Effect> {
    let playing = state.sounding.as_ref().is_some_and(|sounding| sounding.token != 0);
    let next: Option<&Entry> = match state.queue.repeat() {
        _ if !playing || state.stops_here() => None,
        Repeat::One => state.queue.current(),
        _ => state.queue.peek(),
    };
    let playable =
        next.and_then(|entry| Some((entry.id, entry.card.path.clone()?, loudness::factor(gain_of(state, entry)))));
    let Some((entry, path, gain)) = playable else {
        return state.cued.take().map(|_| Effect::Cue(None));
    };
    if state.cued.is_some_and(|(_, cued)| cued == entry) {
        return None;
    }
    let token = state.new_token();
    state.cued = Some((token, entry));
    Some(Effect::Cue(Some(Cue { token, path, gain })))
}

fn gain_of(state: &State, entry: &Entry) -> Option<AppliedGain> {
    let mode = GainMode::named(state.settings.value(Key::ReplayGain));
    loudness::applied(mode, &entry.card.gain, entry.source.kind)
}
