//! From the forcing of a file to the weather of one replicate.

use std::sync::Arc;

use sandtable_kernel::{Component, Dist, SimId, SimSpan, Streams};

use super::sea::SeaLevel;
use super::spec::{FloodForcing, Rain, StageSeries, StormCell};
use super::{RainTable, Weather, purpose};
use crate::flood::hydrology::catchment::discharge_m3_s;
use crate::flood::site::{CatchmentSpec, FloodSite, table::interpolate};

impl FloodForcing {
    /// The weather of one replicate over `horizon`. Same streams, same weather,
    /// whatever else is drawn.
    #[must_use]
    pub fn draw(&self, site: &FloodSite, streams: &Streams, horizon: SimSpan) -> Arc<Weather> {
        let step = SimSpan::from_mins_f64(self.step_min);
        let steps = usize::try_from((horizon.0 + step.0 - 1) / step.0.max(1)).unwrap_or(0);
        let spec = &site.spec;
        let gridded = self.rain.iter().any(|rain| matches!(rain, Rain::Storms { .. }));
        let mut rain = RainTable::new(&site.layers.frame, gridded.then_some(self.rain_cell_m), step, steps);
        for entry in &self.rain {
            fall(&mut rain, entry, streams, step);
        }
        rain.close();

        let runoff: Vec<Vec<f64>> =
            spec.catchments.iter().map(|catchment| runoff(&rain, catchment, step)).collect();
        let of_catchments = |keys: &[String]| {
            let mut sum = vec![0.0; steps];
            for (catchment, flow) in spec.catchments.iter().zip(&runoff) {
                if keys.contains(&catchment.key) {
                    sum.iter_mut().zip(flow).for_each(|(sum, flow)| *sum += flow);
                }
            }
            sum
        };
        let inflow_m3_s = spec
            .inflows
            .iter()
            .map(|inflow| {
                let mut flow = of_catchments(&inflow.catchments);
                let of_this = self.hydrographs.iter().filter(|river| river.inflow == inflow.key);
                for (k, river) in of_this.enumerate() {
                    let who = inflow.id().child(k as u64);
                    let scale = river.scale.value(streams, who, purpose::SCALE).max(0.0);
                    let shift = river.shift_h.value(streams, who, purpose::SHIFT);
                    let base = river.rows.first().map_or(0.0, |row| row.1);
                    for (k, slot) in flow.iter_mut().enumerate() {
                        let hours = (k as f64 + 0.5) * step.as_hours_f64() - shift;
                        *slot += (base + scale * (interpolate(&river.rows, hours) - base)).max(0.0);
                    }
                }
                Arc::new(flow)
            })
            .collect();
        let draw = |dist: &Dist, who: SimId, what: Component| dist.value(streams, who, what);
        Arc::new(Weather {
            step,
            rain,
            inflow_m3_s,
            reservoir_m3_s: spec.reservoirs.iter().map(|r| Arc::new(of_catchments(&r.catchments))).collect(),
            stages: spec
                .stages
                .iter()
                .map(|stage| {
                    let series = self.stages.iter().find(|series| series.stage == stage.key);
                    series.map_or(SeaLevel::constant(stage.level_m), |series| level(series, streams))
                })
                .collect(),
            service: spec
                .drains
                .iter()
                .map(|drain| draw(&drain.service, drain.id(), purpose::SERVICE).clamp(0.0, 1.0))
                .collect(),
            initial_m: spec
                .reservoirs
                .iter()
                .map(|reservoir| draw(&reservoir.initial_m, reservoir.id(), purpose::INITIAL_LEVEL))
                .collect(),
            inflow_ids: spec.inflows.iter().map(|inflow| inflow.id()).collect(),
            reservoir_ids: spec.reservoirs.iter().map(|reservoir| reservoir.id()).collect(),
            stage_ids: spec.stages.iter().map(|stage| stage.id()).collect(),
        })
    }
}

