//! Choosing among plans: how to share out replicates, and the constants of a
//! procedure with a guarantee.

/// Shares of a budget by OCBA for choosing the least mean (Chen, Lin, Yücesan &
/// Chick 2000, Discrete Event Dynamic Systems 10, 251–270):
/// Nᵢ/Nⱼ = (σᵢ/δᵢ)²/(σⱼ/δⱼ)² and N_b = σ_b √Σ(Nᵢ/σᵢ)². For independent runs; common
/// draws only help. None for fewer than two designs, a standard deviation that is
/// not positive, or a second design with the best mean.
pub fn ocba_shares(means: &[f64], sds: &[f64]) -> Option<Vec<f64>> {
    let usable = means.len() == sds.len()
        && means.len() >= 2
        && means.iter().all(|mean| mean.is_finite())
        && sds.iter().all(|&sd| sd.is_finite() && sd > 0.0);
    if !usable {
        return None;
    }
    let best = (0..means.len()).min_by(|&a, &b| means[a].total_cmp(&means[b]))?;
    let others = || (0..means.len()).filter(|&i| i != best);
    let mut weights = vec![0.0; means.len()];
    for i in others() {
        let distance = means[i] - means[best];
        if distance == 0.0 {
            return None;
        }
        weights[i] = (sds[i] / distance) * (sds[i] / distance);
    }
    let square = others().fold(0.0, |sum, i| sum + (weights[i] / sds[i]) * (weights[i] / sds[i]));
    weights[best] = sds[best] * square.sqrt();
    let total = weights.iter().fold(0.0, |sum, weight| sum + weight);
    Some(weights.into_iter().map(|weight| weight / total).collect())
}

/// Constants η and h² of the elimination procedure KN (Kim & Nelson 2001, ACM
/// TOMACS 11(3) 251–273), which permits common draws: η = ½[(2α/(k − 1))^{−2/(n₀−1)}
/// − 1], h² = 2η(n₀ − 1). None below two plans, two first replicates, or outside
/// 0 < α < 1.
pub fn kn_constants(plans: u64, first: u64, alpha: f64) -> Option<(f64, f64)> {
    if plans < 2 || first < 2 || !(alpha > 0.0 && alpha < 1.0) {
        return None;
    }
    let freedom = (first - 1) as f64;
    let eta = 0.5 * (libm::pow(2.0 * alpha / (plans - 1) as f64, -2.0 / freedom) - 1.0);
    Some((eta, 2.0 * eta * freedom))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_designs_share_by_their_standard_deviations() {
        // With one rival Nᵢ = (σᵢ/δ)², N_b = σ_b σᵢ/δ²: shares as σ_b : σᵢ (Neyman).
        let shares = ocba_shares(&[1.0, 2.0], &[3.0, 1.0]).unwrap();
        assert!((shares[0] - 0.75).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_shared_out_is_not() {
        assert_eq!(ocba_shares(&[1.0, 1.0], &[1.0, 1.0]), None);
        assert_eq!(ocba_shares(&[1.0, 2.0], &[0.0, 1.0]), None);
        assert_eq!(ocba_shares(&[1.0], &[1.0]), None);
        assert_eq!(kn_constants(1, 10, 0.05), None);
    }
}
