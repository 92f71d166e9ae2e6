//! Candidates to lists, lists to headings or items.

use std::cell::LazyCell;

use super::order::Order;
use super::shape::{Body, Shape, body};
use super::{Heading, Item, Outline, rows};
use crate::fold::is_blank;
use crate::layout::{BlockKind, Page, Warning};
use crate::lexicon::label::{Scheme, bullet, label};
use crate::span::CleanSpan;

/// A block that may open a part.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The block.
    pub block: u32,
    /// The label; empty where there is none.
    pub label: CleanSpan,
    /// What stands after the label, to the end of the block.
    pub body: CleanSpan,
    /// The shape of that.
    pub shape: Body,
    /// The shape that it has instead where its list is set so: see [`apart`].
    pub apart: Option<Body>,
    /// The scheme of a list that has begun within it: `附件：1.实施方案`, and `2.任务分工表` on the next line.
    pub goes_on: Option<Scheme>,
    /// Its scheme.
    pub scheme: Scheme,
    /// Its number.
    pub ordinal: u32,
    /// Numbers in the label.
    pub depth: u8,
    /// The level that markup gives it; 0 for none.
    pub markup: u8,
    /// The list it belongs to.
    pub list: u32,
    /// Its depth in the nesting, from 1.
    pub level: u8,
    /// The candidate it stands under.
    pub parent: Option<u32>,
    /// What is wrong with its number.
    pub fault: Option<Fault>,
    /// The rank of its scheme in this document; a smaller rank encloses a greater one.
    pub rank: u8,
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Numbers are missing before it.
    Gap {
        /// The number that would have continued the list.
        expected: u32,
    },
    /// The number was there before.
    Repeat {
        /// The number that would have continued the list.
        expected: u32,
    },
    /// The list begins anew without a heading between.
    Restart {
        /// The number that would have continued the list.
        expected: u32,
    },
}

/// A list and what it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct List {
    /// Members.
    pub members: u32,
    /// Its members are headings.
    pub headings: bool,
    /// It does not begin with its first number, and the text did not begin with it.
    torn: bool,
    /// It names annexes.
    annexes: bool,
    named: u32,
    /// Members that are a line of their own with text below.
    lines: u32,
    /// One of them has no stop.
    open: bool,
    stated: u32,
    bare: u32,
    last: Option<u32>,
}

/// Finds all blocks that begin with a label or are marked up as headings.
pub fn candidates(page: &Page) -> Vec<Candidate> {
    let mut found = Vec::with_capacity(64);
    let title = marked_title(page);
    // The block that a label alone on its line has taken for its text.
    let mut named = None;
    for (i, block) in page.blocks.iter().enumerate() {
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        let text = page.of(block.span);
        let dash = bullet(text);
        let read = label(&text[dash..]);
        let marked = block.markup.heading;
        let (len, scheme, ordinal, depth) = match read {
            Some(l) => (l.len, l.scheme, l.ordinal, l.depth),
            None if marked > 0 => (0, Scheme::Markup, 0, 1),
            None if dash > 0 => (0, Scheme::Dash, 0, 1),
            None => continue,
        };
        if Some(i) == title || Some(i) == named || rows::is_row(page, i) {
            continue;
        }
        let start = block.span.start + dash as u32;
        let (label, mut rest) = if scheme == Scheme::Dash {
            (CleanSpan::new(block.span.start, start).trim(&page.text), CleanSpan::new(start, block.span.end))
        } else {
            (CleanSpan::new(start, start + len as u32), CleanSpan::new(start + len as u32, block.span.end))
        };
        rest = rest.trim(&page.text);
        let mut shape = body(page.of(rest));
        if shape.shape == Shape::Alone {
            // 第四部分, and what it is called on the next line.
            match name_below(page, i) {
                Some((below, name)) => {
                    named = Some(i + 1);
                    (rest, shape) = (below, name);
                }
                None => continue,
            }
        }
        // However long, what is set bold on a line of its own is a name.
        if shape.shape == Shape::Sentence && block.markup.bold {
            shape = whole_line(page.of(rest)).unwrap_or(shape);
        }
        if !has_letter(&page.of(rest)[..shape.end]) {
            continue;
        }
        let apart = apart(page.of(rest), shape);
        let within = if scheme == Scheme::Annex { self::label(page.of(rest)) } else { None };
        let goes_on = within.filter(|l| l.ordinal == 1).map(|l| l.scheme);
        found.push(Candidate {
            block: i as u32,
            label,
            body: rest,
            shape,
            apart,
            goes_on,
            scheme,
            ordinal,
            depth,
            markup: marked,
            list: 0,
            level: 0,
            parent: None,
            fault: None,
            rank: 0,
        });
    }
    found
}

