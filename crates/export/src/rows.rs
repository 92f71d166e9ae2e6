//! From a report to the rows of its tables.

use std::collections::{BTreeMap, HashMap};

use crate::contract::{Bytes, Field, Report, Text};
use crate::row::{Slot, Store, Value};
use crate::scope::scopes;
use crate::table::{CELLS, CHECKS, FIGURES, HEADINGS, LINKS, OPERANDS, REPORTS, TABLES_, TASKS, WARNINGS};

/// The rows of one report.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// Its name in all tables: content hash and path hash.
    pub report: String,
    /// Its path.
    pub path: String,
    /// BLAKE3 of the JSON it was read from.
    pub output_hash: String,
    /// The issuer after the user's aliases.
    pub issuer_name: Option<String>,
    /// The year it reports on.
    pub year: Option<i32>,
    /// The rows of all tables.
    pub store: Store,
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

    fn next(&mut self, store: &mut Store, at: u32) -> Slot {
        let times = self.seen.entry(at).or_insert(0);
        *times += 1;
        let kind = self.kind;
        if *times == 1 {
            store.write(format_args!("{kind}:{at}"))
        } else {
            store.write(format_args!("{kind}:{at}.{times}"))
        }
    }

    /// The keys of all nodes of a list.
    fn all(kind: &'static str, store: &mut Store, places: impl Iterator<Item = u32>) -> Vec<Slot> {
        let mut keys = Self::new(kind);
        places.map(|at| keys.next(store, at)).collect()
    }
}

/// Makes keys unique that name more than a place: one that was handed out before gets a number.
#[derive(Default)]
struct Repeats(HashMap<String, u32>);

impl Repeats {
    fn key(&mut self, store: &mut Store, key: String) -> Slot {
        if let Some(times) = self.0.get_mut(&key) {
            *times += 1;
            return store.write(format_args!("{key}.{times}"));
        }
        let slot = store.text(&key);
        self.0.insert(key, 1);
        slot
    }
}

fn first(bytes: &Bytes) -> Option<u32> {
    bytes.first().map(|b| b[0])
}

fn at(bytes: &Bytes) -> u32 {
    first(bytes).unwrap_or_default()
}

fn named(keys: &[Slot], id: Option<u32>) -> Slot {
    id.and_then(|id| keys.get(id as usize)).copied().unwrap_or_default()
}

