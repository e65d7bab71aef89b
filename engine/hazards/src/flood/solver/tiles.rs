//! Which tiles take part in a step.
//!
//! A tile is *awake* if water moves at one of its faces (see [`Sleep`](super::Sleep)); it
//! is *active* if it is awake or if awake water lies within eight cells of it. The
//! survey that decides this runs every eight steps, and in a step the state of a
//! cell depends on its neighbours alone, so no water reaches the border of an active
//! region between two surveys unless the rule of sleep neglects it.

use serde::{Deserialize, Serialize};

use super::layout::{Layout, PAD, TILE};

/// Steps between surveys.
pub(super) const SURVEY_STEPS: u64 = 8;

/// Quadrants of a tile in which water moves: south-west, south-east, north-west,
/// north-east.
pub(super) const QUADRANTS: [u8; 4] = [1, 2, 4, 8];
pub(super) const EVERYWHERE: u8 = 15;

/// A stretch of cells of a padded row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Position of the first cell in its padded row.
    pub first: usize,
    pub cells: usize,
}

/// The active stretches of the sixteen rows of a band.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Band {
    pub spans: Vec<Span>,
    /// Those whose southern neighbours are active too: there the south faces of the
    /// band's first row are open.
    pub southern_spans: Vec<Span>,
}

/// The activity of all tiles. `awake` and `deepest` are state and saved; the rest
/// follows from them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Tiles {
    /// Quadrants in which water moves, a byte a tile.
    pub awake: Vec<u8>,
    /// Greatest depth at the last survey of each tile, m.
    pub deepest: Vec<f32>,
    /// Greatest speed at the last survey of each tile, m/s.
    pub fastest: Vec<f32>,
    /// Tiles to which water was added or from which it was taken since the survey.
    pub touched: Vec<bool>,
    pub any_touched: bool,
    #[serde(skip)]
    pub active: Vec<bool>,
    #[serde(skip)]
    pub bands: Vec<Band>,
}

impl Tiles {
    /// All tiles still to be surveyed.
    pub fn new(layout: &Layout) -> Self {
        Self {
            awake: vec![0; layout.tiles()],
            deepest: vec![0.0; layout.tiles()],
            fastest: vec![0.0; layout.tiles()],
            touched: vec![true; layout.tiles()],
            any_touched: true,
            active: vec![false; layout.tiles()],
            bands: vec![Band::default(); layout.bands],
        }
    }

    pub fn touch(&mut self, tile: usize) {
        self.touched[tile] = true;
        self.any_touched = true;
    }

    /// The tiles to look at: the active ones and those to the east and north of them,
    /// whose west and south faces they share; and likewise those touched.
    pub fn to_survey(&self, layout: &Layout, active_too: bool) -> Vec<bool> {
        let columns = layout.tile_columns;
        let counts = |tile: usize| self.touched[tile] || (active_too && self.active[tile]);
        (0..layout.tiles())
            .map(|tile| {
                counts(tile)
                    || (tile % columns > 0 && counts(tile - 1))
                    || (tile >= columns && counts(tile - columns))
            })
            .collect()
    }

    /// Active tiles from awake quadrants. `open` says which tiles have cells to work on.
    pub fn spread(&self, layout: &Layout, open: &[bool]) -> Vec<bool> {
        let (columns, bands) = (layout.tile_columns, layout.bands);
        let mut active = vec![false; layout.tiles()];
        for (tile, &awake) in self.awake.iter().enumerate() {
            if awake == 0 {
                continue;
            }
            let (column, band) = (tile % columns, tile / columns);
            let mut wake = |column: usize, band: usize| {
                let tile = band * columns + column;
                active[tile] = open[tile];
            };
            wake(column, band);
            for (quadrant, bit) in QUADRANTS.into_iter().enumerate() {
                if awake & bit == 0 {
                    continue;
                }
                let beside = if quadrant % 2 == 0 { column.checked_sub(1) } else { Some(column + 1) };
                let beyond = if quadrant < 2 { band.checked_sub(1) } else { Some(band + 1) };
                let beside = beside.filter(|&column| column < columns);
                let beyond = beyond.filter(|&band| band < bands);
                if let Some(column) = beside {
                    wake(column, band);
                }
                if let Some(band) = beyond {
                    wake(column, band);
                }
                if let (Some(column), Some(band)) = (beside, beyond) {
                    wake(column, band);
                }
            }
        }
        active
    }

    /// Takes over a set of active tiles and makes the spans of all bands.
    pub fn activate(&mut self, layout: &Layout, active: Vec<bool>) {
        self.bands = bands_of(layout, &active);
        self.active = active;
    }

    /// Active cells, walls in active tiles included.
    pub fn active_cells(&self, layout: &Layout) -> usize {
        (0..layout.bands)
            .map(|band| {
                layout.band_rows(band).len()
                    * self.bands[band].spans.iter().map(|span| span.cells).sum::<usize>()
            })
            .sum()
    }
}

/// The spans of a set of tiles, by band.
pub(super) fn bands_of(layout: &Layout, tiles: &[bool]) -> Vec<Band> {
    let columns = layout.tile_columns;
    (0..layout.bands)
        .map(|band| {
            let row = &tiles[band * columns..(band + 1) * columns];
            let southern_spans = match band.checked_sub(1) {
                Some(below) => {
                    let below = &tiles[below * columns..(below + 1) * columns];
                    spans_of(row.iter().zip(below).map(|(here, there)| *here && *there))
                }
                None => Vec::new(),
            };
            Band { spans: spans_of(row.iter().copied()), southern_spans }
        })
        .collect()
}

/// Runs of active tiles as spans of cells.
pub(super) fn spans_of(row: impl Iterator<Item = bool>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (tile, active) in row.enumerate() {
        if !active {
            continue;
        }
        let first = PAD + tile * TILE;
        match spans.last_mut().filter(|span| span.first + span.cells == first) {
            Some(span) => span.cells += TILE,
            None => spans.push(Span { first, cells: TILE }),
        }
    }
    spans
}
