//! The way of the sound in one line: what the file brings, and all that is done to it.

use crate::domain::human;
use crate::domain::sound::{AppliedGain, GainKind, channels, kilohertz};
use crate::player::protocol::{PlayState, SoundState};
use crate::ui::page::View;

/// A gain below this is none: the screen would say 0.0.
const AUDIBLE_DB: f32 = 0.05;

/// "FLAC 44.1 kHz 16 bit, untouched · speakers", or what is done to it:
/// "MP3 44.1 kHz → 48 kHz · album gain −4.2 dB · vol 80 · speakers". Untouched is only what goes
/// to the device as the file has it: at its rate, its loudness and its speed, in stereo or mono.
pub(super) fn path(view: &View<'_>) -> String {
    let snapshot = view.snapshot;
    let transport = &snapshot.transport;
    let device = match &snapshot.sound {
        SoundState::Open { device, .. } => Some(device.as_str()),
        SoundState::Idle => None,
        SoundState::Lost { .. } => Some("no sound device"),
    };
    let Some(format) = &transport.format else {
        let rests = transport.state != PlayState::Playing && transport.current.is_some();
        let waits = rests.then(|| view.words("not opened yet: {play-pause} plays it"));
        return waits.into_iter().chain(device.map(str::to_owned)).collect::<Vec<_>>().join(" · ");
    };
    let mut source = format.codec_and_rate();
    let mut done: Vec<String> = Vec::new();
    if let SoundState::Open { sample_rate, .. } = snapshot.sound
        && sample_rate != format.rate
    {
        source += &format!(" → {}", kilohertz(sample_rate));
    }
    if format.channels > 2 {
        done.push(format!("{} → stereo", channels(format.channels)));
    }
    done.extend(transport.gain.and_then(gain));
    if !transport.speed.is_normal() {
        done.push(format!("speed {}", transport.speed));
    }
    match transport.volume {
        _ if transport.muted => done.push("muted".into()),
        100 => {}
        volume => done.push(format!("vol {volume}")),
    }
    let at_its_rate = matches!(snapshot.sound, SoundState::Open { sample_rate, .. } if sample_rate == format.rate);
    if done.is_empty() && at_its_rate {
        source += ", untouched";
    }
    let parts = std::iter::once(source).chain(done).chain(device.map(str::to_owned));
    parts.collect::<Vec<_>>().join(" · ")
}

/// "album gain −4.2 dB".
fn gain(gain: AppliedGain) -> Option<String> {
    let kind = match gain.kind {
        GainKind::Album => "album gain",
        GainKind::Track => "track gain",
    };
    (gain.db.abs() >= AUDIBLE_DB).then(|| format!("{kind} {}", human::decibels(gain.db)))
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::*;
    use crate::domain::sound::{SoundFormat, Speed};
    use crate::player::protocol::Snapshot;

    #[test]
    fn only_what_is_untouched_is_called_so() {
        let mut snapshot = fixture::evening();
        assert_eq!(path(&fixture::view(&snapshot)), "FLAC 44.1 kHz 16 bit · album gain −4.2 dB · vol 80 · Built-in");
        snapshot.transport.volume = 100;
        snapshot.transport.gain = Some(AppliedGain { kind: GainKind::Track, db: 0.0 });
        assert_eq!(path(&fixture::view(&snapshot)), "FLAC 44.1 kHz 16 bit, untouched · Built-in");

        let untouched = snapshot.clone();
        let touched: [fn(&mut Snapshot); 6] = [
            |s| s.transport.volume = 99,
            |s| s.transport.muted = true,
            |s| s.transport.speed = Speed::FASTEST,
            |s| s.transport.gain = Some(AppliedGain { kind: GainKind::Track, db: 1.0 }),
            |s| s.sound = SoundState::Open { device: "HDMI".into(), sample_rate: 48_000 },
            |s| s.sound = SoundState::Idle,
        ];
        for touch in touched {
            let mut snapshot = untouched.clone();
            touch(&mut snapshot);
            assert!(!path(&fixture::view(&snapshot)).contains("untouched"), "{}", path(&fixture::view(&snapshot)));
        }
        snapshot.transport.format = Some(SoundFormat { codec: "MP3".into(), rate: 44_100, bits: None, channels: 6 });
        snapshot.sound = SoundState::Open { device: "HDMI".into(), sample_rate: 48_000 };
        assert_eq!(path(&fixture::view(&snapshot)), "MP3 44.1 kHz → 48 kHz · 6 channels → stereo · HDMI");
    }

    #[test]
    fn before_the_first_sound_it_says_what_is_missing() {
        let mut snapshot = fixture::evening();
        snapshot.transport.format = None;
        snapshot.sound = SoundState::Lost { reason: "unplugged".into() };
        assert_eq!(path(&fixture::view(&snapshot)), "no sound device");
        snapshot.transport.state = PlayState::Paused;
        snapshot.sound = SoundState::Idle;
        assert_eq!(path(&fixture::view(&snapshot)), "not opened yet: Space plays it");
        assert_eq!(path(&fixture::view(&fixture::bare())), "");
    }
}
