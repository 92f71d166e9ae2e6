//! What reports say against one another: views over figures of one issuer in many reports.
//!
//! | view | a row |
//! | --- | --- |
//! | `stated` | what a report states of an indicator or balance: issuer, period, label, scope, unit, value |
//! | `restated` | two reports that state the same |
//! | `carried_over` | last year's closing balance and this year's opening one |
//! | `growth` | growth that a report claims, against the value that the report of the year before states |
//!
//! | verdict | meaning |
//! | --- | --- |
//! | `holds` | equal; or the finer number rounds to the coarser one; or the growth is the printed one |
//! | `rounding` | possible at the printed precision, no more |
//! | `differs` | cannot both be true as printed: a correction, a preliminary value, another definition, or an error |
//! | `not_comparable` | not the same thing, or not surely; `why` says what is not the same |
//!
//! `growth` has the growth between the two values as `recomputed`: in %, or in the base unit where an amount is claimed,
//! with its sign and four decimals, rounded half up; null where nothing is compared.
//!
//! Only what is surely the same is compared: prose alone (rows of tables are parts of something), outside of tasks,
//! without 约 or 超过, one value per report, with the same label, scope, kind and unit, outcome with outcome. Numbers
//! are whole ten thousandths, and a comparison of products carries them in two limbs: nothing is rounded.

use crate::panel::Dialect;
use crate::scope::MIXED;

pub(crate) fn panels(dialect: Dialect) -> Vec<(&'static str, String)> {
    vec![
        ("stated", stated(dialect)),
        ("restated", restated()),
        ("carried_over", carried_over()),
        ("growth", growth(dialect)),
    ]
}

/// A decimal column as a whole number of ten thousandths; null where it is none.
fn e4(dialect: Dialect, column: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("{column}_e4"),
        // Below 10^14 the product is within 38 digits.
        Dialect::DuckDb => format!(
            "CASE WHEN abs({column}_decimal) < 100000000000000 AND {column}_decimal = round({column}_decimal, 4) \
             THEN CAST({column}_decimal * 10000 AS BIGINT) END"
        ),
    }
}

/// The first four digits of a period, a number.
fn year(dialect: Dialect, column: &str) -> String {
    let cast = if dialect == Dialect::Sqlite { "CAST" } else { "TRY_CAST" };
    format!("{cast}(substr({column}, 1, 4) AS INTEGER)")
}

/// `a * b <= c * d`, exact, for `|a|` and `|d|` below 2^62 and `|b|` and `|c|` below 10^9.
fn at_most(dialect: Dialect, [a, b, c, d]: [&str; 4]) -> String {
    if dialect == Dialect::DuckDb {
        return format!("CAST({a} AS HUGEINT) * ({b}) <= CAST({d} AS HUGEINT) * ({c})");
    }
    // A product in limbs of 10^9, the lower one never negative. What is divided is a multiple: no remainder is lost.
    let limbs = |large: &str, small: &str| {
        let rest = |x: &str| format!("((({x}) % 1000000000 + 1000000000) % 1000000000)");
        let low = format!("({} * ({small}))", rest(large));
        let high =
            format!("((({large}) - {}) / 1000000000 * ({small}) + ({low} - {}) / 1000000000)", rest(large), rest(&low));
        (high, rest(&low))
    };
    let ((high, low), (other_high, other_low)) = (limbs(a, b), limbs(d, c));
    format!("({high}, {low}) <= ({other_high}, {other_low})")
}