fn value<'a>(field: Option<&'a Field<Text<'_>>>) -> Option<&'a str> {
    field.map(|f| f.value.as_str())
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
pub(crate) fn trails(report: &Report<'_>) -> Vec<String> {
    let mut trails: Vec<String> = Vec::with_capacity(report.headings.len());
    for h in &report.headings {
        // A parent stands before its children; deeper than this no outline goes.
        let above = h.parent.and_then(|p| trails.get(p as usize)).filter(|above| above.len() < 4096);
        let own = [h.label.as_str(), h.text.as_str()];
        trails.push(match above {
            Some(above) => [above.as_str(), " / ", own[0], own[1]].concat(),
            None => own.concat(),
        });
    }
    trails
}

/// The keys of the nodes that others refer to, by index.
struct Named {
    report: Slot,
    headings: Vec<Slot>,
    tasks: Vec<Slot>,
    figures: Vec<Slot>,
    tables: Vec<Slot>,
    /// By table and cell.
    cells: Vec<Vec<Slot>>,
}

impl Rows {
    /// The rows of a report whose indices were checked.
    pub fn new(report: &Report<'_>, output_hash: String, aliases: &BTreeMap<String, String>) -> Self {
        let own_name = report_name(&report.source.blake3, &report.source.path);
        let issuer = value(report.document.issuer.as_ref());
        let issuer_name = issuer.map(|i| aliases.get(i).map_or(i, String::as_str).to_owned());
        // Figures have the most rows, of about so much text.
        let mut store = Store::with_capacity(4096 + 256 * report.figures.len());
        let table_first: Vec<u32> = report
            .tables
            .iter()
            .map(|t| {
                let block = t.blocks.first().and_then(|&b| report.blocks.get(b as usize));
                let cell = t.cells.iter().find_map(|c| first(&c.bytes));
                block.and_then(|b| first(&b.bytes)).or(cell).unwrap_or_default()
            })
            .collect();
        let named = Named {
            report: store.text(&own_name),
            headings: Keys::all("heading", &mut store, report.headings.iter().map(|h| at(&h.bytes))),
            tasks: Keys::all("task", &mut store, report.tasks.iter().map(|t| at(&t.bytes))),
            figures: Keys::all("figure", &mut store, report.figures.iter().map(|f| at(&f.bytes))),
            tables: Keys::all("table", &mut store, table_first.iter().copied()),
            cells: Vec::new(),
        };
        let named = Named { cells: cell_keys(report, &named, &mut store), ..named };

        reports(report, &named, issuer_name.as_deref(), &output_hash, &mut store);
        headings(report, &named, &mut store);
        tasks(report, &named, &mut store);
        tables(report, &named, &table_first, &mut store);
        figures(report, &named, &mut store);
        links(report, &named, &mut store);
        checks(report, &named, &mut store);
        warnings(report, &named, &mut store);
        Self {
            report: own_name,
            path: report.source.path.to_string(),
            output_hash,
            issuer_name,
            year: report.document.fiscal_year.as_ref().map(|y| y.value),
            store,
        }
    }
}

fn cell_keys(report: &Report<'_>, named: &Named, store: &mut Store) -> Vec<Vec<Slot>> {
    let mut keys = Vec::with_capacity(report.tables.len());
    for (table, key) in report.tables.iter().zip(&named.tables) {
        // `table:3210` has the cells `cell:3210/0/0` and so on.
        let place = match store.read(*key) {
            Value::Text(key) => key.strip_prefix("table").unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        // The same cell twice would be the table's own contradiction; it must not be ours.
        let mut seen: HashMap<(u32, u32), u32> = HashMap::with_capacity(table.cells.len());
        let key = |c: &crate::contract::Cell<'_>| {
            let times = seen.entry((c.row, c.col)).or_insert(0);
            *times += 1;
            let (row, col) = (c.row, c.col);
            if *times == 1 {
                store.write(format_args!("cell{place}/{row}/{col}"))
            } else {
                store.write(format_args!("cell{place}/{row}/{col}.{times}"))
            }
        };
        keys.push(table.cells.iter().map(key).collect());
    }
    keys
}

fn reports(report: &Report<'_>, named: &Named, issuer_name: Option<&str>, output_hash: &str, store: &mut Store) {
    let contradictions = report.checks.iter().filter(|c| c.verdict.as_str() == "contradiction").count() as u32;
    let (source, document, producer, coverage) = (&report.source, &report.document, &report.producer, &report.coverage);
    let row = [
        named.report,
        store.text(&source.path),
        store.text(&source.blake3),
        store.text(&source.text_hash),
        store.text(output_hash),
        i64::try_from(source.bytes).unwrap_or(i64::MAX).into(),
        store.text(&source.encoding),
        store.text(&source.detected_by),
        store.text(&source.confidence),
        source.replaced.into(),
        store.text(&source.media_type),
        store.maybe(value(document.title.as_ref())),
        store.maybe(value(document.kind.as_ref())),
        store.maybe(value(document.issuer.as_ref())),
        store.maybe(issuer_name),
        document.fiscal_year.as_ref().map(|y| y.value).into(),
        document.plan_year.as_ref().map(|y| y.value).into(),
        store.maybe(value(document.document_number.as_ref())),
        store.maybe(value(document.date.as_ref())),
        store.maybe(value(document.rating.as_ref())),
        store.maybe(value(document.score.as_ref())),
        store.text(&report.schema),
        store.text(&producer.version),
        store.text(&producer.rules),
        store.json(&producer.options),
        store.text(&coverage.bytes_in_blocks),
        coverage.figures.into(),
        coverage.figures_labelled.into(),
        coverage.claims.into(),
        coverage.not_checkable.into(),
        contradictions.into(),
        store.json(&source.catalogue),
    ];
    store.push(REPORTS, &row);
}

fn headings(report: &Report<'_>, named: &Named, store: &mut Store) {
    for ((h, trail), key) in report.headings.iter().zip(trails(report)).zip(&named.headings) {
        let row = [
            named.report,
            *key,
            h.id.into(),
            self::named(&named.headings, h.parent),
            u32::from(h.level).into(),
            store.text(&h.label),
            store.text(&h.scheme),
            h.ordinal.into(),
            store.text(&h.text),
            store.text(&trail),
            h.run_in.into(),
            h.line.into(),
            at(&h.bytes).into(),
            store.ranges(&h.bytes),
        ];
        store.push(HEADINGS, &row);
    }
}

fn tasks(report: &Report<'_>, named: &Named, store: &mut Store) {
    for (t, key) in report.tasks.iter().zip(&named.tasks) {
        let slot = |pick: fn(&crate::contract::Budget) -> Option<u32>| {
            self::named(&named.figures, t.budget.as_ref().and_then(pick))
        };
        let row = [
            named.report,
            *key,
            t.id.into(),
            self::named(&named.headings, t.heading),
            store.text(&t.role),
            store.text(&t.label),
            t.ordinal.into(),
            store.text(&t.title),
            slot(|b| b.initial),
            slot(|b| b.annual),
            slot(|b| b.executed),
            slot(|b| b.rate),
            at(&t.bytes).into(),
            store.ranges(&t.bytes),
        ];
        store.push(TASKS, &row);
    }
}

fn tables(report: &Report<'_>, named: &Named, table_first: &[u32], store: &mut Store) {
    for (i, t) in report.tables.iter().enumerate() {
        let rows = t.cells.iter().map(|c| c.row.saturating_add(c.row_span.max(1))).max().unwrap_or_default();
        let columns = t.cells.iter().map(|c| c.col.saturating_add(c.col_span.max(1))).max().unwrap_or_default();
        let row = [
            named.report,
            named.tables[i],
            t.id.into(),
            store.maybe(t.caption.as_deref()),
            store.maybe(t.unit.as_deref()),
            t.header_rows.into(),
            rows.into(),
            columns.into(),
            table_first[i].into(),
        ];
        store.push(TABLES_, &row);
        for (c, key) in t.cells.iter().zip(&named.cells[i]) {
            let row = [
                named.report,
                *key,
                named.tables[i],
                c.row.into(),
                c.col.into(),
                c.row_span.into(),
                c.col_span.into(),
                store.text(&c.text),
                store.words(&c.flags),
                first(&c.bytes).into(),
                store.ranges(&c.bytes),
            ];
            store.push(CELLS, &row);
        }
    }
}

fn figures(report: &Report<'_>, named: &Named, store: &mut Store) {
    for ((f, scope), key) in report.figures.iter().zip(scopes(report)).zip(&named.figures) {
        let block = report.blocks.get(f.block as usize);
        let cell = f.cell.and_then(|[t, c]| named.cells.get(t as usize)?.get(c as usize).copied());
        let base = f.base.as_ref();
        let own_basis = scope.as_ref().is_some_and(|s| s.own_basis);
        let balance = scope.as_ref().and_then(|s| s.balance.as_ref());
        let row = [
            named.report,
            *key,
            f.id.into(),
            self::named(&named.headings, f.heading),
            self::named(&named.tasks, f.task),
            cell.unwrap_or_default(),
            store.text(&f.text),
            store.text(&f.kind),
            store.text(&f.value),
            store.maybe(f.upper.as_deref()),
            store.maybe(f.unit.as_deref()),
            store.maybe(base.map(|b| b.value.as_str())),
            store.maybe(base.and_then(|b| b.upper.as_deref())),
            store.maybe(base.and_then(|b| b.ulp.as_deref())),
            store.maybe(base.map(|b| b.unit.as_str())),
            store.maybe(f.label.as_deref()),
            store.maybe(f.indicator.as_deref()),
            store.maybe(f.period.as_deref()),
            store.maybe(f.qualifier.as_deref()),
            store.maybe(f.change.as_deref()),
            store.maybe(f.basis.as_deref()),
            store.maybe(scope.as_ref().map(|s| s.words.as_str())),
            own_basis.into(),
            store.maybe(balance.map(|b| b.side)),
            store.maybe(balance.map(|b| b.of.as_str())),
            balance.map(|b| b.year).into(),
            store.text(block.map_or("", |b| b.kind.as_str())),
            block.map_or(0, |b| b.line).into(),
            at(&f.bytes).into(),
            store.ranges(&f.bytes),
        ];
        store.push(FIGURES, &row);
    }
}

fn links(report: &Report<'_>, named: &Named, store: &mut Store) {
    let mut keys = Keys::new("link");
    for link in &report.links {
        let at = report.tasks.get(link.task as usize).map(|t| at(&t.bytes)).unwrap_or_default();
        let row = [
            named.report,
            keys.next(store, at),
            self::named(&named.tasks, Some(link.task)),
            self::named(&named.tasks, Some(link.outcome)),
            store.words(&link.by),
        ];
        store.push(LINKS, &row);
    }
}

fn checks(report: &Report<'_>, named: &Named, store: &mut Store) {
    let mut repeats = Repeats::default();
    for c in &report.checks {
        // A check stands where its claimed figure stands, else where its first figure or heading does.
        let figure = self::named(&named.figures, c.claim.or_else(|| c.figures.first().copied()));
        let heading = self::named(&named.headings, c.headings.first().copied());
        let place = match (store.read(figure), store.read(heading)) {
            (Value::Text(key), _) | (_, Value::Text(key)) => key.split_once(':').map_or("0", |(_, at)| at),
            _ => "0",
        };
        let name = format!("check.{}:{place}", c.rule.as_str());
        let key = repeats.key(store, name);
        let ends = c.interval.as_ref();
        let row = [
            named.report,
            key,
            c.id.into(),
            store.text(&c.rule),
            store.text(&c.verdict),
            store.maybe(c.severity.as_deref()),
            self::named(&named.figures, c.claim),
            store.maybe(c.claimed.as_deref()),
            store.maybe(c.computed.as_deref()),
            store.maybe(ends.map(|i| i[0].as_str())),
            store.maybe(ends.map(|i| i[1].as_str())),
            store.text(&c.message),
            store.json(&c.hints),
        ];
        store.push(CHECKS, &row);

        let Value::Text(check) = store.read(key) else { continue };
        let check = check.to_owned();
        let operands = c.operands.iter().map(|o| (o.figure, o.role.as_str()));
        let listed = |figure: u32| c.operands.iter().any(|o| o.figure == figure);
        let parts = c.figures.iter().filter(|&&f| !listed(f) && c.claim != Some(f)).map(|&f| (f, "part"));
        let claim = c.claim.map(|f| (f, "claim"));
        for (position, (figure, role)) in operands.chain(parts).chain(claim).enumerate() {
            let row = [
                named.report,
                store.write(format_args!("{check}/{position}")),
                key,
                (position as u32).into(),
                self::named(&named.figures, Some(figure)),
                store.text(role),
            ];
            store.push(OPERANDS, &row);
        }
    }
}

fn warnings(report: &Report<'_>, named: &Named, store: &mut Store) {
    let mut repeats = Repeats::default();
    for w in &report.warnings {
        let name = format!("warning.{}:{}", w.code.as_str(), at(&w.bytes));
        let row = [
            named.report,
            repeats.key(store, name),
            store.text(&w.code),
            store.text(&w.message),
            first(&w.bytes).into(),
            store.ranges(&w.bytes),
        ];
        store.push(WARNINGS, &row);
    }
}
