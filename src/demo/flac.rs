//! Samples into a tagged FLAC file, in memory.

use std::io::{self, Cursor};

use flacenc::bitsink::ByteSink;
use flacenc::component::BitRepr;
use flacenc::error::Verify;
use lofty::config::WriteOptions;
use lofty::file::AudioFile;
use lofty::flac::FlacFile;
use lofty::ogg::OggPictureStorage;
use lofty::ogg::tag::VorbisComments;
use lofty::picture::{MimeType, Picture, PictureInformation, PictureType};

use super::catalogue::Track;
use super::covers;
use super::synth::SAMPLE_RATE;
use crate::domain::track::Gain;

/// A FLAC stream without tags.
///
/// The predictors are the fixed ones only: four times as fast as the fitted ones, for a tenth
/// more bytes.
///
/// # Errors
/// The encoder refused the samples.
pub fn encode(samples: &[i32]) -> io::Result<Vec<u8>> {
    let mut config = flacenc::config::Encoder::default();
    config.multithread = false;
    config.subframe_coding.use_lpc = false;
    config.stereo_coding.use_leftside = false;
    config.stereo_coding.use_rightside = false;
    let config = config.into_verified().map_err(|(_, why)| io::Error::other(why.to_string()))?;
    let source = flacenc::source::MemSource::from_samples(samples, 2, 16, SAMPLE_RATE as usize);
    let mut stream = flacenc::encode_with_fixed_block_size(&config, source, config.block_size)
        .map_err(|why| io::Error::other(why.to_string()))?;
    // The encoder counts the short last block as the smallest, by which readers would take the
    // stream for one of varying blocks; the format leaves the last one out.
    stream
        .stream_info_mut()
        .set_block_sizes(config.block_size, config.block_size)
        .map_err(|why| io::Error::other(why.to_string()))?;
    let mut sink = ByteSink::with_capacity(stream.count_bits() / 8 + 16);
    stream.write(&mut sink).map_err(|why| io::Error::other(why.to_string()))?;
    Ok(sink.into_inner())
}

/// Writes all that is known of the track, and the cover, into a FLAC stream.
///
/// # Errors
/// The stream is no FLAC.
pub fn tag(stream: Vec<u8>, track: &Track, gain: Gain, cover: &[u8]) -> io::Result<Vec<u8>> {
    let mut file = Cursor::new(stream);
    let mut flac = FlacFile::read_from(&mut file, lofty::config::ParseOptions::new().read_properties(false))
        .map_err(io::Error::other)?;
    flac.set_vorbis_comments(comments(track, gain));
    let picture = Picture::unchecked(cover.to_vec()).pic_type(PictureType::CoverFront).mime_type(MimeType::Png).build();
    let size = PictureInformation { width: covers::SIDE, height: covers::SIDE, color_depth: 24, num_colors: 0 };
    flac.set_picture(0, picture, size);
    file.set_position(0);
    flac.save_to(&mut file, WriteOptions::default()).map_err(io::Error::other)?;
    Ok(file.into_inner())
}

fn comments(track: &Track, gain: Gain) -> VorbisComments {
    let album = track.album;
    let mut comments = VorbisComments::new();
    let mut say = |key: &str, value: &str| comments.push(key.to_owned(), value.to_owned());
    say("TITLE", track.title);
    say("ARTIST", &track.credit());
    say("ALBUM", album.title);
    say("ALBUMARTIST", album.artist);
    if let Some(sort) = album.artist_sort {
        say("ARTISTSORT", sort);
        say("ALBUMARTISTSORT", sort);
    }
    say("TRACKNUMBER", &track.number.to_string());
    say("TRACKTOTAL", &track.number_total.to_string());
    say("DISCNUMBER", &track.disc.to_string());
    say("DISCTOTAL", &album.discs().to_string());
    say("DATE", &album.year.to_string());
    track.genres().iter().for_each(|genre| say("GENRE", genre));
    if let Some(composer) = album.composer {
        say("COMPOSER", composer);
    }
    if album.compilation {
        say("COMPILATION", "1");
    }
    for (key, value) in [("REPLAYGAIN_TRACK_GAIN", gain.track_db), ("REPLAYGAIN_ALBUM_GAIN", gain.album_db)] {
        value.iter().for_each(|db| say(key, &format!("{db:.2} dB")));
    }
    for (key, value) in [("REPLAYGAIN_TRACK_PEAK", gain.track_peak), ("REPLAYGAIN_ALBUM_PEAK", gain.album_peak)] {
        value.iter().for_each(|peak| say(key, &format!("{peak:.6}")));
    }
    comments
}

