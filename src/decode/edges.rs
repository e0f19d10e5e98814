//! Opening a container, and where the music in it begins and ends.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_OPUS, CODEC_ID_VORBIS};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::{
    FORMAT_ID_ADTS, FORMAT_ID_ISOMP4, FORMAT_ID_MP1, FORMAT_ID_MP2, FORMAT_ID_MP3,
};
use symphonia::core::formats::{FormatId, FormatOptions, FormatReader, Track};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use super::{DecodeError, mp4};

/// First and last frame that are heard, counted in the timeline of decoded frames.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edges {
    pub start: i64,
    /// One past the last; none where the stream itself ends exactly.
    pub end: Option<i64>,
    /// Length for the screen, where the stream itself ends exactly.
    pub stated: Option<u64>,
    /// The decoder cuts delay and padding itself.
    pub decoder_trims: bool,
    /// Length and byte positions come from a guessed bit rate, so that jumps cannot be trusted.
    pub timestamps_are_guessed: bool,
    /// Linear factor that the codec's own header asks for.
    pub gain: f32,
}

impl Edges {
    pub fn length(&self) -> Option<u64> {
        match self.end {
            Some(end) => u64::try_from(end.saturating_sub(self.start)).ok(),
            None => self.stated,
        }
    }
}

/// Opens the container by what it holds; the extension is only a hint.
pub(super) fn probe(mut file: File, path: &Path) -> Result<Box<dyn FormatReader>, DecodeError> {
    let mut head = [0; 16];
    let read = file.read(&mut head)?;
    refuse(head.get(..read).unwrap_or_default())?;
    file.seek(SeekFrom::Start(0))?;
    let mut hint = Hint::new();
    if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
        hint.with_extension(extension);
    }
    let stream = MediaSourceStream::new(Box::new(file), Default::default());
    let probed =
        symphonia::default::get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default());
    probed.map_err(|error| match error {
        // The prober reads on until it finds something: at the end of the file it found nothing.
        Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => DecodeError::NoSound,
        error => error.into(),
    })
}

/// Formats that the prober would read on into, to take what it finds inside for another one:
/// WavPack keeps a WAV header, and played as one it is noise at full scale.
fn refuse(head: &[u8]) -> Result<(), DecodeError> {
    const REFUSED: [(&[u8], &str); 8] = [
        (b"wvpk", "WavPack"),
        (b"MAC ", "Monkey's Audio"),
        (b"DSD ", "DSD"),
        (b"FRM8", "DSD"),
        (b"MPCK", "Musepack"),
        (b"MP+", "Musepack"),
        (b"TTA1", "True Audio"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media"),
    ];
    match REFUSED.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, name)) => Err(DecodeError::Unsupported((*name).to_owned())),
        None => Ok(()),
    }
}

pub(super) fn of(container: FormatId, track: &Track, params: &AudioCodecParameters, rate: u32, path: &Path) -> Edges {
    let frames = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let delay = frames(track.delay.unwrap_or(0).into());
    let plain = Edges {
        start: track.start_ts.get(),
        end: None,
        stated: track.num_frames,
        decoder_trims: false,
        timestamps_are_guessed: false,
        gain: 1.0,
    };
    match container {
        // A LAME tag states delay and length. Timestamps count from the first frame heard.
        FORMAT_ID_MP3 | FORMAT_ID_MP2 | FORMAT_ID_MP1 if track.delay.is_some() => {
            Edges { start: 0, end: track.num_frames.map(frames), ..plain }
        }
        // Otherwise the stated length is guessed from the first frames' bit rate.
        FORMAT_ID_MP3 | FORMAT_ID_MP2 | FORMAT_ID_MP1 | FORMAT_ID_ADTS => {
            Edges { start: 0, stated: count_frames(path, track.id), timestamps_are_guessed: true, ..plain }
        }
        FORMAT_ID_ISOMP4 => {
            let span = File::open(path).ok().and_then(|mut file| mp4::read_span(&mut file, track.id, rate));
            let span = span.unwrap_or_default();
            Edges { start: frames(span.start), end: span.end.map(frames), ..plain }
        }
        _ if params.codec == CODEC_ID_OPUS => Edges {
            start: track.start_ts.get().saturating_add(delay),
            stated: track.num_frames.map(|total| total.saturating_sub(track.delay.unwrap_or(0).into())),
            decoder_trims: true,
            gain: opus_gain(params.extra_data.as_deref().unwrap_or_default()),
            ..plain
        },
        _ if params.codec == CODEC_ID_VORBIS => {
            Edges { start: track.start_ts.get().saturating_add(delay), decoder_trims: true, ..plain }
        }
        _ => plain,
    }
}

/// Counts the frames of every packet by their headers alone: 12 ms for an hour of MP3.
fn count_frames(path: &Path, track: u32) -> Option<u64> {
    let mut format = probe(File::open(path).ok()?, path).ok()?;
    let mut end = 0;
    while let Ok(Some(packet)) = format.next_packet() {
        if packet.track_id == track {
            end = end.max(packet.pts.get().saturating_add(i64::try_from(packet.dur.get()).unwrap_or(0)));
        }
    }
    u64::try_from(end).ok().filter(|&frames| frames > 0)
}

/// The output gain of an OpusHead (RFC 7845 §5.1): Q7.8 dB, little endian, at byte 16.
fn opus_gain(head: &[u8]) -> f32 {
    match head.get(16..18) {
        Some(&[low, high]) if head.starts_with(b"OpusHead") => {
            let db = f32::from(i16::from_le_bytes([low, high])) / 256.0;
            10f32.powf(db / 20.0)
        }
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opus_headers_turn_the_volume() {
        let mut head = b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0".to_vec();
        assert!((opus_gain(&head) - 1.0).abs() < 1e-9);
        head[16..18].copy_from_slice(&(-1536i16).to_le_bytes());
        assert!((opus_gain(&head) - 0.501_187).abs() < 1e-5, "-6 dB");
        assert!((opus_gain(b"short") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn wavpack_is_refused_before_anybody_hears_it() {
        assert!(matches!(refuse(b"wvpk\0\0\0\0RIFF"), Err(DecodeError::Unsupported(_))));
        assert!(refuse(b"fLaC").is_ok());
    }
}
