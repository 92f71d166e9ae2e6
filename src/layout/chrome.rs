//! What a web page prints around its article, also where it was saved as plain text.
//!
//! | line | where | remark |
//! | --- | --- | --- |
//! | `下载` `打印` `【字号：` `分享:` `关闭` … | anywhere among other such lines, before or after the body | |
//! | `来源：…` `发布时间：…` `责任编辑：…` `扫一扫…` | before or after the body | where nothing follows the colon, the next line too |
//! | `首页 > 政务公开 > …` | before the body | also one name to a line |
//! | the title and dateline once more, above such lines | before the body | |
//! | `市长某某作报告。本报记者某某摄` | before the body | a photograph stood there |
//! | `本作品…公有领域` | at the end | the licence and what follows it |

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Class;
use super::shape::{Shape, Signs};
use crate::fold::squeezed;
use crate::lines::Lines;

/// Whole lines, sorted.
const WHOLE: &[&str] = &[
    "EN",
    "English",
    "【字号：",
    "】",
    "上一篇",
    "下一篇",
    "下载",
    "中",
    "全屏",
    "关闭",
    "关闭窗口",
    "减小",
    "分享",
    "分享:",
    "分享到",
    "分享：",
    "加大",
    "回到顶部",
    "大",
    "大中小",
    "字体",
    "小",
    "当前位置：",
    "微信",
    "微博",
    "打印",
    "打印本页",
    "搜索",
    "收藏",
    "无障碍",
    "朗读",
    "正文",
    "注册",
    "登录",
    "简体",
    "繁体",
    "纠错",
    "网站首页",
    "返回",
    "返回顶部",
    "还原",
    "首页",
];

/// Beginnings of lines, sorted.
const HEAD: &[&str] = &[
    "COPYRIGHT",
    "Copyright",
    "copyright",
    "【字体",
    "【字号",
    "上一条",
    "上一篇",
    "下一条",
    "下一篇",
    "主办单位",
    "主办：",
    "作者：",
    "你的位置",
    "信息来源:",
    "信息来源：",
    "关于我们",
    "分享到",
    "分享：",
    "原文地址",
    "原文链接",
    "发布日期:",
    "发布日期：",
    "发布时间:",
    "发布时间：",
    "图解：",
    "字体",
    "字号",
    "开办：",
    "当前位置",
    "您当前的位置",
    "您现在的位置",
    "您的位置",
    "我要纠错",
    "所在位置",
    "手机扫",
    "打印",
    "扫一扫",
    "扫描二维码",
    "承办单位",
    "承办：",
    "技术支持",
    "文章来源：",
    "日期：",
    "时间:",
    "时间：",
    "来源:",
    "来源：",
    "浏览次数",
    "浏览量",
    "点击",
    "版权所有",
    "现在位置",
    "用手机",
    "相关报道",
    "相关文件",
    "相关链接",
    "相关阅读",
    "稿件来源：",
    "编辑：",
    "网站地图",
    "网站标识码",
    "联系我们",
    "访问次数",
    "责任编辑",
    "选择阅读字号",
    "阅读次数",
    "阅读量",
    "（信息来源",
    "（来源：",
];

/// Parts of lines after the body.
const TAIL: &[&str] = &[
    "ICP备",
    "公网安备",
    "版权所有",
    "许可证",
    "违法和不良信息",
    "举报电话",
    "网站标识码",
    "All Rights Reserved",
    "打印本页",
    "关闭窗口",
];

static TAILS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| TAIL.iter().map(Finder::new).collect());

/// What the markup makes of a line.
pub fn of_markup(lines: &Lines<'_>, shape: &Shape) -> Class {
    let markup = lines.lines[shape.line as usize].markup;
    if markup.chrome || markup.page_title { Class::Furniture } else { Class::Body }
}

/// Marks chrome before and after the body.
pub fn mark(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) {
    // The body: from the first to the last line of prose.
    let prose = |s: &Shape| s.width >= 60 && s.signs.any(Signs::COMMA | Signs::STOP) || s.width >= 30 && s.last == '。';
    let live = |c: Class| c == Class::Body;
    let candidates: Vec<usize> = (0..shapes.len()).filter(|&i| live(classes[i])).collect();
    if candidates.is_empty() {
        return;
    }
    let head = candidates.iter().take(60).position(|&i| prose(&shapes[i]) && !chrome_text(lines, &shapes[i]));
    let head = head.unwrap_or(candidates.len().min(30));
    let tail = candidates.iter().rev().take(60).position(|&i| prose(&shapes[i]) && !ends_page(lines, &shapes[i]));
    let tail = candidates.len() - tail.unwrap_or(0);
    let mut topmost = None;
    let mut value_follows = false;
    let mut k = 0;
    while k < head {
        let i = candidates[k];
        let text = shapes[i].text(lines);
        if value_follows && shapes[i].width <= 40 && !text.contains('届') {
            classes[i] = Class::Furniture;
            value_follows = false;
            k += 1;
            continue;
        }
        value_follows = false;
        if chrome_line(lines, &shapes[i], true) {
            classes[i] = Class::Furniture;
            topmost = Some(k);
            value_follows = text.ends_with(['：', ':']) && !text.starts_with("分享") && !text.starts_with('【');
            // One name of the path to a line.
            let arrow = |k: usize| {
                candidates.get(k).is_some_and(|&j| matches!(shapes[j].text(lines), ">" | "›" | "»" | ">>" | "/" | "＞"))
            };
            while arrow(k + 1) && k + 2 < candidates.len() {
                classes[candidates[k + 1]] = Class::Furniture;
                classes[candidates[k + 2]] = Class::Furniture;
                k += 2;
                value_follows = false;
            }
        }
        k += 1;
    }
    // 云溪市第六届人民代表大会第三次会议文件（一）, above the title.
    for &i in candidates.iter().take(3.min(head)) {
        let text = shapes[i].text(lines);
        let paper =
            text.trim_end_matches(['）', ')']).trim_end_matches(|c: char| "一二三四五六七八九十0123456789".contains(c));
        if shapes[i].width <= 80 && paper.trim_end_matches(['（', '(']).ends_with("会议文件") {
            classes[i] = Class::Furniture;
        }
    }
    // 首页 / 政务公开 / 当前位置：…: a short name between two such lines at the top.
    for k in 1..head.min(6) {
        let (above, i, below) = (candidates[k - 1], candidates[k], candidates.get(k + 1).copied());
        let between = classes[above] == Class::Furniture && below.is_some_and(|j| classes[j] == Class::Furniture);
        if between && shapes[i].width <= 12 && !shapes[i].signs.any(Signs::DIGIT) {
            classes[i] = Class::Furniture;
        }
    }
    if let Some(topmost) = topmost {
        repeats(lines, shapes, classes, &candidates[..head], topmost);
    }
    for &i in &candidates[tail.max(head)..] {
        if chrome_line(lines, &shapes[i], false) || ends_page(lines, &shapes[i]) {
            classes[i] = Class::Furniture;
        }
    }
    licence(lines, shapes, classes);
}

