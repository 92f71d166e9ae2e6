//! The prose as the audit reads it: each figure with the words that lead to it, and the part it plays in its sentence.
//!
//! Nothing here looks further than a sentence or two: the work is linear in the figures.

use super::Findings;
use super::role::{REACH, compared_move, completion, core, is_base, role, tail};
pub(super) use super::role::{Role, is_of};
use super::word::{Text, Word, last, words};
use crate::figure::{Figure, Kind};
use crate::layout::{BlockKind, Page};
use crate::meaning::Meaning;
use crate::outline::Outline;
use crate::steps::Steps;
use crate::table::Tables;
use crate::task::Tasks;

/// A figure in prose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term<'a> {
    /// The figure.
    pub figure: u32,
    /// Its block.
    pub block: u32,
    /// Number of its sentence in the document (。！？ end one, and so does a block).
    pub sentence: u32,
    /// Its role.
    pub role: Role,
    /// 减少 下降: the figure counts as negative.
    pub down: bool,
    /// All between the figure before it in its block, and it.
    pub gap: Text<'a>,
    /// The words of its clause before it, blanks and closing brackets at the end taken off.
    pub lead: Text<'a>,
    /// It stands in brackets that open after the figure before it.
    pub in_brackets: bool,
    /// It is a further member of an enumeration (`43.05%、29.73%和27.22%`).
    pub listed: bool,
    /// The gap opens the parts of what stands before it: 其中, 主要用于, 包括.
    pub opens: bool,
    /// It stands behind, or is the first of, parts that were opened in its sentence.
    pub part: bool,
    /// The gap holds 其中.
    pub which: bool,
    /// The gap points back: 如前所述, 上述.
    pub back: bool,
    /// The words name a budget, a plan or a target, perhaps among others.
    pub target: bool,
    /// The gap ends in 按资金来源分，按支出性质看，分领域看.
    pub division: bool,
    /// Digits stand directly before it: a number that a blank or a page tore apart.
    pub torn: bool,
    /// A part of its sentence stands in another block: a page ended in the middle of it.
    pub cut: bool,
}

/// The document, as the rules see it.
pub(super) struct Document<'a> {
    /// The page.
    pub page: &'a Page,
    /// Its outline.
    pub outline: &'a Outline,
    /// Its tables.
    pub tables: &'a Tables,
    /// Its figures.
    pub figures: &'a [Figure],
    /// What they mean.
    pub meanings: &'a [Meaning],
    /// Its tasks.
    pub tasks: &'a Tasks,
    /// The figures in prose, without times.
    pub terms: Vec<Term<'a>>,
    /// Each figure that is looked at is a step.
    pub steps: &'a Steps,
    /// Checks that there is memory for.
    pub most: usize,
}

/// The words after the last boundary of a gap; brackets closed within are passed over. Also whether an opening bracket
/// is that boundary.
fn last_clause(gap: &str) -> (&str, bool) {
    let mut depth = 0u32;
    for (i, c) in gap.char_indices().rev() {
        match c {
            '）' | ')' => depth += 1,
            '（' | '(' if depth == 0 => return (&gap[i + c.len_utf8()..], true),
            '（' | '(' => depth -= 1,
            '，' | '；' | '。' | '：' | '、' | ',' | ';' | ':' | '\n' | '！' | '？' if depth == 0 => {
                return (&gap[i + c.len_utf8()..], false);
            }
            _ => {}
        }
    }
    (gap, false)
}

/// Whether a paragraph begins in the middle of a sentence: with a unit or with what closes a clause.
fn is_cut(text: &str) -> bool {
    let mut letters = text.chars();
    match letters.next() {
        Some('元' | '、' | '，' | '。' | '；' | '）' | '%' | '％' | '和' | '及') => true,
        Some('万' | '亿') => letters.next() == Some('元'),
        // 上年 is the end of the paragraph before.
        Some('同') => text.starts_with("同期"),
        _ => false,
    }
}

/// Whether prose ends in the middle of a sentence; `cut`: the next paragraph begins with what closes one.
fn is_left_open(text: &str, cut: bool) -> bool {
    let text = text.trim_end();
    let Some(last) = last(text) else { return false };
    let open = ('\u{4e00}'..='\u{9fff}').contains(&last) && last != '元' || matches!(last, '，' | '、' | '—');
    text.contains(['，', '。']) && (open || cut)
}

