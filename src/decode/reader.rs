//! Samples of a file, from exactly where the music begins to exactly where it ends.

use std::fs::File;
use std::path::{Path, PathBuf};

use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3, CODEC_ID_OPUS, CODEC_ID_VORBIS,
};
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::packet::Packet;
use symphonia::core::units::{TimeBase, Timestamp};

use super::DecodeError;
use super::downmix::Downmix;
use super::edges::{self, Edges};
use crate::domain::sound::SoundFormat;

/// Damaged packets in a row that are passed over before the file is given up.
const DAMAGE_LIMIT: u32 = 64;
/// Opus decoders need time to converge. RFC 7845 asks for 80 ms; measured on a pure tone, CELT
/// is right to 0.002 after 160 ms, but SILK's long-term prediction can ring for far longer.
const OPUS_PREROLL: u64 = 24_000;
/// Frames in the longest packet of any codec here (FLAC).
const LONGEST_PACKET: i64 = 65_535;

/// An open file that gives interleaved stereo samples, `f32` at full scale 1.0.
///
/// Frames are counted from the first one heard: encoder delay and padding are cut away, so
/// that files which belong together join without a gap.
pub struct Reader {
    path: PathBuf,
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    codec: AudioCodecId,
    track: u32,
    /// Length of one tick of the track's timestamps.
    tick: TimeBase,
    rate: u32,
    channels: usize,
    bits: Option<u32>,
    edges: Edges,
    length: Option<u64>,
    /// Frame of the decoded stream that the decoder gives next; unknown after a jump.
    cursor: Option<i64>,
    /// Frame that [`Reader::next`] gives next.
    position: u64,
    damaged: u32,
    interleaved: Vec<f32>,
    downmix: Downmix,
}

impl Reader {
    /// Opens the default audio track of a file and reads its headers.
    ///
    /// # Errors
    /// The file cannot be read, or is nothing that this program can decode.
    pub fn open(path: &Path) -> Result<Self, DecodeError> {
        let format = edges::probe(File::open(path)?, path)?;
        let container = format.format_info().format;
        let track = format.default_track(TrackType::Audio).ok_or(DecodeError::NoSound)?.clone();
        let params = track.codec_params.as_ref().and_then(|params| params.audio()).ok_or(DecodeError::NoSound)?.clone();
        let rate = params.sample_rate.filter(|&rate| rate > 0).ok_or(DecodeError::NoSound)?;
        let edges = edges::of(container, &track, &params, rate, path);
        let decoder = decoder_for(&params, edges.decoder_trims)?;
        let channels = params.channels.as_ref().map_or(2, |channels| channels.count());
        Ok(Self {
            path: path.to_owned(),
            format,
            decoder,
            codec: params.codec,
            track: track.id,
            tick: track.time_base.or_else(|| TimeBase::try_from_recip(rate)).ok_or(DecodeError::NoSound)?,
            rate,
            channels,
            bits: params.bits_per_sample,
            length: edges.length(),
            edges,
            cursor: None,
            position: 0,
            damaged: 0,
            interleaved: Vec::new(),
            downmix: Downmix::new(params.channels.as_ref().unwrap_or(&symphonia::core::audio::Channels::Discrete(2))),
        })
    }

    /// Frames per second.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Channels of the file; the samples given are always stereo.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Frames that will be given in all, when the file says so.
    #[must_use]
    pub fn length_frames(&self) -> Option<u64> {
        self.length
    }

    /// Frame that the next call of [`Self::next`] begins with.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// What the file brings, before it is made stereo.
    #[must_use]
    pub fn format(&self) -> SoundFormat {
        SoundFormat {
            codec: self.decoder.codec_info().short_name.to_uppercase(),
            rate: self.rate,
            bits: self.bits.filter(|_| !is_lossy(self.codec)),
            channels: u32::try_from(self.channels).unwrap_or(0),
        }
    }

    /// Appends the next samples, interleaved stereo, and tells how many frames they are.
    /// `None` is the end. Packets that cannot be decoded become silence of their length.
    ///
    /// # Errors
    /// The file cannot be read further, or too many packets in a row are damaged.
    pub fn next(&mut self, out: &mut Vec<f32>) -> Result<Option<usize>, DecodeError> {
        loop {
            if self.length_reached() {
                return Ok(None);
            }
            let Some(packet) = self.packet()? else { return Ok(None) };
            let frames = self.decode(&packet)?;
            let given = self.give(frames, out);
            if given > 0 {
                return Ok(Some(given));
            }
        }
    }

