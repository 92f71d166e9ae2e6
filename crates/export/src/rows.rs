//! From a report to the rows of its tables.

use std::collections::{BTreeMap, HashMap};

use crate::contract::{Bytes, Field, Report};
use crate::scope::scopes;
use crate::table::{CELLS, CHECKS, FIGURES, HEADINGS, LINKS, OPERANDS, REPORTS, TABLES, TABLES_, TASKS, WARNINGS};

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Text, or the printed string of a decimal.
    Text(String),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<u32> for Value {
    fn from(n: u32) -> Self {
        Self::Int(i64::from(n))
    }
}
impl From<i32> for Value {
    fn from(n: i32) -> Self {
        Self::Int(i64::from(n))
    }
}
impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row: a value for each column of its table.
pub type Row = Vec<Value>;

/// The rows of one report.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Its name in all tables: content hash and path hash.
    pub report: String,
    /// Its path.
    pub path: String,
    /// BLAKE3 of the JSON it was read from.
    pub output_hash: String,
    /// The year it reports on.
    pub year: Option<i32>,
    /// Rows by table, in the order of [`TABLES`].
    pub tables: [Vec<Row>; TABLES.len()],
}

/// Hands out keys, kind and first raw byte; a second node at the same place gets a number.
struct Keys {
    kind: &'static str,
    seen: HashMap<u32, u32>,
}

impl Keys {
    fn new(kind: &'static str) -> Self {
        Self { kind, seen: HashMap::new() }
    }

    fn next(&mut self, first: u32) -> String {
        let times = self.seen.entry(first).or_insert(0);
        *times += 1;
        if *times == 1 { format!("{}:{first}", self.kind) } else { format!("{}:{first}.{times}", self.kind) }
    }
}

fn first(bytes: &Bytes) -> Option<u32> {
    bytes.first().map(|b| b[0])
}

fn json<T: serde::Serialize>(value: &T) -> String {
    // Maps with text keys, lists and numbers always have a JSON.
    serde_json::to_string(value).unwrap_or_default()
}

fn name(keys: &[String], id: Option<u32>) -> Value {
    id.and_then(|id| keys.get(id as usize)).map_or(Value::Null, |key| key.as_str().into())
}

fn field<T: Clone + Into<Value>>(field: Option<&Field<T>>) -> Value {
    field.map(|f| f.value.clone()).into()
}

/// The name of a report in all tables.
///
/// The content hash alone would make one report of two equal files; so the hash of the path stands beside it.
pub(crate) fn report_name(blake3: &str, path: &str) -> String {
    let content = blake3.get(..24).unwrap_or(blake3);
    let path = blake3::hash(path.as_bytes()).to_hex();
    format!("{content}-{}", &path[..8])
}

/// The trail of each heading: labels and texts from the top down.
pub(crate) fn trails(report: &Report) -> Vec<String> {
    let mut trails: Vec<String> = Vec::with_capacity(report.headings.len());
    for h in &report.headings {
        let own = format!("{}{}", h.label, h.text);
        // A parent stands before its children; deeper than this no outline goes.
        let above = h.parent.and_then(|p| trails.get(p as usize)).filter(|above| above.len() < 4096);
        trails.push(above.map_or_else(|| own.clone(), |above| format!("{above} / {own}")));
    }
    trails
}