/// The nearest of these blocks, with its kind; page numbers are passed over.
fn beside<'a>(
    page: &'a Page,
    outline: &Outline,
    mut blocks: impl Iterator<Item = u32>,
) -> Option<(&'a str, BlockKind)> {
    blocks.find_map(|b| {
        let text = page.of(page.blocks.get(b as usize)?.span).trim();
        let kind = *outline.kinds.get(b as usize)?;
        let number = text.bytes().all(|b| b.is_ascii_digit());
        (kind != BlockKind::Furniture && !number).then_some((text, kind))
    })
}

/// Whether a paragraph begins in the middle of a sentence that the one before left open.
fn is_begun(page: &Page, outline: &Outline, block: u32) -> bool {
    if outline.kinds.get(block as usize) != Some(&BlockKind::Paragraph) {
        return false;
    }
    let own = page.blocks.get(block as usize).map_or("", |b| page.of(b.span));
    let before = beside(page, outline, (block.saturating_sub(4)..block).rev());
    is_cut(own)
        || before.is_some_and(|(text, kind)| {
            matches!(kind, BlockKind::Paragraph | BlockKind::Item) && is_left_open(text, false)
        })
}

/// Whether digits stand at the end of a text, with nothing but a separator behind.
fn is_torn(text: &str) -> bool {
    // The last byte of these separators: most figures stand behind a Han letter.
    if !matches!(text.as_bytes().last(), Some(b',' | 0x8c | b'.' | b' ')) {
        return false;
    }
    let before = text.trim_end_matches([',', '，', '.', ' ']);
    before.len() < text.len() && before.ends_with(|c: char| c.is_ascii_digit())
}

/// The role of a percentage of the amount directly before it.
fn of_named(whole: &Term) -> Option<Role> {
    // 占一般公共预算支出38亿元的81.1%: what was spent is a whole.
    let spent = whole.lead.starts(words!["占"]) && whole.lead.ends(words!["支出", "收入", "总额", "资金"]);
    if whole.target && !spent && whole.lead.has(words!["完成", "为", "达", "相当于", "占"]) {
        Some(Role::Completion)
    } else {
        whole.lead.starts(words!["占"]).then_some(Role::Share)
    }
}

/// Whether a gap holds nothing but what parts the members of an enumeration.
fn is_list_gap(gap: &str) -> bool {
    gap.len() <= 12 && matches!(gap.trim(), "、" | "和" | "及" | "与" | "以及" | "∶" | ":" | "：" | "，" | "／" | "/")
}

/// Words after which the parts of what stands before them are told.
const OPENS: &[Word; 11] =
    words!["其中", "主要用于", "包括", "分为", "用于以下", "具体为", "具体是", "构成为", "分别是", "项下", "項下"];

/// Words that point back to what was said.
const BACK: &[Word; 4] = words!["所述", "前述", "上述", "前文"];

/// Words that name a budget, a plan or a target.
const TARGET: &[Word; 5] = words!["预算", "计划", "目标", "任务", "指标"];

/// What is said to consist of the amounts from here on: 税收收入 of 税收收入由甲A和乙B构成, 支出 of 支出构成为：.
pub(super) fn composed_of(gap: &str) -> &str {
    if let Some((before, _)) = gap.rsplit_once("构成为").or_else(|| gap.rsplit_once("构成如下")) {
        let name = before.rsplit(['，', '。', '；', '：', '\n']).next().unwrap_or("");
        return name.trim_end_matches("具体").trim_end_matches('的').trim();
    }
    last_clause(gap).0.split_once('由').map_or("", |(name, _)| name.trim())
}

/// Whether a gap says that the parts it opens are all there are: 由以下三部分构成：
pub(super) fn promises_all(gap: &str) -> bool {
    gap.trim_start_matches('，').starts_with('由') && ["构成：", "组成："].iter().any(|w| gap.contains(w))
}

/// Whether the amounts from here on are all that something consists of: 由甲A、乙B和丙C构成.
fn is_composed(gap: &str, ahead: &str) -> bool {
    let clause = last_clause(gap).0.trim_start();
    let Some(name) = clause.strip_prefix('由').or_else(|| clause.split_once('由').map(|(_, name)| name)) else {
        return false;
    };
    let mut end = ahead.len().min(REACH);
    while !ahead.is_char_boundary(end) {
        end -= 1;
    }
    let sentence = ahead[..end].split(['。', '；', '\n']).next().unwrap_or("");
    !name.is_empty()
        && !name.starts_with(['于', '上'])
        && ["构成", "组成"].iter().any(|w| {
            let before = sentence.find(w).map(|at| sentence[..at].trim_end());
            before.is_some_and(|s| s.contains(['、', '和']) && !s.ends_with('等') && !s.contains("包括"))
        })
}

