//! From what the stages found to the contract: ids, names and raw bytes.

use std::borrow::Cow;
use std::io;
use std::rc::Rc;

use smallvec::SmallVec;

use super::list::List;
use super::model::{self as m, Bytes};
use super::{Extraction, model};
use crate::audit::{Severity, Verdict};
use crate::decode::{Confidence, DetectedBy, MediaType};
use crate::figure::{Figure, Kind, Qualifier};
use crate::front::Field;
use crate::layout::BlockKind;
use crate::meaning::{Basis, Change};
use crate::span::{Clean, CleanSpan, Near, OffsetMap, Raw};
use crate::table::{Cell, CellFlag};
use crate::task::{Evidence, Role};

/// Memory as a writer whose many small writes (a quote, a comma, a key) are not calls.
struct Buffer<'a>(&'a mut Vec<u8>);

#[expect(clippy::inline_always, reason = "as calls they take twice the instructions of all the rest of the JSON")]
impl io::Write for Buffer<'_> {
    #[inline(always)]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    #[inline(always)]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [byte] => self.0.push(*byte),
            _ => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Finds where spans stand in the file; nearly always the next one stands a little behind the last.
#[derive(Debug, Clone)]
struct Places<'a> {
    map: &'a OffsetMap<Clean, Raw>,
    line_starts: &'a [u32],
    run: Near,
    line: usize,
}

impl Places<'_> {
    /// The raw bytes of a span.
    fn bytes(&mut self, span: CleanSpan) -> Bytes {
        let mut bytes = Bytes::new();
        self.add(&mut bytes, span);
        bytes
    }

    /// The raw bytes of several spans.
    fn all_bytes(&mut self, spans: &[CleanSpan]) -> Bytes {
        let mut bytes = Bytes::new();
        for &span in spans {
            self.add(&mut bytes, span);
        }
        bytes
    }

    fn add(&mut self, bytes: &mut Bytes, span: CleanSpan) {
        self.map.each_range(span, &mut self.run, |range| bytes.push([range.start, range.end]));
    }

    /// The line of the first character of a span, from 1.
    fn line(&mut self, span: CleanSpan) -> u32 {
        let raw = self.map.start_near(&mut self.run, span.start);
        let begins = |line: usize| self.line_starts.get(line).is_some_and(|&start| start <= raw);
        // `line` is the number of lines that begin before or at the place.
        let ahead = self.line.checked_sub(1).is_none_or(begins);
        let close = (self.line..self.line + 4).take(if ahead { 4 } else { 0 }).find(|&line| !begins(line));
        self.line = close.unwrap_or_else(|| self.line_starts.partition_point(|&start| start <= raw));
        self.line as u32
    }
}