    /// Continues from exactly this frame, or from the end when the file is shorter.
    ///
    /// # Errors
    /// Those of [`Self::open`] and [`Self::next`]; the reader is then of no further use.
    pub fn seek(&mut self, frame: u64) -> Result<(), DecodeError> {
        let frame = self.length.map_or(frame, |length| frame.min(length));
        let preroll = self.preroll();
        let target = self.edges.start.saturating_add(to_signed(frame));
        let jump = target.saturating_sub(to_signed(preroll));
        // Always from a fresh demuxer: the FLAC one keeps half a packet of the old place, and
        // delay and pre-skip are certain to be right only from the beginning.
        self.reopen()?;
        if jump > self.edges.start && !self.jump(jump) {
            self.reopen()?;
            self.pass_over(jump)?;
        }
        self.position = frame;
        Ok(())
    }

    /// Back to the first packet.
    fn reopen(&mut self) -> Result<(), DecodeError> {
        self.format = edges::probe(File::open(&self.path)?, &self.path)?;
        let track = self.format.default_track(TrackType::Audio).ok_or(DecodeError::NoSound)?;
        let params = track.codec_params.as_ref().and_then(|params| params.audio()).ok_or(DecodeError::NoSound)?;
        self.decoder = decoder_for(params, self.edges.decoder_trims)?;
        self.track = track.id;
        self.cursor = None;
        self.damaged = 0;
        Ok(())
    }

    fn length_reached(&self) -> bool {
        self.edges.end.is_some() && self.length.is_some_and(|length| self.position >= length)
    }