/// Whether a gap ends in 按资金来源分，按支出性质看，分领域看 at the start of a sentence.
fn is_division(gap: Text) -> bool {
    if !gap.has(words!["按", "从", "分", "依"]) {
        return false;
    }
    let gap = gap.str();
    let sentence = gap.rsplit(['。', '；', '！', '？']).next().unwrap_or(gap).trim_start();
    // 新建公园60处，按类别分，……
    let sentence = sentence.trim_start_matches('，');
    // 歲入依來源別分析：
    if let Some((head, _)) = sentence.split_once('：')
        && head.chars().count() <= 14
        && head.contains(['依', '按'])
        && (head.ends_with("分析") || head.ends_with('別'))
    {
        return true;
    }
    let Some(rest) = sentence.strip_prefix(['按', '从', '分']) else { return false };
    let Some((how, _)) = rest.split_once(['，', ',', '：']) else { return false };
    let how = how.trim_end();
    // 分结构看，分来源看
    if sentence.starts_with('分') {
        return how.ends_with('看');
    }
    ["分", "看", "统计", "划分", "分类", "口径", "分组", "来说"].iter().any(|w| how.ends_with(w))
}

impl<'a> Document<'a> {
    /// Reads the terms of a document.
    pub fn new(
        page: &'a Page,
        outline: &'a Outline,
        tables: &'a Tables,
        figures: &'a [Figure],
        meanings: &'a [Meaning],
        tasks: &'a Tasks,
        steps: &'a Steps,
    ) -> Self {
        let mut doc =
            Self { page, outline, tables, figures, meanings, tasks, terms: Vec::new(), steps, most: usize::MAX };
        let mut sentence = 0;
        let mut begun = false;
        for (i, f) in figures.iter().enumerate() {
            if f.cell().is_some() || matches!(f.kind, Kind::Date | Kind::Period | Kind::Rank | Kind::Duration) {
                continue;
            }
            let Some(block) = page.blocks.get(f.block as usize) else { continue };
            let last = doc.terms.last().filter(|t| t.block == f.block).copied();
            let from = last.map_or(block.span.start, |t| figures[t.figure as usize].span.end);
            let Some(gap) = page.text.get(from as usize..f.span.start as usize) else { continue };
            let near = Text::new(tail(gap));
            let ends_sentence = |t: Text| t.has(words!["。", "！", "？"]);
            let head = Text::new(&gap[..gap.len() - near.len()]);
            if last.is_none() {
                begun = is_begun(page, outline, f.block);
                doc.leave();
            }
            if last.is_none() || ends_sentence(near) || ends_sentence(head) {
                begun &= last.is_none() && !ends_sentence(near) && !ends_sentence(head);
                sentence += 1;
            }
            let (lead, in_brackets) = last_clause(near.str());
            let listed = last.is_some_and(|t| is_list_gap(&near) && doc.alike(t.figure, i as u32));
            let core = Text::new(core(lead));
            let (role, down) = match last {
                Some(t) if listed => (t.role, t.down),
                _ => role(f.kind, lead, core),
            };
            let ahead = page.text.get(f.span.end as usize..).unwrap_or("");
            let amount = !matches!(f.kind, Kind::Percent | Kind::PercentagePoint | Kind::Rate);
            let moved =
                if amount && role == Role::Level && !core.ends_with('的') { compared_move(core) } else { None };
            let role = match last {
                _ if role != Role::Level => role,
                _ if moved.is_some() => Role::Change,
                _ if is_base(core, ahead) => Role::Previous,
                // 减少483万元，约2.5%
                Some(t)
                    if f.kind == Kind::Percent
                        && t.role == Role::Change
                        && core.is_empty()
                        && near.len() <= 12
                        && !near.contains(['（', '(', '。', '；']) =>
                {
                    Role::Growth
                }
                // 減少632千元（-2.05%）
                Some(t) if f.kind == Kind::Percent && t.role == Role::Change && matches!(near.trim(), "（" | "(") => {
                    Role::Growth
                }
                // 完成年度计划36公里的105%，占全年目标620户的40%
                Some(t) if f.kind == Kind::Percent && is_of(&near) => of_named(&t).unwrap_or(role),
                // 完成调整预算（49.60亿元）的96.4%
                Some(t) if f.kind == Kind::Percent && near.trim() == "）的" && t.in_brackets => {
                    let words = t.gap.trim_end().trim_end_matches(['（', '(']);
                    let of = last_clause(words).0;
                    if completion(&[of.trim(), "的"].concat()) { Role::Completion } else { role }
                }
                // 支出12.60亿元，预算12.80亿元，完成98.4%
                Some(t)
                    if f.kind == Kind::Percent
                        && matches!(core.str(), "完成" | "实际完成" | "已完成")
                        && t.lead.starts(TARGET)
                        && t.sentence == sentence =>
                {
                    Role::Completion
                }
                _ => role,
            };
            let down = match last {
                // A printed minus says it already.
                _ if f.value.starts_with('-') => false,
                _ if moved.is_some() => moved == Some(true),
                Some(t) if role == Role::Growth && core.is_empty() && !listed => t.down,
                _ => down,
            };
            let in_brackets = in_brackets || last.is_some_and(|t| t.in_brackets && !near.contains(['）', ')']));
            // A paragraph that begins with an amount was cut from the one before, perhaps in the middle of a number.
            let cut = last.map_or_else(|| is_cut(page.of(block.span)), |t| t.torn && t.sentence == sentence);
            let torn = cut
                || f.span.start == block.span.start
                || near.trim_end().ends_with(['－', '−', '﹣'])
                || is_torn(page.text.get(..f.span.start as usize).unwrap_or(""));
            let which = near.has(words!["其中"]);
            let opens = which || near.has(OPENS) || promises_all(&near) || is_composed(&near, ahead);
            doc.terms.push(Term {
                figure: i as u32,
                block: f.block,
                sentence,
                role,
                down,
                gap: near,
                lead: core,
                in_brackets,
                listed,
                torn,
                cut: begun,
                opens,
                part: opens || last.is_some_and(|t| t.part && t.sentence == sentence),
                which,
                back: near.has(BACK),
                target: core.has(TARGET),
                division: is_division(near),
            });
        }
        doc.leave();
        doc
    }

