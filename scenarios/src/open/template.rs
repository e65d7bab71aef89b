//! What `sandtable new scenario` begins with.

/// Files of a scenario's folder with their texts; the key is in the first one.
pub const TEMPLATE: &[(&str, &str)] = &[
    ("scenario.ron", include_str!("../../library/template/scenario.ron")),
    ("early.ron", TEMPLATE_PLAN.1),
    ("on-report.ron", include_str!("../../library/template/on-report.ron")),
];

/// Key and names in the template that a user's own take the place of.
pub const TEMPLATE_KEY: &str = "my-town";

/// A plan of the template: key and text.
pub const TEMPLATE_PLAN: (&str, &str) = ("early", include_str!("../../library/template/early.ron"));
