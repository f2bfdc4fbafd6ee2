//! Decodes packets of AAC, MP3, FLAC and Vorbis with Symphonia, for lib/adapters/audio-codec.ts. Compiled to WebAssembly: whatever a
//! hostile file does to a decoder stays within one module's memory, and a panic ends that module only.
use symphonia::core::audio::{AudioBufferRef, Channels, SampleBuffer};
use symphonia::core::codecs::{
    CodecParameters, Decoder, DecoderOptions, CODEC_TYPE_AAC, CODEC_TYPE_FLAC, CODEC_TYPE_MP3, CODEC_TYPE_VORBIS,
};
use symphonia::core::formats::Packet;

/// One file at a time.
static mut DECODER: Option<Box<dyn Decoder>> = None;
static mut INPUT: Vec<u8> = Vec::new();
static mut OUTPUT: Vec<f32> = Vec::new();
static mut CHANNELS: u32 = 0;
static mut RATE: u32 = 0;

/// Place for `bytes` bytes of a codec's setup or of a packet.
#[no_mangle]
#[allow(static_mut_refs)]
pub unsafe extern "C" fn input(bytes: usize) -> *mut u8 {
    INPUT.resize(bytes, 0);
    INPUT.as_mut_ptr()
}

/// Begins a stream whose setup stands in the input: 0 AAC, 1 MP3, 2 FLAC, 3 Vorbis. 1 when the decoder takes it, 0 when not.
#[no_mangle]
#[allow(static_mut_refs)]
pub unsafe extern "C" fn begin(codec: u32, rate: u32, channels: u32) -> u32 {
    let kind = [CODEC_TYPE_AAC, CODEC_TYPE_MP3, CODEC_TYPE_FLAC, CODEC_TYPE_VORBIS][codec as usize];
    let mut params = CodecParameters::new();
    params.for_codec(kind).with_sample_rate(rate);
    if let Some(mask) = Channels::from_bits((1u32 << channels) - 1) {
        params.with_channels(mask);
    }
    if !INPUT.is_empty() {
        params.with_extra_data(INPUT.clone().into_boxed_slice());
    }
    DECODER = symphonia::default::get_codecs().make(&params, &DecoderOptions { verify: false }).ok();
    DECODER.is_some() as u32
}

/// Decodes the packet in the input. Frames of samples (of one channel) that came of it, interleaved at `output`; -1 when it is broken.
#[no_mangle]
#[allow(static_mut_refs)]
pub unsafe extern "C" fn decode() -> i32 {
    let Some(decoder) = DECODER.as_mut() else { return -1 };
    match decoder.decode(&Packet::new_from_slice(0, 0, 0, &INPUT)) {
        Ok(decoded) => take(decoded),
        Err(_) => -1,
    }
}

#[allow(static_mut_refs)]
unsafe fn take(decoded: AudioBufferRef) -> i32 {
    let spec = *decoded.spec();
    CHANNELS = spec.channels.count() as u32;
    RATE = spec.rate;
    let mut samples = SampleBuffer::<f32>::new(decoded.capacity() as u64, spec);
    samples.copy_interleaved_ref(decoded);
    OUTPUT.clear();
    OUTPUT.extend_from_slice(samples.samples());
    (OUTPUT.len() as u32 / CHANNELS.max(1)) as i32
}

#[no_mangle]
#[allow(static_mut_refs)]
pub unsafe extern "C" fn output() -> *const f32 {
    OUTPUT.as_ptr()
}

/// Channels and rate that the last packet turned out to have.
#[no_mangle]
pub unsafe extern "C" fn channels() -> u32 {
    CHANNELS
}

#[no_mangle]
pub unsafe extern "C" fn rate() -> u32 {
    RATE
}
