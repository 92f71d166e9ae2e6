//! Numbered items to duties, tasks, outcomes, problems and measures; their budget; links from plan to outcome.

mod budget;
mod link;
mod role;

use self::role::Given;
use crate::figure::Figure;
use crate::front::Front;
use crate::layout::{BlockKind, Page, Warning};
use crate::meaning::Meaning;
use crate::outline::{Item, Outline};
use crate::span::CleanSpan;

/// What a numbered item is, from the headings above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A standing duty of the body.
    Duty,
    /// A task of the year.
    Task,
    /// What was done and achieved.
    Outcome,
    /// A problem found.
    Problem,
    /// A measure against problems, or a plan for the coming year.
    Measure,
    /// None of these.
    Other,
}

/// The budget slots of a task, as figure indices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// 年初预算
    pub initial: Option<u32>,
    /// 全年预算, 调整预算
    pub annual: Option<u32>,
    /// 执行数
    pub executed: Option<u32>,
    /// 执行率
    pub rate: Option<u32>,
}

/// A numbered item with a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The heading it stands under.
    pub heading: Option<u32>,
    /// The heading whose list it belongs to: that of an item, the one above a heading.
    pub list: Option<u32>,
    /// Its role.
    pub role: Role,
    /// The label as printed.
    pub label: CleanSpan,
    /// Its number.
    pub ordinal: Option<u32>,
    /// What it is called: up to the first 。 or ； or, where that is long, the first ，.
    pub title: CleanSpan,
    /// The blocks it covers.
    pub blocks: Vec<u32>,
    /// Its budget; `None` where it has none.
    pub budget: Option<Budget>,
    /// The figures in it.
    pub figures: Vec<u32>,
}

/// Why a plan and an outcome are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// The same number in sibling lists.
    Number,
    /// Words in common.
    Words,
    /// The same figure in both.
    Figures,
}

/// A plan and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Index of the task.
    pub task: u32,
    /// Index of the outcome.
    pub outcome: u32,
    /// Why.
    pub by: Vec<Evidence>,
}

/// The tasks of a document.
#[derive(Debug, Default)]
pub struct Tasks {
    /// In reading order.
    pub tasks: Vec<Task>,
    /// Plan to outcome.
    pub links: Vec<Link>,
    /// Plans without an outcome and outcomes without a plan, in lists of which others are linked.
    pub warnings: Vec<Warning>,
}

/// A title longer than this ends at its first comma, in characters.
const LONG_TITLE: usize = 40;

/// Reads the tasks.
pub fn tasks(page: &Page, outline: &Outline, front: &Front, figures: &[Figure], meanings: &[Meaning]) -> Tasks {
    // Norms, digests and minutes set nobody a task.
    let kind = front.kind.as_ref().map_or("", |k| k.value);
    if matches!(kind, "regulation" | "judgment_guide") {
        return Tasks::default();
    }
    let roles = role::of_headings(outline, front, &page.text);
    if roles.iter().all(|(_, under)| *under == Given::Nothing) {
        return Tasks::default();
    }
    let mut tasks = Vec::new();
    let mut items = outline.items.iter().peekable();
    // Items and headings in reading order.
    for (i, h) in outline.headings.iter().enumerate() {
        while let Some(item) = items.next_if(|item| item.label.start < h.label.start.min(h.text.start)) {
            tasks.extend(of_item(page, outline, &roles, item));
        }
        let (own, under) = roles[i];
        if own == Given::Nothing && under != Given::Nothing {
            let above = outline.headings[i + 1..].iter().find(|next| next.level <= h.level);
            let end = above.map_or(page.blocks.len() as u32, |next| next.block);
            tasks.push(Task {
                heading: Some(i as u32),
                list: h.parent,
                role: role::of_item(under, h.text.of(&page.text)),
                label: h.label,
                ordinal: h.ordinal,
                title: h.text,
                blocks: body(outline, h.block, end.max(h.block + 1)),
                budget: None,
                figures: Vec::new(),
            });
        }
    }
    for item in items {
        tasks.extend(of_item(page, outline, &roles, item));
    }
    for task in &mut tasks {
        task.figures = inside(&task.blocks, figures);
        task.budget = budget::of(&task.figures, figures, meanings);
    }
    let links = link::links(page, &tasks, figures);
    let warnings = link::unmatched(page, &tasks, &links);
    Tasks { tasks, links, warnings }
}

/// The blocks from `start` up to `end` that are text.
fn body(outline: &Outline, start: u32, end: u32) -> Vec<u32> {
    let text = |b: &u32| {
        !matches!(outline.kinds.get(*b as usize), Some(BlockKind::Furniture | BlockKind::Contents | BlockKind::Title))
    };
    (start..end).filter(text).collect()
}

/// The task that a numbered item is, if the headings above give it a role.
fn of_item(page: &Page, outline: &Outline, roles: &[(Given, Given)], item: &Item) -> Option<Task> {
    let heading = outline.section.get(item.block as usize).copied().flatten()?;
    let (_, under) = roles.get(heading as usize).copied()?;
    if under == Given::Nothing || item.ordinal.is_none() {
        return None;
    }
    let block = page.blocks.get(item.block as usize)?;
    if block.span.of(&page.text).trim_start().starts_with("附件") {
        return None;
    }
    let title = title(page, CleanSpan::new(item.label.end.min(block.span.end), block.span.end));
    let next = outline.items.partition_point(|i| i.block <= item.block);
    let next = outline.items.get(next).map_or(u32::MAX, |i| i.block);
    let mut end = item.block + 1;
    while end < next
        && outline.section.get(end as usize).copied().flatten() == Some(heading)
        && outline.kinds.get(end as usize).is_some_and(|k| !matches!(k, BlockKind::Heading))
    {
        end += 1;
    }
    Some(Task {
        heading: Some(heading),
        list: Some(heading),
        role: role::of_item(under, title.of(&page.text)),
        label: item.label,
        ordinal: item.ordinal,
        title,
        blocks: body(outline, item.block, end),
        budget: None,
        figures: Vec::new(),
    })
}

/// Up to the first `。` or `；` or `：`; where that is long, up to the first `，`.
fn title(page: &Page, rest: CleanSpan) -> CleanSpan {
    let rest = rest.trim(&page.text);
    let text = rest.of(&page.text);
    let end = text.find(['。', '；', '：', ';', '\n']).unwrap_or(text.len());
    let long = text[..end].chars().nth(LONG_TITLE).is_some();
    let end = if long { text[..end].find(['，', ',']).unwrap_or(end) } else { end };
    rest.part(0..end).trim(&page.text)
}

/// The figures that stand in these blocks, which ascend.
fn inside(blocks: &[u32], figures: &[Figure]) -> Vec<u32> {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Vec::new() };
    let start = figures.partition_point(|f| f.block < *first);
    let within = figures[start..].iter().enumerate().take_while(|(_, f)| f.block <= *last);
    within.filter(|(_, f)| blocks.binary_search(&f.block).is_ok()).map(|(i, _)| (start + i) as u32).collect()
}
