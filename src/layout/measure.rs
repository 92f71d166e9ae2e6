//! At which width the lines of a document were broken: of the whole, and around each line, because annexes, notes and
//! footnotes have widths of their own.

use super::Class;
use super::contents;
use super::shape::{Shape, Signs};
use crate::fold::squeezed;
use crate::lines::Lines;

/// Lines below this width say nothing about the width of the page.
const PROSE: u32 = 36;
/// How many wide lines before and after a line are looked at for the width around it.
const AROUND: usize = 12;
/// Lines broken at one width differ by this much: figures and Latin do not fill whole columns.
const PLAY: u32 = 6;

/// A width at which lines were broken, in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Full {
    /// The widest of them.
    pub most: u32,
    /// The width that most of them have as printed: see [`Measure::set_width`].
    pub common: u32,
}

/// What the lines of a document have in common.
#[derive(Debug, Clone, Default)]
pub struct Measure {
    /// The width at which lines were broken, if they were.
    full: Option<Full>,
    /// The same around single lines, by their index; empty where it is the same everywhere.
    around: Vec<(u32, Full)>,
    /// Paragraphs begin with an indent.
    pub indented: bool,
    /// Paragraphs began with an indent that was lost: their first lines are two letters narrower.
    pub narrow_first: bool,
    /// Full-width blanks stand before the first line.
    marked: bool,
    /// Blanks before every line.
    pub margin: u16,
    /// Quotation marks were set as wide as letters.
    wide_quotes: bool,
    /// Lines break around what were links: some begin with a comma.
    pub links: bool,
    /// What `<title>` says, without blanks.
    pub page_title: String,
    /// Hashes of the entries of the contents, ascending.
    pub contents: Vec<u64>,
}

impl Measure {
    /// Measures the body of a document.
    pub fn of(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class]) -> Self {
        let mut measure = Self::lines(lines, shapes, classes);
        // Where no line was broken, two full-width blanks before each of them begin a paragraph.
        if measure.full.is_none() && measure.margin >= 4 && measure.marked {
            (measure.margin, measure.indented) = (0, true);
        }
        measure
    }

    fn lines(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class]) -> Self {
        let body: Vec<usize> = (0..shapes.len()).filter(|&i| classes[i] == Class::Body).collect();
        let title = shapes.iter().find(|s| lines.lines[s.line as usize].markup.page_title);
        let page_title = title.map(|s| squeezed(s.text(lines))).unwrap_or_default();
        let contents = contents::names(lines, shapes, classes);
        let mut measure = Self { page_title, contents, ..Self::default() };
        let (mut indented, mut broken, mut markup) = (0, 0, 0);
        let mut margin = u16::MAX;
        for s in body.iter().map(|&i| &shapes[i]) {
            margin = margin.min(s.indent);
            broken += u32::from(s.broken_off());
            markup += u32::from(lines.lines[s.line as usize].markup != crate::lines::Markup::default());
        }
        measure.margin = if body.is_empty() { 0 } else { margin };
        let first = body.first().map_or("", |&i| lines.lines[shapes[i].line as usize].span.of(&lines.text));
        measure.marked = first.trim_start_matches('\u{feff}').starts_with('\u{3000}');
        for &i in &body {
            indented += usize::from((2..=12).contains(&(shapes[i].indent - measure.margin)));
        }
        measure.indented = indented * 8 > body.len();
        measure.links = broken >= 2 && markup == 0;
        let is_wide = |s: &Shape| s.width >= PROSE && s.gaps * 20 < s.width as u16;
        let wide: Vec<usize> = body.iter().copied().filter(|&i| is_wide(&shapes[i])).collect();
        // Where hardly a line ends in the middle of a sentence, none was broken.
        let open = wide.iter().filter(|&&i| Wide::is_open(&shapes[i])).count();
        if open < 3 || open * 3 < wide.len() {
            return measure;
        }
        let mut wide: Vec<(usize, Wide)> = wide.into_iter().map(|i| (i, measure.wide(lines, &shapes[i]))).collect();
        measure.wide_quotes = most_alike(&wide, |w| w.set + w.quotes) > most_alike(&wide, |w| w.set);
        if measure.wide_quotes {
            for (_, w) in &mut wide {
                w.set += w.quotes;
            }
        }
        measure.full = Full::of(wide.iter().map(|(_, w)| *w));
        for k in 0..wide.len() {
            let near = &wide[k.saturating_sub(AROUND)..wide.len().min(k + AROUND + 1)];
            let full = Full::of(near.iter().map(|(_, w)| *w));
            if let Some(full) = full.filter(|_| full != measure.full) {
                measure.around.push((wide[k].0 as u32, full));
            }
        }
        measure.narrow_first = !measure.indented && measure.narrow_first(lines, shapes, &body);
        measure
    }

    fn wide(&self, lines: &Lines<'_>, s: &Shape) -> Wide {
        let indent = u32::from(s.indent - self.margin);
        Wide {
            width: s.width + indent,
            set: self.set_width(s.text(lines), s) + indent,
            quotes: quotes(s.text(lines)),
            open: Wide::is_open(s),
            prose: s.signs.any(Signs::COMMA | Signs::STOP),
        }
    }

    /// The width of a line as it is printed: blanks take half of what they count, and so do quotation marks, where they are
    /// not as wide as letters.
    pub fn set_width(&self, text: &str, shape: &Shape) -> u32 {
        let narrower = if self.wide_quotes { 0 } else { quotes(text) };
        shape.width.saturating_sub(narrower + u32::from(shape.blanks).div_ceil(2))
    }

    /// The width at which line `i` would have been broken.
    pub fn full(&self, i: usize) -> Option<Full> {
        let at = self.around.binary_search_by_key(&(i as u32), |a| a.0);
        at.ok().map(|k| self.around[k].1).or(self.full)
    }

    /// Whether the lines that follow the last line of a paragraph, or a short line, are narrower than those within.
    fn narrow_first(&self, lines: &Lines<'_>, shapes: &[Shape], body: &[usize]) -> bool {
        let (mut first, mut narrow) = (0, 0);
        for pair in body.windows(2) {
            let (before, next) = (&shapes[pair[0]], &shapes[pair[1]]);
            let Some(full) = self.full(pair[1]) else { continue };
            let ended = before.last == '。' && before.width + 8 <= full.common;
            let short = before.width * 2 <= full.common && !before.hangs();
            let filled = !next.closed() && next.width + 12 >= full.common && next.width <= full.most + PLAY;
            if (ended || short) && filled {
                first += 1;
                narrow += u32::from(self.set_width(next.text(lines), next) + 3 <= full.common);
            }
        }
        first >= 3 && narrow * 4 >= first * 3
    }
}