/// The growth from `before_e4` to `now_e4`, in ten thousandths of a percent or of the unit, as text. Whole yuan are
/// divided as such, so that the steps of a long division stay below 2^63; values far beyond any report are left out.
fn recomputed(dialect: Dialect, listed: &str) -> String {
    let (div, padded) = match dialect {
        Dialect::Sqlite => ("/", "printf('%04d', q % 10000)"),
        Dialect::DuckDb => ("//", "lpad(CAST(q % 10000 AS VARCHAR), 4, '0')"),
    };
    format!(
        "
    (SELECT *, CASE WHEN why IS NULL THEN
              CASE WHEN now_e4 < before_e4 AND q > 0 THEN '-' ELSE '' END
              || CAST(q {div} 10000 AS VARCHAR) || '.' || {padded} END AS recomputed
     FROM (SELECT *, CASE WHEN claim_kind <> 'percent' THEN abs(now_e4 - before_e4)
                     WHEN b > 0 AND b < 4000000000000000 AND n {div} b < 1000000 THEN
                       n {div} b * 1000000 + (n % b) * 1000 {div} b * 1000
                       + (2 * ((n % b) * 1000 % b * 1000) + b) {div} (2 * b) END AS q
           FROM (SELECT *, abs(now_e4 - before_e4) {div} unit AS n, before_e4 {div} unit AS b
                 FROM (SELECT *, CASE WHEN now_e4 % 10000 = 0 AND before_e4 % 10000 = 0 THEN 10000 ELSE 1 END AS unit
                       FROM {listed}) units) parts) quotients) recomputed"
    )
}

/// Indicators that measure whatever the paragraph is about: not the same thing in two places.
const OF_THE_SUBJECT: &str = "coalesce(f.indicator, '') NOT LIKE 'budget.%' \
    AND coalesce(f.indicator, '') NOT LIKE 'target.%'";
/// Indicators whose growth is that of the printed values: neither at constant prices nor of a revised year before.
const NOMINAL: [&str; 9] = [
    "revenue.",
    "expenditure.",
    "three_public.",
    "operating.",
    "procurement.",
    "transfer.",
    "debt.",
    "carryover.",
    "surplus.",
];
const AMOUNTS: &str = "f.kind IN ('money', 'count', 'area', 'length', 'mass', 'volume', 'energy')";

fn stated(dialect: Dialect) -> String {
    let (value, ulp, year) = (e4(dialect, "f.base_value"), e4(dialect, "f.base_ulp"), year(dialect, "f.period"));
    format!(
        "
  SELECT issuer, fiscal_year, indicator, label, scope, period, kind, base_unit, balance, balance_of, balance_year, stage,
         count(DISTINCT value_e4) AS values_stated, min(value_e4) AS value_e4, max(ulp_e4) AS ulp_e4,
         min(base_value) AS value, min(text) AS text, path, text_hash, report, min(figure) AS figure
  FROM (
    SELECT r.issuer_name AS issuer, r.fiscal_year, f.indicator, f.label, f.scope, f.period, f.kind, f.base_unit,
           f.balance, f.balance_of, f.balance_year,
           CASE WHEN r.kind IN ('budget', 'budget_proposal', 'plan') OR {year} > r.fiscal_year
             OR f.balance = 'opening' AND f.balance_year >= r.fiscal_year
             THEN 'plan' ELSE 'outcome' END AS stage,
           {value} AS value_e4, coalesce({ulp}, 0) AS ulp_e4, (f.base_ulp IS NULL OR {ulp} IS NOT NULL) AS ulp_fits,
           f.base_value, f.text, r.path, r.text_hash, f.report, f.key AS figure
    FROM figures f JOIN reports r ON r.report = f.report
    WHERE f.scope IS NOT NULL AND f.label IS NOT NULL AND f.period IS NOT NULL
      AND r.issuer_name IS NOT NULL AND r.fiscal_year IS NOT NULL
      AND f.cell IS NULL AND f.task IS NULL AND f.change IS NULL AND f.basis IS NULL AND f.qualifier IS NULL
      AND f.base_upper IS NULL AND {AMOUNTS} AND {OF_THE_SUBJECT}) s
  WHERE value_e4 IS NOT NULL AND ulp_fits
  GROUP BY issuer, fiscal_year, indicator, label, scope, period, kind, base_unit, balance, balance_of, balance_year,
           stage, path, text_hash, report"
    )
}

/// Why two rows of `stated`, `a` and `b`, are not surely the same thing; null where they are.
fn why(label: &str) -> String {
    format!(
        "CASE WHEN a.stage <> b.stage THEN 'one is planned'
              WHEN a.{label} <> b.{label} THEN 'label'
              WHEN a.kind <> b.kind OR a.base_unit <> b.base_unit THEN 'unit'
              WHEN a.scope <> b.scope OR a.scope LIKE '%{MIXED}%' THEN 'scope'
              WHEN a.values_stated > 1 OR b.values_stated > 1 THEN 'several values' END"
    )
}