fn fall(table: &mut RainTable, rain: &Rain, streams: &Streams, step: SimSpan) {
    let who = rain.id();
    let step_h = step.as_hours_f64();
    let draw = |dist: &Dist, what| dist.value(streams, who, what);
    match rain {
        Rain::Uniform { rows, scale, shift_h, .. } => {
            let (scale, shift) = (draw(scale, purpose::SCALE).max(0.0), draw(shift_h, purpose::SHIFT));
            let rates: Vec<f64> = (0..table.steps())
                .map(|k| {
                    let from = k as f64 * step_h - shift;
                    scale * mean_rate(rows, from, from + step_h)
                })
                .collect();
            table.add(|_, k| rates[k]);
        }
        Rain::Design { formula, years, duration_h, peak, starts_h, .. } => {
            let years = draw(years, purpose::YEARS).max(1.0);
            let minutes = 60.0 * draw(duration_h, purpose::DURATION).clamp(0.0, 24.0 * 30.0);
            // Steps of one minute, so that a start within a step loses nothing.
            let storm = formula.chicago_mm_h(years, minutes, *peak, 1.0);
            let starts = draw(starts_h, purpose::STARTS);
            let rows: Vec<(f64, f64)> = storm
                .iter()
                .enumerate()
                .map(|(k, rate)| (starts + k as f64 / 60.0, *rate))
                .chain([(starts + storm.len() as f64 / 60.0, 0.0)])
                .collect();
            let rates: Vec<f64> = (0..table.steps())
                .map(|k| mean_rate(&rows, k as f64 * step_h, (k + 1) as f64 * step_h))
                .collect();
            table.add(|_, k| rates[k]);
        }
        Rain::Storms { cells, .. } => {
            for (k, cell) in cells.iter().enumerate() {
                let storm = Storm::new(cell, who.child(k as u64), streams);
                table.add(|point, k| storm.rate_mm_h(point, (k as f64 + 0.5) * step_h));
            }
        }
    }
}

/// Mean of rates that hold from their hour to the next row's.
fn mean_rate(rows: &[(f64, f64)], from: f64, to: f64) -> f64 {
    let mut sum = 0.0;
    for (k, (start, rate)) in rows.iter().enumerate() {
        let end = rows.get(k + 1).map_or(f64::INFINITY, |next| next.0);
        if end > from && *start < to {
            sum += rate * (end.min(to) - start.max(from));
        }
    }
    sum / (to - from)
}

struct Storm {
    x: f64,
    y: f64,
    u: f64,
    v: f64,
    radius: f64,
    peak: f64,
    starts: f64,
    duration: f64,
}

impl Storm {
    fn new(cell: &StormCell, who: SimId, streams: &Streams) -> Self {
        let draw = |dist: &Dist, what| dist.value(streams, who, what);
        Self {
            x: draw(&cell.x_m, purpose::STORM_X),
            y: draw(&cell.y_m, purpose::STORM_Y),
            u: draw(&cell.u_m_s, purpose::STORM_U),
            v: draw(&cell.v_m_s, purpose::STORM_V),
            radius: draw(&cell.radius_m, purpose::RADIUS).max(1.0),
            peak: draw(&cell.peak_mm_h, purpose::PEAK).clamp(0.0, 1000.0),
            starts: draw(&cell.starts_h, purpose::STARTS),
            duration: draw(&cell.duration_h, purpose::DURATION).max(1e-3),
        }
    }

    fn rate_mm_h(&self, at: sandtable_space::Point, hours: f64) -> f64 {
        let age = (hours - self.starts) / self.duration;
        if !(0.0..=1.0).contains(&age) {
            return 0.0;
        }
        let seconds = (hours - self.starts) * 3600.0;
        let (dx, dy) = (at.0 - self.x - self.u * seconds, at.1 - self.y - self.v * seconds);
        let off = (dx * dx + dy * dy) / (self.radius * self.radius);
        self.peak * 4.0 * age * (1.0 - age) * libm::exp(-off)
    }
}

fn runoff(rain: &RainTable, catchment: &CatchmentSpec, step: SimSpan) -> Vec<f64> {
    let cells: Vec<usize> = if catchment.points.is_empty() {
        (0..rain.frame().len()).collect()
    } else {
        catchment.points.iter().map(|point| rain.cell_at(*point)).collect()
    };
    let mean: Vec<f64> = (0..rain.steps())
        .map(|k| {
            let rates = rain.rates(k);
            cells.iter().map(|cell| f64::from(rates[*cell])).sum::<f64>() / cells.len() as f64
        })
        .collect();
    discharge_m3_s(
        &mean,
        step.as_hours_f64(),
        catchment.area_km2,
        &catchment.loss,
        &catchment.shape,
        catchment.base_m3_s,
    )
}

fn level(series: &StageSeries, streams: &Streams) -> SeaLevel {
    let who = SimId::from_key(&series.stage);
    let draw = |dist: &Dist, what| dist.value(streams, who, what);
    let scale = draw(&series.scale, purpose::SCALE);
    let shift = draw(&series.shift_h, purpose::SHIFT);
    SeaLevel {
        mean_m: draw(&series.tide.mean_m, purpose::MEAN_LEVEL),
        constituents: series.tide.constituents.clone(),
        surge: series.surge.as_ref().map(|surge| {
            let peak = draw(&surge.peak_m, purpose::SURGE_PEAK);
            let hour = draw(&surge.at_h, purpose::SURGE_TIME);
            (peak, hour, surge.rise_h, surge.fall_h)
        }),
        rows: series.rows.iter().map(|(hour, level)| (hour + shift, scale * level)).collect(),
    }
}
