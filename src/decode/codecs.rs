//! The decoders that this program carries: symphonia's own, and libopus.

use std::sync::LazyLock;

use symphonia::core::codecs::registry::CodecRegistry;
use symphonia_adapter_libopus::OpusDecoder;

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut registry = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut registry);
    registry.register_audio_decoder::<OpusDecoder>();
    registry
});

/// Every decoder by codec.
#[must_use]
pub fn registry() -> &'static CodecRegistry {
    &CODECS
}