    /// Marks the last sentence of the last block, where the block ends in the middle of it.
    fn leave(&mut self) {
        let Some(last) = self.terms.last().copied() else { return };
        let Some(block) = self.page.blocks.get(last.block as usize) else { return };
        let end = self.figures[last.figure as usize].span.end as usize;
        // The sentence of the figure is not the last one.
        if self.page.text.get(end..block.span.end as usize).is_none_or(|rest| rest.contains(['。', '！', '？'])) {
            return;
        }
        let next = beside(self.page, self.outline, last.block + 1..last.block + 5);
        let Some((next, BlockKind::Paragraph)) = next else { return };
        if is_left_open(self.page.of(block.span), is_cut(next)) {
            for t in self.terms.iter_mut().rev().take_while(|t| t.sentence == last.sentence) {
                t.cut = true;
            }
        }
    }

    /// Whether steps or memory are used up: whatever is looked for had better not be.
    pub fn is_spent(&self, out: &Findings) -> bool {
        self.steps.are_spent() || out.checks.len() > self.most
    }

    /// The figure of a term.
    pub fn figure(&self, term: &Term) -> &'a Figure {
        self.steps.take(1);
        &self.figures[term.figure as usize]
    }

    /// Whether two figures measure in the same base unit, whatever the magnitude.
    pub fn alike(&self, a: u32, b: u32) -> bool {
        self.steps.take(1);
        let (a, b) = (self.figures.get(a as usize), self.figures.get(b as usize));
        a.zip(b).is_some_and(|(a, b)| a.is_alike(b))
    }

    /// Whether a figure is an amount: of money, of things, of an area …
    pub fn is_amount(&self, term: &Term) -> bool {
        let figure = self.figure(term);
        !matches!(figure.kind, Kind::Percent | Kind::PercentagePoint | Kind::Rate | Kind::Number | Kind::Temperature)
            && figure.upper().is_none()
    }

    /// How many digits of a term are printed.
    pub fn digits(&self, term: &Term) -> usize {
        self.figure(term).value.bytes().filter(u8::is_ascii_digit).count()
    }

    /// Whether a term is an amount that stands on its own: neither in brackets nor a further member of a list.
    pub fn stands_alone(&self, term: &Term) -> bool {
        self.is_amount(term) && term.role == Role::Level && !term.in_brackets && !term.listed
    }

    /// Whether a figure cannot be held to account: the text bounds it, calls it an approximation, or tore it apart.
    pub fn qualified(&self, figure: u32) -> bool {
        let i = figure as usize;
        self.meanings.get(i).is_some_and(|m| m.qualifier.is_some())
            || self.figures.get(i).is_some_and(|f| f.qualifier.is_some() || f.upper().is_some())
            || self
                .terms
                .binary_search_by_key(&figure, |t| t.figure)
                .is_ok_and(|t| self.terms[t].torn || self.terms[t].cut || self.is_noted(t))
    }

    /// Whether a bracket directly behind a figure says that it is told on a footing of its own: （按可比口径）, （快报数）.
    fn is_noted(&self, i: usize) -> bool {
        const NOTES: &[Word; 22] = words![
            "实际",
            "不变",
            "调整",
            "名义",
            "口径",
            "可比",
            "剔除",
            "扣除",
            "不含",
            "不包括",
            "除",
            "快报",
            "初步",
            "预计",
            "相比",
            "重复",
            "同比",
            "按",
            "含",
            "往来",
            "约",
            "统计"
        ];
        let after = self.after(i).trim_start();
        let Some(note) = after.strip_prefix(['（', '(']) else { return false };
        let note = note.split(['）', ')']).next().unwrap_or(note);
        // 36240万元（约合3.62亿元）, （含甲12万元）: behind a figure the bracket goes on.
        note.chars().count() <= 24 && !note.starts_with('约') && Text::new(note).has(NOTES)
    }

    /// The same amount in brackets behind it, where that is printed in the unit of `like`: 1.26亿元（12600万元）.
    pub fn in_unit_of(&self, i: usize, like: usize) -> usize {
        let (Some(term), Some(next), Some(like)) = (self.terms.get(i), self.terms.get(i + 1), self.terms.get(like))
        else {
            return i;
        };
        let (a, b) = (self.figure(term), self.figure(next));
        let unit = &self.figure(like).unit();
        let beside =
            next.in_brackets && !term.in_brackets && next.block == term.block && matches!(next.gap.trim(), "（" | "(");
        let same = || {
            let (a, b) = (a.base()?, b.base()?);
            let off = a.value.checked_sub(b.value)?;
            let place = a.ulp.unwrap_or(crate::decimal::Decimal::ZERO);
            Some(off <= place && off.checked_add(place)? >= crate::decimal::Decimal::ZERO)
        };
        if beside && a.unit() != *unit && b.unit() == *unit && same().unwrap_or(false) { i + 1 } else { i }
    }

    /// Whether a percentage is told of this very amount: 完成年度目标480万元的103%.
    pub fn is_measure(&self, i: usize) -> bool {
        let Some(term) = self.terms.get(i) else { return false };
        self.terms.get(i + 1).is_some_and(|next| next.block == term.block && next.gap.trim() == "的")
    }

    /// A figure's label, as printed, where there is one.
    pub fn label(&self, figure: u32) -> Option<&'a str> {
        let label = &self.meanings.get(figure as usize)?.label;
        match **label {
            [one] => Some(self.page.of(one)),
            _ => None,
        }
    }

    /// A figure as the message prints it: the number, with the sign of a percentage.
    pub fn printed(&self, figure: u32) -> String {
        let Some(f) = self.figures.get(figure as usize) else { return String::new() };
        match f.kind {
            Kind::Percent | Kind::PercentagePoint => format!("{}{}", f.value, f.unit()),
            _ => f.value.to_string(),
        }
    }

    /// A figure as the message prints it beside one of another unit: `7600人次`.
    pub fn printed_with_unit(&self, figure: u32) -> String {
        self.figures.get(figure as usize).map_or_else(String::new, |f| format!("{}{}", f.value, f.unit()))
    }

    /// A figure with its label: `执行数 812.35`.
    pub fn named(&self, figure: u32) -> String {
        self.labelled(figure, self.printed(figure))
    }

    /// What is printed of a figure behind its label.
    pub fn labelled(&self, figure: u32, printed: String) -> String {
        match self.label(figure) {
            Some(label) => format!("{label} {printed}"),
            None => printed,
        }
    }

    /// What follows a term in its block: up to the next figure, at most `REACH` bytes.
    pub fn after(&self, i: usize) -> &'a str {
        let Some(term) = self.terms.get(i) else { return "" };
        let start = self.figure(term).span.end as usize;
        let end = match self.terms.get(i + 1).filter(|t| t.block == term.block) {
            Some(next) => self.figure(next).span.start as usize,
            None => self.page.blocks.get(term.block as usize).map_or(start, |b| b.span.end as usize),
        };
        let mut end = end.min(start + REACH);
        while !self.page.text.is_char_boundary(end) {
            end -= 1;
        }
        self.page.text.get(start..end).unwrap_or("")
    }
}

impl Document<'_> {
    /// The terms of the enumeration that begins at `i`, itself included.
    pub fn run(&self, i: usize) -> std::ops::Range<usize> {
        let more = self.terms.get(i + 1..).unwrap_or(&[]).iter().take_while(|t| t.listed).count();
        self.steps.take(more);
        i..i + 1 + more
    }
}
