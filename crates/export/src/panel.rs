//! Panels: the views that answer the usual questions, for SQLite and for DuckDB over Parquet.
//!
//! | view | a row |
//! | --- | --- |
//! | `indicators` | issuer × fiscal year × period × indicator → value in the base unit, with report, figure and bytes |
//! | `tasks_budget` | initial, annual, executed, rate; the recomputed rate and its verdict |
//! | `contradictions` | a check that does not hold |
//! | `coverage` | how much of a report was understood |
//! | `stated`, `restated`, `carried_over`, `growth` | what reports say against one another: see `across` |

use crate::across;

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    DuckDb,
}

/// The names of the views and what they select, each after those that it reads.
pub(crate) fn panels(dialect: Dialect) -> Vec<(&'static str, String)> {
    let number = match dialect {
        Dialect::Sqlite => "_e4",
        Dialect::DuckDb => "_decimal",
    };
    let within = PANELS.iter().map(|(name, sql)| (*name, sql.replace("{n}", number)));
    within.chain(across::panels(dialect)).collect()
}

const PANELS: [(&str, &str); 4] = [
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
];
