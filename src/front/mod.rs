//! Title, issuer, years, document number, date, rating, kind: what stands at the head and the foot of a report.
//! Never read from figures.
//!
//! | field | read from |
//! | --- | --- |
//! | title | the lines above the first heading or salutation that end like a title; else the page's title or running header |
//! | issuer | `我代表国务院`, the line below the title, the title itself (`云溪市财政局2024年度部门决算`), the signature |
//! | fiscal year | the title (`2024年度`, `2025年预算执行情况`), a heading (`2025年工作回顾`), the body (`本局2024年度`) |
//! | document number | `云府办发〔2019〕5号` alone on its line, or after `发文字号：` |
//! | date | the subtitle (`——2026年1月28日在…会议上`), the signature, `成文日期：`, else the page's date |
//! | rating, score | `自评等级为优`, `自评得分98.5分`, in evaluations only |

mod date;
mod issuer;
mod kind;
mod number;
mod rating;
mod title;
mod year;

use crate::layout::{BlockKind, Page};
use crate::outline::Outline;
use crate::span::CleanSpan;

/// A field and where it was read; no spans where it was inferred from the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub spans: Vec<CleanSpan>,
}

/// The front matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Front {
    /// The title, letter-spacing removed.
    pub title: Option<Field<String>>,
    /// The kind of report, a code such as `performance_self_evaluation`.
    pub kind: Option<Field<&'static str>>,
    /// Who reports.
    pub issuer: Option<Field<String>>,
    /// The year reported on.
    pub fiscal_year: Option<Field<i32>>,
    /// The year planned for, where the report has one besides.
    pub plan_year: Option<Field<i32>>,
    /// `〔2019〕5号` with the issuer's sign.
    pub document_number: Option<Field<String>>,
    /// The day of signing, delivery or publication, as partial ISO 8601.
    pub date: Option<Field<String>>,
    /// `优`, `良`, …
    pub rating: Option<Field<String>>,
    /// The score of the evaluation, as printed.
    pub score: Option<Field<String>>,
    /// Blocks that are the title.
    pub title_blocks: Vec<u32>,
}

/// Reads the front matter.
pub fn front(page: &Page, outline: &Outline) -> Front {
    let view = View::of(page, outline);
    let title = title::title(&view);
    let kind = kind::kind(&view, title.as_ref());
    let code = kind.as_ref().map_or("", |k| k.value);
    let date = date::date(&view, title.as_ref());
    let issuer = issuer::issuer(&view, title.as_ref(), code);
    let (fiscal_year, plan_year) = year::years(&view, title.as_ref(), code, date.as_ref());
    let (rating, score) = rating::rating(&view, code);
    let (title, title_blocks) = title.map_or((None, Vec::new()), |t| (Some(t.field), t.blocks));
    Front {
        title,
        kind,
        issuer,
        fiscal_year,
        plan_year,
        document_number: number::number(&view),
        date,
        rating,
        score,
        title_blocks,
    }
}

/// Longest line of a title block, in bytes: beyond it is body text.
const LINE: usize = 240;
/// Most blocks looked at above the body: pages from the web begin with a hundred lines of navigation.
const HEAD: usize = 400;

/// What all readers of the front matter look at.
struct View<'a> {
    page: &'a Page,
    outline: &'a Outline,
    /// The first block of the body: a salutation, a heading, a long paragraph.
    body: usize,
}

impl<'a> View<'a> {
    fn of(page: &'a Page, outline: &'a Outline) -> Self {
        let opens = |i: usize| {
            let b = &page.blocks[i];
            if matches!(b.kind, BlockKind::Furniture | BlockKind::Contents | BlockKind::Table) {
                return false;
            }
            let text = page.of(b.span);
            if text.starts_with("【编者按】") || text.starts_with("编者按") {
                return false;
            }
            let labelled = match outline.kinds[i] {
                BlockKind::Heading => b.markup.heading == 0,
                BlockKind::Item => !text.starts_with(['—', '-', '－', '―', '附']),
                _ => outline.section[i].is_some() && b.markup.heading == 0,
            };
            labelled || is_salutation(text) || (b.span.len() > LINE && text.contains('。'))
        };
        let limit = page.blocks.len().min(HEAD);
        let mut body = (0..limit).find(|&i| opens(i)).unwrap_or(limit);
        // 第一部分 预算报告, and below it the title, the subtitle and the text of the report.
        let below =
            (body..limit).filter(|&i| !matches!(page.blocks[i].kind, BlockKind::Furniture | BlockKind::Contents));
        let mut lines = below.take(8).take_while(|&i| page.blocks[i].span.len() <= LINE);
        if let Some(subtitle) = lines.find(|&i| date::is_dateline(page.of(page.blocks[i].span))) {
            body = (subtitle + 1..limit).find(|&i| opens(i)).unwrap_or(limit);
        }
        Self { page, outline, body }
    }

    fn text(&self, block: usize) -> &'a str {
        self.page.of(self.page.blocks[block].span)
    }

    fn kind(&self, block: usize) -> BlockKind {
        self.page.blocks[block].kind
    }

    /// Blocks above the body that are no furniture, as indices.
    fn head(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.body)
            .filter(|&i| !matches!(self.kind(i), BlockKind::Furniture | BlockKind::Contents | BlockKind::Table))
    }

    /// All blocks that are no furniture.
    fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.head().chain(self.rest())
    }

    /// Blocks from the body on that are no furniture.
    fn rest(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (self.body..self.page.blocks.len())
            .filter(|&i| !matches!(self.kind(i), BlockKind::Furniture | BlockKind::Contents))
    }

    /// The span of a part of a block, given as bytes of its text.
    fn span(&self, block: usize, part: std::ops::Range<usize>) -> CleanSpan {
        self.page.blocks[block].span.part(part)
    }
}

/// 各位代表：, 市人民政府：
fn is_salutation(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{200d}');
    (text.ends_with(['：', ':', '！']) && text.len() <= 150 && !text.contains(['。']))
        && ["各位", "同志", "代表", "人民政府", "机构", "委员", "先生", "单位", "部门"].iter().any(|w| text.contains(w))
}

/// A text without the blanks that stand beside Han or a digit.
fn tight(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if crate::fold::is_blank(c) {
            blank = !out.is_empty();
            continue;
        }
        let latin = |c: char| c.is_ascii_alphabetic();
        if blank && latin(c) && out.ends_with(latin) {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}
