//! Reading the state row by row, for those who publish it every tick and copy only
//! what changed.

use super::layout::TILE;
use super::state::Solver;

/// Cells of one row of a tile: their depths and the unit flows at their faces.
#[derive(Clone, Copy, Debug)]
pub struct RowView<'a> {
    /// Number of the first cell in the frame.
    pub first: usize,
    /// Depths of the simulated cells, m. Stage cells have their level elsewhere.
    pub depth_m: &'a [f32],
    /// Unit flows at west faces, m²/s.
    pub west_m2_s: &'a [f32],
    /// Unit flows at east faces.
    pub east_m2_s: &'a [f32],
    /// Unit flows at south faces.
    pub south_m2_s: &'a [f32],
    /// Unit flows at north faces.
    pub north_m2_s: &'a [f32],
    /// Greatest depths so far, m.
    pub max_depth_m: &'a [f32],
    /// Times of arrival, s; infinite where none.
    pub arrival_s: &'a [f32],
    /// Greatest depth × (speed + 0.5) so far, m²/s.
    pub max_rating_m2_s: &'a [f32],
}

impl Solver {
    /// Number of tiles.
    #[must_use]
    pub fn tiles(&self) -> usize {
        self.fixed.layout.tiles()
    }

    /// Which tiles take part in steps now. The water of the others is at rest.
    #[must_use]
    pub fn active_tiles(&self) -> &[bool] {
        &self.tiles.active
    }

    /// Rows of a tile from south to north, without what lies beyond the grid.
    pub fn tile_rows(&self, tile: usize) -> impl Iterator<Item = RowView<'_>> + '_ {
        let layout = self.fixed.layout;
        let (band, column) = (tile / layout.tile_columns, tile % layout.tile_columns * TILE);
        let cells = TILE.min(layout.columns - column);
        layout.band_rows(band).map(move |row| {
            let at = layout.at(column, row);
            let part = |from: usize| from..from + cells;
            RowView {
                first: row * layout.columns + column,
                depth_m: &self.h[part(at)],
                west_m2_s: &self.qx[part(at)],
                east_m2_s: &self.qx[part(at + 1)],
                south_m2_s: &self.qy[part(at)],
                north_m2_s: &self.qy[part(at + layout.stride)],
                max_depth_m: &self.records.depth_m[part(at)],
                arrival_s: &self.records.arrival_s[part(at)],
                max_rating_m2_s: &self.records.rating_m2_s[part(at)],
            }
        })
    }
}