/// The verdict on two rows `a` and `b` of `stated` of which `why` is known.
const SAME: &str = "CASE WHEN why IS NOT NULL THEN 'not_comparable'
              WHEN 2 * abs(a_e4 - b_e4) <= max_ulp THEN 'holds'
              WHEN 2 * abs(a_e4 - b_e4) <= sum_ulp THEN 'rounding'
              ELSE 'differs' END";
const ULPS: &str = "CASE WHEN a.ulp_e4 > b.ulp_e4 THEN a.ulp_e4 ELSE b.ulp_e4 END AS max_ulp,
           a.ulp_e4 + b.ulp_e4 AS sum_ulp, a.value_e4 AS a_e4, b.value_e4 AS b_e4";

/// Keeps of all pairs those of the same thing, and others only where neither side has a partner of the same thing in
/// the other report: 全市 against 市级 says nothing where both reports state both.
fn listed(pairs: &str, one: [&str; 2], other: [&str; 2]) -> String {
    let fits = "max(CASE WHEN coalesce(why, '') IN ('one is planned', 'label', 'unit', 'scope') THEN 0 ELSE 1 END)";
    let ([one_report, one_key], [other_report, other_key]) = (one, other);
    format!(
        "(SELECT * FROM (
    SELECT *, {fits} OVER (PARTITION BY {one_report}, {one_key}, {other_report}) AS one_fits,
           {fits} OVER (PARTITION BY {other_report}, {other_key}, {one_report}) AS other_fits
    FROM ({pairs}) pairs) paired
  WHERE one_fits = other_fits AND (one_fits = 0
     OR coalesce(why, '') NOT IN ('one is planned', 'label', 'unit', 'scope'))) listed"
    )
}

fn restated() -> String {
    let pairs = format!(
        "
    SELECT a.issuer, a.indicator, a.label, a.scope, a.period, a.base_unit,
           {why} AS why, {ULPS},
           a.value AS one_value, b.value AS other_value, a.text AS one_text, b.text AS other_text,
           a.path AS one_path, b.path AS other_path,
           a.report AS one_report, a.figure AS one_figure, b.report AS other_report, b.figure AS other_figure
    FROM s a JOIN s b ON b.issuer = a.issuer AND b.indicator = a.indicator AND b.period = a.period
     AND a.path < b.path AND a.text_hash <> b.text_hash",
        why = why("label")
    );
    format!(
        "
  WITH s AS MATERIALIZED (SELECT * FROM stated WHERE indicator IS NOT NULL)
  SELECT issuer, indicator, label, scope, period, base_unit, {SAME} AS verdict, why,
         one_value, other_value, one_text, other_text, one_path, other_path,
         one_report, one_figure, other_report, other_figure
  FROM {}",
        listed(&pairs, ["one_report", "one_figure"], ["other_report", "other_figure"])
    )
}

fn carried_over() -> String {
    let pairs = format!(
        "
    SELECT a.issuer, a.balance_year, a.label AS closing_label, b.label AS opening_label, a.scope, a.base_unit,
           {why} AS why, {ULPS},
           a.value AS closing_value, b.value AS opening_value, a.text AS closing_text, b.text AS opening_text,
           a.path AS closing_path, b.path AS opening_path,
           a.report AS closing_report, a.figure AS closing_figure,
           b.report AS opening_report, b.figure AS opening_figure
    FROM s a JOIN s b ON b.issuer = a.issuer AND b.balance_year = a.balance_year
    WHERE a.balance = 'closing' AND b.balance = 'opening'
      AND a.fiscal_year = a.balance_year AND b.fiscal_year = a.balance_year + 1",
        why = why("balance_of")
    );
    format!(
        "
  WITH s AS MATERIALIZED (SELECT * FROM stated WHERE balance IS NOT NULL AND stage = 'outcome')
  SELECT issuer, balance_year, closing_label, opening_label, scope, base_unit, {SAME} AS verdict, why,
         closing_value, opening_value, closing_text, opening_text, closing_path, opening_path,
         closing_report, closing_figure, opening_report, opening_figure
  FROM {}",
        listed(&pairs, ["closing_report", "closing_figure"], ["opening_report", "opening_figure"])
    )
}

