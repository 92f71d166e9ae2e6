//! Numbered items to duties, tasks, outcomes, problems and measures; their budget; links from plan to outcome.

mod budget;
mod inline;
mod link;
mod role;

use self::role::Given;
use crate::figure::Figure;
use crate::front::Front;
use crate::layout::{BlockKind, Page, Warning};
use crate::lexicon::label::Scheme;
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
    /// Its part of the first block, where that holds several.
    pub part: Option<CleanSpan>,
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
    let mut reader = Reader { page, outline, roles, led: None, tasks: Vec::new() };
    let mut items = outline.items.iter().peekable();
    // Items and headings in reading order.
    for (i, h) in outline.headings.iter().enumerate() {
        while let Some(item) = items.next_if(|item| item.label.start < h.label.start.min(h.text.start)) {
            reader.item(item);
        }
        let (own, under) = reader.roles[i];
        if own == Given::Nothing && under != Given::Nothing {
            let above = outline.headings[i + 1..].iter().find(|next| next.level <= h.level);
            let end = above.map_or(page.blocks.len() as u32, |next| next.block);
            reader.tasks.push(Task {
                heading: Some(i as u32),
                list: h.parent,
                role: role::of_item(under, h.text.of(&page.text)),
                label: h.label,
                ordinal: h.ordinal,
                title: h.text,
                blocks: body(outline, h.block, end.max(h.block + 1)),
                part: None,
                budget: None,
                figures: Vec::new(),
            });
        }
    }
    for item in items {
        reader.item(item);
    }
    reader.paragraphs();
    let mut tasks = reader.tasks;
    tasks.sort_by_key(|t| t.title.start);
    for task in &mut tasks {
        task.figures = inside(&task.blocks, figures);
        if let Some(part) = task.part {
            let own = |f: &Figure| Some(&f.block) != task.blocks.first() || part.contains(f.span);
            task.figures.retain(|&f| figures.get(f as usize).is_some_and(own));
        }
        task.budget = budget::of(page, &task.figures, figures, meanings);
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

/// A list that a sentence before it announces: `发现的主要问题：`.
#[derive(Debug, Clone, Copy)]
struct Led {
    heading: Option<u32>,
    role: Role,
    scheme: Scheme,
    /// The number of its last item.
    ordinal: u32,
}

/// Reads items.
struct Reader<'a> {
    page: &'a Page,
    outline: &'a Outline,
    /// What each heading gives by its own words, and what holds under it.
    roles: Vec<(Given, Given)>,
    led: Option<Led>,
    tasks: Vec<Task>,
}

