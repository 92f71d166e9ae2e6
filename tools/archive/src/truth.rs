//! What a perfect reader would find in a report.

use serde::Serialize;

use crate::fault::{Fault, Misread};
use crate::figure::SCALE;
use crate::layout::Text;
use crate::page::Page;
use crate::proof::Verdict;
use crate::table::printed;

/// The truth of one report. `at` is a pair of code points in the decoded file, a byte order mark not counted.
#[derive(Debug, Serialize)]
pub struct Truth {
    /// The title, letter-spacing removed.
    pub title: String,
    /// Who reports.
    pub issuer: String,
    /// The year reported on.
    pub fiscal_year: i128,
    /// gongwen's code for the kind of report.
    pub kind: &'static str,
    /// The encoding by its WHATWG name.
    pub encoding: &'static str,
    /// In reading order.
    pub headings: Vec<Heading>,
    /// Tasks with a budget.
    pub tasks: Vec<Task>,
    /// Every quantity in reading order; they describe the text with its planted fault, before digits were misread.
    pub figures: Vec<Figure>,
    /// In reading order.
    pub tables: Vec<Table>,
    /// Every relation that is stated.
    pub checks: Vec<Check>,
    /// At most one.
    pub faults: Vec<PlantedFault>,
    /// Misread digits.
    pub ocr: Vec<Ocr>,
}

/// A heading.
#[derive(Debug, Serialize)]
pub struct Heading {
    /// Depth, from 1.
    pub level: usize,
    /// As printed.
    pub label: String,
    /// After the label, without 。 or ：.
    pub text: String,
    /// Body text follows in the same paragraph.
    pub run_in: bool,
    /// A reader may leave it out.
    pub optional: bool,
    /// Where label and text stand.
    pub at: [usize; 2],
}

/// A task; the slots are indices of figures.
#[derive(Debug, Serialize)]
pub struct Task {
    /// Index of its heading.
    pub heading: usize,
    /// Its number.
    pub ordinal: usize,
    /// What it is called.
    pub title: String,
    /// 年初预算
    pub initial: Option<usize>,
    /// 全年预算
    pub annual: Option<usize>,
    /// 执行数
    pub executed: Option<usize>,
    /// 执行率
    pub rate: Option<usize>,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// Its place in reading order.
    pub order: usize,
    /// As printed, noise aside.
    pub text: String,
    /// gongwen's name of its kind.
    pub kind: &'static str,
    /// In plain digits with the printed precision.
    pub value: String,
    /// The upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<String>,
    /// As printed; of a figure in a table, the unit of its column.
    pub unit: &'static str,
    /// `about more_than less_than at_least at_most`
    pub qualifier: Option<&'static str>,
    /// Half of the last printed place, in base units, as a fraction over two million; 0 for whole things.
    pub half: String,
    /// Table, row and column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<(usize, usize, usize)>,
    /// A reader may leave it out: a few, counting a list.
    pub optional: bool,
    /// Where it stands.
    pub at: [usize; 2],
}

/// A table.
#[derive(Debug, Serialize)]
pub struct Table {
    /// Its caption.
    pub caption: String,
    /// Its unit.
    pub unit: String,
    /// `pipe tab space`
    pub format: &'static str,
    /// Rows of cells as printed, the header first.
    pub rows: Vec<Vec<String>>,
    /// Where its cells stand.
    pub at: [usize; 2],
}

/// A stated relation.
#[derive(Debug, Serialize)]
pub struct Check {
    /// The rule of gongwen's audit.
    pub rule: &'static str,
    /// Which of several forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<&'static str>,
    /// Indices of figures, the claimed one last.
    pub figures: Vec<usize>,
    /// The phrasing that states it; empty for tables and what several sentences state together.
    pub phrasing: String,
    /// Of the text before digits were misread.
    pub verdict: &'static str,
    /// Of the file as it stands, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict_read: Option<&'static str>,
}