/// Whether a text begins with one of [`HEAD`]: the nearest at or before it in order, or one that this one begins with.
fn begins(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let before = &HEAD[..HEAD.partition_point(|h| *h <= text)];
    before.iter().rev().take_while(|h| h.starts_with(first)).any(|h| text.starts_with(h))
}

fn chrome_text(lines: &Lines<'_>, shape: &Shape) -> bool {
    let text = shape.text(lines);
    shape.last == '摄' && is_photo(text)
        || begins(text)
        || shape.signs.any(Signs::ARROW) && (text.contains(" > ") || text.contains("&gt;"))
}

/// `市长某某作政府工作报告。本报记者某某摄`
fn is_photo(text: &str) -> bool {
    text.len() <= 300 && ["记者", "通讯员", "特约", "摄影", "新华社"].iter().any(|w| text.contains(w))
}

fn ends_page(lines: &Lines<'_>, shape: &Shape) -> bool {
    let text = shape.text(lines).as_bytes();
    chrome_text(lines, shape) || TAILS.iter().any(|t| t.find(text).is_some())
}

fn chrome_line(lines: &Lines<'_>, shape: &Shape, before: bool) -> bool {
    let text = shape.text(lines);
    if text.len() > 400 {
        return false;
    }
    let squeezed =
        if shape.signs.any(Signs::BLANK | Signs::ODD) { Cow::Owned(squeezed(text)) } else { Cow::Borrowed(text) };
    let plain = squeezed.trim_start_matches('【').trim_end_matches('】');
    if WHOLE.binary_search(&&*squeezed).is_ok()
        || WHOLE.binary_search(&plain).is_ok()
        || matches!(&*squeezed, ">" | "|" | "[" | "]" | "【" | "[]" | "【】" | ">>")
    {
        return true;
    }
    if shape.last == '摄' && is_photo(text) {
        return true;
    }
    if begins(&squeezed) {
        // 时间：2月3日 地点：… is a line of minutes.
        return !before || !squeezed.contains("地点") && squeezed.len() <= 240;
    }
    let arrows = shape.signs.any(Signs::ARROW);
    let path = if arrows { squeezed.matches(['>', '›', '»', '＞']).count() } else { 0 };
    if path >= 2 && squeezed.len() <= 200 || path == 1 && squeezed.starts_with("首页") {
        return true;
    }
    // 2026-02-02 09:20 来源：…
    let stamped = shape.first.is_ascii_digit()
        && (squeezed.contains("来源：") || squeezed.contains("浏览") || squeezed.contains("字号"));
    stamped && squeezed.len() <= 200 || is_timestamp(&squeezed)
}

/// `2026-02-0209:20`
fn is_timestamp(text: &str) -> bool {
    text.len() >= 13
        && text.len() <= 19
        && text.contains(':')
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'/'))
}

/// Title and dateline above the chrome that come once more below it.
fn repeats(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class], head: &[usize], topmost: usize) {
    let words = |i: usize| squeezed(shapes[i].text(lines));
    for (k, &i) in head.iter().enumerate().take(topmost.min(20)) {
        if classes[i] != Class::Body || shapes[i].width < 12 {
            continue;
        }
        let own = words(i);
        let again = head[k + 1..].iter().any(|&j| {
            let other = words(j);
            other == own || other.len() >= 30 && own.contains(&other)
        });
        if again {
            classes[i] = Class::Furniture;
        }
    }
}

/// `本作品…公有领域`: the licence block of a free library, to the end.
fn licence(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) {
    let from = shapes.len().saturating_sub(40);
    let Some(start) = (from..shapes.len()).find(|&i| shapes[i].text(lines).starts_with("本作品")) else { return };
    let speaks = |i: usize| {
        let text = shapes[i].text(lines);
        text.contains("公有领域")
            || text.contains("公有領域")
            || text.contains("Public domain")
            || text.contains("著作权法")
    };
    if (start..shapes.len().min(start + 15)).any(speaks) {
        classes[start..].fill(Class::Furniture);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(WHOLE.is_sorted());
        assert!(HEAD.is_sorted());
        assert!(begins("来源：云溪市") && begins("打印本页") && !begins("来访") && !begins(""));
    }
}