/// The heading in markup that is the title of the document: the first one, where no other is as high.
fn marked_title(page: &Page) -> Option<usize> {
    let mut marked =
        page.blocks.iter().enumerate().filter(|(_, b)| b.markup.heading > 0 && b.kind == BlockKind::Paragraph);
    let (first, block) = marked.next()?;
    let level = block.markup.heading;
    let alone = marked.all(|(_, b)| b.markup.heading > level);
    ((level <= 2 || alone) && label(page.of(block.span)).is_none()).then_some(first)
}

/// Whether words stand in it: `4.57 2024/7/4` is a row of a table.
fn has_letter(text: &str) -> bool {
    // The first character nearly always is one.
    matches!(text.as_bytes().first(), Some(0xe4..=0xe9)) || text.chars().any(char::is_alphabetic)
}

/// A name parted from the text that runs on by nothing but a blank: `一、综合 全年地区生产总值……`.
fn apart(text: &str, shape: Body) -> Option<Body> {
    if !matches!(shape.shape, Shape::Sentence | Shape::Long | Shape::RunIn) || text.len() < 120 {
        return None;
    }
    // A blank is a byte of its own, or begins as 、 and 。 do.
    let head = &text.as_bytes()[..72];
    let end =
        memchr::memchr2_iter(b' ', 0xe3, head).find(|&at| text[at..].starts_with(is_blank)).filter(|&at| at >= 6)?;
    let name = &text[..end];
    let plain = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '、' | '“' | '”' | '（' | '）');
    let left = text[end..].trim_start_matches(is_blank);
    // 一、转移支付补助 19.1 亿元: the blank stands before a figure.
    let runs_on = left.starts_with(char::is_alphabetic) || opens_with_year(left);
    (runs_on && name.chars().all(plain)).then(|| Body { shape: Shape::RunIn, end, chars: name.chars().count() })
}

/// Whether it begins with a year: `2025年`.
pub fn opens_with_year(text: &str) -> bool {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits == 4 && text[digits..].trim_start_matches(is_blank).starts_with('年')
}

/// Takes a name parted by a blank for what it is, where all of a list, and not less than two, are set so or have names of
/// another form: a blank alone is found in many a sentence.
pub fn set_apart(candidates: &mut [Candidate]) {
    let fits = |c: &Candidate| c.apart.is_some() || matches!(c.shape.shape, Shape::RunIn | Shape::Open);
    let mut counts = [(0_u32, 0_u32); Scheme::COUNT];
    for c in &*candidates {
        let (apart, others) = &mut counts[c.scheme as usize];
        *apart += u32::from(c.apart.is_some());
        *others += u32::from(!fits(c));
    }
    for c in candidates {
        if let (Some(shape), (2.., 0)) = (c.apart, counts[c.scheme as usize]) {
            c.shape = shape;
        }
    }
}

/// What a label that stands alone on its line labels: the next block.
fn name_below(page: &Page, i: usize) -> Option<(CleanSpan, Body)> {
    let next = page.blocks.get(i + 1).filter(|b| b.kind == BlockKind::Paragraph)?;
    let text = page.of(next.span);
    let name = body(text);
    let fits = match name.shape {
        Shape::Open => name.chars <= 30,
        Shape::Closed | Shape::RunIn => true,
        _ => false,
    };
    (fits && label(text).is_none()).then_some((next.span, name))
}

/// The depth of an unnumbered heading that only its look makes one.
pub const ASIDE: u8 = 2;

/// A list that may still go on.
#[derive(Debug, Clone, Copy)]
struct Open {
    scheme: Scheme,
    depth: u8,
    markup: u8,
    stated: bool,
    last: u32,
    list: u32,
    candidate: u32,
}