/// A planted contradiction.
#[derive(Debug, Serialize)]
pub struct PlantedFault {
    /// Index of the check it breaks.
    pub check: usize,
    /// Index of the figure that was changed.
    pub figure: usize,
    /// As it stands in the report.
    pub printed: String,
    /// As it would be true.
    #[serde(rename = "true")]
    pub original: String,
    /// Other checks it breaks.
    pub also: Vec<usize>,
}

/// A figure with misread digits.
#[derive(Debug, Serialize)]
pub struct Ocr {
    /// Index of the figure.
    pub figure: usize,
    /// As it stands in the file.
    pub printed: String,
    /// Its value as it stands in the file.
    pub value: String,
    /// As it was.
    #[serde(rename = "true")]
    pub original: String,
    /// Its cell, and what stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<(usize, usize, usize)>,
    /// What stands in the cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell_printed: Option<String>,
}

const fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Rounding => "rounding",
        Verdict::Contradiction => "contradiction",
    }
}

/// What is known of a report beside its page.
#[derive(Debug)]
pub struct Known {
    /// The title.
    pub title: String,
    /// Who reports.
    pub issuer: String,
    /// The year reported on.
    pub year: i128,
    /// The code of its kind.
    pub kind: &'static str,
    /// The encoding.
    pub encoding: &'static str,
}

/// Puts the truth of a report together.
pub fn truth(known: Known, page: &Page, text: &Text, fault: Option<Fault>, misread: &[Misread]) -> Truth {
    let mut read = page.clone();
    for m in misread {
        read.figures[m.figure] = m.read.clone();
    }
    let figures = page.figures.iter().zip(&text.figures).enumerate().map(|(order, (f, at))| {
        let half = f.interval().high - f.interval().mid;
        Figure {
            order,
            text: f.text(),
            kind: if f.date { "date" } else { f.unit.kind },
            value: f.read_value(),
            upper: f.upper.map(|u| u.to_string()),
            unit: f.read_unit(),
            qualifier: f.qualifier,
            half: format!("{half}/{SCALE}"),
            cell: f.cell,
            optional: f.optional,
            at: *at,
        }
    });
    let checks = page.checks.iter().map(|c| {
        let now = read.verdict(c.relation, &c.figures);
        Check {
            rule: c.relation.rule(),
            form: c.relation.form(),
            figures: c.figures.clone(),
            phrasing: c.phrasing.clone(),
            verdict: name(c.verdict),
            verdict_read: (now != c.verdict).then_some(name(now)),
        }
    });
    Truth {
        title: known.title,
        issuer: known.issuer,
        fiscal_year: known.year,
        kind: known.kind,
        encoding: known.encoding,
        headings: page
            .headings
            .iter()
            .zip(&text.headings)
            .map(|(h, at)| Heading {
                level: h.level,
                label: h.label.clone(),
                text: h.text.clone(),
                run_in: h.run_in,
                optional: h.optional,
                at: *at,
            })
            .collect(),
        tasks: page
            .tasks
            .iter()
            .map(|t| Task {
                heading: t.heading,
                ordinal: t.ordinal,
                title: t.title.clone(),
                initial: t.slots[0],
                annual: t.slots[1],
                executed: t.slots[2],
                rate: t.slots[3],
            })
            .collect(),
        figures: figures.collect(),
        tables: page
            .tables
            .iter()
            .zip(&text.tables)
            .map(|(t, at)| Table {
                caption: t.caption.clone(),
                unit: t.unit.clone(),
                format: t.format,
                rows: printed(t, &page.figures),
                at: *at,
            })
            .collect(),
        checks: checks.collect(),
        faults: fault
            .into_iter()
            .map(|f| PlantedFault {
                check: f.check,
                figure: f.figure,
                printed: f.printed,
                original: f.original,
                also: f.also,
            })
            .collect(),
        ocr: misread
            .iter()
            .map(|m| Ocr {
                figure: m.figure,
                printed: m.read.text(),
                value: m.read.read_value(),
                original: page.figures[m.figure].text(),
                cell: m.read.cell,
                cell_printed: m.read.cell.map(|_| m.read.text()),
            })
            .collect(),
    }
}