impl Extraction {
    /// Appends the report as one line of JSON, without a line end.
    ///
    /// # Errors
    /// None that memory gives; `serde_json` has them for other writers.
    pub fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(Buffer(out), &self.report())
    }

    /// The report, borrowed from what was read; its long lists are made while they are read, so that any writer that
    /// hands its bytes on takes a report of any size with little memory.
    pub fn report(&self) -> model::Report<'_> {
        m::Report {
            schema: m::SCHEMA,
            producer: m::Producer {
                version: env!("CARGO_PKG_VERSION"),
                rules: super::rules_hash(self.options.rules),
                options: self.options.given(),
            },
            source: self.source_record(),
            document: self.document(),
            blocks: List::new(|| self.blocks()),
            headings: List::new(|| self.headings()),
            tasks: List::new(|| self.tasks()),
            links: self.links(),
            figures: List::new(|| self.figures()),
            tables: List::new(|| self.tables()),
            checks: List::new(|| self.checks()),
            derived: self.derived(),
            warnings: self.warnings(),
            coverage: self.coverage(),
        }
    }

    /// The text of a span.
    pub fn text(&self, span: CleanSpan) -> &str {
        self.page.of(span)
    }

    fn places(&self) -> Places<'_> {
        Places { map: &self.map, line_starts: &self.source.line_starts, run: Near::default(), line: 0 }
    }

    fn coverage(&self) -> m::Coverage {
        let (mut covered, mut near) = (0, Near::default());
        for block in &self.page.blocks {
            self.map.each_range(block.span, &mut near, |range| covered += range.len() as u64);
        }
        let figures = self.figures.iter().zip(&self.meanings);
        let labelled = figures.filter(|(f, m)| !m.label.is_empty() && !matches!(f.kind, Kind::Date | Kind::Period));
        m::Coverage {
            bytes_in_blocks: hundredths(covered, self.source.bytes),
            figures: self.figures.len() as u32,
            figures_labelled: labelled.count() as u32,
            claims: self.findings.checks.len() as u32,
            not_checkable: self.findings.not_checkable,
        }
    }

    fn source_record(&self) -> m::Source<'_> {
        let s = &self.source;
        m::Source {
            path: &s.path,
            bytes: s.bytes,
            blake3: s.blake3.to_hex().to_string(),
            text_hash: s.text_hash.to_hex().to_string(),
            encoding: s.encoding,
            detected_by: match s.detected_by {
                DetectedBy::Option => "option",
                DetectedBy::Bom => "bom",
                DetectedBy::Ascii => "ascii",
                DetectedBy::ValidUtf8 => "valid_utf8",
                DetectedBy::ZeroBytes => "zero_bytes",
                DetectedBy::Declared => "declared",
                DetectedBy::Statistics => "statistics",
                DetectedBy::Fallback => "fallback",
            },
            confidence: match s.confidence {
                Confidence::Certain => "certain",
                Confidence::Likely => "likely",
                Confidence::Doubtful => "doubtful",
            },
            replaced: s.replaced,
            media_type: match s.media_type {
                MediaType::Plain => "text/plain",
                MediaType::Html => "text/html",
                MediaType::Markdown => "text/markdown",
            },
            repairs: &self.page.repairs,
            catalogue: s.catalogue.as_ref(),
        }
    }

    fn document(&self) -> m::Document<'_> {
        let f = &self.front;
        m::Document {
            title: self.text_field(f.title.as_ref()),
            kind: f.kind.as_ref().map(|k| m::Field { value: k.value, bytes: self.places().all_bytes(&k.spans) }),
            issuer: self.text_field(f.issuer.as_ref()),
            fiscal_year: self.year_field(f.fiscal_year.as_ref()),
            plan_year: self.year_field(f.plan_year.as_ref()),
            document_number: self.text_field(f.document_number.as_ref()),
            date: self.text_field(f.date.as_ref()),
            rating: self.text_field(f.rating.as_ref()),
            score: self.text_field(f.score.as_ref()),
        }
    }

    fn text_field<'a>(&self, field: Option<&'a Field<String>>) -> Option<m::Field<&'a str>> {
        field.map(|f| m::Field { value: f.value.as_str(), bytes: self.places().all_bytes(&f.spans) })
    }

    fn year_field(&self, field: Option<&Field<i32>>) -> Option<m::Field<i32>> {
        field.map(|f| m::Field { value: f.value, bytes: self.places().all_bytes(&f.spans) })
    }

    fn blocks(&self) -> impl ExactSizeIterator<Item = m::Block<'_>> {
        let title = &self.front.title_blocks;
        let mut places = self.places();
        let blocks = self.page.blocks.iter().zip(&self.outline.kinds).zip(&self.outline.section).enumerate();
        blocks.map(move |(i, ((b, kind), section))| m::Block {
            id: i as u32,
            kind: match kind {
                _ if title.contains(&(i as u32)) => "title",
                BlockKind::Title => "title",
                BlockKind::Heading => "heading",
                BlockKind::Paragraph => "paragraph",
                BlockKind::Item => "item",
                BlockKind::Table => "table",
                BlockKind::Furniture => "furniture",
                BlockKind::Contents => "contents",
            },
            text: self.text(b.span),
            line: places.line(b.span),
            bytes: places.bytes(b.span),
            heading: *section,
        })
    }

    fn headings(&self) -> impl ExactSizeIterator<Item = m::Heading<'_>> {
        let mut places = self.places();
        let headings = self.outline.headings.iter().enumerate();
        headings.map(move |(i, h)| m::Heading {
            id: i as u32,
            parent: h.parent,
            level: h.level,
            label: self.text(h.label),
            scheme: h.scheme.name(),
            ordinal: h.ordinal,
            text: self.text(h.text),
            run_in: h.run_in,
            block: h.block,
            line: places.line(h.span()),
            bytes: places.bytes(h.span()),
        })
    }

    fn tasks(&self) -> impl ExactSizeIterator<Item = m::Task<'_>> {
        let mut places = self.places();
        let tasks = self.tasks.tasks.iter().enumerate();
        tasks.map(move |(i, t)| m::Task {
            id: i as u32,
            heading: t.heading,
            role: match t.role {
                Role::Duty => "duty",
                Role::Task => "task",
                Role::Outcome => "outcome",
                Role::Problem => "problem",
                Role::Measure => "measure",
                Role::Other => "other",
            },
            label: self.text(t.label),
            ordinal: t.ordinal,
            title: self.text(t.title),
            blocks: &t.blocks,
            bytes: places.bytes(t.label.cover(t.title)),
            budget: t.budget.map(|b| m::Budget {
                initial: b.initial,
                annual: b.annual,
                executed: b.executed,
                rate: b.rate,
            }),
            figures: &t.figures,
        })
    }

    fn links(&self) -> Vec<m::Link> {
        let name = |e: &Evidence| match e {
            Evidence::Number => "number",
            Evidence::Words => "words",
            Evidence::Figures => "figures",
        };
        let links = self.tasks.links.iter();
        links.map(|l| m::Link { task: l.task, outcome: l.outcome, by: l.by.iter().map(name).collect() }).collect()
    }

    fn figures(&self) -> impl ExactSizeIterator<Item = m::Figure<'_>> {
        // The figures of tasks in their order; of one in two tasks the later counts.
        let tasks = self.tasks.tasks.iter().enumerate();
        let mut tasks: Vec<(u32, u32)> =
            tasks.flat_map(|(i, t)| t.figures.iter().map(move |&f| (f, i as u32))).collect();
        tasks.sort_unstable();
        let mut tasks = tasks.into_iter().peekable();
        let (mut places, mut labels) = (self.places(), self.places());
        // Code points are counted along: figures ascend.
        let (mut block, mut at, mut points) = (u32::MAX, 0, 0);
        let figures = self.figures.iter().zip(&self.meanings).enumerate();
        figures.map(move |(i, (f, meaning))| {
            let start = self.page.blocks[f.block as usize].span.start;
            if block != f.block || f.span.start < at {
                (block, at, points) = (f.block, start, 0);
            }
            points += code_points(self.text(CleanSpan::new(at, f.span.start)));
            let from = points;
            points += code_points(self.text(f.span));
            at = f.span.end;
            let label = self.lines(&meaning.label, f.cell());
            let task = std::iter::from_fn(|| tasks.next_if(|&(figure, _)| figure <= i as u32)).last();
            m::Figure {
                cell: f.cell().map(|(t, c)| [t, c]),
                label: self.label(&label, f.cell()),
                label_bytes: labels.all_bytes(&label),
                indicator: meaning.indicator.and_then(|i| i.of(self.options.rules)).map(|i| i.code),
                period: meaning.period.map(m::Iso),
                qualifier: meaning.qualifier.or(f.qualifier).map(qualifier),
                change: meaning.change.map(|c| match c {
                    Change::Increase => "increase",
                    Change::Decrease => "decrease",
                }),
                basis: meaning.basis.map(|b| match b {
                    Basis::Yoy => "yoy".into(),
                    Basis::Share => "share".into(),
                    Basis::VsBudget => "vs_budget".into(),
                    Basis::VsPlan => "vs_plan".into(),
                    Basis::VsTarget => "vs_target".into(),
                    Basis::VsPreviousPeriod => "vs_previous_period".into(),
                    Basis::AnnualAverage => "annual_average".into(),
                    Basis::Contribution => "contribution".into(),
                    Basis::VsYear(year) => format!("vs_{year}").into(),
                }),
                heading: self.outline.section[f.block as usize],
                task: task.map(|(_, task)| task),
                ..written(i, f, self.text(f.span), [from, points], places.bytes(f.span))
            }
        })
    }

    /// The spans of a label with the further lines of the header of its column: a meaning has room for the first of them.
    fn lines(&self, label: &[CleanSpan], cell: Option<(u32, u32)>) -> SmallVec<[CleanSpan; 4]> {
        let mut spans: SmallVec<[CleanSpan; 4]> = label.iter().copied().collect();
        let Some(table) = cell.and_then(|(t, _)| self.tables.tables.get(t as usize)) else { return spans };
        let header = &table.cells[..table.cells.partition_point(|c| c.row < table.header_rows)];
        let mut at = spans.last().and_then(|s| header.iter().position(|c| c.span == *s));
        while let Some(k) = at.filter(|&k| header[k].flags.has(CellFlag::Continued)) {
            let below = header[k + 1..].iter().position(|c| c.col == header[k].col && !c.flags.unsure());
            at = below.map(|below| k + 1 + below);
            spans.extend(at.map(|k| header[k].span));
        }
        spans
    }

    /// A label as text: a blank between the header of a row and that of a column, none between the lines of one header.
    fn label(&self, spans: &[CleanSpan], cell: Option<(u32, u32)>) -> Option<Cow<'_, str>> {
        let (first, rest) = spans.split_first()?;
        if rest.is_empty() {
            return Some(self.text(*first).into());
        }
        let table = cell.and_then(|(t, _)| self.tables.tables.get(t as usize));
        let body = table.and_then(|t| t.cells.get(t.cells.partition_point(|c| c.row < t.header_rows)));
        let names_column = |s: &CleanSpan| body.is_some_and(|b| s.start < b.span.start);
        let mut label = self.text(*first).to_owned();
        for pair in spans.windows(2) {
            // `第三` and `产业增加值` of a list are one name.
            if cell.is_some() && !(names_column(&pair[0]) && names_column(&pair[1])) {
                label.push(' ');
            }
            label.push_str(self.text(pair[1]));
        }
        Some(label.into())
    }

    fn tables(&self) -> impl ExactSizeIterator<Item = m::Table<'_>> {
        let inside = Rc::new(crate::figure::by_cell(&self.figures));
        let tables = self.tables.tables.iter().enumerate();
        tables.map(move |(i, t)| {
            let inside = Rc::clone(&inside);
            m::Table {
                id: i as u32,
                blocks: &t.blocks,
                caption: t.caption.map(|s| self.text(s)),
                unit: t.unit.map(|s| self.text(s)),
                header_rows: t.header_rows,
                cells: List::new(move || self.cells(i as u32, &t.cells, Rc::clone(&inside))),
            }
        })
    }

    /// The cells of a table, and the figures in them.
    fn cells<'a>(
        &'a self,
        table: u32,
        cells: &'a [Cell],
        inside: Rc<Vec<u32>>,
    ) -> impl ExactSizeIterator<Item = m::Cell<'a>> {
        let mut places = self.places();
        let cell_of = |figure: u32| self.figures[figure as usize].cell();
        let mut next = inside.partition_point(|&figure| cell_of(figure) < Some((table, 0)));
        cells.iter().enumerate().map(move |(k, c)| {
            let rest = inside.get(next..).unwrap_or_default();
            let own = rest.iter().take_while(|figure| cell_of(**figure) == Some((table, k as u32)));
            let figures: SmallVec<[u32; 1]> = own.copied().collect();
            next += figures.len();
            m::Cell {
                row: c.row,
                col: c.col.into(),
                row_span: c.row_span.into(),
                col_span: c.col_span.into(),
                text: self.text(c.span),
                bytes: places.bytes(c.span),
                figures,
                flags: (c.flags.iter())
                    .map(|f| match f {
                        CellFlag::Fused => "fused",
                        CellFlag::Misaligned => "misaligned",
                        CellFlag::Continued => "continued",
                    })
                    .collect(),
            }
        })
    }

    fn checks(&self) -> impl ExactSizeIterator<Item = m::Check<'_>> {
        let checks = self.findings.checks.iter().enumerate();
        checks.map(|(i, c)| m::Check {
            id: i as u32,
            rule: c.rule,
            verdict: match c.verdict {
                Verdict::Holds => "holds",
                Verdict::Rounding => "rounding",
                Verdict::Contradiction => "contradiction",
            },
            severity: c.severity.map(|s| match s {
                Severity::LastDigit => "last_digit",
                Severity::Material => "material",
                Severity::UndefinedBase => "undefined_base",
            }),
            claim: c.claim,
            operands: c.operands.iter().map(|&(figure, role)| m::Operand { figure, role }).collect(),
            claimed: c.claimed.as_deref(),
            computed: c.computed.as_deref(),
            interval: c.interval.as_ref().map(|[low, high]| [low.as_str(), high.as_str()]),
            figures: c.operands.iter().map(|&(f, _)| f).chain(c.claim).collect(),
            headings: &c.headings,
            hints: &c.hints,
            message: &c.message,
        })
    }

    fn derived(&self) -> Vec<m::Derived<'_>> {
        let derived = self.findings.derived.iter();
        derived
            .map(|d| m::Derived {
                label: &d.label,
                kind: d.kind,
                interval: &d.interval,
                nearest_round: d.nearest_round.as_deref(),
                unit: d.unit,
                figures: &d.figures,
                formula: &d.formula,
            })
            .collect()
    }

    fn warnings(&self) -> Vec<m::Warning<'_>> {
        let mut places = self.places();
        let warnings = self.warnings.iter();
        warnings
            .map(|w| m::Warning {
                code: w.code,
                message: &w.message,
                bytes: w.span.map(|s| places.bytes(s)).unwrap_or_default(),
            })
            .collect()
    }
}

