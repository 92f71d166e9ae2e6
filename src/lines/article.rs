//! Which lines of a web page are its article, and which its chrome.
//!
//! The article is the smallest element that holds most of the page's prose. What stands outside it is chrome, but for
//! the title: a line before the article that `<title>` repeats, and a dateline under it.

use super::html::Draft;
use super::tag::Element;
use crate::fold::squeezed;

/// An element of the tree.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// The element around it.
    pub parent: u32,
    /// What it is; `None` for the root.
    pub element: Option<Element>,
    /// Its class or id says navigation, footer, share …
    pub chrome: bool,
    /// Its id is one that publishing systems give to the article.
    pub article: bool,
    /// `display: none`
    pub hidden: bool,
    /// Bytes of prose in it, links left out.
    pub prose: u32,
}

impl Node {
    /// A table or a part of one.
    const fn is_table(&self) -> bool {
        matches!(
            self.element,
            Some(Element::Table | Element::RowGroup | Element::Row | Element::Cell | Element::HeaderCell)
        )
    }

    /// Adds a line of text.
    pub fn add(&mut self, bytes: u32, link: u32, text: &str) {
        let own = bytes.saturating_sub(link);
        // Menus are short, prose is long or ends as a sentence.
        if own >= 45 || own >= 12 && text.trim_end().ends_with(['。', '；', '：']) {
            self.prose += own;
        }
    }
}

/// Words in a class or an id that name chrome.
const CHROME: [&str; 34] = [
    "nav",
    "navbar",
    "menu",
    "breadcrumb",
    "crumb",
    "crumbs",
    "location",
    "position",
    "dqwz",
    "share",
    "bdshare",
    "footer",
    "foot",
    "bottom",
    "copyright",
    "sidebar",
    "aside",
    "related",
    "toolbar",
    "pagination",
    "pager",
    "qrcode",
    "ewm",
    "erweima",
    "search",
    "login",
    "header",
    "top",
    "fontsize",
    "print",
    "close",
    "tool",
    "tools",
    "prevnext",
];

/// Whether a class or id names chrome.
pub fn is_chrome_name(value: &str) -> bool {
    let word = |c: char| !c.is_ascii_alphabetic();
    value.split(word).any(|w| CHROME.iter().any(|c| w.eq_ignore_ascii_case(c)))
}

/// Whether an id is one that publishing systems give to the article.
pub fn is_article_name(value: &str) -> bool {
    ["UCAP-CONTENT", "zoom", "vsb_content", "article_content", "artibody", "fontzoom"]
        .iter()
        .any(|n| value.trim().eq_ignore_ascii_case(n))
}

