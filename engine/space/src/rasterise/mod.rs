//! Areas and lines on the cells of a grid.
//!
//! An area takes the cells whose centres lie inside ([`cells_in_polygon`]). A line
//! takes either every cell it touches ([`cells_along`]) or the chain of faces
//! between cells that follows it ([`faces_along`]), through which no neighbouring
//! cells exchange anything: a levee or a wall. Parts outside the grid are left out.

mod area;
mod faces;
mod line;

pub use area::{cells_in_polygon, mask_of_polygons};
pub use faces::{Axis, Face, faces_along};
pub use line::{cells_along, cells_along_segment};

#[cfg(test)]
mod tests;
