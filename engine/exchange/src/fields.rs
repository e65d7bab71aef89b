//! Fields: what a place experiences at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use bevy_ecs::prelude::Resource;
use sandtable_kernel::{SimId, SimTime};
use sandtable_space::{Frame, Point, Quantity};

/// The fields of one hazard at one tick border. Cheap to share: plans in lockstep
/// read the same one.
#[derive(Clone, Debug)]
pub struct FieldFrame {
    /// The moment that the values describe.
    pub time: SimTime,
    /// Where the cells lie.
    pub frame: Frame,
    layers: Vec<(Quantity, Arc<Vec<f32>>)>,
    things: BTreeMap<(SimId, Quantity), f64>,
}

impl FieldFrame {
    /// A frame without layers.
    pub fn new(time: SimTime, frame: Frame) -> Self {
        Self { time, frame, layers: Vec::new(), things: BTreeMap::new() }
    }

    /// Adds a layer: one value a cell, rows from south to north. Layers of another
    /// length are left out, since no cell could be told from them.
    #[must_use]
    pub fn with_layer(mut self, quantity: Quantity, values: Arc<Vec<f32>>) -> Self {
        if values.len() == self.frame.len() {
            self.layers.push((quantity, values));
        }
        self
    }

    /// Adds a value of a thing that the hazard owns (a reservoir's level, a crest
    /// overtopped).
    #[must_use]
    pub fn with_thing(mut self, thing: SimId, quantity: Quantity, value: f64) -> Self {
        self.things.insert((thing, quantity), value);
        self
    }

    /// A layer as a slice.
    pub fn layer(&self, quantity: Quantity) -> Option<&[f32]> {
        self.layers.iter().find(|(q, _)| *q == quantity).map(|(_, values)| values.as_slice())
    }

    /// All layers, shared.
    pub fn layers(&self) -> &[(Quantity, Arc<Vec<f32>>)] {
        &self.layers
    }

    /// The value in a cell.
    pub fn cell(&self, quantity: Quantity, index: usize) -> Option<f64> {
        self.layer(quantity)?.get(index).map(|value| f64::from(*value))
    }

    /// The value at a point.
    pub fn at(&self, quantity: Quantity, point: Point) -> Option<f64> {
        self.cell(quantity, self.frame.index_at(point)?)
    }

    /// The value of a thing that the hazard owns.
    pub fn thing(&self, thing: SimId, quantity: Quantity) -> Option<f64> {
        self.things.get(&(thing, quantity)).copied()
    }
}

/// The fields of all hazards of a run at the last tick border.
#[derive(Clone, Debug, Default, Resource)]
pub struct FieldBoard(pub Vec<Arc<FieldFrame>>);

impl FieldBoard {
    /// The first hazard's frame that has this quantity.
    pub fn frame_of(&self, quantity: Quantity) -> Option<&Arc<FieldFrame>> {
        self.0.iter().find(|frame| frame.layer(quantity).is_some())
    }

    /// The value at a point, from the first hazard that publishes the quantity.
    pub fn at(&self, quantity: Quantity, point: Point) -> Option<f64> {
        self.frame_of(quantity)?.at(quantity, point)
    }

    /// The value of a thing that a hazard owns.
    pub fn thing(&self, thing: SimId, quantity: Quantity) -> Option<f64> {
        self.0.iter().find_map(|frame| frame.thing(thing, quantity))
    }
}
