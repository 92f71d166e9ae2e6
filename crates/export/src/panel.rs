//! Panels: the views that answer the usual questions, for SQLite and for DuckDB over Parquet.
//!
//! | view | a row |
//! | --- | --- |
//! | `indicators` | issuer × fiscal year × period × indicator → value in the base unit, with report, figure and bytes |
//! | `tasks_budget` | initial, annual, executed, rate; the recomputed rate and its verdict |
//! | `contradictions` | a check that does not hold |
//! | `coverage` | how much of a report was understood |
//! | `restated` | the same issuer, indicator, label and period with two values that cannot both be true |

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    DuckDb,
}

/// The names of the views and what they select.
pub(crate) fn panels(dialect: Dialect) -> Vec<(&'static str, String)> {
    let number = match dialect {
        Dialect::Sqlite => "_e4",
        Dialect::DuckDb => "_decimal",
    };
    PANELS.iter().map(|(name, sql)| (*name, sql.replace("{n}", number))).collect()
}

const PANELS: [(&str, &str); 5] = [
    (
        "indicators",
        "
  SELECT r.issuer_name AS issuer, r.fiscal_year, f.period, f.indicator, f.label,
         f.base_value, f.base_value{n}, f.base_upper, f.base_upper{n}, f.base_unit,
         f.qualifier, f.change, f.basis, f.text, r.path, f.report, f.key AS figure, f.bytes
  FROM figures f JOIN reports r ON r.report = f.report
  WHERE f.indicator IS NOT NULL",
    ),
    (
        "tasks_budget",
        "
  SELECT r.issuer_name AS issuer, r.fiscal_year, t.label, t.title,
         i.base_value AS initial, i.base_value{n} AS initial{n},
         a.base_value AS annual, a.base_value{n} AS annual{n},
         e.base_value AS executed, e.base_value{n} AS executed{n},
         p.base_value AS rate, p.base_value{n} AS rate{n},
         (SELECT min(c.computed) FROM checks c
           WHERE c.report = t.report AND c.claim = t.rate AND c.rule LIKE 'rate%') AS recomputed_rate,
         (SELECT min(c.verdict) FROM checks c
           WHERE c.report = t.report AND c.claim = t.rate AND c.rule LIKE 'rate%') AS verdict,
         r.path, t.report, t.key AS task
  FROM tasks t JOIN reports r ON r.report = t.report
  LEFT JOIN figures i ON i.report = t.report AND i.key = t.initial
  LEFT JOIN figures a ON a.report = t.report AND a.key = t.annual
  LEFT JOIN figures e ON e.report = t.report AND e.key = t.executed
  LEFT JOIN figures p ON p.report = t.report AND p.key = t.rate
  WHERE coalesce(t.initial, t.annual, t.executed, t.rate) IS NOT NULL",
    ),
    (
        "contradictions",
        "
  SELECT r.issuer_name AS issuer, r.fiscal_year, c.rule, c.severity, c.claimed, c.computed,
         c.interval_low, c.interval_high, c.message, f.text AS claim_text, f.line, f.bytes,
         r.path, c.report, c.key AS check_key, c.claim
  FROM checks c JOIN reports r ON r.report = c.report
  LEFT JOIN figures f ON f.report = c.report AND f.key = c.claim
  WHERE c.verdict = 'contradiction'",
    ),
    (
        "coverage",
        "
  SELECT r.issuer_name AS issuer, r.fiscal_year, r.path, r.bytes, r.bytes_in_blocks, r.figures, r.figures_labelled,
         r.claims, r.not_checkable, r.contradictions,
         (SELECT count(*) FROM warnings w WHERE w.report = r.report) AS warnings, r.report
  FROM reports r",
    ),
    (
        "restated",
        "
  SELECT r.issuer_name AS issuer, f.indicator, f.label, f.period, f.base_unit,
         f.base_value AS one_value, g.base_value AS other_value, f.text AS one_text, g.text AS other_text,
         r.path AS one_path, s.path AS other_path, f.report AS one_report, f.key AS one_figure,
         g.report AS other_report, g.key AS other_figure
  FROM figures f
  JOIN reports r ON r.report = f.report
  JOIN figures g ON g.indicator = f.indicator AND g.period = f.period AND g.label = f.label
   AND g.base_unit = f.base_unit AND g.report <> f.report
  JOIN reports s ON s.report = g.report AND s.issuer_name = r.issuer_name AND s.text_hash <> r.text_hash
  WHERE r.path < s.path AND f.change IS NULL AND g.change IS NULL AND f.basis IS NULL AND g.basis IS NULL
    AND f.qualifier IS NULL AND g.qualifier IS NULL AND f.base_upper IS NULL AND g.base_upper IS NULL
    AND f.kind IN ('money', 'count', 'area', 'length', 'mass', 'volume', 'energy')
    AND 2 * abs(f.base_value{n} - g.base_value{n}) > coalesce(f.base_ulp{n}, 0) + coalesce(g.base_ulp{n}, 0)",
    ),
];