fn code_points(text: &str) -> u32 {
    text.chars().count() as u32
}

/// `part / whole` with two decimals, rounded half up.
fn hundredths(part: u64, whole: u64) -> String {
    let n = (part * 200 + whole) / (2 * whole.max(1));
    format!("{}.{:02}", n / 100, n % 100)
}

/// The figures of a bare text, without layout and meaning: what `gongwen figures` prints. `range` counts code points,
/// `bytes` bytes of the text.
pub fn written_figures<'a>(text: &'a str, figures: &'a [Figure]) -> Vec<m::Figure<'a>> {
    let (mut at, mut points) = (0, 0);
    let each = figures.iter().enumerate();
    each.map(|(i, f)| {
        points += code_points(&text[at..f.span.start as usize]);
        let from = points;
        points += code_points(f.span.of(text));
        at = f.span.end as usize;
        written(i, f, f.span.of(text), [from, points], std::iter::once([f.span.start, f.span.end]).collect())
    })
    .collect()
}

/// A figure as written: without meaning and place in a document.
fn written<'a>(id: usize, f: &'a Figure, text: &'a str, range: [u32; 2], bytes: Bytes) -> m::Figure<'a> {
    m::Figure {
        id: id as u32,
        block: f.block,
        cell: None,
        range,
        bytes,
        text,
        kind: f.kind.name(),
        value: &f.value,
        upper: f.upper(),
        unit: Some(f.unit()).filter(|u| !u.is_empty()),
        base: f.base().map(|b| m::Base {
            value: m::Plain(b.value),
            upper: b.upper.map(m::Plain),
            unit: b.unit,
            ulp: b.ulp.map(m::Plain),
        }),
        label: None,
        label_bytes: Bytes::new(),
        indicator: None,
        period: None,
        qualifier: f.qualifier.map(qualifier),
        change: None,
        basis: None,
        heading: None,
        task: None,
    }
}

const fn qualifier(q: Qualifier) -> &'static str {
    match q {
        Qualifier::About => "about",
        Qualifier::MoreThan => "more_than",
        Qualifier::LessThan => "less_than",
        Qualifier::AtLeast => "at_least",
        Qualifier::AtMost => "at_most",
    }
}