/// Puts the candidates into lists and the lists into one another; gives the number of lists.
pub fn nest(candidates: &mut [Candidate]) -> u32 {
    let order = Order::of(candidates.iter().map(|c| (c.scheme, c.ordinal)));
    let mut stack: Vec<Open> = Vec::new();
    // A text cut out of a longer one begins in the middle: no number is missed there.
    let torn_text = candidates.first().is_some_and(|c| c.ordinal > 1);
    // Of each scheme the last number and its list.
    let mut seen = [(0_u32, 0_u32); Scheme::COUNT];
    let mut lists = 0;
    // Each candidate is read as a whole and changed in place, and so are earlier ones: an index is what fits.
    #[allow(clippy::needless_range_loop)]
    for i in 0..candidates.len() {
        let c = candidates[i];
        let stated = is_stated(&c);
        candidates[i].rank = order.rank(c.scheme);
        let numbered = c.ordinal > 0 && !matches!(c.scheme, Scheme::Markup | Scheme::Unnumbered);
        let mut fault = None;
        // An annex begins anew: its parts are of the first level.
        if c.scheme == Scheme::Annex {
            stack.clear();
            if let Some(scheme) = c.goes_on {
                seen[scheme as usize] = (1, lists);
                candidates[i].list = lists;
                lists += 1;
            }
        }
        if matches!(c.scheme, Scheme::Annex | Scheme::Dash) {
            candidates[i].level = stack.len() as u8 + 1;
            candidates[i].parent = stack.last().map(|o| o.candidate);
            if c.goes_on.is_none() {
                candidates[i].list = lists;
                lists += 1;
            }
            continue;
        }
        let same = |o: &Open| o.scheme == c.scheme && o.depth == c.depth && o.markup_agrees(&c);
        let at = if numbered {
            let follows = |o: &Open| same(o) && o.last + 1 == c.ordinal;
            let one = c.ordinal == 1;
            // 三、 may go on with the items within a part or with the parts: a name goes on with names, a sentence with
            // sentences, and a short sentence with whatever is nearest.
            let near = c.shape.shape == Shape::Closed;
            (stack.iter().rposition(|o| follows(o) && (near || o.stated == stated)))
                .or_else(|| stack.iter().rposition(follows))
                .or_else(|| stack.iter().rposition(|o| same(o) && !(one && stated && !o.stated)))
        } else {
            stack.iter().rposition(same)
        };
        let list = if let Some(at) = at {
            stack.truncate(at + 1);
            let open = stack[at];
            if numbered && open.last + 1 != c.ordinal {
                let expected = open.last + 1;
                fault = match c.ordinal {
                    // 2.1 after 1.3: the number before it has changed.
                    1 if c.depth > 1 => None,
                    1 => Some(Fault::Restart { expected }),
                    n if n > expected => Some(Fault::Gap { expected }),
                    _ => Some(Fault::Repeat { expected }),
                };
            }
            if numbered && c.ordinal == 1 {
                lists += 1;
                lists - 1
            } else {
                open.list
            }
        } else {
            let within = |o: &Open| {
                if c.scheme == Scheme::Unnumbered {
                    !c.label_is_root() && o.scheme != Scheme::Unnumbered
                } else if c.scheme == Scheme::Markup {
                    o.markup > 0 && o.markup < c.markup
                } else if c.markup > 0 && o.markup > 0 && o.markup != c.markup {
                    o.markup < c.markup
                } else {
                    order.rank(o.scheme) < order.rank(c.scheme) || o.scheme == c.scheme
                }
            };
            // A line without a number stands beside the lists within a part: it has no say in their depth.
            while stack.last().is_some_and(|o| !within(o) || o.is_aside() && stack.len() > 1) {
                stack.pop();
            }
            let (number, list) = seen[c.scheme as usize];
            // Articles, and （七） after （六） of the chapter before, are one list.
            let goes_on = numbered && c.ordinal > 1 && c.ordinal == number + 1;
            if numbered && c.ordinal > 1 && !goes_on && !(torn_text && number == 0) {
                fault = Some(Fault::Gap { expected: 1 });
            }
            let list = if goes_on { list } else { lists };
            stack.push(Open {
                scheme: c.scheme,
                depth: c.depth,
                markup: c.markup,
                stated,
                last: 0,
                list,
                candidate: 0,
            });
            lists += u32::from(!goes_on);
            list
        };
        seen[c.scheme as usize] = (c.ordinal, list);
        let level = stack.len();
        let parent = level.checked_sub(2).and_then(|k| stack.get(k)).map(|o| o.candidate);
        if let Some(top) = stack.last_mut() {
            (top.last, top.list, top.candidate) = (c.ordinal, list, i as u32);
            if c.shape.shape != Shape::Closed {
                top.stated = stated;
            }
        }
        let c = &mut candidates[i];
        (c.list, c.level, c.parent, c.fault) = (list, level.min(u8::MAX.into()) as u8, parent, fault);
    }
    lists
}