fn growth(dialect: Dialect) -> String {
    let (value, ulp, year) = (e4(dialect, "f.base_value"), e4(dialect, "f.base_ulp"), year(dialect, "period"));
    let nominal: Vec<String> = NOMINAL.iter().map(|code| format!("c.indicator LIKE '{code}%'")).collect();
    // A share of 1% is 10^4 units, and 100% are 10^6: growth of g units is (now - before) * 10^6 = g * before. All
    // doubled, so that half a last place is whole.
    let at_most = |products| at_most(dialect, products);
    let (now, before) = ("2 * (now_e4 - before_e4)", "before_e4");
    let (low, high) = ("2 * claim_e4 - claim_ulp", "2 * claim_e4 + claim_ulp");
    let printed = [at_most([before, low, "1000000", now]), at_most([now, "1000000", high, before])].join(" AND ");
    let (least, most) = ("2 * before_e4 - before_ulp", "2 * before_e4 + before_ulp");
    let (lowest, highest) = (format!("2 * now_e4 - now_ulp - ({most})"), format!("2 * now_e4 + now_ulp - ({least})"));
    let possible =
        [at_most([&lowest, "2000000", high, most]), at_most([least, low, "2000000", &highest])].join(" AND ");
    let pairs = format!(
        "
    SELECT a.issuer, a.fiscal_year, a.indicator, a.label, a.scope, a.period, c.kind AS claim_kind,
           coalesce({why},
             CASE WHEN c.claims_stated > 1 THEN 'several values'
                  WHEN c.own_basis THEN 'own basis'
                  WHEN NOT ({nominal}) THEN 'constant prices or a revised year'
                  WHEN b.value_e4 <= 0 OR 2 * b.value_e4 <= b.ulp_e4 THEN 'no base'
                  WHEN c.kind = 'percent' AND abs(c.claim_e4) >= 100000000 THEN 'out of bounds' END) AS why,
           c.claim_e4, c.claim_ulp, a.value_e4 AS now_e4, a.ulp_e4 AS now_ulp, b.value_e4 AS before_e4,
           b.ulp_e4 AS before_ulp,
           c.text AS claim_text, a.value AS now_value, b.value AS before_value, a.text AS now_text, b.text AS before_text,
           a.path AS now_path, b.path AS before_path, a.report AS now_report, c.figure AS claim_figure,
           a.figure AS now_figure, b.report AS before_report, b.figure AS before_figure
    FROM claims c
    JOIN s a ON a.report = c.report AND a.indicator = c.indicator AND a.label = c.label AND a.scope = c.scope
     AND a.period = c.period AND (c.kind = 'percent' OR a.base_unit = c.base_unit)
    JOIN s b ON b.issuer = a.issuer AND b.indicator = a.indicator AND b.fiscal_year = a.fiscal_year - 1
     AND length(b.period) = 4 AND {year_before}
    WHERE length(a.period) = 4 AND {year_now}",
        why = why("label"),
        nominal = nominal.join(" OR "),
        year_before = year.replace("period", "b.period") + " = b.fiscal_year",
        year_now = year.replace("period", "a.period") + " = a.fiscal_year",
    );
    format!(
        "
  WITH s AS MATERIALIZED (SELECT * FROM stated WHERE indicator IS NOT NULL AND stage = 'outcome'),
  claims AS MATERIALIZED (
    SELECT report, indicator, label, scope, period, kind, base_unit, own_basis,
           count(DISTINCT claim_e4) AS claims_stated, min(claim_e4) AS claim_e4, max(claim_ulp) AS claim_ulp,
           min(text) AS text, min(figure) AS figure
    FROM (
      SELECT f.report, f.indicator, f.label, f.scope, f.period, f.kind, f.base_unit, f.own_basis,
             CASE WHEN f.change = 'decrease' THEN -({value}) ELSE ({value}) END AS claim_e4,
             coalesce({ulp}, 0) AS claim_ulp, f.text, f.key AS figure
      FROM figures f
      WHERE f.basis = 'yoy' AND f.change IS NOT NULL AND f.scope IS NOT NULL AND f.label IS NOT NULL
        AND f.cell IS NULL AND f.task IS NULL AND f.qualifier IS NULL AND f.base_upper IS NULL
        AND (f.kind = 'percent' OR {AMOUNTS})) x
    WHERE claim_e4 IS NOT NULL
    GROUP BY report, indicator, label, scope, period, kind, base_unit, own_basis)
  SELECT issuer, fiscal_year, indicator, label, scope, period, claim_kind,
         CASE WHEN why IS NOT NULL THEN 'not_comparable'
              WHEN claim_kind = 'percent' THEN
                CASE WHEN {printed} THEN 'holds' WHEN {possible} THEN 'rounding' ELSE 'differs' END
              WHEN now_e4 - before_e4 = claim_e4 THEN 'holds'
              WHEN 2 * abs(now_e4 - before_e4 - claim_e4) <= claim_ulp + now_ulp + before_ulp THEN 'rounding'
              ELSE 'differs' END AS verdict, why,
         claim_text, recomputed, now_value, before_value, now_text, before_text, now_path, before_path,
         now_report, claim_figure, now_figure, before_report, before_figure
  FROM {listed}",
        listed =
            recomputed(dialect, &listed(&pairs, ["now_report", "claim_figure"], ["before_report", "before_figure"])),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_recomputed_exactly_in_sqlite() {
        let db = rusqlite::Connection::open_in_memory().expect("a database");
        let text = |kind: &str, now: i64, before: i64| {
            let row = format!("(SELECT NULL AS why, '{kind}' AS claim_kind, {now} AS now_e4, {before} AS before_e4) r");
            let sql = format!("SELECT recomputed FROM {}", recomputed(Dialect::Sqlite, &row));
            db.query_row(&sql, [], |row| row.get::<_, Option<String>>(0)).expect("a value")
        };
        let large = 31_234_567_890_123_i64 * 10_000;
        for (now, before) in
            [(840_000, 800_000), (760_000, 800_000), (1, 3), (2, 3), (7, 9_999_999), (large + 10_000, large), (0, 5)]
        {
            let exact = i128::from((now - before).abs()) * 1_000_000;
            let q = (2 * exact + i128::from(before)) / (2 * i128::from(before));
            let sign = if now < before && q > 0 { "-" } else { "" };
            let expected = format!("{sign}{}.{:04}", q / 10_000, q % 10_000);
            assert_eq!(text("percent", now, before), Some(expected), "{before} → {now}");
        }
        assert_eq!(text("percent", large * 20 + 1, large * 10 + 1), None);
        assert_eq!(text("money", 760_000, 800_001).as_deref(), Some("-4.0001"));
    }

    /// Comparisons of products whose difference is one, far beyond what an INTEGER holds.
    #[test]
    fn products_are_compared_exactly_in_sqlite() {
        let db = rusqlite::Connection::open_in_memory().expect("a database");
        let holds = |a: i64, b: i64, c: i64, d: i64| {
            let [a, b, c, d] = [a, b, c, d].map(|n| format!("({n})"));
            let sql = format!("SELECT {}", at_most(Dialect::Sqlite, [&a, &b, &c, &d]));
            db.query_row(&sql, [], |row| row.get::<_, bool>(0)).expect("a truth value")
        };
        let large = 1_999_999_999_999_999_999_i64;
        for (a, b, c, d) in [
            (large, 1_000_000, 1_000_000, large),
            (large, 1_000_000, 1_000_000, large - 1),
            (large - 1, 1_000_000, 1_000_000, large),
            (-large, 2_000_000, 2_000_000, -large),
            (-large, 2_000_000, -2_000_001, large),
            (-large, 2_000_000, -1_999_999, large),
            (0, 1, 0, large),
            (1, 1, 0, large),
            (-1, 1, 0, large),
            (999_999_999, 999_999_999, 999_999_998, 1_000_000_000),
        ] {
            let exact = i128::from(a) * i128::from(b) <= i128::from(c) * i128::from(d);
            assert_eq!(holds(a, b, c, d), exact, "{a} * {b} <= {c} * {d}");
        }
    }
}
