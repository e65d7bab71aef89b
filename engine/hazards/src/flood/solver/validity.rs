//! Whether the moving water is slow enough for the scheme.

use serde::{Deserialize, Serialize};

use super::survey::Found;

/// How much of the moving water is near or above critical flow. The scheme leaves out
/// advection: below Froude number ½ it is good, towards 1 its error grows with Fr²,
/// above 1 it is not valid (de Almeida and Bates 2013; Neal et al. 2012). Sampled every
/// eight steps over the faces of active tiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Validity {
    /// Faces seen with water that moves, summed over samples.
    pub moving_faces: u64,
    /// Those of them above Froude number ½.
    pub brisk_faces: u64,
    /// Those of them above Froude number 1.
    pub fast_faces: u64,
    /// Greatest share above 1 in one sample.
    pub peak_share: f64,
}

/// One sample.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sample {
    moving: u64,
    brisk: u64,
    fast: u64,
}

impl Sample {
    pub fn add(&mut self, found: &Found) {
        self.moving += u64::from(found.moving);
        self.brisk += u64::from(found.brisk);
        self.fast += u64::from(found.fast);
    }
}

impl Validity {
    /// Share above Froude number 1 from which on a run is marked.
    pub const FAST_LIMIT: f64 = 0.05;
    /// Share above Froude number ½ from which on a run is marked.
    pub const BRISK_LIMIT: f64 = 0.3;

    pub(super) fn add(&mut self, sample: Sample) {
        self.moving_faces += sample.moving;
        self.brisk_faces += sample.brisk;
        self.fast_faces += sample.fast;
        self.peak_share = self.peak_share.max(share(sample.fast, sample.moving));
    }

    /// Share of moving faces above Froude number 1 over the run.
    #[must_use]
    pub fn share(&self) -> f64 {
        share(self.fast_faces, self.moving_faces)
    }

    /// Share of moving faces above Froude number ½ over the run.
    #[must_use]
    pub fn brisk_share(&self) -> f64 {
        share(self.brisk_faces, self.moving_faces)
    }

    /// What belongs in the report if the run has left the scheme's validity.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        (self.share() > Self::FAST_LIMIT || self.brisk_share() > Self::BRISK_LIMIT).then(|| {
            format!(
                "{:.1} % of the moving water is above Froude number 1 (at worst {:.0} %) and {:.0} % above 0.5: \
                 the local inertial scheme leaves out advection, depths and arrival there are unreliable",
                100.0 * self.share(),
                100.0 * self.peak_share,
                100.0 * self.brisk_share()
            )
        })
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
