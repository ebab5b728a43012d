//! What the two characters look like.

use super::canvas::{Colour, rgb};
use serde::Serialize;

/// The hair of a character.
#[derive(Clone, Copy, Serialize)]
pub enum Hair {
    /// A mop of curls.
    Curls,
    /// Standing up.
    Tuft,
}

/// Build and colours. Lengths are parts of half the picture's width.
#[derive(Serialize)]
pub struct Look {
    pub background: Colour,
    pub shirt: Colour,
    pub skin: Colour,
    /// Skin where no light gets.
    pub shade: Colour,
    /// What is left of a colour on the dark side.
    pub dark: Colour,
    pub blush: Colour,
    pub lips: Colour,
    pub hair: Colour,
    pub brows: Colour,
    pub eyes: Colour,
    /// Around the eyes.
    pub line: Colour,
    /// Half the head's width and height.
    pub size: [f32; 2],
    /// How full the corners are, and how wide the jaw: see [`egg`](super::shape::egg).
    pub corners: f32,
    pub jaw: f32,
    pub ear: f32,
    pub pointed: bool,
    /// From the middle of the face to an eye, 1 is the ear.
    pub eyes_apart: f32,
    pub eye: [f32; 2],
    pub iris: f32,
    pub brow: f32,
    pub nose: [f32; 2],
    /// Half its width, and how far it is below the middle.
    pub mouth: [f32; 2],
    /// How far a smile bends it.
    pub bend: f32,
    pub lip: f32,
    pub freckles: bool,
    pub tusks: bool,
    pub style: Hair,
}

/// A: a round, freckled face under ginger curls.
pub const A: Look = Look {
    background: rgb(0xbfe0dc),
    shirt: rgb(0xd98a2b),
    skin: rgb(0xfccfa9),
    shade: rgb(0xd99a77),
    dark: [0.72, 0.62, 0.66],
    blush: rgb(0xf79d86),
    lips: rgb(0xc9474a),
    hair: rgb(0xd0561c),
    brows: rgb(0x9c3d12),
    eyes: rgb(0x2f8f6b),
    line: rgb(0x5b2a1a),
    size: [0.6, 0.66],
    corners: 2.15,
    jaw: -0.06,
    ear: 0.12,
    pointed: false,
    eyes_apart: 0.34,
    eye: [0.16, 0.16],
    iris: 0.1,
    brow: 0.04,
    nose: [0.065, 0.055],
    mouth: [0.33, 0.37],
    bend: 0.2,
    lip: 0.042,
    freckles: true,
    tusks: false,
    style: Hair::Curls,
};

/// B: a broad, blue-green troll with a large nose, two tusks and a violet tuft.
pub const B: Look = Look {
    background: rgb(0xf6cfae),
    shirt: rgb(0xb0567c),
    skin: rgb(0x86cfc4),
    shade: rgb(0x3f8c90),
    dark: [0.55, 0.62, 0.72],
    blush: rgb(0x5fb0b4),
    lips: rgb(0x35707c),
    hair: rgb(0x8a55c4),
    brows: rgb(0x55308a),
    eyes: rgb(0xd98a12),
    line: rgb(0x1f4550),
    size: [0.64, 0.66],
    corners: 2.7,
    jaw: 0.1,
    ear: 0.19,
    pointed: true,
    eyes_apart: 0.33,
    eye: [0.145, 0.14],
    iris: 0.085,
    brow: 0.07,
    nose: [0.16, 0.125],
    mouth: [0.38, 0.4],
    bend: 0.2,
    lip: 0.04,
    freckles: false,
    tusks: true,
    style: Hair::Tuft,
};