#[cfg(test)]
mod tests {
    use lofty::file::TaggedFileExt;
    use lofty::tag::{Accessor, ItemKey};
    use symphonia::core::audio::GenericAudioBufferRef;
    use symphonia::core::formats::probe::Hint;
    use symphonia::core::formats::{FormatOptions, TrackType};
    use symphonia::core::io::MediaSourceStream;

    use super::*;
    use crate::demo::catalogue::catalogue;

    fn clip() -> Vec<i32> {
        let mut phase = super::super::synth::wave::Phase::new(440.0, 0.0);
        (0..2 * 30_000).map(|n| (super::super::synth::wave::sine(phase.advance()) * 9_000.0) as i32 + n % 7).collect()
    }

    fn decoded(flac: Vec<u8>) -> Vec<i32> {
        let stream = MediaSourceStream::new(Box::new(Cursor::new(flac)), Default::default());
        let mut format = symphonia::default::get_probe()
            .probe(&Hint::new(), stream, FormatOptions::default(), Default::default())
            .unwrap();
        let track = format.default_track(TrackType::Audio).unwrap();
        let parameters = track.codec_params.as_ref().unwrap().audio().unwrap();
        let mut decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &Default::default()).unwrap();
        let mut samples = Vec::new();
        while let Some(packet) = format.next_packet().unwrap() {
            let audio: GenericAudioBufferRef<'_> = decoder.decode(&packet).unwrap();
            let mut some: Vec<i16> = Vec::new();
            audio.copy_to_vec_interleaved(&mut some);
            samples.extend(some.into_iter().map(i32::from));
        }
        samples
    }

    #[test]
    fn what_was_encoded_is_decoded_to_the_sample() {
        let track = catalogue().into_iter().find(|track| track.featured.is_some()).unwrap();
        let cover = covers::cover(track.album).unwrap();
        let tagged = tag(encode(&clip()).unwrap(), &track, Gain::default(), &cover).unwrap();
        assert_eq!(decoded(tagged), clip());
    }

    #[test]
    fn tags_and_cover_can_be_read_back() {
        let track = catalogue().into_iter().find(|track| track.featured.is_some() && track.album.compilation).unwrap();
        let gain = Gain { track_db: Some(-1.5), track_peak: Some(0.5), album_db: Some(-2.0), album_peak: Some(0.75) };
        let tagged = tag(encode(&clip()).unwrap(), &track, gain, &[1, 2, 3]).unwrap();
        let probe = lofty::probe::Probe::new(Cursor::new(tagged)).guess_file_type().unwrap();
        let file = probe.read().unwrap();
        let tag = file.primary_tag().unwrap();
        assert_eq!(tag.title().as_deref(), Some(track.title));
        assert_eq!(tag.artist().as_deref(), Some("Deep Cistern feat. Žofie Křídlová"));
        assert_eq!(
            (tag.track(), tag.track_total(), tag.disk(), tag.disk_total()),
            (Some(3), Some(5), Some(1), Some(1))
        );
        assert_eq!(tag.get_string(ItemKey::AlbumArtist), Some("Various Artists"));
        assert_eq!(tag.get_string(ItemKey::FlagCompilation), Some("1"));
        assert_eq!(tag.get_strings(ItemKey::Genre).collect::<Vec<_>>(), track.genres());
        assert_eq!(tag.get_string(ItemKey::ReplayGainTrackGain), Some("-1.50 dB"));
        assert_eq!(tag.get_string(ItemKey::ReplayGainAlbumPeak), Some("0.750000"));
        assert_eq!(tag.pictures().len(), 1);
        assert_eq!(tag.pictures()[0].pic_type(), PictureType::CoverFront);
    }
}