impl Reader<'_> {
    /// The tasks that a numbered item is, if the headings above it or the sentence before its list give it a role.
    fn item(&mut self, item: &Item) {
        let (page, outline) = (self.page, self.outline);
        let heading = outline.section.get(item.block as usize).copied().flatten();
        let (Some(ordinal), Some(block)) = (item.ordinal, page.blocks.get(item.block as usize)) else { return };
        if block.span.of(&page.text).trim_start().starts_with("附件") {
            return;
        }
        let under = heading.and_then(|h| self.roles.get(h as usize)).map_or(Given::Nothing, |r| r.1);
        let given = role::announced(under, self.led(item, ordinal, heading));
        if given == Given::Nothing {
            return;
        }
        let own = CleanSpan::new(item.label.start.min(block.span.end), block.span.end);
        let parts = inline::parts(own.of(&page.text), ordinal);
        if parts.first().is_some_and(|p| p.start == 0) {
            self.parts(&parts, own, given, heading, item.block);
            return;
        }
        let next = outline.items.partition_point(|i| i.block <= item.block);
        let next = outline.items.get(next).map_or(u32::MAX, |i| i.block);
        let mut end = item.block + 1;
        while end < next
            && outline.section.get(end as usize).copied().flatten() == heading
            && outline.kinds.get(end as usize).is_some_and(|k| !matches!(k, BlockKind::Heading))
        {
            end += 1;
        }
        let title = title(page, CleanSpan::new(item.label.end.min(block.span.end), block.span.end));
        self.tasks.push(Task {
            heading,
            list: heading,
            role: role::of_item(given, title.of(&page.text)),
            label: item.label,
            ordinal: item.ordinal,
            title,
            blocks: body(outline, item.block, end),
            part: None,
            budget: None,
            figures: Vec::new(),
        });
    }

    /// The role that the sentence before the list of this item gives it.
    fn led(&mut self, item: &Item, ordinal: u32, heading: Option<u32>) -> Option<Role> {
        if let Some(led) = &mut self.led
            && led.heading == heading
            && led.scheme == item.scheme
            && ordinal.checked_sub(1) == Some(led.ordinal)
        {
            led.ordinal = ordinal;
            return Some(led.role);
        }
        self.led = None;
        let before = item.block.checked_sub(1).filter(|_| ordinal == 1)?;
        let kind = self.outline.kinds.get(before as usize)?;
        if !matches!(kind, BlockKind::Paragraph) || self.outline.section.get(before as usize).copied()? != heading {
            return None;
        }
        let text = self.page.blocks.get(before as usize)?.span.of(&self.page.text);
        let role = role::of_lead(text.trim_end().strip_suffix(['：', ':'])?)?;
        self.led = Some(Led { heading, role, scheme: item.scheme, ordinal });
        Some(role)
    }

    /// The items inside paragraphs that belong to no other: right under a heading with a role, or after a sentence that
    /// announces them.
    fn paragraphs(&mut self) {
        let (page, outline) = (self.page, self.outline);
        let mut covered = vec![false; page.blocks.len()];
        for &b in self.tasks.iter().flat_map(|t| &t.blocks) {
            if let Some(covered) = covered.get_mut(b as usize) {
                *covered = true;
            }
        }
        for (b, block) in page.blocks.iter().enumerate() {
            let kind = outline.kinds.get(b);
            if covered[b] || !matches!(kind, Some(BlockKind::Paragraph | BlockKind::Heading | BlockKind::Item)) {
                continue;
            }
            let heading = outline.section.get(b).copied().flatten();
            let under = heading.and_then(|h| self.roles.get(h as usize)).map_or(Given::Nothing, |r| r.1);
            let own = match heading.and_then(|h| outline.headings.get(h as usize)) {
                Some(h) if h.block as usize == b && !h.run_in => continue,
                Some(h) if h.block as usize == b => CleanSpan::new(h.text.end.min(block.span.end), block.span.end),
                _ => block.span,
            };
            let text = own.of(&page.text);
            if under == Given::Nothing && !role::may_lead(text) {
                continue;
            }
            let parts = inline::parts(text, 1);
            let Some(first) = parts.first() else { continue };
            let lead = text[..first.start].trim_end().trim_end_matches(['：', ':', '。', '；', ';']);
            let led = role::of_lead(lead);
            let named = heading.and_then(|h| outline.headings.get(h as usize)).map_or("", |h| h.text.of(&page.text));
            if led.is_none()
                && (role::tells_why(lead) || under == Given::One(Role::Problem) && !role::of_problems(named))
            {
                continue;
            }
            let given = role::announced(under, led);
            if given != Given::Nothing {
                self.parts(&parts, own, given, heading, b as u32);
            }
        }
    }

    /// Items inside one block.
    fn parts(&mut self, parts: &[inline::Part], own: CleanSpan, given: Given, heading: Option<u32>, block: u32) {
        for part in parts {
            let rest = own.part(part.label..part.end);
            let text = rest.of(&self.page.text);
            let signs = text.len() - text.trim_start_matches(['，', ',', '、', ' ', '\u{3000}']).len();
            let title = title(self.page, rest.part(signs..text.len()));
            self.tasks.push(Task {
                heading,
                list: heading,
                role: role::of_item(given, title.of(&self.page.text)),
                label: own.part(part.start..part.label),
                ordinal: Some(part.ordinal),
                title,
                blocks: vec![block],
                part: Some(own.part(part.start..part.end)),
                budget: None,
                figures: Vec::new(),
            });
        }
    }
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