    /// The next packet of the track, `None` at the end or where the file is cut off.
    fn packet(&mut self) -> Result<Option<Packet>, DecodeError> {
        loop {
            match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => return Ok(Some(packet)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
                Err(Error::ResetRequired) => {
                    if !self.take_up_next_link()? {
                        return Ok(None);
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A chained Ogg file goes on with another stream: decode on, if it is at the same rate.
    fn take_up_next_link(&mut self) -> Result<bool, DecodeError> {
        let Some(track) = self.format.default_track(TrackType::Audio).cloned() else { return Ok(false) };
        let Some(params) = track.codec_params.as_ref().and_then(|params| params.audio()) else { return Ok(false) };
        if params.sample_rate != Some(self.rate) {
            return Ok(false);
        }
        self.decoder = decoder_for(params, self.edges.decoder_trims)?;
        self.track = track.id;
        self.edges.end = None;
        // What follows is counted on from here: its own timestamps begin anew.
        self.cursor = Some(self.edges.start.saturating_add(to_signed(self.position)));
        Ok(true)
    }

    /// Decodes into `interleaved`; gives the frames and sets `cursor` past them. A damaged
    /// packet is silence.
    fn decode(&mut self, packet: &Packet) -> Result<Decoded, DecodeError> {
        self.interleaved.clear();
        let packet_start = self.frames_of(packet.pts.get());
        let block = self.frames_of(to_signed(packet.block_dur().get()));
        let decoded = match self.decoder.decode(packet) {
            Ok(buffer) => {
                self.damaged = 0;
                let channels = buffer.spec().channels();
                if channels.count() != self.downmix.channels() {
                    self.downmix = Downmix::new(channels);
                }
                buffer.copy_to_vec_interleaved(&mut self.interleaved);
                buffer.frames()
            }
            Err(Error::DecodeError(_) | Error::IoError(_)) => {
                self.damaged += 1;
                if self.damaged > DAMAGE_LIMIT {
                    return Err(DecodeError::Damaged);
                }
                let silent = usize::try_from(block).unwrap_or(0).min(self.rate as usize);
                self.interleaved.resize(silent * self.downmix.channels(), 0.0);
                silent
            }
            Err(error) => return Err(error.into()),
        };
        let start = match self.cursor {
            Some(cursor) => cursor,
            // libopus drops the pre-skip by itself, beyond what the packet says.
            None if self.codec == CODEC_ID_OPUS => {
                let end_trim = self.frames_of(to_signed(packet.trim_end.get()));
                packet_start + block - end_trim - to_signed(decoded as u64)
            }
            None if self.edges.decoder_trims => packet_start + self.frames_of(to_signed(packet.trim_start.get())),
            None => packet_start,
        };
        // A Vorbis decoder gives nothing for its first packet: the place is still open then.
        self.cursor = (decoded > 0 || self.cursor.is_some()).then(|| start.saturating_add(to_signed(decoded as u64)));
        Ok(Decoded { start, frames: decoded })
    }

    /// Appends what lies between `position` and the end.
    fn give(&mut self, decoded: Decoded, out: &mut Vec<f32>) -> usize {
        let wanted = self.edges.start.saturating_add(to_signed(self.position));
        let first = usize::try_from(wanted.saturating_sub(decoded.start)).unwrap_or(0).min(decoded.frames);
        let last = match self.edges.end {
            Some(end) => usize::try_from(end.saturating_sub(decoded.start)).unwrap_or(0).min(decoded.frames),
            None => decoded.frames,
        };
        if first >= last {
            return 0;
        }
        // The stream begins after the place that was asked for: that is where we are.
        if decoded.start > wanted {
            self.position = u64::try_from(decoded.start - self.edges.start).unwrap_or(0);
        }
        let channels = self.downmix.channels();
        if let Some(samples) = self.interleaved.get(first * channels..last * channels) {
            self.downmix.append(samples, self.edges.gain, out);
        }
        self.position += (last - first) as u64;
        last - first
    }

    /// Jumps to the packet at or before a frame of the decoded stream.
    fn jump(&mut self, raw: i64) -> bool {
        if self.edges.timestamps_are_guessed {
            return false;
        }
        let to = SeekTo::Timestamp { ts: Timestamp::new(self.ticks_of(raw)), track_id: self.track };
        self.format.seek(SeekMode::Accurate, to).is_ok_and(|seeked| seeked.actual_ts.get() <= self.ticks_of(raw))
    }

    /// Passes over whole packets, undecoded, towards a frame; the longest packet stays before it.
    fn pass_over(&mut self, raw: i64) -> Result<(), DecodeError> {
        let enough = raw.saturating_sub(LONGEST_PACKET);
        let mut reached = self.edges.start;
        while reached < enough {
            let Some(packet) = self.packet()? else { break };
            reached = self.frames_of(packet.pts.get().saturating_add(to_signed(packet.dur.get())));
        }
        Ok(())
    }

    /// Frames before the wanted one that must be decoded for it to come out right.
    fn preroll(&self) -> u64 {
        match self.codec {
            CODEC_ID_OPUS => OPUS_PREROLL,
            // The bit reservoir reaches back at most 511 bytes: nine frames of the smallest size.
            CODEC_ID_MP1 | CODEC_ID_MP2 | CODEC_ID_MP3 => 10 * 1152,
            CODEC_ID_AAC => 2 * 1024,
            CODEC_ID_VORBIS => 2 * 8192,
            _ => 0,
        }
    }

    fn frames_of(&self, ticks: i64) -> i64 {
        let (numer, denom) = (i128::from(self.tick.numer.get()), i128::from(self.tick.denom.get()));
        i64::try_from((i128::from(ticks) * numer * i128::from(self.rate)).div_euclid(denom)).unwrap_or(i64::MAX)
    }

    fn ticks_of(&self, frames: i64) -> i64 {
        let (numer, denom) = (i128::from(self.tick.numer.get()), i128::from(self.tick.denom.get()));
        i64::try_from((i128::from(frames) * denom).div_euclid(numer * i128::from(self.rate))).unwrap_or(i64::MAX)
    }
}

/// Frames that lie in `interleaved`, and where in the decoded stream they begin.
#[derive(Clone, Copy)]
struct Decoded {
    start: i64,
    frames: usize,
}

fn decoder_for(params: &AudioCodecParameters, trims: bool) -> Result<Box<dyn AudioDecoder>, DecodeError> {
    let options = AudioDecoderOptions::default().gapless(trims);
    Ok(super::codecs::registry().make_audio_decoder(params, &options)?)
}

fn is_lossy(codec: AudioCodecId) -> bool {
    [CODEC_ID_AAC, CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3, CODEC_ID_OPUS, CODEC_ID_VORBIS].contains(&codec)
}

fn to_signed(frames: u64) -> i64 {
    i64::try_from(frames).unwrap_or(i64::MAX)
}