impl Open {
    /// A line that only its look makes a heading.
    fn is_aside(&self) -> bool {
        self.scheme == Scheme::Unnumbered && self.depth == ASIDE
    }

    /// Markup headings of another level are another list.
    fn markup_agrees(&self, c: &Candidate) -> bool {
        c.scheme != Scheme::Markup || self.markup == c.markup
    }
}

/// Whether it reads like a statement rather than a name.
fn is_stated(c: &Candidate) -> bool {
    matches!(c.shape.shape, Shape::Sentence | Shape::Long)
}

/// Schemes whose entries are never headings.
const fn never_heads(scheme: Scheme) -> bool {
    matches!(scheme, Scheme::HanShi | Scheme::Bracket | Scheme::Dash | Scheme::Annex)
}

/// Decides each list; a member that is a long name on a line of its own follows those beside it.
pub fn decide(page: &Page, candidates: &mut [Candidate], lists: u32) -> Vec<List> {
    let mut lists = vec![List::default(); lists as usize];
    let body_after = |c: &Candidate, next: Option<&Candidate>| {
        let from = page.blocks.partition_point(|b| b.span.start < c.body.end.max(c.label.end));
        let until = next.map_or(page.blocks.len(), |n| n.block as usize);
        page.blocks[from.min(until)..until]
            .iter()
            .any(|b| !matches!(b.kind, BlockKind::Furniture | BlockKind::Contents))
    };
    let mut opening = vec![false; candidates.len()];
    for (i, c) in candidates.iter().enumerate() {
        let next = candidates.get(i + 1);
        let opens = body_after(c, next) || next.is_some_and(|n| n.level > c.level && n.parent == Some(i as u32));
        opening[i] = opens;
        let list = &mut lists[c.list as usize];
        list.torn |= list.members == 0 && c.fault == Some(Fault::Gap { expected: 1 });
        list.members += 1;
        list.annexes |= c.scheme == Scheme::Annex;
        list.last = Some(i as u32);
        match c.shape.shape {
            // （一）技术领域：写明……；（二）背景技术：写明……；
            Shape::RunIn if page.of(c.body).ends_with(['；', ';']) => list.stated += 2,
            // 第二条 本法适用于……。: an article is said, not named.
            Shape::RunIn | Shape::Closed if c.scheme == Scheme::Article => list.stated += 2,
            Shape::RunIn => list.named += 2,
            shape @ (Shape::Open | Shape::Closed) if opens => {
                list.named += 2;
                list.lines += 1;
                list.open |= shape == Shape::Open;
            }
            Shape::Open => list.bare += 1,
            // The text was cut off below it.
            Shape::Closed if is_last(page, c) && page.of(c.body).ends_with(['：', ':']) => list.bare += 1,
            Shape::Alone | Shape::Closed | Shape::Long | Shape::Sentence => list.stated += 2,
        }
    }
    // Below the articles of a law stand cases and conditions: only a name on a line of its own names a part there.
    let law = candidates.iter().filter(|c| c.scheme == Scheme::Article && c.shape.shape != Shape::Open).count() >= 2;
    let evaluation = LazyCell::new(|| is_evaluation(page));
    for list in &mut lists {
        let Some(last) = list.last.map(|i| &candidates[i as usize]) else { continue };
        let against = 2 * list.stated + list.bare;
        list.headings = if never_heads(last.scheme)
            || list.annexes
            || (list.torn && last.scheme >= Scheme::ArabicDot && last.scheme != Scheme::Case)
        {
            false
        } else if matches!(last.scheme, Scheme::Markup | Scheme::Unnumbered) {
            true
        } else if law && last.scheme > Scheme::Article && !list.open {
            false
        } else if list.named == 0 {
            // A lone heading at the end of a cut text.
            let first = last.ordinal == 1 && matches!(last.scheme, Scheme::ArabicDot | Scheme::Case);
            list.stated == 0 && list.members == 1 && (last.scheme <= Scheme::HanParen || first && is_last(page, last))
        } else if last.scheme >= Scheme::ArabicDot && *evaluation && lists_tasks(page, candidates, last) {
            false
        } else {
            2 * list.named > against
        };
    }
    // What stands between two names of parts is one, too.
    let mut before = vec![false; lists.len()];
    for i in (0..candidates.len()).rev() {
        let c = &candidates[i];
        let list = &lists[c.list as usize];
        let goes_on = std::mem::replace(&mut before[c.list as usize], true);
        let fits = goes_on && opening[i] && c.ordinal > 1 && c.shape.shape == Shape::Sentence;
        if fits && list.headings && 2 * list.lines > list.members {
            candidates[i].shape = whole_line(page.of(c.body)).unwrap_or(c.shape);
        }
    }
    lists
}