impl Rows {
    /// The rows of a report whose indices were checked.
    pub fn new(report: Report, output_hash: String, aliases: &BTreeMap<String, String>) -> Self {
        let own_name = report_name(&report.source.blake3, &report.source.path);
        let rep = || Value::from(own_name.as_str());
        let trails = trails(&report);

        let mut keys = Keys::new("heading");
        let heading_keys: Vec<String> =
            report.headings.iter().map(|h| keys.next(first(&h.bytes).unwrap_or_default())).collect();
        let mut keys = Keys::new("task");
        let task_keys: Vec<String> =
            report.tasks.iter().map(|t| keys.next(first(&t.bytes).unwrap_or_default())).collect();
        let mut keys = Keys::new("figure");
        let figure_keys: Vec<String> =
            report.figures.iter().map(|f| keys.next(first(&f.bytes).unwrap_or_default())).collect();
        let mut keys = Keys::new("table");
        let table_first: Vec<u32> = report
            .tables
            .iter()
            .map(|t| {
                let block = t.blocks.first().and_then(|&b| report.blocks.get(b as usize));
                let cell = t.cells.iter().find_map(|c| first(&c.bytes));
                block.and_then(|b| first(&b.bytes)).or(cell).unwrap_or_default()
            })
            .collect();
        let table_keys: Vec<String> = table_first.iter().map(|&at| keys.next(at)).collect();
        let cell_key = |table: usize, row: u32, col: u32| {
            let at = table_keys[table].strip_prefix("table").unwrap_or_default();
            format!("cell{at}/{row}/{col}")
        };

        let mut tables: [Vec<Row>; TABLES.len()] = std::array::from_fn(|_| Vec::new());

        let contradictions = report.checks.iter().filter(|c| c.verdict == "contradiction").count() as u32;
        let (source, document, producer, coverage) =
            (&report.source, &report.document, &report.producer, &report.coverage);
        let issuer = document.issuer.as_ref().map(|i| i.value.as_str());
        tables[REPORTS].push(vec![
            rep(),
            source.path.as_str().into(),
            source.blake3.as_str().into(),
            source.text_hash.as_str().into(),
            output_hash.as_str().into(),
            Value::Int(i64::try_from(source.bytes).unwrap_or(i64::MAX)),
            source.encoding.as_str().into(),
            source.detected_by.as_str().into(),
            source.confidence.as_str().into(),
            source.replaced.into(),
            source.media_type.as_str().into(),
            field(document.title.as_ref()),
            field(document.kind.as_ref()),
            issuer.into(),
            issuer.map(|i| aliases.get(i).map_or(i, String::as_str)).into(),
            field(document.fiscal_year.as_ref()),
            field(document.plan_year.as_ref()),
            field(document.document_number.as_ref()),
            field(document.date.as_ref()),
            field(document.rating.as_ref()),
            field(document.score.as_ref()),
            report.schema.as_str().into(),
            producer.version.as_str().into(),
            producer.rules.as_str().into(),
            json(&producer.options).into(),
            coverage.bytes_in_blocks.as_str().into(),
            coverage.figures.into(),
            coverage.figures_labelled.into(),
            coverage.claims.into(),
            coverage.not_checkable.into(),
            contradictions.into(),
            json(&source.catalogue).into(),
        ]);

        for (i, h) in report.headings.iter().enumerate() {
            tables[HEADINGS].push(vec![
                rep(),
                heading_keys[i].as_str().into(),
                h.id.into(),
                name(&heading_keys, h.parent),
                u32::from(h.level).into(),
                h.label.as_str().into(),
                h.scheme.as_str().into(),
                h.ordinal.into(),
                h.text.as_str().into(),
                trails[i].as_str().into(),
                h.run_in.into(),
                h.line.into(),
                first(&h.bytes).unwrap_or_default().into(),
                json(&h.bytes).into(),
            ]);
        }

        for (i, t) in report.tasks.iter().enumerate() {
            let slot = |pick: fn(&crate::contract::Budget) -> Option<u32>| {
                name(&figure_keys, t.budget.as_ref().and_then(pick))
            };
            tables[TASKS].push(vec![
                rep(),
                task_keys[i].as_str().into(),
                t.id.into(),
                name(&heading_keys, t.heading),
                t.role.as_str().into(),
                t.label.as_str().into(),
                t.ordinal.into(),
                t.title.as_str().into(),
                slot(|b| b.initial),
                slot(|b| b.annual),
                slot(|b| b.executed),
                slot(|b| b.rate),
                first(&t.bytes).unwrap_or_default().into(),
                json(&t.bytes).into(),
            ]);
        }

        for (i, t) in report.tables.iter().enumerate() {
            let rows = t.cells.iter().map(|c| c.row + c.row_span.max(1)).max().unwrap_or_default();
            let columns = t.cells.iter().map(|c| c.col + c.col_span.max(1)).max().unwrap_or_default();
            tables[TABLES_].push(vec![
                rep(),
                table_keys[i].as_str().into(),
                t.id.into(),
                t.caption.as_deref().into(),
                t.unit.as_deref().into(),
                t.header_rows.into(),
                rows.into(),
                columns.into(),
                table_first[i].into(),
            ]);
            for c in &t.cells {
                tables[CELLS].push(vec![
                    rep(),
                    cell_key(i, c.row, c.col).into(),
                    table_keys[i].as_str().into(),
                    c.row.into(),
                    c.col.into(),
                    c.row_span.into(),
                    c.col_span.into(),
                    c.text.as_str().into(),
                    c.flags.join(" ").into(),
                    first(&c.bytes).into(),
                    json(&c.bytes).into(),
                ]);
            }
        }

        let figure_cells: Vec<Value> = report
            .figures
            .iter()
            .map(|f| {
                let [t, c] = f.cell?;
                let cell = report.tables.get(t as usize)?.cells.get(c as usize)?;
                Some(cell_key(t as usize, cell.row, cell.col))
            })
            .map(Value::from)
            .collect();
        let scopes = scopes(&report);
        for (((i, f), cell), scope) in report.figures.into_iter().enumerate().zip(figure_cells).zip(scopes) {
            let own_basis = scope.as_ref().is_some_and(|s| s.own_basis);
            let (scope, balance) = scope.map_or((None, None), |s| (Some(s.words), s.balance));
            let (side, of, year) = balance.map_or((None, None, None), |b| (Some(b.side), Some(b.of), Some(b.year)));
            let block = report.blocks.get(f.block as usize);
            let (base_value, base_upper, base_ulp, base_unit) = match f.base {
                Some(base) => (Some(base.value), base.upper, base.ulp, Some(base.unit)),
                None => (None, None, None, None),
            };
            tables[FIGURES].push(vec![
                rep(),
                figure_keys[i].as_str().into(),
                f.id.into(),
                name(&heading_keys, f.heading),
                name(&task_keys, f.task),
                cell,
                f.text.into(),
                f.kind.into(),
                f.value.into(),
                f.upper.into(),
                f.unit.into(),
                base_value.into(),
                base_upper.into(),
                base_ulp.into(),
                base_unit.into(),
                f.label.into(),
                f.indicator.into(),
                f.period.into(),
                f.qualifier.into(),
                f.change.into(),
                f.basis.into(),
                scope.into(),
                own_basis.into(),
                side.into(),
                of.into(),
                year.into(),
                block.map_or("", |b| b.kind.as_str()).into(),
                block.map_or(0, |b| b.line).into(),
                first(&f.bytes).unwrap_or_default().into(),
                json(&f.bytes).into(),
            ]);
        }

        let mut keys = Keys::new("link");
        for link in &report.links {
            let at = report.tasks.get(link.task as usize).and_then(|t| first(&t.bytes)).unwrap_or_default();
            tables[LINKS].push(vec![
                rep(),
                keys.next(at).into(),
                name(&task_keys, Some(link.task)),
                name(&task_keys, Some(link.outcome)),
                link.by.join(" ").into(),
            ]);
        }

        // A check stands where its claimed figure stands, else where its first figure or heading does.
        for c in &report.checks {
            let anchor = name(&figure_keys, c.claim.or_else(|| c.figures.first().copied()));
            let anchor = match anchor {
                Value::Text(_) => anchor,
                _ => name(&heading_keys, c.headings.first().copied()),
            };
            let at = match &anchor {
                Value::Text(key) => key.split_once(':').map_or("0", |(_, at)| at).to_owned(),
                _ => "0".to_owned(),
            };
            let key = format!("check.{}:{at}", c.rule);
            let low_high = c.interval.as_ref();
            tables[CHECKS].push(vec![
                rep(),
                Value::Text(key),
                c.id.into(),
                c.rule.as_str().into(),
                c.verdict.as_str().into(),
                c.severity.as_deref().into(),
                name(&figure_keys, c.claim),
                c.claimed.as_deref().into(),
                c.computed.as_deref().into(),
                low_high.map(|i| i[0].as_str()).into(),
                low_high.map(|i| i[1].as_str()).into(),
                c.message.as_str().into(),
                json(&c.hints).into(),
            ]);
        }
        number_repeats(&mut tables[CHECKS]);
        for (i, c) in report.checks.iter().enumerate() {
            let Value::Text(check) = tables[CHECKS][i][1].clone() else { continue };
            let operands = c.operands.iter().map(|o| (o.figure, o.role.as_str()));
            let listed = |figure: u32| c.operands.iter().any(|o| o.figure == figure);
            let parts = c.figures.iter().filter(|&&f| !listed(f) && c.claim != Some(f)).map(|&f| (f, "part"));
            let claim = c.claim.map(|f| (f, "claim"));
            for (position, (figure, role)) in operands.chain(parts).chain(claim).enumerate() {
                tables[OPERANDS].push(vec![
                    rep(),
                    format!("{check}/{position}").into(),
                    check.as_str().into(),
                    (position as u32).into(),
                    name(&figure_keys, Some(figure)),
                    role.into(),
                ]);
            }
        }

        for w in &report.warnings {
            let at = first(&w.bytes);
            tables[WARNINGS].push(vec![
                rep(),
                format!("warning.{}:{}", w.code, at.unwrap_or_default()).into(),
                w.code.as_str().into(),
                w.message.as_str().into(),
                at.into(),
                json(&w.bytes).into(),
            ]);
        }
        number_repeats(&mut tables[WARNINGS]);
        // The same cell twice would be the table's own contradiction; it must not be ours.
        number_repeats(&mut tables[CELLS]);

        Self {
            report: own_name,
            path: report.source.path,
            output_hash,
            year: report.document.fiscal_year.map(|y| y.value),
            tables,
        }
    }
}

/// A key that was handed out before gets a number.
fn number_repeats(rows: &mut [Row]) {
    let mut seen: HashMap<String, u32> = HashMap::with_capacity(rows.len());
    for row in rows {
        if let Some(Value::Text(key)) = row.get_mut(1) {
            let times = seen.entry(key.clone()).or_insert(0);
            *times += 1;
            if *times > 1 {
                *key = format!("{key}.{times}");
            }
        }
    }
}