/// Marks chrome.
pub fn judge(nodes: &mut [Node], drafts: &mut [Draft], text: &str) {
    // Children stand behind their parents: one pass from the end sums up the tree.
    let mut subtree: Vec<u32> = nodes.iter().map(|n| n.prose).collect();
    for i in (1..nodes.len()).rev() {
        let parent = nodes[i].parent as usize;
        if parent < i {
            subtree[parent] += subtree[i];
        }
    }
    let total = subtree.first().copied().unwrap_or(0);
    if total == 0 {
        return;
    }
    let container = container(nodes, &subtree, total);
    let annexes = annexes(nodes, &subtree, container, total);
    // For each node: inside the article, and inside chrome.
    let mut inside = vec![false; nodes.len()];
    let mut chrome = vec![false; nodes.len()];
    for i in 0..nodes.len() {
        let parent = nodes[i].parent as usize;
        let (up, dark) = if i > 0 { (inside[parent], chrome[parent]) } else { (false, false) };
        inside[i] = up || i == container || annexes.contains(&i);
        let node = &nodes[i];
        let named = node.hidden
            || node.chrome && !(up && node.is_table())
            || matches!(node.element, Some(Element::Chrome | Element::Head));
        chrome[i] = dark && i != container || named && i > 0 && subtree[i] * 8 < total && !holds(nodes, container, i);
    }
    let page_title = drafts.iter().find(|d| d.markup.page_title).map(|d| squeezed(d.span.of(text))).unwrap_or_default();
    let first = drafts.iter().position(|d| inside[d.node as usize] && !d.opaque).unwrap_or(0);
    let mut title = None;
    for (i, draft) in drafts.iter().enumerate() {
        if i >= first + 12 || draft.markup.page_title || draft.opaque || nodes[draft.node as usize].hidden {
            continue;
        }
        let line = squeezed(draft.span.of(text));
        if is_title(&line, &page_title, draft) {
            title = Some(i);
        }
    }
    if title.is_none() && page_title.is_empty() {
        // A page without a title of its own: the line right above the article is taken for one.
        let above =
            (0..first).rev().take(6).find(|&i| !drafts[i].opaque && !squeezed(drafts[i].span.of(text)).is_empty());
        title = above.filter(|&i| looks_like_title(&drafts[i], text));
    }
    for (i, draft) in drafts.iter_mut().enumerate() {
        let out = !inside[draft.node as usize] || chrome[draft.node as usize];
        let spared = title.is_some_and(|t| {
            t == i || i > t && i < first + 3 && i <= t + 4 && !draft.opaque && is_dateline(draft.span.of(text).trim())
        });
        draft.markup.chrome |= out && !spared || draft.markup.page_title;
    }
}

fn holds(nodes: &[Node], mut inner: usize, outer: usize) -> bool {
    while inner > outer {
        inner = nodes[inner].parent as usize;
    }
    inner == outer
}

/// The smallest element that holds seven tenths of the prose.
fn container(nodes: &[Node], subtree: &[u32], total: u32) -> usize {
    let mut best = 0;
    for i in 1..nodes.len() {
        let holds_most = u64::from(subtree[i]) * 10 >= u64::from(total) * 7;
        let leaf = matches!(
            nodes[i].element,
            Some(Element::Paragraph | Element::Heading(_) | Element::Row | Element::RowGroup)
        );
        if holds_most && !leaf && nodes[i].element != Some(Element::Table) && holds(nodes, i, best) {
            best = i;
        }
    }
    best
}

/// What stands beside the article and is prose as well: notes, a glossary.
fn annexes(nodes: &[Node], subtree: &[u32], container: usize, total: u32) -> Vec<usize> {
    if container == 0 {
        return Vec::new();
    }
    let parent = nodes[container].parent;
    let beside = (1..nodes.len()).filter(|&i| nodes[i].parent == parent && i != container);
    beside.filter(|&i| subtree[i] * 20 >= total && !nodes[i].chrome && !nodes[i].hidden).collect()
}

/// A line that `<title>` repeats, whole or in good part.
fn is_title(line: &str, page_title: &str, draft: &Draft) -> bool {
    if line.len() < 18 || page_title.is_empty() || draft.link * 2 > line.len() as u32 {
        return false;
    }
    page_title.contains(line) && line.len() * 3 >= page_title.len()
        || line.contains(page_title) && line.len() <= page_title.len() * 2
}

/// A heading, or a line that begins or ends as titles do, without links.
fn looks_like_title(draft: &Draft, text: &str) -> bool {
    let line = draft.span.of(text).trim();
    let ends = ["报告", "公报", "通知", "意见", "批复", "办法", "规定", "决定", "函", "问题", "草案", "说明"];
    draft.link == 0
        && (12..=200).contains(&line.len())
        && (draft.markup.heading > 0 || line.starts_with("关于") || ends.iter().any(|e| line.ends_with(e)))
}

/// `——2026年1月8日在云溪市第五届人民代表大会第一次会议上`, or the office below it.
fn is_dateline(line: &str) -> bool {
    line.starts_with("—") || line.starts_with("（") && line.contains("年") || line.ends_with("会议上")
}