/// Whether nothing follows the block of a candidate but furniture.
fn is_last(page: &Page, c: &Candidate) -> bool {
    page.blocks[c.block as usize + 1..].iter().all(|b| b.kind == BlockKind::Furniture)
}

/// A text that is one phrase, however long: no stop in it but at its end.
fn whole_line(text: &str) -> Option<Body> {
    let name = text.trim_end_matches('。');
    let chars = name.chars().count();
    let whole = chars <= 80 && !name.contains(['。', '；', ';', '：', '！', '？']);
    whole.then_some(Body {
        shape: if name.len() < text.len() { Shape::Closed } else { Shape::Open },
        end: name.len(),
        chars,
    })
}

/// Whether the document is a body's own evaluation of its spending, in which numbered duties and tasks are listed.
fn is_evaluation(page: &Page) -> bool {
    let head = page.blocks.iter().filter(|b| b.kind == BlockKind::Paragraph).take(4);
    head.map(|b| page.of(b.span)).any(|t| t.chars().count() <= 60 && t.contains("绩效"))
}

/// Whether the part that a list stands in is named as a list of duties, tasks or goals.
fn lists_tasks(page: &Page, candidates: &[Candidate], member: &Candidate) -> bool {
    let above = member.parent.and_then(|p| candidates.get(p as usize));
    above.is_some_and(|a| {
        let name = &page.of(a.body)[..a.shape.end];
        ["任务", "职责", "职能", "目标"].iter().any(|w| name.contains(w))
    })
}

/// Makes the outline of what was decided.
pub fn build(page: &Page, candidates: &[Candidate], lists: &[List]) -> Outline {
    let mut outline = Outline {
        headings: Vec::with_capacity(candidates.len()),
        items: Vec::with_capacity(candidates.len()),
        kinds: page.blocks.iter().map(|b| b.kind).collect(),
        section: vec![None; page.blocks.len()],
        ..Outline::default()
    };
    let mut heading_of: Vec<Option<u32>> = vec![None; candidates.len()];
    let mut opened: Vec<(u32, u32)> = Vec::with_capacity(candidates.len());
    let mut styles: Vec<Option<(u32, bool)>> = vec![None; lists.len()];
    let is_heading = |c: &Candidate| lists[c.list as usize].headings && c.shape.shape != Shape::Sentence;
    let mut cut = Cut::of(candidates.iter().filter(|c| is_heading(c)));
    for (i, c) in candidates.iter().enumerate() {
        let heads = is_heading(c);
        let ordinal = Some(c.ordinal).filter(|&n| n > 0);
        if let Some(style) = style(page.of(c.label)).filter(|_| c.is_numbered() && c.scheme != Scheme::Annex) {
            let first = styles[c.list as usize].get_or_insert((style, false));
            if first.0 != style && !std::mem::replace(&mut first.1, true) {
                let message = format!("expected labels of one style in a list, found {}", page.of(c.label));
                outline.warnings.push(Warning { code: "mixed_style", message, span: Some(c.label) });
            }
        }
        if let (true, Some(fault)) = (heads || c.scheme <= Scheme::ArabicDot, c.fault)
            && !(matches!(fault, Fault::Restart { .. }) && may_begin_anew(page, c))
        {
            outline.warnings.push(warning(page, c, fault));
        }
        if !heads {
            outline.items.push(Item { block: c.block, label: c.label, scheme: c.scheme, ordinal });
            outline.kinds[c.block as usize] = BlockKind::Item;
            continue;
        }
        let mut parent = c.parent;
        while let Some(p) = parent.filter(|&p| heading_of[p as usize].is_none()) {
            parent = candidates[p as usize].parent;
        }
        let text = CleanSpan::new(c.body.start, c.body.start + c.shape.end as u32).trim(&page.text);
        let run_in = matches!(c.shape.shape, Shape::RunIn | Shape::Long);
        heading_of[i] = Some(outline.headings.len() as u32);
        opened.push((c.block, outline.headings.len() as u32));
        if !run_in {
            outline.kinds[c.block as usize] = BlockKind::Heading;
            let end = page.blocks.partition_point(|b| b.span.start < text.end);
            for kind in &mut outline.kinds[c.block as usize..end.max(c.block as usize)] {
                *kind = BlockKind::Heading;
            }
        }
        outline.headings.push(Heading {
            parent: parent.and_then(|p| heading_of[p as usize]),
            level: cut.level(c),
            label: c.label,
            text,
            scheme: c.scheme,
            ordinal,
            run_in,
            block: c.block,
        });
    }
    let mut opened = opened.into_iter().peekable();
    let mut current = None;
    for (i, section) in outline.section.iter_mut().enumerate() {
        while let Some((_, h)) = opened.next_if(|(b, _)| *b as usize <= i) {
            current = Some(h);
        }
        *section = current;
    }
    outline
}

