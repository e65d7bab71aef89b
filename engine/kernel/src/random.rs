//! Counter-based random streams (Philox4x32-10; Salmon, Moraes, Dror & Shaw
//! 2011, "Parallel random numbers: as easy as 1, 2, 3").
//!
//! A draw is addressed by its meaning: who draws, at which step of its own
//! history (not of the clock), for what purpose, and which draw of that purpose.
//! No generator state lives in a world, so an added entity or an added draw moves
//! nobody else's numbers, and plans are compared under common random numbers by
//! construction. The plan is no part of a key.

use std::convert::Infallible;

use bevy_ecs::prelude::Resource;
use rand::TryRng;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::SimId;

const M0: u32 = 0xD251_1F53;
const M1: u32 = 0xCD9E_8D57;
const W0: u32 = 0x9E37_79B9;
const W1: u32 = 0xBB67_AE85;

/// One block of Philox4x32-10.
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    for round in 0..10 {
        if round > 0 {
            k0 = k0.wrapping_add(W0);
            k1 = k1.wrapping_add(W1);
        }
        let p0 = u64::from(M0) * u64::from(c0);
        let p1 = u64::from(M1) * u64::from(c2);
        (c0, c1, c2, c3) = ((p1 >> 32) as u32 ^ c1 ^ k0, p1 as u32, (p0 >> 32) as u32 ^ c3 ^ k1, p0 as u32);
    }
    [c0, c1, c2, c3]
}

/// What a draw is for. Each crate numbers its own purposes in its own range:
/// hazards 0x1000.., impact 0x2000.., command 0x3000.., response 0x4000..,
/// simulation 0x5000.., study 0x6000.., scenarios (generated cities) 0x7000...
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Component(pub u16);

/// The random streams of one replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource, Serialize, Deserialize)]
pub struct Streams {
    key: [u32; 2],
}

impl Streams {
    /// The streams of replicate `replicate` of a study with seed `seed`.
    pub fn new(seed: u64, replicate: u64) -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..].copy_from_slice(&replicate.to_le_bytes());
        let key = xxh3_64(&bytes);
        Self { key: [key as u32, (key >> 32) as u32] }
    }

    /// The stream of one draw: `who` draws for purpose `what`, at its own `step`
    /// (first warning heard, k-th breakdown), the `draw`-th number of that purpose.
    pub fn at(&self, who: SimId, step: u32, what: Component, draw: u16) -> Stream {
        Stream {
            key: self.key,
            counter: [who.0 as u32, (who.0 >> 32) as u32, step, u32::from(what.0) << 16 | u32::from(draw)],
            block: 0,
            buffer: [0; 4],
            used: 4,
        }
    }

    /// The first uniform number of a draw, 0 ≤ u < 1.
    pub fn uniform(&self, who: SimId, step: u32, what: Component, draw: u16) -> f64 {
        self.at(who, step, what, draw).uniform()
    }
}

/// The numbers of one draw; an endless generator behind rand's traits.
#[derive(Clone, Debug)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    block: u32,
    buffer: [u32; 4],
    used: usize,
}

impl Stream {
    fn word(&mut self) -> u32 {
        if self.used == 4 {
            // Later blocks of one draw take another key, so that they can never
            // meet the counter of a neighbouring draw.
            let key = [
                self.key[0] ^ self.block.wrapping_mul(0x85EB_CA6B),
                self.key[1] ^ self.block.wrapping_mul(0xC2B2_AE35),
            ];
            self.buffer = philox4x32_10(self.counter, key);
            self.block = self.block.wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.buffer[self.used - 1]
    }

    /// The next uniform number, 0 ≤ u < 1, a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        let low = u64::from(self.word());
        let word = low | u64::from(self.word()) << 32;
        (word >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// The next uniform number, 0 < u < 1: safe for inverse distribution functions.
    pub fn open_uniform(&mut self) -> f64 {
        self.uniform() + 0.5 / (1u64 << 53) as f64
    }

    /// The next standard normal number, one uniform through the inverse
    /// distribution function: monotone, as common random numbers want it.
    pub fn normal(&mut self) -> f64 {
        crate::special::normal_quantile(self.open_uniform())
    }

    /// The next exponential number with mean one.
    pub fn exponential(&mut self) -> f64 {
        -libm::log1p(-self.uniform())
    }

    /// A whole number below `bound` without bias (zero if the bound is zero).
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        let limit = u32::MAX - u32::MAX % bound;
        loop {
            let word = self.word();
            if word < limit {
                return word % bound;
            }
        }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = u64::from(self.word());
        Ok(low | u64::from(self.word()) << 32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            let word = self.word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, RngExt};

    #[test]
    fn philox_known_answers_of_random123() {
        // Random123 known-answer test file, philox4x32 10 rounds.
        assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox4x32_10([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox4x32_10([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn a_draw_is_addressed_by_meaning_alone() {
        let streams = Streams::new(7, 3);
        let who = SimId::from_key("team.a");
        let first = streams.uniform(who, 2, Component(9), 1);
        let _other = streams.uniform(SimId::from_key("team.b"), 2, Component(9), 1);
        assert_eq!(first.to_bits(), streams.uniform(who, 2, Component(9), 1).to_bits());
        assert_ne!(first, streams.uniform(who, 2, Component(9), 2));
        assert_ne!(first, Streams::new(7, 4).uniform(who, 2, Component(9), 1));
    }

    #[test]
    fn a_long_draw_never_meets_its_neighbour() {
        let streams = Streams::new(1, 1);
        let who = SimId::from_key("x");
        let long: Vec<u32> =
            (0..64).scan(streams.at(who, 0, Component(1), 0), |s, _| Some(s.next_u32())).collect();
        let next: Vec<u32> =
            (0..64).scan(streams.at(who, 0, Component(1), 1), |s, _| Some(s.next_u32())).collect();
        assert!(long.iter().filter(|word| next.contains(word)).count() == 0);
    }

    #[test]
    fn moments_and_traits() {
        let mut stream = Streams::new(42, 0).at(SimId(1), 0, Component(0), 0);
        let n = 200_000;
        let (mut sum, mut square) = (0.0, 0.0);
        for _ in 0..n {
            let z = stream.normal();
            sum += z;
            square += z * z;
        }
        // Three standard errors of the mean (1/sqrt n) and of the variance (sqrt(2/n)).
        assert!((sum / n as f64).abs() < 3.0 / (n as f64).sqrt());
        assert!((square / n as f64 - 1.0).abs() < 3.0 * (2.0 / n as f64).sqrt());
        let x: f64 = stream.random();
        assert!((0.0..1.0).contains(&x));
        assert!((0..1000).all(|_| stream.below(7) < 7));
    }
}
