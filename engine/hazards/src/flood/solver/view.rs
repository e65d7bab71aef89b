//! Reading the state row by row, for those who publish it every tick and copy only
//! what changed.

use super::layout::TILE;
use super::state::Solver;

/// Cells of one row of a stretch of tiles: their depths and the unit flows at their
/// faces. All slices have the same length.
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

    /// Columns and bands of tiles; tile (column, band) has number band × columns + column.
    #[must_use]
    pub fn tile_grid(&self) -> (usize, usize) {
        (self.fixed.layout.tile_columns, self.fixed.layout.bands)
    }

    /// Rows of a tile from south to north, without what lies beyond the grid.
    pub fn tile_rows(&self, tile: usize) -> impl Iterator<Item = RowView<'_>> + '_ {
        self.stretch_rows(tile, tile)
    }

    /// Depths of a stretch of cells of one row, m, from the `first` by its number in the
    /// frame; none of what would not lie in the grid.
    #[must_use]
    pub fn row_depths_m(&self, first: usize, cells: usize) -> &[f32] {
        let layout = &self.fixed.layout;
        if first >= self.fixed.frame.len() || first % layout.columns + cells > layout.columns {
            return &[];
        }
        let at = layout.cell(first);
        &self.h[at..at + cells]
    }

    /// Rows of a stretch of tiles of one band, from `first` to `last` (both included).
    pub fn stretch_rows(&self, first: usize, last: usize) -> impl Iterator<Item = RowView<'_>> + '_ {
        let layout = self.fixed.layout;
        let (band, column) = (first / layout.tile_columns, first % layout.tile_columns * TILE);
        let cells = ((last + 1 - first) * TILE).min(layout.columns - column);
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