/// What stands before the first heading of the outermost scheme: the text was cut out of a longer one, or the part before
/// it has deeper headings only. They keep the depth that their scheme has in this document.
#[derive(Debug)]
struct Cut {
    ranks: u32,
    top: u8,
    offset: u8,
    over: bool,
}

impl Cut {
    fn of<'a>(headings: impl Iterator<Item = &'a Candidate>) -> Self {
        let ranks = headings.filter(|c| c.is_numbered()).fold(0_u32, |set, c| set | 1 << c.rank);
        Self { ranks, top: ranks.trailing_zeros() as u8, offset: 0, over: false }
    }

    fn level(&mut self, c: &Candidate) -> u8 {
        if c.is_numbered() && !self.over {
            self.over = c.rank == self.top;
            if c.level == 1 {
                let above = self.ranks & ((1 << c.rank) - 1);
                self.offset = if self.over { 0 } else { above.count_ones() as u8 };
            }
        }
        let offset = if c.is_numbered() { self.offset } else { 0 };
        c.level.saturating_add(offset)
    }
}

impl Candidate {
    /// An unnumbered heading that stands beside the outermost ones, such as 前言.
    const fn label_is_root(&self) -> bool {
        self.depth == 0
    }

    /// Whether it has a number, or could have one.
    const fn is_numbered(&self) -> bool {
        !matches!(self.scheme, Scheme::Markup | Scheme::Unnumbered)
    }
}

/// Whether a list may begin anew: not far above stands the name of an attached plan or rule, or the line before announces
/// a list.
fn may_begin_anew(page: &Page, c: &Candidate) -> bool {
    const ENDS: [&str; 12] =
        ["规定", "办法", "方案", "细则", "规划", "计划", "条例", "意见", "标准", "报告", "说明", "草案"];
    let mut before = page.blocks[..c.block as usize].iter().rev().filter(|b| b.kind != BlockKind::Furniture).take(3);
    let announced = before.clone().next().is_some_and(|b| page.of(b.span).ends_with(['：', ':']));
    announced
        || before.any(|b| {
            let text = page.of(b.span);
            b.kind == BlockKind::Paragraph
                && text.len() <= 150
                && label(text).is_none()
                && ENDS.iter().any(|e| text.trim_end_matches('）').ends_with(e))
        })
}

/// The signs of a label without its number, as one value: （） and () differ, 1、 and 1. differ. `None` where a label has
/// none of the signs that vary.
fn style(label: &str) -> Option<u32> {
    let signs = label.chars().filter(|c| matches!(c, '（' | '）' | '(' | ')' | '、' | '.' | '．' | '，' | '：' | ':'));
    let value = signs.fold(0_u32, |n, c| n.wrapping_mul(31).wrapping_add(c as u32));
    (value > 0).then_some(value)
}

fn warning(page: &Page, c: &Candidate, fault: Fault) -> Warning {
    let found = page.of(c.label);
    let (code, message) = match fault {
        Fault::Gap { expected } => ("numbering_gap", format!("expected number {expected}, found {found}")),
        Fault::Repeat { expected } => {
            ("numbering_repeat", format!("expected number {expected}, found {found}, which was there before"))
        }
        Fault::Restart { expected } => {
            ("numbering_restart", format!("expected number {expected}, found {found}: the list begins anew"))
        }
    };
    Warning { code, message, span: Some(c.label) }
}
