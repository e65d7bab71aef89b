//! Saving, restoring and hashing the whole state.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::SolverError;
use super::boundary::EdgeInflow;
use super::field::Field;
use super::ledger::Books;
use super::state::Solver;
use super::survey::Records;
use super::tiles::Tiles;
use super::validity::Validity;
use super::weir::Weir;

#[derive(Serialize, Deserialize)]
struct Saved {
    identity: u64,
    h: Vec<f32>,
    qx: Vec<f32>,
    qy: Vec<f32>,
    depth_m: Vec<f32>,
    arrival_s: Vec<f32>,
    rating_m2_s: Vec<f32>,
    time_s: f64,
    step: u64,
    surveyed_at: Option<u64>,
    deepest_m: f32,
    fastest_m_s: f32,
    tiles: Tiles,
    active: Vec<bool>,
    stages_m: Vec<f32>,
    weirs: Vec<Weir>,
    edge_inflows: Vec<EdgeInflow>,
    books: Books,
    surplus_m: Vec<f32>,
    rain_carry_m: f64,
    validity: Validity,
    cell_steps: u64,
}

impl Solver {
    /// The whole state as bytes, step and active tiles included. Terrain, roughness and
    /// parameters are not in it: it is loaded into a solver made from the same.
    ///
    /// # Errors
    /// If the bytes cannot be written.
    pub fn save(&self) -> Result<Vec<u8>, SolverError> {
        let saved = Saved {
            identity: self.identity(),
            h: self.h.to_vec(),
            qx: self.qx.to_vec(),
            qy: self.qy.to_vec(),
            depth_m: self.records.depth_m.to_vec(),
            arrival_s: self.records.arrival_s.to_vec(),
            rating_m2_s: self.records.rating_m2_s.to_vec(),
            time_s: self.time_s,
            step: self.step,
            surveyed_at: self.surveyed_at,
            deepest_m: self.deepest_m,
            fastest_m_s: self.fastest_m_s,
            tiles: self.tiles.clone(),
            active: self.tiles.active.clone(),
            stages_m: self.stages_m.clone(),
            weirs: self.weirs.clone(),
            edge_inflows: self.edge_inflows.clone(),
            books: self.books.clone(),
            surplus_m: self.surplus_m.to_vec(),
            rain_carry_m: self.rain_carry_m,
            validity: self.validity,
            cell_steps: self.cell_steps,
        };
        postcard::to_stdvec(&saved).map_err(|cause| SolverError::Snapshot { cause: cause.to_string() })
    }

    /// Takes over a state that [`save`](Self::save) wrote, of a solver made from the
    /// same setup.
    ///
    /// # Errors
    /// If the bytes are no such state. This solver is then unchanged.
    pub fn load(&mut self, bytes: &[u8]) -> Result<(), SolverError> {
        let fault = |cause: String| SolverError::Snapshot { cause };
        let saved: Saved = postcard::from_bytes(bytes).map_err(|cause| fault(cause.to_string()))?;
        if saved.identity != self.identity() {
            return Err(fault("it belongs to another terrain, roughness or set of parameters".to_owned()));
        }
        let layout = self.fixed.layout;
        let fields = [&saved.h, &saved.qx, &saved.qy, &saved.depth_m, &saved.arrival_s, &saved.rating_m2_s];
        let tiles = &saved.tiles;
        let tiles_fit = [tiles.awake.len(), tiles.deepest.len(), tiles.fastest.len(), tiles.touched.len()]
            .into_iter()
            .all(|len| len == layout.tiles());
        if fields.iter().any(|field| field.len() != layout.len())
            || !tiles_fit
            || saved.surplus_m.len() != layout.stride
            || saved.active.len() != layout.tiles()
            || saved.stages_m.len() != self.stages_m.len()
        {
            return Err(fault("its fields have another size".to_owned()));
        }
        self.h = Field::from_slice(&saved.h);
        self.qx = Field::from_slice(&saved.qx);
        self.qy = Field::from_slice(&saved.qy);
        self.records = Records {
            depth_m: Field::from_slice(&saved.depth_m),
            arrival_s: Field::from_slice(&saved.arrival_s),
            rating_m2_s: Field::from_slice(&saved.rating_m2_s),
        };
        self.time_s = saved.time_s;
        self.step = saved.step;
        self.surveyed_at = saved.surveyed_at;
        self.deepest_m = saved.deepest_m;
        self.fastest_m_s = saved.fastest_m_s;
        self.tiles = saved.tiles;
        self.tiles.activate(&layout, saved.active);
        self.stages_m = saved.stages_m;
        self.weirs = saved.weirs;
        self.edge_inflows = saved.edge_inflows;
        self.books = saved.books;
        self.surplus_m = Field::from_slice(&saved.surplus_m);
        self.rain_carry_m = saved.rain_carry_m;
        self.validity = saved.validity;
        self.cell_steps = saved.cell_steps;
        self.plan = None;
        Ok(())
    }

    /// Hash of the whole state: equal states have equal hashes, on every machine.
    ///
    /// # Errors
    /// If the state cannot be written.
    pub fn state_hash(&self) -> Result<u64, SolverError> {
        Ok(xxh3_64(&self.save()?))
    }

    /// Hash of what a saved state does not hold but depends on.
    fn identity(&self) -> u64 {
        let mut hasher = Xxh3::new();
        let fixed = &self.fixed;
        hasher.update(&(fixed.frame.columns as u64).to_le_bytes());
        hasher.update(&(fixed.frame.rows as u64).to_le_bytes());
        hasher.update(&fixed.frame.cell_m.to_le_bytes());
        hasher.update(&fixed.roughness.to_le_bytes());
        for layer in [&fixed.bed, &fixed.roughness_raster] {
            for value in layer.iter() {
                hasher.update(&value.to_le_bytes());
            }
        }
        hasher.update(format!("{:?}", fixed.params).as_bytes());
        hasher.digest()
    }
}