/// A line that is wide enough to tell something.
#[derive(Debug, Clone, Copy)]
struct Wide {
    width: u32,
    /// Its width as printed: see [`Measure::set_width`].
    set: u32,
    /// Quotation marks in it.
    quotes: u32,
    /// It ends where no sentence ends.
    open: bool,
    /// It has the signs of prose.
    prose: bool,
}

impl Wide {
    fn is_open(s: &Shape) -> bool {
        !s.closed() && s.last != '）' && s.last != '”'
    }
}

impl Full {
    /// Prose whose lines end in the middle of a sentence, at much the same width.
    fn of(lines: impl Iterator<Item = Wide> + Clone) -> Option<Self> {
        let wide = lines.clone().count();
        let mut open: Vec<Wide> = lines.clone().filter(|w| w.open).collect();
        open.sort_unstable_by_key(|w| w.width);
        let (mut best, mut low) = (0..0, 0);
        for (i, &Wide { width: w, .. }) in open.iter().enumerate() {
            while open[low].width + PLAY < w {
                low += 1;
            }
            if i + 1 - low >= best.len() {
                best = low..i + 1;
            }
        }
        let alike = &open[best];
        let most = alike.last()?.width;
        let longer = open.iter().filter(|o| o.width > most + 12).count();
        // Three headings of a width are no margin, where whole paragraphs stand on one line; nor are the names of tables.
        let beyond = lines.filter(|w| w.width > most + 12).count();
        let prose = alike.iter().filter(|o| o.prose).count();
        let fits = alike.len() >= 3
            && prose * 3 >= alike.len()
            && open.len() * 3 >= wide
            && alike.len() * 5 >= open.len() * 2
            && longer * 8 <= open.len()
            && beyond * 4 <= wide;
        if !fits {
            return None;
        }
        let mut sets: Vec<u32> = alike.iter().map(|w| w.set).collect();
        sets.sort_unstable();
        let common = sets.chunk_by(|a, b| a == b).max_by_key(|c| c.len()).map_or(most, |c| c[0]);
        Some(Self { most, common })
    }
}

/// Quotation marks in a line.
fn quotes(text: &str) -> u32 {
    text.chars().filter(|c| matches!(c, '“' | '”' | '‘' | '’')).count() as u32
}

/// How many lines that end in the middle of a sentence have the same width.
fn most_alike(lines: &[(usize, Wide)], width: impl Fn(&Wide) -> u32) -> usize {
    let mut widths: Vec<u32> = lines.iter().filter(|(_, w)| w.open).map(|(_, w)| width(w)).collect();
    widths.sort_unstable();
    widths.chunk_by(|a, b| a == b).map(<[u32]>::len).max().unwrap_or(0)
}
