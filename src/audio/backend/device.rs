//! The sound card, or the sound server, through cpal.

use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, SampleFormat, StreamConfig};

use super::{Alarm, Alarms, Backend, Output, Pace, Renderer, renderer};
use crate::audio::protocol::AudioError;

/// Frames per callback: two periods of it are heard as delay.
const BUFFER_FRAMES: u32 = 4096;
/// A loaded machine needs more.
const LARGEST_BUFFER_FRAMES: u32 = 8192;
const OPEN_TIMEOUT: Duration = Duration::from_secs(2);

/// Opens the system's default output, afresh each time: hosts and devices come and go.
pub(in crate::audio) struct Device {
    alarms: Alarms,
    buffer: u32,
}

impl Device {
    pub(in crate::audio) fn new(alarms: Alarms) -> Self {
        Self { alarms, buffer: BUFFER_FRAMES }
    }
}

/// Name of the system's default output, without opening it.
#[must_use]
pub fn default_device() -> Option<String> {
    let device = cpal::default_host().default_output_device()?;
    device.description().ok().map(|it| it.name().to_owned())
}

impl Backend for Device {
    fn open(&mut self, rate: u32, volume: f32) -> Result<Output, AudioError> {
        let host = cpal::default_host();
        let device = host.default_output_device().ok_or_else(|| AudioError::NoDevice("none was found".to_owned()))?;
        let name = device.description().map_or_else(|_| "sound device".to_owned(), |it| it.name().to_owned());
        let chosen = choose(&device, rate)?;
        let mut last = None;
        for buffer_size in [BufferSize::Fixed(self.buffer), BufferSize::Default] {
            let config = StreamConfig { buffer_size, ..chosen };
            let (filler, voice) = renderer(config.channels, config.sample_rate, volume, Pace::Device)?;
            match build(&device, config, filler, self.alarms.clone()) {
                Ok(stream) => {
                    let rate = config.sample_rate;
                    return Ok(Output { name, rate, voice, is_paced: true, stream: Box::new(stream) });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(no_device(&last.unwrap_or_else(|| ErrorKind::DeviceNotAvailable.into())))
    }

    fn calm_down(&mut self) {
        self.buffer = LARGEST_BUFFER_FRAMES;
    }
}

/// Stereo floats at the wanted rate where the device has them, else its own favourite.
fn choose(device: &cpal::Device, rate: u32) -> Result<StreamConfig, AudioError> {
    let own = device.default_output_config().map_err(|error| no_device(&error))?;
    let ranges = device.supported_output_configs().map(Iterator::collect::<Vec<_>>).unwrap_or_default();
    let fits = |channels: u16| {
        ranges.iter().any(|range| {
            range.channels() == channels
                && range.sample_format() == SampleFormat::F32
                && (range.min_sample_rate()..=range.max_sample_rate()).contains(&rate)
        })
    };
    let (channels, sample_rate) = match [2, own.channels()].into_iter().find(|&channels| fits(channels)) {
        Some(channels) => (channels, rate),
        None => (own.channels(), own.sample_rate()),
    };
    Ok(StreamConfig { channels, sample_rate, buffer_size: BufferSize::Default })
}

fn build(
    device: &cpal::Device,
    config: StreamConfig,
    mut filler: Renderer,
    alarms: Alarms,
) -> Result<cpal::Stream, cpal::Error> {
    let fill = move |buffer: &mut [f32], info: &cpal::OutputCallbackInfo| {
        let at = info.timestamp();
        filler.fill(buffer, at.playback.saturating_duration_since(at.callback));
    };
    // Only signals: some hosts call it thousands of times a second.
    let tell = move |error: cpal::Error| {
        let alarm = match error.kind() {
            ErrorKind::Xrun => Alarm::Glitch,
            ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => return,
            ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable | ErrorKind::StreamInvalidated => {
                Alarm::Lost(error.to_string())
            }
            // Transient on ALSA's plugins; a stream that is really dead stops asking for samples.
            _ => return,
        };
        let _ = alarms.try_send(alarm);
    };
    let stream = device.build_output_stream(config, fill, tell, Some(OPEN_TIMEOUT))?;
    stream.play()?;
    Ok(stream)
}

fn no_device(error: &cpal::Error) -> AudioError {
    AudioError::NoDevice(error.to_string())
}
